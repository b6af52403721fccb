"""Suggest more autonomy for rows that people agree with, and take it back at once."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from assistant.improvement.autonomy.autonomy_board import BoardRow, board, with_level
from assistant.improvement.autonomy.autonomy_evidence import AutonomyEvidence
from assistant.improvement.changes.change_moves import ChangeRefusedError
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeDeed,
    ChangeId,
    ChangeKind,
    ChangeSet,
    ChangeState,
)
from assistant.improvement.changes.change_stakes import stake_of
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.changes.ports import ChangeConflictError
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.operations.autonomy.autonomy_table import (
    AutonomySubject,
    AutonomyTable,
    Level,
    encode_table,
    load_table,
)
from assistant.operations.autonomy.ports import AutonomyTables
from assistant.ports import Clock, EventLog

_HISTORY = 500  # tables looked back at
_BEHIND = 500  # events that are not read yet

CHECKED = 0.05
"""Share of a row that earned it which people go on looking at: else nobody would see it drift."""

DRIFT, RULES = "drift", "rules"
"""Reasons, in the history of a change set, why a row goes back by itself."""

RulesChanged = Callable[[], Awaitable[Mapping[AutonomySubject, datetime]]]
"""Returns when the rules of rows last changed: of operations the rules of orders, of topics the
figures on pages. A row whose rules never changed here is missing.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnedRound:
    """Look at the board, in one worker of many."""

    log: EventLog
    evidence: AutonomyEvidence
    tables: AutonomyTables
    steps: ChangeSteps
    rules_changed: RulesChanged
    clock: Clock

    async def rows(self) -> Sequence[BoardRow]:
        """Return the board as it is now. May raise `LogUnavailableError`."""
        history = await self.tables.history(limit=_HISTORY)
        return board(
            history[0].table if history else load_table(),
            history,
            await self.evidence.all(),
            rules_changed=await self.rules_changed(),
        )

    async def decide(self) -> int:
        """Suggest rows that have earned it, take back those that lost it; return how many moved.

        Nothing is decided before the log is read: half of the decisions would be missing.
        """
        behind = await self.log.tail(await self.evidence.agreements.position(), limit=_BEHIND)
        if len(behind) >= _BEHIND:
            return 0
        rows, moved = await self.rows(), 0
        known = [
            one
            for one in await self.steps.book.all()
            if one.kind is ChangeKind.AUTONOMY and one.cause is ChangeCause.EARNED
        ]
        newest = await self.tables.current()
        table = newest.table if newest else load_table()
        for row in rows:
            of_row = [one for one in known if one.about == row.subject.row_name]
            moved += await self._propose(row, of_row, table)
            moved += await self._take_back(row, of_row)
        return moved

    async def _propose(
        self, row: BoardRow, known: Sequence[ChangeSet], table: AutonomyTable
    ) -> bool:
        opened = next((one for one in known if one.is_open), None)
        level = row.next_level
        if opened is not None and level is None:
            return await self._withdraw(opened)
        today = self.clock.now().date()
        quiet = any(one.quiet_until is not None and today < one.quiet_until for one in known)
        if level is None or quiet or not all(one.is_settled for one in known):
            return False
        raised = with_level(table, row.subject, level, checked_share=CHECKED)
        before = encode_table(table)
        change = CandidateChange(kind=ChangeKind.AUTONOMY, content=encode_table(raised))
        if opened is not None:
            moved = opened.before != await self.steps.current(opened)  # the row itself, no other
            return moved and await self._renew(opened, change)
        made = f"{row.subject.row_name} {len(known)}".encode()
        proposal = ChangeSet(
            change_id=ChangeId(hashlib.sha256(made).hexdigest()[:32]),
            version=1,
            cause=ChangeCause.EARNED,
            change=change,
            before=before,
            about=row.subject.row_name,
            conversations=row.trust.decisions,
            stake=stake_of(change, before),
            proposed_at=self.clock.now(),
        )
        with suppress(ChangeConflictError):  # another process was as quick
            await self.steps.book.put(proposal, expected_version=None)
            return True
        return False

    async def _withdraw(self, opened: ChangeSet) -> bool:
        """Close a proposal by itself: people agree with the row no more."""
        with suppress(ChangeConflictError, ChangeRefusedError):  # somebody has just decided
            version = opened.version
            await self.steps.reject(opened.change_id, by="", version=version, reason=DRIFT)
            return True
        return False

    async def _renew(self, opened: ChangeSet, change: CandidateChange) -> bool:
        """Write a proposal for the table as it is now; approvals of another table count no more."""
        with suppress(ChangeConflictError, ChangeRefusedError):  # somebody has just decided
            version = opened.version
            await self.steps.edit(opened.change_id, change, by="", version=version)
            return True
        return False

    async def _take_back(self, row: BoardRow, known: Sequence[ChangeSet]) -> bool:
        """Take a row back that was raised here, once people disagree or the rules are others."""
        live = [one for one in known if one.state is ChangeState.PUBLISHED]
        if not live:
            return False
        newest = max(live, key=lambda one: one.published_at or one.proposed_at)
        if row.level is not Level.AUTOMATE:
            return False  # people set it by hand since
        if newest.steps[-1].deed is ChangeDeed.NOT_TAKEN_BACK:
            return False  # people are told by the change set
        changed = (await self.rules_changed()).get(row.subject)
        raised_at = newest.published_at
        by_rules = changed and raised_at and changed > raised_at
        if not (row.goes_back or by_rules):
            return False
        with suppress(ChangeConflictError, ChangeRefusedError):  # a person has just done it
            await self.steps.take_back(
                newest.change_id,
                by="",
                version=newest.version,
                reason=DRIFT if row.goes_back else RULES,
            )
            return True
        return False
