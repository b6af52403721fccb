"""What every `SavedQuestions` and `QuestionRuns` does. Inherit, and override the fixtures."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.conversation.message import ChannelKind
from assistant.messages.trials.ports import (
    CandidateChange,
    QuestionConflictError,
    QuestionRun,
    QuestionRuns,
    RunState,
    SavedQuestions,
    SeenVersions,
)
from assistant.messages.trials.saved_question import (
    Expectation,
    ExpectedOutcome,
    FoundFault,
    QuestionFault,
    QuestionResult,
    SavedQuestion,
)

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
QUESTION = SavedQuestion(
    question_id="q1",
    version=1,
    text="Délai de retour ?",
    language="fr",
    channel=ChannelKind.WHATSAPP,
    page="bottes",
    category="Chaussures",
    expected=Expectation(source="Retours", facts=("30 jours", "gratuit")),
    by="zoé",
    at=NOON,
)
OTHER = SavedQuestion(
    question_id="q0",
    version=1,
    text="Cancel it",
    expected=Expectation(outcome=ExpectedOutcome.OPERATION, operation="cancel_order"),
    by="zoé",
    at=NOON + timedelta(hours=1),
)
RUN = QuestionRun(run_id="r1", version=1, cause="asked", by="zoé", asked_at=NOON)
RED = QuestionResult(
    question_id="q1",
    question_version=1,
    faults=(FoundFault(fault=QuestionFault.NOT_SAID, what="gratuit"),),
    said="30 jours.",
    kind="answered",
    ms=12.5,
)


class SavedQuestionsContract:
    @pytest.fixture
    def questions(self) -> SavedQuestions:
        raise NotImplementedError

    async def test_there_are_none_at_first(self, questions: SavedQuestions) -> None:
        assert list(await questions.all()) == []
        assert await questions.get("q1") is None

    async def test_come_back_as_they_were_put_the_oldest_first(
        self, questions: SavedQuestions
    ) -> None:
        await questions.put(QUESTION, expected_version=None)
        await questions.put(OTHER, expected_version=None)

        assert list(await questions.all()) == [QUESTION, OTHER]
        assert await questions.get("q0") == OTHER

    async def test_are_changed_on_the_version_that_was_seen(
        self, questions: SavedQuestions
    ) -> None:
        await questions.put(QUESTION, expected_version=None)
        changed = replace(QUESTION, version=2, text="Retour ?", at=NOON + timedelta(days=1))

        await questions.put(changed, expected_version=1)

        assert await questions.get("q1") == changed
        for expected in (None, 1, 7):
            with pytest.raises(QuestionConflictError):
                await questions.put(replace(QUESTION, version=8), expected_version=expected)
        assert await questions.get("q1") == changed

    async def test_keep_their_place_when_they_are_changed(self, questions: SavedQuestions) -> None:
        await questions.put(QUESTION, expected_version=None)
        await questions.put(OTHER, expected_version=None)
        late = replace(QUESTION, version=2, at=NOON + timedelta(days=9))

        await questions.put(late, expected_version=1)

        assert [one.question_id for one in await questions.all()] == ["q1", "q0"]

    async def test_are_removed_on_the_version_that_was_seen(
        self, questions: SavedQuestions
    ) -> None:
        await questions.put(QUESTION, expected_version=None)
        with pytest.raises(QuestionConflictError):
            await questions.remove("q1", expected_version=2)

        await questions.remove("q1", expected_version=1)

        assert await questions.get("q1") is None
        with pytest.raises(QuestionConflictError):
            await questions.remove("q1", expected_version=1)


class QuestionRunsContract:
    @pytest.fixture
    def runs(self) -> QuestionRuns:
        raise NotImplementedError

    async def test_come_back_as_they_were_put(self, runs: QuestionRuns) -> None:
        whole = replace(
            RUN,
            state=RunState.RUNNING,
            total=3,
            red=1,
            ended_at=NOON,
            seen=SeenVersions(index="v1", table=2, settings=3),
            candidate=CandidateChange(kind="autonomy", content="{}", page="/x", form={"a": "b"}),
        )

        await runs.put(whole, expected_version=None)

        assert await runs.get("r1") == whole
        assert list(await runs.history(limit=5)) == [whole]

    async def test_are_changed_on_the_version_that_was_seen(self, runs: QuestionRuns) -> None:
        await runs.put(RUN, expected_version=None)
        done = replace(RUN, version=2, state=RunState.DONE)
        await runs.put(done, expected_version=1)

        with pytest.raises(QuestionConflictError):
            await runs.put(replace(RUN, version=2, state=RunState.RUNNING), expected_version=1)
        assert await runs.get("r1") == done

    async def test_that_wait_or_run_come_in_their_turn(self, runs: QuestionRuns) -> None:
        second = replace(RUN, run_id="r0", asked_at=NOON + timedelta(minutes=1))
        await runs.put(second, expected_version=None)
        await runs.put(RUN, expected_version=None)

        assert await runs.next_waiting() == RUN
        await runs.put(replace(RUN, version=2, state=RunState.RUNNING), expected_version=1)
        assert (await runs.next_waiting() or second).run_id == "r1"
        await runs.put(replace(RUN, version=3, state=RunState.CANCELLED), expected_version=2)
        assert await runs.next_waiting() == second

    async def test_of_a_candidate_are_not_the_latest_of_all_in_force(
        self, runs: QuestionRuns
    ) -> None:
        begun = replace(RUN, seen=SeenVersions(index="v1", table=2, settings=3))
        assert await runs.latest() is None
        await runs.put(begun, expected_version=None)
        tried = replace(
            begun,
            run_id="r2",
            asked_at=NOON + timedelta(days=1),
            candidate=CandidateChange(kind="autonomy", content="{}"),
        )
        await runs.put(tried, expected_version=None)

        assert await runs.latest() == begun

    async def test_that_never_began_are_not_the_latest(self, runs: QuestionRuns) -> None:
        begun = replace(RUN, seen=SeenVersions(index="v1", table=2, settings=3))
        await runs.put(begun, expected_version=None)
        later = replace(RUN, run_id="r2", asked_at=NOON + timedelta(days=1))
        await runs.put(replace(later, state=RunState.CANCELLED), expected_version=None)

        assert await runs.latest() == begun

    async def test_keep_one_result_of_each_question(self, runs: QuestionRuns) -> None:
        await runs.put(RUN, expected_version=None)
        await runs.note("r1", replace(RED, question_id="q2"))
        await runs.note("r1", RED)
        green = replace(RED, faults=())
        await runs.note("r1", green)

        assert list(await runs.results("r1")) == [green, replace(RED, question_id="q2")]
        assert list(await runs.results("r9")) == []

    async def test_that_ended_long_ago_are_forgotten(self, runs: QuestionRuns) -> None:
        for day in range(4):
            run = replace(RUN, run_id=f"r{day}", asked_at=NOON + timedelta(days=day))
            await runs.put(replace(run, state=RunState.DONE), expected_version=None)
            await runs.note(run.run_id, RED)
        await runs.put(replace(RUN, run_id="going"), expected_version=None)

        assert await runs.forget(keep=2) == 2

        assert {one.run_id for one in await runs.history(limit=9)} == {"r2", "r3", "going"}
        assert list(await runs.results("r0")) == []
        assert list(await runs.results("r3")) == [RED]
