"""An operation that a program asks for in the customer's name: it begins anew.

It goes on as if the customer had asked for it: who they are, what is missing, the read-back, and
then a yes in a message of its own.
"""

from dataclasses import replace

from pydantic import JsonValue, TypeAdapter, ValidationError

from assistant.conversation.contents import Call
from assistant.conversation.events import CustomerWrote
from assistant.dialogue.heard import Heard, Wish
from assistant.dialogue.run import Run
from assistant.dialogue.state import Dialogue
from assistant.operations.register import OPERATIONS

_SLOTS = TypeAdapter(dict[str, JsonValue])


def with_call(heard: Heard, unanswered: tuple[CustomerWrote, ...]) -> Heard:
    """Return what the messages say where one of them brings a call: that, and no yes or no.

    The words stay, for they may prove who the customer is.
    """
    call = next((wrote.call for wrote in unanswered if wrote.call is not None), None)
    if call is None or call.operation not in OPERATIONS:
        return heard
    wish = Wish(operation=call.operation, text=call.described, slots=_slots(call))
    return Heard(text=heard.text, language=heard.language, wishes=(wish,), called=True)


def take_up(run: Run) -> None:
    """Leave what is in progress, and take up what is called for."""
    run.drop_open("replaced")
    run.dialogue = replace(Dialogue(), misses=run.dialogue.misses)
    run.open(run.heard.wishes)


def _slots(call: Call) -> dict[str, JsonValue]:
    """Return the parameters that the operation has; what cannot be read is asked for."""
    known = {slot.name for slot in OPERATIONS[call.operation].slots}
    try:
        given = _SLOTS.validate_json(call.slots)
    except ValidationError:
        return {}
    return {name: value for name, value in given.items() if name in known}
