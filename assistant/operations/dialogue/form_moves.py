"""Tell how a message moves an open form, beside a value that it may give."""

from dataclasses import replace
from enum import StrEnum

from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.engine_moves import UNAVAILABLE, NotAnOperation, Reply
from assistant.operations.dialogue.frames import CONFIRM, Dialogue
from assistant.operations.dialogue.heard_message import MENDS, HeardMessage
from assistant.operations.operation_register import OPERATIONS
from assistant.understanding.intents.imperatives import bare_command
from assistant.understanding.references.claimed_problems import claimed_wish
from assistant.understanding.types import Intent, Remark

WISH = "wish"
"""Names the question for the solution that a claim wishes for."""


class FormMove(StrEnum):
    """Name the ways in which a message leaves a form, or lets it wait."""

    GOODBYE = "goodbye"  # the customer goes
    THANKS = "thanks"
    QUESTION = "question"  # asked first: "wait, how long do I have?"
    CHANGE_OF_MIND = "change_of_mind"
    ANSWER = "answer"  # a value, a yes or a no, or words that nobody understands


def read_move(heard: HeardMessage, operation: str) -> FormMove:
    """Return the move of a message in the form of an operation.

    One that asks for something to be done is no farewell.
    """
    if heard.stop or heard.remark is Remark.UNDO or _takes_back(heard, operation):
        return FormMove.CHANGE_OF_MIND
    if heard.wishes:
        return FormMove.ANSWER
    if heard.goodbye:
        return FormMove.GOODBYE
    if heard.thanks and not heard.yes and not heard.no:  # "ok" is a yes to what was read back
        return FormMove.THANKS
    if heard.holds and heard.question and heard.rest:
        return FormMove.QUESTION
    return FormMove.ANSWER


def _takes_back(heard: HeardMessage, operation: str) -> bool:
    """Return whether "cancel it" means the operation in progress, and not an order."""
    bare = bare_command(heard.text) is Intent.CANCEL_ORDER
    return bare and operation != Intent.CANCEL_ORDER and OPERATIONS[operation].has_effect


def change_mind(run: DialogueRun) -> str:
    """Drop the wish of a message that only ends the form; return the key of the reply."""
    if _takes_back(run.heard, run.current.operation):
        run.heard = replace(run.heard, wishes=())
    undone = run.heard.remark is Remark.UNDO and run.current.asked == CONFIRM
    return "said.declined" if undone else "said.dropped"


def keep_to_wish(run: DialogueRun) -> None:
    """Take "a refund" as the answer where a claim asks for it, and not as another request."""
    if run.current.asked == WISH and claimed_wish(run.heard.text, asked=True):
        run.heard = replace(run.heard, wishes=(), readings=(), no=False)


def starts_anew(run: DialogueRun) -> bool:
    """Tell whether a message begins with something else; the form is then put behind, or away."""
    keep_to_wish(run)
    heard, current = run.heard, run.current
    if heard.remark is Remark.DEFECT and current.operation not in MENDS:
        run.drop_open("replaced")
        return True
    if OPERATIONS[current.operation].for_people and any(map(heard.asks_for, MENDS[1:])):
        run.drop_open("replaced")
        run.close()  # the customer puts it right by themselves
        return True
    return False


def lets_go(run: DialogueRun) -> bool:
    """Return whether a message ends a form of the basket, which nobody has to be held to.

    A question about the shop waits only where a version of a product is being chosen.
    """
    current, heard = run.current, run.heard
    if not OPERATIONS[current.operation].of_basket or heard.no:
        return False
    wanted = current.slots.get("wanted")
    chooses = isinstance(wanted, dict) and "product_id" in wanted
    return heard.searches or heard.social or not (heard.question and chooses)


def let_go(run: DialogueRun) -> NotAnOperation:
    """Drop the form of a customer who says other things, and answer those."""
    run.drop_open("declined")
    run.dialogue = Dialogue()
    return NotAnOperation(events=run.closing_events())


def tell_away(run: DialogueRun, said: str) -> Reply:
    """Tell that the shop's system does not answer."""
    run.say(said)
    run.rule = UNAVAILABLE
    return run.reply()


def answer_kindly(run: DialogueRun, move: FormMove) -> None:
    """Say goodbye to a customer who goes, with nothing done; or return their thanks.

    After thanks, the form's question stays as it was.
    """
    if move is FormMove.GOODBYE:
        has_effect = OPERATIONS[run.current.operation].has_effect
        run.drop_open("declined")
        run.dialogue = Dialogue()
        run.say("said.goodbye_undone" if has_effect else "said.goodbye")
    else:
        run.drop_open("replaced")
        run.say("said.welcome")
        run.change(lambda frame: replace(frame, times=0))
