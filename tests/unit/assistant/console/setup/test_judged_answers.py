from dataclasses import dataclass, field

import pytest

from assistant.answers.verified.types import AnswerState
from assistant.console.setup.judged_answers import JudgedAnswers, NeedJudgement
from assistant.console.verified.answer_check import AnswerFault
from assistant.console.verified.verified_changes import AnswerRefusedError, VerifiedChanges
from assistant.conversation.events import ReplyWritten
from assistant.conversation.message import Language
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.staff_directory import MemoryAudit
from tests.support.memory.verified_book import MemoryVerifiedBook
from tests.support.seeds.conversation_events import replied


@dataclass
class Answered:
    reply: ReplyWritten


@dataclass
class Assistant:
    """Answers whatever it is asked with one reply."""

    asked: list[tuple[str, Language]] = field(default_factory=list)

    async def ask(self, text: str, language: Language) -> Answered:
        self.asked.append((text, language))
        return Answered(replied("r1"))


@pytest.fixture
def judged() -> JudgedAnswers:
    changes = VerifiedChanges(book=MemoryVerifiedBook(), audit=MemoryAudit(), clock=HandClock())
    return JudgedAnswers(changes=changes, asked=Assistant())


def judgement(
    text: str = "Sous 45 jours.", *, language: Language = "fr", person: bool = False
) -> NeedJudgement:
    wordings = {"fr": ("Combien de temps ?", "délai de retour"), "en": ("How long?",)}
    return NeedJudgement(
        need="return_window",
        language=language,
        wordings=wordings[language],
        text="" if person else text,
        person=person,
    )


class TestACorrection:
    async def test_is_live_with_every_wording_and_asked_at_once(
        self, judged: JudgedAnswers
    ) -> None:
        asked = await judged.keep(judgement(), by="lea")

        answer = (await judged.verified())["return_window"]
        assert answer.ways_in("fr") == ("Combien de temps ?", "délai de retour")
        assert answer.texts == {"fr": "Sous 45 jours."}
        assert asked.question == "Combien de temps ?"
        assert asked.text == replied("r1").text
        assert isinstance(judged.asked, Assistant)
        assert judged.asked.asked == [("Combien de temps ?", "fr")]

    async def test_in_the_other_language_is_of_the_same_answer(self, judged: JudgedAnswers) -> None:
        await judged.keep(judgement(), by="lea")
        await judged.keep(judgement("Within 45 days.", language="en"), by="lea")

        [kept] = await judged.changes.book.all()
        assert kept.newest.answer.texts == {"fr": "Sous 45 jours.", "en": "Within 45 days."}
        assert len(kept.newest.answer.ways) == 3

    async def test_with_a_promise_is_refused(self, judged: JudgedAnswers) -> None:
        with pytest.raises(AnswerRefusedError) as refused:
            await judged.keep(judgement("Je vous rembourse aujourd'hui."), by="lea")

        assert refused.value.faults[0].fault is AnswerFault.PROMISE

    async def test_without_words_is_refused(self, judged: JudgedAnswers) -> None:
        with pytest.raises(AnswerRefusedError) as refused:
            await judged.keep(judgement("  "), by="lea")

        assert refused.value.faults[0].fault is AnswerFault.NO_TEXT


class TestAPerson:
    async def test_takes_the_question_in_place_of_an_answer(self, judged: JudgedAnswers) -> None:
        await judged.keep(judgement(), by="lea")
        await judged.keep(judgement(person=True), by="lea")

        answer = (await judged.verified())["return_window"]
        assert answer.person
        assert not answer.texts
        assert answer.state is AnswerState.LIVE

    async def test_in_one_language_leaves_the_answer_of_the_other(
        self, judged: JudgedAnswers
    ) -> None:
        await judged.keep(judgement(), by="lea")
        await judged.keep(judgement("Within 45 days.", language="en"), by="lea")

        asked = await judged.keep(judgement(language="en", person=True), by="lea")

        answers = await judged.verified()
        assert answers["return_window"].texts == {"fr": "Sous 45 jours."}
        assert not answers["return_window"].ways_in("en")
        assert answers["return_window-en"].person
        assert answers["return_window-en"].ways_in("en") == ("How long?",)
        assert asked.answer_id == "need-return_window-en"

    async def test_goes_on_in_one_language_where_the_other_is_corrected(
        self, judged: JudgedAnswers
    ) -> None:
        await judged.keep(judgement(person=True), by="lea")
        await judged.keep(judgement(language="en", person=True), by="lea")

        await judged.keep(judgement("Within 40 days.", language="en"), by="lea")
        await judged.keep(judgement("Within 45 days.", language="en"), by="lea")

        answers = await judged.verified()
        assert answers["return_window"].person
        assert answers["return_window"].ways_in("fr")
        assert not answers["return_window-en"].person
        assert answers["return_window-en"].texts == {"en": "Within 45 days."}

    async def test_is_not_split_off_for_a_refused_answer(self, judged: JudgedAnswers) -> None:
        await judged.keep(judgement(person=True), by="lea")
        await judged.keep(judgement(language="en", person=True), by="lea")

        with pytest.raises(AnswerRefusedError):
            await judged.keep(judgement(" ", language="en"), by="lea")

        answers = await judged.verified()
        assert list(answers) == ["return_window"]
        assert answers["return_window"].ways_in("en") == ("How long?",)


class TestAJudgementThatIsTakenBack:
    async def test_answers_no_more_and_keeps_its_versions(self, judged: JudgedAnswers) -> None:
        await judged.keep(judgement(), by="lea")

        await judged.take_back("return_window", "fr", by="lea")

        assert not await judged.verified()
        [kept] = await judged.changes.book.all()
        assert kept.newest.answer.texts == {"fr": "Sous 45 jours."}
        assert kept.newest.version == 2

    async def test_leaves_the_answer_of_the_other_language(self, judged: JudgedAnswers) -> None:
        await judged.keep(judgement(), by="lea")
        await judged.keep(judgement("Within 45 days.", language="en"), by="lea")

        await judged.take_back("return_window", "fr", by="lea")

        answer = (await judged.verified())["return_window"]
        assert answer.texts == {"en": "Within 45 days."}
        assert answer.ways_in("fr") == ()

    async def test_in_a_language_with_an_answer_of_its_own_takes_that_away(
        self, judged: JudgedAnswers
    ) -> None:
        await judged.keep(judgement(), by="lea")
        await judged.keep(judgement(language="en", person=True), by="lea")

        await judged.take_back("return_window", "en", by="lea")

        assert list(await judged.verified()) == ["return_window"]

    async def test_can_be_made_again(self, judged: JudgedAnswers) -> None:
        await judged.keep(judgement(), by="lea")
        await judged.take_back("return_window", "fr", by="lea")

        await judged.keep(judgement("Sous 40 jours."), by="lea")

        assert (await judged.verified())["return_window"].texts == {"fr": "Sous 40 jours."}

    async def test_that_was_never_kept_changes_nothing(self, judged: JudgedAnswers) -> None:
        await judged.take_back("return_window", "fr", by="lea")

        assert not await judged.changes.book.all()
