"""Changes of verified answers come into force by themselves, and each way is encoded once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from assistant.answers.verified.live_answers import LiveAnswers
from assistant.answers.verified.types import AnswerState, VerifiedAnswer
from assistant.ports import LogUnavailableError
from retrieval.encoders.encoder_base import EncoderUnavailableError
from retrieval.types import Vector
from tests.support.memory.verified_book import MemoryVerifiedBook
from tests.support.patience import until
from tests.support.seeds.verified_answers import verified, written
from tests.unit.assistant.answers.shop_fixture import QUESTION_VECTOR

GIFT = verified("Can I return a gift?", language="en", answer_id="gift")


class House:
    """A book of answers, and an encoder that counts."""

    def __init__(self) -> None:
        self.book = MemoryVerifiedBook()
        self.encoded: list[str] = []
        self.read: list[str] = []
        self.live = LiveAnswers(
            book=self.book, encode=self.encode, encode_passage=self.encode_passage
        )

    async def encode(self, text: str) -> Vector:
        self.encoded.append(text)
        return QUESTION_VECTOR

    async def encode_passage(self, text: str) -> Vector:
        self.read.append(text)
        return QUESTION_VECTOR

    def knows(self, *answers: VerifiedAnswer) -> Callable[[], Awaitable[bool]]:
        async def look() -> bool:
            return self.live.known.answers == answers

        return look


@pytest.fixture
def house() -> House:
    return House()


class TestLiveAnswers:
    async def test_are_those_that_are_live(self, house: House) -> None:
        await house.book.put(written(GIFT))
        for state in (AnswerState.OFF, AnswerState.DRAFT):
            other = verified("Is it new?", answer_id=state, state=state)
            await house.book.put(written(other))

        await house.live.load()

        assert house.live.known.answers == (GIFT,)

    async def test_are_read_as_statements_each_text_once(self, house: House) -> None:
        await house.book.put(written(GIFT))

        await house.live.load()
        await house.book.put(written(verified("Is it new?", language="en", answer_id="new")))
        await house.live.load()

        assert len(house.read) == len(set(house.read))
        wordings = [one.passage.title for one in house.live.known.passages.passages]
        assert sorted(wordings) == ["Can I return a gift?"] * 2 + ["Is it new?"] * 2

    async def test_have_all_ways_at_once_and_their_texts_one_after_the_other(
        self, house: House
    ) -> None:
        ways = [f"Is it {number}?" for number in range(40)]
        await house.book.put(written(verified(*ways, language="en", texts={"en": "Yes."})))

        assert not await house.live.load_some()

        assert set(house.encoded) == set(ways)
        first = len(house.live.known.passages.passages)
        assert 0 < first < len(ways)
        while not await house.live.load_some():
            pass
        assert len(house.live.known.passages.passages) == len(ways)

    async def test_keep_the_version_that_is_live_while_a_draft_waits(self, house: House) -> None:
        await house.book.put(written(GIFT))
        draft = replace(GIFT, texts={"en": "No."}, state=AnswerState.DRAFT)
        await house.book.put(written(draft, 2))

        await house.live.load()

        assert house.live.known.answers == (GIFT,)

    async def test_encode_a_way_of_asking_once(self, house: House) -> None:
        await house.book.put(written(GIFT))
        await house.live.load()
        await house.book.put(written(verified("Is it new?", answer_id="new")))

        await house.live.load()
        await house.live.load()

        assert house.encoded == ["Can I return a gift?", "Is it new?"]

    async def test_have_a_candidate_among_them_to_try_it(self, house: House) -> None:
        await house.book.put(written(GIFT))
        await house.live.load()
        candidate = replace(GIFT, texts={"en": "No."})

        tried = await house.live.trying(candidate)

        assert tried.answers == (candidate,)
        assert house.live.known.answers == (GIFT,)


class TestFollowing:
    async def test_finds_a_change_within_a_second(self, house: House) -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(house.live.run(stop))

        await house.book.put(written(GIFT))

        await until(house.knows(GIFT), within_s=1)

        stop.set()
        await running

    @pytest.mark.parametrize(
        "error", [LogUnavailableError(), EncoderUnavailableError("away"), ValueError("newer")]
    )
    async def test_outlives_what_cannot_be_read_and_keeps_the_last(
        self, house: House, error: Exception, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await house.book.put(written(GIFT))
        await house.live.load()
        other = verified("Is it new?", answer_id="new")
        await house.book.put(written(other))
        failing = asyncio.Event()
        whole = house.book.all

        async def fail() -> None:
            failing.set()
            raise error

        monkeypatch.setattr(house.book, "all", fail)
        stop = asyncio.Event()
        running = asyncio.create_task(house.live.run(stop))
        await failing.wait()
        assert house.live.known.answers == (GIFT,)

        monkeypatch.setattr(house.book, "all", whole)
        changed = replace(other, texts={"en": "No."})
        await house.book.put(written(changed, 2))
        await until(house.knows(changed, GIFT))
        stop.set()
        await running
