"""A process that publishes a change set, or takes it back, is killed at each of its writes.

Whoever comes next goes on: customers have the whole answer or none, and its versions are no more
than they should be.
"""

import shutil
import signal
from pathlib import Path

import pytest

from assistant.answers.verified.types import AnswerState, VerifiedId
from assistant.improvement.changes.change_set import ChangeState
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.verified_answer_book import SqlVerifiedBook
from integrations.stores.sql.insights.change_book import SqlChangeBook
from tests.support.processes.change_process import new_steps, start_decision
from tests.support.processes.killable_processes import Death
from tests.support.processes.worker_processes import ended
from tests.support.seeds.change_seeds import change_set

pytestmark = pytest.mark.slow  # a process for each write

MOST = 40  # writes: more is a decision that does not end
CHANGE = change_set()
UNDONE = {"approve": ChangeState.PROPOSED, "take_back": ChangeState.PUBLISHED}
DONE = {"approve": ChangeState.PUBLISHED, "take_back": ChangeState.TAKEN_BACK}
LIVE, OFF = AnswerState.LIVE, AnswerState.OFF
VERSIONS = {
    ChangeState.PROPOSED: [],
    ChangeState.PUBLISHED: [LIVE],
    ChangeState.TAKEN_BACK: [LIVE, OFF],
}


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


def copy_of(template: Path, name: str) -> Path:
    """Copy a database with the files beside it."""
    for part in template.parent.glob(f"{template.name}*"):
        shutil.copy(part, part.with_name(part.name.replace(template.stem, name)))
    return template.with_name(f"{name}.db")


async def begin(file: Path, do: str) -> None:
    """Write the database that a decision begins with."""
    async with open_database(url_of(file)) as database:
        steps = new_steps(database, Death(0))
        await steps.book.put(CHANGE, expected_version=None)
        if do == "take_back":
            await steps.approve(CHANGE.change_id, by="ann", version=1)


@pytest.mark.parametrize("do", ["approve", "take_back"])
async def test_killed_at_each_write_nothing_is_half_done(do: str, tmp_path: Path) -> None:
    template = tmp_path / "template.db"
    await begin(template, do)
    states = []
    for dies_at in range(1, MOST):
        file = copy_of(template, str(dies_at))
        code = await ended(start_decision(url_of(file), CHANGE.change_id, do, dies_at=dies_at))
        async with open_database(url_of(file)) as database:
            steps = new_steps(database, Death(0))
            for _ in range(2):  # a third process finds nothing to do
                await steps.settle_all()
            change = await SqlChangeBook(database).get(CHANGE.change_id)
            history = await SqlVerifiedBook(database).history(VerifiedId(CHANGE.change_id), limit=9)
        assert change.state in {UNDONE[do], DONE[do]}
        assert [one.answer.state for one in reversed(history)] == VERSIONS[change.state]
        states.append(change.state)
        if code == 0:
            break
        assert code == -signal.SIGKILL

    assert code == 0
    assert states[0] is UNDONE[do]
    assert len(states) > 8  # three books, before and after each write
    assert states == sorted(states, key=lambda one: one is DONE[do])  # decided once, then done
