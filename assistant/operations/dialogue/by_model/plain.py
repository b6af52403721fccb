"""Messages that need no model: what they say is certain already, or none of its business. Pure."""

from assistant.operations.dialogue.identity_questions import gives_proof
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.state import CODE, IDENTITY


def is_plain(run: DialogueRun) -> bool:
    """Return whether the rules read this message whole: nothing is left for a model to add.

    A yes is only ever read by them. Neither a code nor an address that proves who somebody is goes
    to a model, nor what a button said, nor what a program calls for.
    """
    heard, current = run.heard, run.dialogue.current
    if (
        heard.called
        or heard.yes
        or heard.stop
        or heard.remark is not None
        or (heard.no and heard.alone)
    ):
        return True
    if current is not None and current.asked in {IDENTITY, CODE}:
        return gives_proof(run)
    return _is_button(run)


def _is_button(run: DialogueRun) -> bool:
    """Whether the message is one of the quick replies that were offered."""
    last = run.conversation.last_reply
    said = run.heard.text.strip().casefold()
    return last is not None and said in {one.casefold() for one in last.quick_replies}
