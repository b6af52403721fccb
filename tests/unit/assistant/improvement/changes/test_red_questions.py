"""A saved question that is red becomes a task, once."""

from dataclasses import replace
from datetime import timedelta

from assistant.improvement.changes import change_moves as moves
from assistant.improvement.changes.change_set import ChangeCause, ChangeDeed, ChangeState
from assistant.improvement.changes.red_questions import RedQuestions
from assistant.improvement.rehearsal.talk_verdict import TalkVerdict, broken_talk
from assistant.improvement.runs.trial_run import RunState, TrialRun
from tests.contract.scenario_book import NOON, QUESTION, SCENARIO
from tests.contract.trial_runs import RUN, SEEN
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.change_book import MemoryChangeBook
from tests.support.memory.scenario_book import MemoryScenarioBook
from tests.support.memory.trial_run_book import MemoryTrialRuns

DONE = replace(RUN, asked_at=NOON, state=RunState.DONE, red=1, total=1, seen=SEEN)
RED = broken_talk(QUESTION, "TimeoutError")


class Nights:
    """Runs of one red question, and the changes that follow."""

    def __init__(self) -> None:
        self.runs, self.changes = MemoryTrialRuns(), MemoryChangeBook()
        self.scenarios = MemoryScenarioBook(QUESTION, SCENARIO)
        self.clock = HandClock(at=NOON)

    async def run(self, run: TrialRun, found: TalkVerdict = RED) -> int:
        await self.runs.put(run, expected_version=None)
        await self.scenarios.note(run.run_id, found)
        return await RedQuestions(
            scenarios=self.scenarios,
            runs=self.runs,
            changes=self.changes,
            clock=self.clock,
        ).propose()


async def test_a_red_question_is_one_task_over_many_nights() -> None:
    nights = Nights()

    assert await nights.run(DONE) == 1
    later = replace(DONE, run_id="r2", asked_at=NOON + timedelta(days=1))
    assert await nights.run(later) == 0

    [task] = await nights.changes.all()
    assert (task.cause, task.change.content) == (ChangeCause.RED_QUESTION, QUESTION.scenario_id)
    assert task.about == "Délai de retour ?"


async def test_a_question_that_is_red_after_it_was_mended_is_another_task() -> None:
    nights = Nights()
    await nights.run(DONE)
    [task] = await nights.changes.all()
    done = moves.publish(moves.approve(task, "", by="zoé", at=NOON), "", at=NOON)
    await nights.changes.put(done, expected_version=task.version)

    assert await nights.run(replace(DONE, run_id="r2", asked_at=NOON + timedelta(days=1))) == 1


async def test_a_question_that_passes_again_needs_nobody_any_more() -> None:
    nights = Nights()
    await nights.run(DONE)

    later = replace(DONE, run_id="r2", asked_at=NOON + timedelta(days=1))
    assert await nights.run(later, replace(RED, misses=())) == 0

    [task] = await nights.changes.all()
    assert task.state is ChangeState.EXPIRED
    assert task.steps[-1].deed is ChangeDeed.MENDED


async def test_a_run_that_goes_on_tells_nothing_yet() -> None:
    assert await Nights().run(replace(DONE, state=RunState.RUNNING)) == 0


async def test_a_scenario_that_is_red_is_a_task_until_it_is_as_it_must_be() -> None:
    nights, red = Nights(), broken_talk(SCENARIO, "TimeoutError")

    assert await nights.run(DONE, red) == 1
    [task] = await nights.changes.all()
    assert (task.cause, task.change.content) == (ChangeCause.RED_SCENARIO, SCENARIO.scenario_id)
    assert task.about == SCENARIO.name
    later = replace(DONE, run_id="r2", asked_at=NOON + timedelta(days=1))
    await nights.run(later, replace(red, misses=()))

    [task] = await nights.changes.all()
    assert (task.state, task.steps[-1].deed) == (ChangeState.EXPIRED, ChangeDeed.MENDED)
