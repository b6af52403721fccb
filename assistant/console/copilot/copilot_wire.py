"""Write tasks and steps as JSON and read them back, between pages and workers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from assistant.console.copilot.types import (
    Drafted,
    Failed,
    Progress,
    Rewritten,
    Step,
    Suggested,
    Task,
)

TAKEN, UNKNOWN = "taken", "unknown"
"""What is said beside steps: a worker has the task; there is no such conversation."""

_STEPS: Mapping[str, TypeAdapter[Any]] = {
    one.__name__: TypeAdapter(one) for one in (Progress, Drafted, Rewritten, Suggested, Failed)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOrder:
    """Order a task under an id, or stop the task of that id."""

    task_id: str
    task: Task | None  # None: stop it


_ORDER = TypeAdapter(TaskOrder)


def write_order(order: TaskOrder) -> bytes:
    """Return an order as JSON."""
    return _ORDER.dump_json(order)


def read_order(notice: bytes) -> TaskOrder | None:
    """Return the order of a notice; None: it is of another version, or only says to look again."""
    try:
        return _ORDER.validate_json(notice)
    except ValidationError:
        return None


def write_step(step: Step) -> bytes:
    """Return a step as JSON."""
    kind = type(step).__name__
    return orjson.dumps({"kind": kind, "step": _STEPS[kind].dump_python(step, mode="json")})


def write_word(word: str) -> bytes:
    """Return `TAKEN` or `UNKNOWN` as JSON."""
    return orjson.dumps({"kind": word})


def read_step(notice: bytes) -> Step | str | None:
    """Return the step or the word of a notice; None: it has neither."""
    try:
        read = orjson.loads(notice)
        kind = read["kind"]
        if kind in (TAKEN, UNKNOWN):
            return str(kind)
        step: Step = _STEPS[kind].validate_python(read["step"])
    except (ValueError, KeyError, TypeError):
        return None
    return step
