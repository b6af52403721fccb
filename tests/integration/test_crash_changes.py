"""A process that publishes a change set, or takes it back, is killed at each of its writes.

Whoever comes next goes on: customers have the whole answer or none, orders the whole rules or those
before, and the versions are no more than they should be.
"""

import shutil
import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers.verified.types import AnswerState, VerifiedId
from assistant.improvement.changes.change_moves import needed
from assistant.improvement.changes.change_set import ChangeSet, ChangeStake, ChangeState
from assistant.improvement.rules.rule_values import ORDER_RULES, tidy_rules
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.operations.shop_rules import load_rules
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.desk.verified_answer_book import SqlVerifiedBook
from integrations.stores.sql.insights.change_book import SqlChangeBook
from tests.support.processes.change_process import new_steps, settings_book, start_decision
from tests.support.processes.killable_processes import Death
from tests.support.processes.worker_processes import ended
from tests.support.seeds.change_seeds import change_set
from tests.unit.assistant.improvement.rules.test_rule_values import values_with

pytestmark = pytest.mark.slow  # a process for each write

MOST = 40  # writes: more is a decision that does not end
ANSWER = change_set()
RULES = replace(
    change_set(change_id="c0de"),
    change=CandidateChange(
        kind=ORDER_RULES, content=values_with(ORDER_RULES, returns__window_days=45)
    ),
    before=tidy_rules(ORDER_RULES, ""),
    stake=ChangeStake.MONEY,
)
UNDONE = {"approve": ChangeState.PROPOSED, "take_back": ChangeState.PUBLISHED}
DONE = {"approve": ChangeState.PUBLISHED, "take_back": ChangeState.TAKEN_BACK}
LIVE, OFF = AnswerState.LIVE, AnswerState.OFF
VERSIONS: dict[ChangeState, list[AnswerState]] = {
    ChangeState.PROPOSED: [],
    ChangeState.PUBLISHED: [LIVE],
    ChangeState.TAKEN_BACK: [LIVE, OFF],
}

DAYS: dict[ChangeState, list[int | None]] = {
    ChangeState.PROPOSED: [],
    ChangeState.PUBLISHED: [45],
    ChangeState.TAKEN_BACK: [45, 30],
}


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


def copy_of(template: Path, name: str) -> Path:
    """Copy a database with the files beside it."""
    for part in template.parent.glob(f"{template.name}*"):
        shutil.copy(part, part.with_name(part.name.replace(template.stem, name)))
    return template.with_name(f"{name}.db")


async def begin(file: Path, change: ChangeSet, do: str) -> None:
    """Write the database that a decision begins with."""
    async with open_database(url_of(file)) as database:
        steps = new_steps(database, Death(0))
        await steps.book.put(change, expected_version=None)
        signing = ["ann", "max"][: needed(change.stake)]
        for by in signing if do == "take_back" else signing[1:]:
            version = (await steps.book.get(change.change_id)).version
            await steps.approve(change.change_id, by=by, version=version)


async def verified_states(database: Database) -> list[AnswerState]:
    history = await SqlVerifiedBook(database).history(VerifiedId(ANSWER.change_id), limit=9)
    return [one.answer.state for one in reversed(history)]


async def returning_days(database: Database) -> list[int | None]:
    book, found = settings_book(database), list[int | None]()
    newest = await book.current()
    for version in range(1, (newest.version if newest else 0) + 1):
        read = await book.read(version)
        assert read is not None
        found.append(load_rules(read.values.get("shop.rule_text")).returns.window_days)
    return found


@pytest.mark.parametrize("do", ["approve", "take_back"])
@pytest.mark.parametrize("change", [ANSWER, RULES], ids=["answer", "rules"])
async def test_killed_at_each_write_nothing_is_half_done(
    change: ChangeSet, do: str, tmp_path: Path
) -> None:
    template = tmp_path / "template.db"
    await begin(template, change, do)
    states = []
    for dies_at in range(1, MOST):
        file = copy_of(template, str(dies_at))
        code = await ended(start_decision(url_of(file), change.change_id, do, dies_at=dies_at))
        async with open_database(url_of(file)) as database:
            steps = new_steps(database, Death(0))
            for _ in range(2):  # a third process finds nothing to do
                await steps.settle_all()
            state = (await SqlChangeBook(database).get(change.change_id)).state
            versions: Sequence[object] = await (
                verified_states(database) if change is ANSWER else returning_days(database)
            )
        assert state in {UNDONE[do], DONE[do]}
        assert versions == (VERSIONS if change is ANSWER else DAYS)[state]
        states.append(state)
        if code == 0:
            break
        assert code == -signal.SIGKILL

    assert code == 0
    assert states[0] is UNDONE[do]
    assert len(states) > 8  # three books, before and after each write
    assert states == sorted(states, key=lambda one: one is DONE[do])  # decided once, then done
