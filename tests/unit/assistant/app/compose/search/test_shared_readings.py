"""Two assistants that take the same turn read its message once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from assistant.app.compose.search.shared_readings import (
    FewReadings,
    SharedMessageReader,
    SharedStatementReader,
)
from assistant.conversation.message import Language
from assistant.understanding.types import ReadingContext
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.types import ReadStatement

ONE, SAME_WORDS = Vocabulary(), Vocabulary()


@dataclass
class Readers:
    """Readers that count how often they read."""

    messages: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    async def understand(self, text: str) -> str:
        self.messages.append(text)
        return f"understood {text}"

    async def weigh(self, question: str, statements: Sequence[ReadStatement]) -> list[float]:
        self.questions.append(question)
        return [float(len(one.text)) for one in statements]


@dataclass
class MessageSide:
    readers: Readers

    async def read(self, text: str, context: ReadingContext) -> str:
        del context
        return await self.readers.understand(text)


@dataclass
class StatementSide:
    readers: Readers

    async def read(self, question: str, statements: Sequence[ReadStatement]) -> list[float]:
        return await self.readers.weigh(question, statements)


def message_reader(readers: Readers) -> SharedMessageReader:
    return SharedMessageReader(reader=cast("Any", MessageSide(readers)))


def context(
    vocabulary: Vocabulary, topic: str = "", language: Language | None = "fr"
) -> ReadingContext:
    return ReadingContext(vocabulary=vocabulary, topic=topic, language=language)


class TestAMessage:
    async def test_is_read_once_for_both(self) -> None:
        readers = Readers()
        shared = message_reader(readers)

        one = await shared.read("retour ?", context(ONE))
        other = await shared.read("retour ?", context(ONE))

        assert one == other
        assert readers.messages == ["retour ?"]

    async def test_is_read_anew_where_anything_that_it_follows_from_differs(self) -> None:
        readers = Readers()
        shared = message_reader(readers)

        await shared.read("retour ?", context(ONE))
        await shared.read("retour ?", context(SAME_WORDS))  # an index
        await shared.read("retour ?", context(ONE, topic="frais"))
        await shared.read("retour ?", context(ONE, language=None))

        assert len(readers.messages) == 4


async def test_statements_are_weighed_once_for_both() -> None:
    readers = Readers()
    shared = SharedStatementReader(reader=StatementSide(readers))
    statements = [ReadStatement(text="30 jours", signals=(1.0,))]

    one = await shared.read("retour ?", statements)
    other = await shared.read("retour ?", list(statements))
    await shared.read("retour ?", [ReadStatement(text="30 jours", signals=(2.0,))])

    assert list(one) == list(other) == [8.0]
    assert readers.questions == ["retour ?"] * 2


async def test_few_readings_are_kept() -> None:
    readings, made = FewReadings(), list[int]()

    async def make(number: int) -> int:
        made.append(number)
        return number

    for number in (*range(30), 0, 29):
        await readings.read(number, partial(make, number))

    assert made == [*range(30), 0]
