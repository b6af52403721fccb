"""Tell the messages that code reads whole: no model is asked about them. Pure."""

from assistant.conversation.conversation import Conversation
from assistant.operations.dialogue.frames import CODE, CONFIRM, IDENTITY, Dialogue
from assistant.operations.dialogue.heard_message import HeardMessage
from assistant.understanding.message_words import same_words


def is_plain(conversation: Conversation, heard: HeardMessage) -> bool:
    """Return whether the dialogue takes a message by itself.

    A yes to what was read back is only ever read by code. A proof of identity, the words of a
    button and the call of a program are no matter of a model's either.
    """
    called = any(wrote.call is not None for wrote in conversation.unanswered)
    if called or heard.remark is not None:  # undoes what was done, or asks whether it was
        return True
    current = Dialogue.read(conversation.dealings.dialogue).current
    if current is None:
        return False
    if _is_button(conversation, heard) or heard.stop:
        return True
    if current.asked == CONFIRM:
        return heard.yes or heard.assents or (heard.no and heard.alone)
    if current.asked in {IDENTITY, CODE}:
        return not heard.question or any(letter.isdigit() or letter == "@" for letter in heard.text)
    return heard.alone


def _is_button(conversation: Conversation, heard: HeardMessage) -> bool:
    """Return whether the message is one of the quick replies that were offered."""
    last = conversation.last_reply
    return last is not None and any(same_words(heard.text, one) for one in last.quick_replies)
