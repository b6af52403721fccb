"""Which of the messages that wait are answered together: most of them, but not all. Pure."""

from itertools import takewhile

from assistant.conversation.conversation_conversation import Conversation
from assistant.conversation.events import CustomerWrote

WaitingMessages = tuple[CustomerWrote, ...]


def up_to_the_yes(conversation: Conversation) -> WaitingMessages:
    """Return the unanswered messages up to a recorded yes; none: it was answered, or there is none.

    What was written after it is read in a turn of its own: it may take something back.
    """
    confirmed = conversation.dealings.confirmed
    ids = [wrote.message_id for wrote in conversation.unanswered]
    if confirmed is None or confirmed.confirmed_by not in ids:
        return ()
    return conversation.unanswered[: ids.index(confirmed.confirmed_by) + 1]


def one_call_at_a_time(unanswered: WaitingMessages) -> WaitingMessages:
    """Return a program's call alone, or the messages before it, read as one.

    So each call has an answer of its own, and no word that is not of it has a part in it.
    """
    if unanswered and unanswered[0].call is not None:
        return unanswered[:1]
    return tuple(takewhile(lambda wrote: wrote.call is None, unanswered))
