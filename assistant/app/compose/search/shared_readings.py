"""Share the reading of a message between two assistants that take the same turn.

A reading follows from the texts alone, so the second one reads as the first did. Few readings are
kept: of this turn and the one before.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from assistant.app.compose.assistant_turn import AnswerParts
from assistant.messages.ports import MessageReader
from assistant.understanding.types import ReadingContext, Understanding
from retrieval.ports import StatementReader
from retrieval.types import ReadStatement

T = TypeVar("T")

_KEPT = 16  # readings: a turn has some three


@dataclass(frozen=True, slots=True)
class FewReadings:
    """Keep the last readings by all that they follow from."""

    _kept: OrderedDict[Hashable, object] = field(default_factory=OrderedDict)

    async def read(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """Return the reading of a key, made now unless it is kept."""
        if key in self._kept:
            self._kept.move_to_end(key)
            known: T = self._kept[key]  # type: ignore[assignment]  # of this key
            return known
        made = await make()
        self._kept[key] = made
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedMessageReader:
    """Implement `MessageReader` by another one, once for each message."""

    reader: MessageReader
    readings: FewReadings = field(default_factory=FewReadings)

    async def read(self, text: str, context: ReadingContext) -> Understanding:
        of_version = _Identity(context.vocabulary)  # kept, so that no other gets its id
        return await self.readings.read(
            (text, of_version, context), lambda: self.reader.read(text, context)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedStatementReader:
    """Implement `StatementReader` by another one, once for each question and its statements."""

    reader: StatementReader
    readings: FewReadings = field(default_factory=FewReadings)

    async def read(self, question: str, statements: Sequence[ReadStatement]) -> Sequence[float]:
        key = (question, tuple(statements))

        async def make() -> tuple[float, ...]:
            return tuple(await self.reader.read(question, statements))

        return await self.readings.read(key, make)


class _Identity:
    """Hold a thing that is the same as itself alone: to compare its content would take longer."""

    def __init__(self, thing: object) -> None:
        self._thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and other._thing is self._thing

    def __hash__(self) -> int:
        return id(self._thing)


def sharing(parts: AnswerParts) -> AnswerParts:
    """Return parts whose assistants read each message once."""
    statements = parts.statements
    return replace(
        parts,
        reader=SharedMessageReader(reader=parts.reader),
        statements=SharedStatementReader(reader=statements) if statements else None,
    )
