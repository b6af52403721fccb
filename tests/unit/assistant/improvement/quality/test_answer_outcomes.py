"""What is made of a person's judgement on an answer."""

from dataclasses import replace

from assistant.answers.verified.types import VerifiedId
from assistant.improvement.changes.change_contents import has_gaps
from assistant.improvement.changes.change_erasure import without_conversations
from assistant.improvement.changes.change_set import ChangeCause, ChangeKind, ChangeStake
from assistant.improvement.quality.answer_outcomes import (
    JudgedAnswer,
    correction_of,
    page_task_of,
    question_of,
    task_of,
    without_personal_data,
)
from assistant.improvement.rehearsal.saved_scenario import CustomerPart
from assistant.insights.drafting.published_pages import page_file
from assistant.messages.trials.candidate_codec import decode_answer, encode_answer
from tests.contract.draft_book import draft
from tests.contract.scenario_book import QUESTION
from tests.support.seeds.change_seeds import NOON, PARKING
from tests.unit.assistant.improvement.quality.test_answer_day import given

ANSWER = replace(
    given("r1", question="Can I send it back?"), text="Yes, within 30 days, for 4,90 €."
)
JUDGED = JudgedAnswer(answer=ANSWER, by="mara", at=NOON, words="Within 14 days, for free.")


class TestAnAgreement:
    def test_becomes_a_saved_question_with_source_and_facts(self) -> None:
        question = question_of(JUDGED, [])

        assert question is not None
        assert (question.part.opening, question.part.language) == (ANSWER.question, "en")
        assert question.part.once
        assert question.expected.source == "Retours"
        assert question.expected.says == ("30 days", "4,90 €")

    def test_becomes_nothing_where_one_is_alike(self) -> None:
        part = CustomerPart(opening="can I send it back ?", language="en", once=True)
        alike = replace(QUESTION, part=part)

        assert question_of(JUDGED, [alike]) is None
        assert question_of(JUDGED, [replace(alike, part=replace(part, page="other"))]) is not None
        assert question_of(JUDGED, [replace(alike, part=replace(part, language="fr"))]) is not None


class TestACorrection:
    def test_becomes_the_proposal_of_a_verified_answer(self) -> None:
        change = correction_of(JUDGED, None, [])

        answer = decode_answer(change.change.content)
        assert change.cause is ChangeCause.CHALLENGED
        assert answer.texts == {"en": "Within 14 days, for free."}
        assert [way.text for way in answer.ways] == [ANSWER.question]
        assert change.before == ""
        assert not has_gaps(change.change, change.before)

    def test_of_a_verified_answer_is_another_text_of_it(self) -> None:
        live = replace(PARKING, answer_id=VerifiedId("v1"))

        change = correction_of(JUDGED, live, [])

        assert change.before == encode_answer(live)
        assert decode_answer(change.change.content).ways == live.ways

    def test_with_money_in_it_takes_two_people(self) -> None:
        paid = replace(JUDGED, words="For 3 €.")

        assert correction_of(paid, None, []).stake is ChangeStake.MONEY

    def test_takes_the_place_of_an_open_proposal_for_the_question(self) -> None:
        first = correction_of(replace(JUDGED, words="Never."), None, [])
        other = replace(JUDGED, answer=replace(ANSWER, reply_id="r9"))  # type: ignore[arg-type]

        change = correction_of(other, None, [first])

        assert (change.change_id, change.version) == (first.change_id, 2)
        assert decode_answer(change.change.content).texts["en"] == JUDGED.words

    def test_of_a_page_is_an_edit_that_people_fill_in(self) -> None:
        change = page_task_of(JUDGED, page_file(draft().as_published()).decode())

        assert change.kind is ChangeKind.PAGE
        assert change.steps[0].note == JUDGED.words
        assert has_gaps(change.change, change.before)


class TestARefusal:
    def test_becomes_one_task_for_a_question(self) -> None:
        task = task_of(JUDGED, [])

        assert task is not None
        assert (task.kind, task.about) == (ChangeKind.TASK, ANSWER.question)
        assert task.steps[0].note == JUDGED.words
        assert task_of(JUDGED, [task]) is None

    def test_goes_with_the_customer_who_asked(self) -> None:
        task = task_of(JUDGED, [])

        assert task is not None
        assert without_conversations(task, {ANSWER.conversation_id}) is None


def test_nothing_of_a_customer_is_kept() -> None:
    told = replace(ANSWER, question="I am jo@x.example, can I send it back?")

    assert "jo@x" not in without_personal_data(told).question
