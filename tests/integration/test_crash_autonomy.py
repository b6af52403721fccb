"""A row is promoted and goes back on a real database, and the process ends at each of its writes.

Whoever comes next goes on: the table has each step once, and a row is never freer than two people
signed.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from assistant.improvement.autonomy.agreement import Agreed, Agreement
from assistant.improvement.autonomy.autonomy_board import with_level
from assistant.improvement.autonomy.autonomy_evidence import AutonomyEvidence
from assistant.improvement.autonomy.earned_round import EarnedRound
from assistant.improvement.changes.change_set import ChangeKind, ChangeState
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.changes.rule_stores import TableStore
from assistant.operations.autonomy.autonomy_table import (
    AutonomySubject,
    Level,
    Topic,
    load_table,
    topic_subject,
)
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.insights.agreement_book import SqlAgreementBook
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.log.event_log import SqlEventLog
from integrations.stores.sql.operations.autonomy_book import SqlAutonomyTables
from integrations.stores.sql.staff.staff_audit import SqlAudit
from tests.support.processes.databases import url_of_copy
from tests.support.processes.killable_processes import Death
from tests.support.seeds.conversation_events import NOON

SIZES = topic_subject(Topic.SIZING)
MOST = 60  # writes: more is a step that does not end


class PowerCut(BaseException):
    """Say that the process ended here: nothing of it handles anything any more."""


class Cut(Death):
    """Comes as a power cut does, in this process."""

    def come(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            raise PowerCut


@dataclass
class Clock:
    at: datetime = NOON

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class House:
    """A shop whose row is suggested, on one database."""

    database: Database
    death: Death
    clock: Clock = field(default_factory=Clock)

    @property
    def steps(self) -> ChangeSteps:
        audit = self.death.guard(SqlAudit(self.database), "write")
        tables = self.death.guard(SqlAutonomyTables(self.database), "put")
        store = TableStore(tables=tables, audit=audit, clock=self.clock)
        return ChangeSteps(
            book=self.death.guard(SqlChangeBook(self.database), "put"),
            stores={ChangeKind.AUTONOMY: store},
            audit=audit,
            clock=self.clock,
        )

    async def look(self) -> None:
        """Propose what was earned, and take back what was lost, as a worker's round does."""
        await EarnedRound(
            log=SqlEventLog(self.database),
            evidence=AutonomyEvidence(agreements=SqlAgreementBook(self.database)),
            tables=SqlAutonomyTables(self.database),
            steps=self.steps,
            rules_changed=_never,
            clock=self.clock,
        ).decide()

    async def approve(self) -> None:
        """Have two people sign what is proposed."""
        for by in ("mara", "leo"):
            (proposed,) = await self.steps.book.all()
            if proposed.is_open and by not in proposed.approvers:
                await self.steps.approve(proposed.change_id, by=by, version=proposed.version)

    async def levels(self) -> list[Level]:
        """Return the level of the row in each table that was put, the first first."""
        history = await SqlAutonomyTables(self.database).history(limit=99)
        rows = [one.table.row(SIZES) for one in reversed(history)]
        return [row.level for row in rows if row is not None]


async def _never() -> Mapping[AutonomySubject, datetime]:
    return {}


async def begin(house: House) -> None:
    """Have people look at the suggestions of a row."""
    tables = SqlAutonomyTables(house.database)
    table = with_level(load_table(), SIZES, Level.SUGGEST)
    await tables.put(table, expected_version=0, at=house.clock.now(), by="zoe")
    await decide(house, *[Agreed.AGREED] * 60)


async def decide(house: House, *judgements: Agreed) -> None:
    book = SqlAgreementBook(house.database)
    known = len(await book.all())
    found = [
        Agreement(
            decision_id=f"d{known + n}",
            subject=SIZES,
            at=house.clock.now(),
            judgement=one,
            by=f"agent{n % 3}",
        )
        for n, one in enumerate(judgements)
    ]
    await book.keep(found, position=0)


async def survive(house: House, step: Callable[[House], Awaitable[None]], cut: Cut) -> bool:
    """Take a step in a process that may end, then in the next one; return whether it ended."""
    dying, cut_off = House(house.database, cut, house.clock), False
    try:
        await step(dying)
    except PowerCut:
        cut_off = True
    for _ in range(2):  # a third process finds nothing to do
        await house.steps.settle_all()
        await step(house)
    return cut_off


async def test_cut_off_at_each_write_a_row_rises_once_and_goes_back_once(
    tmp_path: Path, sqlite_tables: Path
) -> None:
    start, raised = Level.SUGGEST, Level.AUTOMATE
    ended = 0
    for dies_at in range(1, MOST):
        url = url_of_copy(sqlite_tables, tmp_path / f"{dies_at}.db")
        async with open_database(url) as database:
            house, cut = House(database, Death(0)), Cut(dies_at)
            await begin(house)
            cut_off = await survive(house, House.look, cut)
            (proposed,) = await house.steps.book.all()
            assert proposed.state is ChangeState.PROPOSED
            assert await house.levels() == [start]

            cut_off |= await survive(house, House.approve, cut)
            assert await house.levels() == [start, raised]

            await decide(house, Agreed.CRITICAL)
            cut_off |= await survive(house, House.look, cut)
            assert await house.levels() == [start, raised, start]
            (back,) = await house.steps.book.all()
            assert back.state is ChangeState.TAKEN_BACK
        ended += cut_off
        if not cut_off:
            break

    assert not cut_off
    assert ended > 15  # of a proposal, two signatures, and the way back
