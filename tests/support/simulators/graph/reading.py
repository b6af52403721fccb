"""What a payload is read as, in short: to be compared with what it should be."""

from collections.abc import Sequence

from assistant.messages.channels.updates import ControlMoved, MessageArrived, StatusArrived, Update


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
