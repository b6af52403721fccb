"""Which roles may say yes where a role is asked for. Pure."""

from collections.abc import Mapping

from assistant.staff.types import Role

_ABOVE: Mapping[Role, frozenset[Role]] = {
    Role.AGENT: frozenset({Role.LEAD, Role.OPERATIONS, Role.ADMIN}),
    Role.LEAD: frozenset({Role.OPERATIONS, Role.ADMIN}),
    Role.OPERATIONS: frozenset({Role.ADMIN}),
    Role.MERCHANDISER: frozenset({Role.ADMIN}),
    Role.ADMIN: frozenset(),
}


def may_approve(role: Role, asked_for: str) -> bool:
    """Return whether an agent of `role` may say yes where `asked_for` is the least role.

    A name that is no role's, which a later version may have written, is for admins.
    """
    least = Role(asked_for) if asked_for in frozenset(map(str, Role)) else Role.ADMIN
    return role is least or role in _ABOVE[least]
