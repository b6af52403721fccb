"""One status, kept on two sides: which side moved, and what follows. Pure."""

from enum import StrEnum

from assistant.conversation.ownership import ConversationStatus


class Course(StrEnum):
    """What to do about two statuses."""

    AGREED = "agreed"
    PUSH = "push"  # ours moved: the helpdesk has to learn of it
    TAKE = "take"  # theirs moved: somebody there decided something


def course(*, agreed: ConversationStatus | None, ours: ConversationStatus, theirs: ConversationStatus) -> Course:
    """Compare both with what they last agreed on; where both moved, the person's word counts.

    What was pushed is what both agree on from then on, so its echo moves nothing: there is no
    way for a status to go back and forth.
    """
    if ours is theirs:
        return Course.AGREED
    if agreed is None or theirs is agreed:
        return Course.PUSH
    return Course.TAKE
