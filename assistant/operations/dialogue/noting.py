"""What a customer wants to have done, in short, for the person who takes it. Pure."""

from pydantic import JsonValue

from assistant.conversation.conversation_message import Language
from assistant.operations.dialogue.state import Frame
from assistant.operations.dialogue.dialogue_texts import say


def note(frame: Frame, language: Language) -> str:
    """Return one operation in progress, with all that is known for it."""
    what = say(f"names.{frame.operation}", language)
    known = ", ".join(f"{name} {_short(value)}" for name, value in frame.slots.items())
    return say("said.wants", language, what=f"{what} ({known})" if known else what)


def _short(value: JsonValue) -> str:
    match value:
        case dict():
            return " ".join(_short(one) for one in value.values())
        case list():
            return ", ".join(_short(one) for one in value)
        case _:
            return str(value)
