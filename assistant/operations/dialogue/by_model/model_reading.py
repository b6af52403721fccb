"""Read a model's tool calls as a message's wishes; no value in them is believed. Pure.

A call counts if its tool was offered. Of its values only those count that are the customer's own
words, and no exception ("but not the hat"), or one of the shop's reasons. The result is a wish
like any other, which the gate weighs.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import orjson
from pydantic import JsonValue

from assistant.kit.model.ports import ToolCall
from assistant.operations.dialogue.by_model.customer_quotes import is_excepted, is_quote
from assistant.operations.dialogue.by_model.model_tools import (
    ASK,
    LEAVE,
    NOTHING,
    OPERATION,
    PERSON,
    QUESTION,
    REASON,
    VALUES,
    WHY_NOT,
    WORDS,
)
from assistant.operations.dialogue.heard_message import Wish
from assistant.operations.dialogue.values.slot_values import reasons_of
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.shop_rules import Rules
from assistant.operations.types import SlotKind

MAX_CALLS = 8
"""Most calls of one answer; more is no reading of a message."""

_POINTED_AT = frozenset({SlotKind.ORDER, SlotKind.LINES, SlotKind.SWAPS})
"""Slots whose value may be described, and is then looked for among the customer's own things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWords:
    """Hold the customer's messages: the one to act on, and those before."""

    now: str
    earlier: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Return every text that a value may be quoted from."""
        return (*self.earlier, self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReading:
    """Hold a model's reading of a message."""

    wishes: tuple[Wish, ...] = ()
    questions: tuple[str, ...] = ()  # the parts that ask; "": the message as a whole
    leaves: bool = False  # wants to leave the operation in progress
    person: bool = False  # wants a human being
    nothing: bool = False  # asks for nothing
    quoted: bool = True  # False: no call has one word of the customer's with it
    dropped: int = 0  # calls and values that cannot be used

    @property
    def is_empty(self) -> bool:
        """Return whether the reading says nothing at all, not even that nothing is wanted."""
        return not (self._says_something or self.nothing)

    @property
    def only_nothing(self) -> bool:
        """Return whether the reading says only that nothing is wanted."""
        return self.nothing and not self._says_something

    @property
    def _says_something(self) -> bool:
        return bool(self.wishes or self.questions or self.leaves or self.person)


def read(
    calls: Sequence[ToolCall], tools: Collection[str], said: CustomerWords, rules: Rules
) -> ModelReading:
    """Return the reading of the customer's message that `calls` of the offered `tools` make."""
    wishes: list[Wish] = []
    questions: list[str] = []
    dropped = max(0, len(calls) - MAX_CALLS)
    names: set[str] = set()
    quoted: list[bool] = []
    for call in calls[:MAX_CALLS]:
        given = _arguments(call)
        if call.name not in tools or given is None:
            dropped += 1
            continue
        names.add(call.name)
        if call.name == ASK:
            questions.append(_part(given.get(QUESTION), said))
            quoted.append(_rests(given, said))
        elif (operation := _operation(call.name, given)) is not None:
            wish, refused = _wish(operation, given, said, rules)
            wishes.append(wish)
            quoted.append(_rests(given, said))
            dropped += refused
    return ModelReading(
        wishes=tuple(_joined(wishes)),
        questions=tuple(questions),
        leaves=LEAVE in names,
        person=PERSON in names,
        nothing=NOTHING in names,
        quoted=any(quoted) or not quoted,
        dropped=dropped,
    )


def _arguments(call: ToolCall) -> Mapping[str, object] | None:
    """Return a call's arguments; None: they are no JSON object."""
    try:
        given = orjson.loads(call.arguments or "{}")
    except orjson.JSONDecodeError:
        return None
    return given if isinstance(given, dict) else None


def _operation(tool: str, given: Mapping[str, object]) -> str | None:
    name = given.get(OPERATION) if tool == WHY_NOT else tool
    return name if isinstance(name, str) and name in OPERATIONS else None


def _rests(given: Mapping[str, object], said: CustomerWords) -> bool:
    """Return whether one of a call's values stands in the message."""
    return any(_part(value, said) for value in given.values())


def _part(value: object, said: CustomerWords) -> str:
    """Return the part of the message that is quoted; "": all of it."""
    is_part = isinstance(value, str) and value.strip() and is_quote(value, (said.now,))
    return value.strip() if is_part and isinstance(value, str) else ""


def _wish(
    operation: str, given: Mapping[str, object], said: CustomerWords, rules: Rules
) -> tuple[Wish, int]:
    """Return the wish of a call, and the number of its values that are not the customer's."""
    words = _part(given.get(WORDS), said) or said.now
    slots: dict[str, JsonValue] = {}
    described: dict[str, str] = {}
    quotes: list[str] = []
    dropped = 0
    for slot in OPERATIONS[operation].slots:
        quoted: list[str] = []
        for value in VALUES[slot.kind]:
            one = given.get(value)
            if not isinstance(one, str) or not one.strip():
                continue
            if value == REASON:
                known = one in reasons_of(operation, rules)
                slots.update({slot.name: one} if known else {})
                dropped += not known
            elif is_quote(one, said.all) and not is_excepted(one, said.now):
                quoted.append(one.strip())
            else:
                dropped += 1
        if quoted and slot.kind in _POINTED_AT:
            described[slot.name] = ", ".join(quoted)
        quotes += quoted
    text = "\n".join([words, *(one for one in quotes if not is_quote(one, (words,)))])
    return Wish(operation=operation, text=text, slots=slots, described=described), dropped


def _joined(wishes: Iterable[Wish]) -> Iterator[Wish]:
    """Yield the wishes; those in a row on one operation and the same order are joined."""
    last: Wish | None = None
    for wish in wishes:
        if last is None or not _goes_on(last, wish):
            if last is not None:
                yield last
            last = wish
            continue
        text = last.text if wish.text in last.text else f"{last.text}\n{wish.text}"
        last = replace(
            last,
            text=text,
            slots={**last.slots, **wish.slots},
            described={**last.described, **wish.described},
        )
    if last is not None:
        yield last


def _goes_on(last: Wish, wish: Wish) -> bool:
    orders = [slot.name for slot in OPERATIONS[wish.operation].slots if slot.kind is SlotKind.ORDER]
    other = any(
        wish.described.get(name, last.described.get(name)) != last.described.get(name)
        for name in orders
    )
    return last.operation == wish.operation and not other
