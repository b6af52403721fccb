from dataclasses import replace
from datetime import date, datetime

import pytest

from assistant.answers.verified.types import AnswerState, KeptAnswer, VerifiedAnswer
from assistant.console.verified.answer_lists import DueAnswers, Shown, choose, listed
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.verified_book import MemoryVerifiedBook
from tests.support.seeds.verified_answers import verified, written

TODAY = date(2026, 3, 1)
GIFT = verified("Peut-on rendre un cadeau ?", answer_id="gift")


def kept(answer: VerifiedAnswer, live: VerifiedAnswer | None = None) -> KeptAnswer:
    newest = written(answer, 2 if live else 1)
    is_draft = answer.state is AnswerState.DRAFT
    before = written(live) if live else None
    return KeptAnswer(newest=newest, in_force=before if is_draft else newest)


class TestALists:
    @pytest.mark.parametrize(
        ("one", "lists"),
        [
            (kept(GIFT), {Shown.LIVE}),
            (kept(replace(GIFT, state=AnswerState.OFF)), {Shown.OFF}),
            (kept(replace(GIFT, state=AnswerState.DRAFT)), {Shown.DRAFT}),
            (kept(replace(GIFT, state=AnswerState.DRAFT), GIFT), {Shown.DRAFT, Shown.LIVE}),
            (kept(replace(GIFT, review_by=TODAY)), {Shown.DUE, Shown.LIVE}),
            (kept(replace(GIFT, review_by=date(2026, 3, 2))), {Shown.LIVE}),
            (
                kept(replace(GIFT, review_by=TODAY, state=AnswerState.OFF)),
                {Shown.OFF},
            ),
            (kept(replace(GIFT, person=True)), {Shown.LIVE, Shown.PERSON}),
        ],
    )
    def test_has_the_answers_of_its_state(self, one: KeptAnswer, lists: set[Shown]) -> None:
        found = {shown for shown in Shown if choose([one], shown, "", today=TODAY)}

        assert found == {Shown.ALL, *lists}

    def test_finds_all_words_in_questions_and_texts_whatever_their_accents(self) -> None:
        def found(words: str) -> bool:
            return bool(choose([kept(GIFT)], Shown.ALL, words, today=TODAY))

        assert found("CADEAU 45")
        assert not found("cadeau parking")

    def test_shows_the_readers_language_if_there_is_one(self) -> None:
        english = listed(kept(GIFT), "en", today=TODAY, by="Zoé")

        assert english.text == "Yes, for 45 days."
        assert english.question == "Peut-on rendre un cadeau ?"


class TestDueAnswers:
    async def test_are_counted_as_of_today(self) -> None:
        book, clock = MemoryVerifiedBook(), HandClock()
        due = DueAnswers(book, clock)
        tomorrow = datetime.fromordinal(clock.now().date().toordinal() + 1).date()
        await book.put(written(replace(GIFT, review_by=tomorrow)))

        assert await due.count() == 0
        clock.move(86_400)
        assert await due.count() == 1
        await book.put(written(replace(GIFT, review_by=None), 2))
        assert await due.count() == 0
