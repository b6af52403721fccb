"""An operation that a program asks for in the customer's name: it begins anew.

It goes on as if the customer had asked for it: who they are, what is missing, the read-back, and
then a yes in a message of its own.
"""

from dataclasses import replace

from pydantic import JsonValue, TypeAdapter, ValidationError

from assistant.conversation.events import CustomerWrote
from assistant.conversation.message import Call
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.frames import Dialogue
from assistant.operations.dialogue.heard_message import HeardMessage, Wish
from assistant.operations.operation_register import OPERATIONS

_GIVEN = TypeAdapter(dict[str, JsonValue])


def with_call(heard: HeardMessage, unanswered: tuple[CustomerWrote, ...]) -> HeardMessage:
    """Return what the messages say where one of them brings a call: that, and no yes or no.

    The words stay: they may prove who the customer is, and what they say themselves comes before
    what a program makes of it.
    """
    call = next((wrote.call for wrote in unanswered if wrote.call is not None), None)
    if call is None or call.operation not in OPERATIONS:
        return heard
    described = {name: one for name, one in _read(call, call.described).items() if one}
    wish = Wish(
        operation=call.operation,
        text="\n".join([heard.text, *map(str, described.values())]),
        slots=_read(call, call.slots),
        described={name: str(one) for name, one in described.items()},
    )
    return HeardMessage(text=heard.text, language=heard.language, wishes=(wish,), called=True)


def take_up(run: DialogueRun) -> None:
    """Leave what is in progress, and take up what is called for."""
    run.drop_open("replaced")
    run.dialogue = replace(Dialogue(), misses=run.dialogue.misses)
    run.open(run.heard.wishes)


def _read(call: Call, written: str) -> dict[str, JsonValue]:
    """Return what is given for parameters of the operation; what cannot be read is asked for."""
    known = {slot.name for slot in OPERATIONS[call.operation].slots}
    try:
        given = _GIVEN.validate_json(written)
    except ValidationError:
        return {}
    return {name: value for name, value in given.items() if name in known}
