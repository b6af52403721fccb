"""Which roles may say yes where a role is asked for. Pure."""

from assistant.conversation.people import Role

_RISING = (Role.AGENT, Role.LEAD, Role.OPERATIONS, Role.ADMIN)
"""Each may do what those before it may; a merchandiser talks to no customer."""


def may_approve(role: Role, asked_for: str) -> bool:
    """Return whether an agent of `role` may say yes where `asked_for` is the least role.

    A name that is none of these roles', which a later version may have written, is for admins.
    """
    names = [str(one) for one in _RISING]
    least = names.index(asked_for) if asked_for in names else len(names) - 1
    return role in _RISING[least:]
