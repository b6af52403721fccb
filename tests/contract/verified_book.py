"""What every `VerifiedBook` does. Inherit `VerifiedBookContract` and override `book`."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from assistant.answers.verified.ports import VerifiedBook, VerifiedConflictError
from assistant.answers.verified.types import (
    AnswerState,
    AnswerVersion,
    KeptAnswer,
    VerifiedAnswer,
    VerifiedId,
    WayOfAsking,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def version(
    number: int,
    answer_id: str = "gift",
    *,
    text: str = "Yes, with the receipt.",
    state: AnswerState = AnswerState.LIVE,
    takes_back: int = 0,
) -> AnswerVersion:
    answer = VerifiedAnswer(
        answer_id=VerifiedId(answer_id),
        ways=(
            WayOfAsking(language="en", text="Can I return a gift?"),
            WayOfAsking(language="fr", text="Peut-on rendre un cadeau ?"),
        ),
        texts={"en": text, "fr": "Oui, avec le ticket."},
        state=state,
        source_title="Returns",
        source_url="https://lune.example/returns",
        review_by=date(2027, 3, 1),
    )
    return AnswerVersion(version=number, answer=answer, at=NOON, by="zoé", takes_back=takes_back)


class VerifiedBookContract:
    @pytest.fixture
    def book(self) -> VerifiedBook:
        raise NotImplementedError

    async def test_there_is_none_at_first(self, book: VerifiedBook) -> None:
        assert await book.edition() == 0
        assert list(await book.all()) == []
        assert await book.read(VerifiedId("gift")) is None
        assert list(await book.history(VerifiedId("gift"), limit=9)) == []

    async def test_a_version_comes_back_as_it_was_put(self, book: VerifiedBook) -> None:
        await book.put(version(1))

        new = version(2, takes_back=1)
        await book.put(new)

        assert await book.read(VerifiedId("gift")) == KeptAnswer(newest=new, in_force=new)

    async def test_every_change_of_any_answer_grows_the_edition(self, book: VerifiedBook) -> None:
        for put in (version(1), version(1, "parking"), version(2)):
            before = await book.edition()
            await book.put(put)
            assert await book.edition() > before

    async def test_every_version_is_kept_newest_first(self, book: VerifiedBook) -> None:
        first, second = version(1), version(2, text="No.")

        await book.put(first)
        await book.put(version(1, "parking"))
        await book.put(second)

        assert list(await book.history(VerifiedId("gift"), limit=9)) == [second, first]
        assert list(await book.history(VerifiedId("gift"), limit=1)) == [second]

    async def test_the_answer_that_was_changed_last_comes_first(self, book: VerifiedBook) -> None:
        for put in (version(1), version(1, "parking"), version(1, "hours"), version(2)):
            await book.put(put)

        ids = [one.newest.answer.answer_id for one in await book.all()]

        assert ids == ["gift", "hours", "parking"]

    async def test_a_draft_leaves_what_was_live_in_force(self, book: VerifiedBook) -> None:
        live, draft = version(1), version(2, text="No.", state=AnswerState.DRAFT)

        await book.put(live)
        await book.put(draft)

        assert await book.read(VerifiedId("gift")) == KeptAnswer(newest=draft, in_force=live)
        assert [one.is_live for one in await book.all()] == [True]

    async def test_a_first_draft_is_not_in_force(self, book: VerifiedBook) -> None:
        draft = version(1, state=AnswerState.DRAFT)

        await book.put(draft)

        assert await book.read(VerifiedId("gift")) == KeptAnswer(newest=draft, in_force=None)

    async def test_an_answer_that_is_off_is_in_force_and_not_live(self, book: VerifiedBook) -> None:
        await book.put(version(1))
        await book.put(version(2, state=AnswerState.OFF))

        assert [one.is_live for one in await book.all()] == [False]

    async def test_a_version_that_somebody_was_quicker_with_is_refused(
        self, book: VerifiedBook
    ) -> None:
        await book.put(version(1))

        with pytest.raises(VerifiedConflictError):
            await book.put(version(1, text="No."))
        with pytest.raises(VerifiedConflictError):
            await book.put(version(3, text="No."))

    async def test_of_many_at_once_one_is_put(self, book: VerifiedBook) -> None:
        puts = [book.put(version(1, text=f"{n}")) for n in range(8)]

        ended = await asyncio.gather(*puts, return_exceptions=True)

        assert ended.count(None) == 1
        assert sum(isinstance(one, VerifiedConflictError) for one in ended) == len(puts) - 1

    async def test_different_answers_at_once_are_all_put(self, book: VerifiedBook) -> None:
        await asyncio.gather(*(book.put(version(1, f"answer {n}")) for n in range(8)))

        assert len(await book.all()) == 8
        assert await book.edition() == 8
