"""List the tools that a model is offered: the declared operations, and a few moves. Pure.

An operation that none of the customer's orders allows is no tool: a call can only ask why not. No
tool confirms anything, proves an identity, or has an effect.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from assistant.kit.model.ports import Json, Tool
from assistant.operations.dialogue.values.slot_values import reasons_of
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.shop_rules import Rules
from assistant.operations.types import Slot, SlotKind

ASK, WHY_NOT, LEAVE, PERSON, NOTHING = (
    "ask_the_shop",
    "not_possible_now",
    "leave_request",
    "talk_to_person",
    "nothing_to_do",
)
WORDS, QUESTION, OPERATION, REASON = "words", "question", "operation", "reason"

VALUES: Mapping[SlotKind, tuple[str, ...]] = {
    SlotKind.ORDER: ("order",),
    SlotKind.LINES: ("items",),
    SlotKind.PARTS: ("how_many",),
    SlotKind.PHOTO: (),
    SlotKind.WISH: ("wish",),
    SlotKind.WORDS: (),
    SlotKind.SWAPS: ("items", "instead"),
    SlotKind.REASON: (REASON,),
    SlotKind.METHOD: ("method",),
    SlotKind.ADDRESS: ("address",),
    SlotKind.PRODUCT: ("product",),
    SlotKind.ITEM: ("product",),
    SlotKind.PIECES: ("pieces",),
    SlotKind.BASKET_LINES: ("items",),
    SlotKind.VERSION: ("instead",),
}
"""Kind of slot -> names of the values that a model may give for it."""

_RESOURCES = Path(__file__).parent / "resources"


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Mapping[str, str]]:
    """Return the tools' descriptions."""
    read: dict[str, dict[str, str]] = yaml.safe_load((_RESOURCES / "tools.yml").read_text("utf-8"))
    return read


@lru_cache(maxsize=1)
def prompts() -> Mapping[str, str]:
    """Return the prompts of a model, by their names."""
    read: dict[str, str] = yaml.safe_load((_RESOURCES / "prompt.yml").read_text("utf-8"))
    return read


def offered(impossible: Collection[str], rules: Rules, *, in_progress: bool) -> tuple[Tool, ...]:
    """Return the tools; those in `impossible` are operations that can only be explained.

    The order never changes: endpoints keep what a request begins with.
    """
    able = [name for name in OPERATIONS if name not in impossible]
    tools = [_operation(name, rules) for name in able]
    words = {WORDS: _text("values", WORDS)}
    if impossible:
        which = {"type": "string", "enum": sorted(impossible), "description": _say(OPERATION)}
        tools.append(_tool(WHY_NOT, {OPERATION: which, **words}, required=(OPERATION,)))
    tools.append(_tool(ASK, {QUESTION: _text("tools", QUESTION)}, required=(QUESTION,)))
    if in_progress:
        tools.append(_tool(LEAVE, {}))
    return (*tools, _tool(PERSON, {}), _tool(NOTHING, {}))


def _operation(name: str, rules: Rules) -> Tool:
    properties: dict[str, Json] = {WORDS: _text("values", WORDS)}
    for slot in OPERATIONS[name].slots:
        properties.update(_values(name, slot, rules))
    return Tool(
        name=name,
        description=texts()["operations"][name],
        parameters=_object(properties, required=(WORDS,)),
    )


def _values(name: str, slot: Slot, rules: Rules) -> Iterable[tuple[str, Json]]:
    for value in VALUES[slot.kind]:
        if value != REASON:
            yield value, _text("values", value)
        elif reasons := reasons_of(name, rules):
            worded = "; ".join(f"{code}: {words['en']}" for code, words in reasons.items())
            described = texts()["values"][REASON].format(reasons=worded)
            yield value, {"type": "string", "enum": list(reasons), "description": described}


def _tool(name: str, properties: Mapping[str, Json], *, required: Iterable[str] = ()) -> Tool:
    return Tool(
        name=name, description=_say(name), parameters=_object(properties, required=required)
    )


def _object(properties: Mapping[str, Json], *, required: Iterable[str]) -> Json:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _text(section: str, name: str) -> Json:
    return {"type": "string", "description": texts()[section][name]}


def _say(name: str) -> str:
    return texts()["tools"][name]
