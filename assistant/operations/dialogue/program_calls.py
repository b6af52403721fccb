"""Begin an operation anew that a program asks for in the customer's name.

It goes on as if the customer had asked for it: the proof of identity, the missing values, the
read-back, and then a yes in a message of its own.
"""

from pydantic import JsonValue, TypeAdapter, ValidationError

from assistant.conversation.events import CustomerWrote
from assistant.conversation.message import Call
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.frames import Dialogue
from assistant.operations.dialogue.heard_message import HeardMessage, Wish
from assistant.operations.operation_register import OPERATIONS

_GIVEN = TypeAdapter(dict[str, JsonValue])


def with_call(heard: HeardMessage, unanswered: tuple[CustomerWrote, ...]) -> HeardMessage:
    """Return the message with the wish of its call, if it brings one, and without a yes or no.

    The words stay: they may prove the customer's identity, and their own values come before the
    program's.
    """
    call = next((wrote.call for wrote in unanswered if wrote.call is not None), None)
    if call is None or call.operation not in OPERATIONS:
        return heard
    wish = called_wish(call, heard.text)
    return HeardMessage(text=heard.text, language=heard.language, wishes=(wish,), called=True)


def called_wish(call: Call, said: str) -> Wish:
    """Return the wish of a call; `said` are the customer's words, whose values come first."""
    described = {name: one for name, one in _read(call, call.described).items() if one}
    return Wish(
        operation=call.operation,
        text="\n".join([said, *map(str, described.values())]),
        slots=_read(call, call.slots),
        described={name: str(one) for name, one in described.items()},
    )


def take_up(run: DialogueRun) -> None:
    """Leave the operations in progress, and take up the called one."""
    run.drop_open("replaced")
    run.dialogue = Dialogue()
    run.open(run.heard.wishes)


def _read(call: Call, written: str) -> dict[str, JsonValue]:
    """Return the given parameters of the operation; unreadable ones are left out."""
    known = {slot.name for slot in OPERATIONS[call.operation].slots}
    try:
        given = _GIVEN.validate_json(written)
    except ValidationError:
        return {}
    return {name: value for name, value in given.items() if name in known}
