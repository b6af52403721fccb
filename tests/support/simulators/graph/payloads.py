"""Find the payloads that are kept beside the channels' code and say in short what one is read
as.
"""

from collections.abc import Sequence
from pathlib import Path

from assistant.messages.channels.updates import ControlMoved, MessageArrived, StatusArrived, Update

_CHANNELS = Path(__file__).parents[4] / "integrations" / "channels"


def names(channel: str) -> list[str]:
    """Return the names of a channel's payloads."""
    found = sorted(file.stem for file in (_CHANNELS / channel / "fixtures").glob("*.json"))
    assert found
    return found


def payload(channel: str, name: str) -> bytes:
    """Return a payload as it would be posted."""
    return (_CHANNELS / channel / "fixtures" / f"{name}.json").read_bytes()


def in_short(updates: Sequence[Update]) -> list[str]:
    """Return each update's class, with what sets it apart from others of it."""
    return [_one(update) for update in updates]


def _one(update: Update) -> str:
    name = type(update).__name__.removesuffix("Arrived")
    match update:
        case MessageArrived(standby=True):
            return f"{name} {update.kind} standby"
        case StatusArrived():
            return f"{name} {update.status}"
        case ControlMoved():
            return f"{name} {'ours' if update.ours else 'theirs'}"
        case _:
            more = getattr(update, "kind", "") or getattr(update, "what", "")
            return f"{name} {more}".rstrip()
