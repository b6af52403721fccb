"""Show the level of each row of the autonomy table, its age and its evidence. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, get_args

from assistant.improvement.autonomy.agreement import Agreement
from assistant.improvement.autonomy.earned_trust import LIMITS, Trust, TrustLimit, TrustState, weigh
from assistant.improvement.changes.change_set import ChangeStake
from assistant.operations.autonomy.autonomy_table import (
    AutonomyRow,
    AutonomySubject,
    AutonomyTable,
    Level,
    OperationName,
    OperationRow,
    Topic,
    operation_subject,
    topic_subject,
)
from assistant.operations.autonomy.ports import TableVersion

NEVER: Mapping[AutonomySubject, datetime] = MappingProxyType({})
"""Times of rules that never changed."""

_MONEY = frozenset(
    {
        "cancel_order",
        "return_items",
        "exchange_items",
        "change_items",
        "remove_items",
        "change_payment",
        "change_address",  # a parcel that goes elsewhere is lost money
        "change_default_address",
        "claim",
        Topic.RETURNS,
        Topic.PAYMENT,
        Topic.DELIVERY,
        Topic.ACCOUNT,
        Topic.OTHER,  # nobody knows of what
    }
)
_PAYS = frozenset(
    {"cancel_order", "return_items", "exchange_items", "change_items", "remove_items"}
)
"""Operations that pay money back: none goes alone without a limit."""

_LAW = frozenset({Topic.WARRANTY})

SUBJECTS: tuple[AutonomySubject, ...] = (
    *(operation_subject(one) for one in get_args(OperationName)),
    *(topic_subject(one) for one in Topic),
)
"""Every row that there can be, operations first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """Hold a row of the board."""

    subject: AutonomySubject
    level: Level
    stake: ChangeStake
    since: datetime | None  # None: since the beginning, by the default table
    by: str  # who put the table with this level
    note: str  # why
    trust: Trust  # since then
    limit: TrustLimit
    checked_share: float = 0.0  # of what goes alone, that a person looks at first
    lacks_limit: bool = False  # it pays money back, and the table limits no amount

    @property
    def wanting(self) -> int:
        """Return how many more decisions are wanted before anything is proposed; at least 0."""
        return max(0, self.limit.decisions - self.trust.decisions)

    @property
    def next_level(self) -> Level | None:
        """Return the level that the row has earned a proposal of; None: it stays as it is."""
        earned = self.trust.standing is TrustState.EARNED
        alone = earned and self.level is Level.SUGGEST and not self.lacks_limit
        return Level.AUTOMATE if alone else None

    @property
    def goes_back(self) -> bool:
        """Tell whether people decide against what the assistant does alone."""
        return self.level is Level.AUTOMATE and self.trust.standing is TrustState.DRIFTED


def stake_of(subject: AutonomySubject) -> ChangeStake:
    """Return the stake of a row: of a wrong word, or of a wrong deed."""
    if subject.name in _LAW:
        return ChangeStake.LAW
    return ChangeStake.MONEY if subject.name in _MONEY else ChangeStake.PLAIN


def board(
    table: AutonomyTable,
    history: Sequence[TableVersion],
    agreements: Sequence[Agreement],
    *,
    rules_changed: Mapping[AutonomySubject, datetime] = NEVER,
) -> tuple[BoardRow, ...]:
    """Return the rows of the board, in the order of `SUBJECTS`.

    `history` has the tables that were put, newest first, and `agreements` come oldest first. What
    was decided before a row's level or the shop's rules changed says nothing of them as they are.
    """
    by_subject: dict[AutonomySubject, list[Agreement]] = {}
    for one in agreements:
        by_subject.setdefault(one.subject, []).append(one)
    rows = []
    for subject in SUBJECTS:
        level, put = _level(table, subject), _put_by(history, subject)
        changed = rules_changed.get(subject)
        starts = [one for one in (put.at if put else None, changed) if one is not None]
        found = by_subject.get(subject, ())
        counted = [one for one in found if not starts or one.at >= max(starts)]
        stake = stake_of(subject)
        rows.append(
            BoardRow(
                subject=subject,
                level=level,
                stake=stake,
                since=put.at if put else None,
                by=put.by if put else "",
                note=put.note if put else "",
                trust=weigh(counted, LIMITS[stake]),
                limit=LIMITS[stake],
                checked_share=row.checked_share if (row := table.row(subject)) else 0.0,
                lacks_limit=_lacks_limit(table, subject),
            )
        )
    return tuple(rows)


def with_level(
    table: AutonomyTable, subject: AutonomySubject, level: Level, *, checked_share: float = 0.0
) -> AutonomyTable:
    """Return the table with another level in a row that it has; its conditions stay.

    At least `checked_share` of what then goes alone is looked at by a person first.

    Raises:
        LookupError: the table has no such row.
    """
    row = table.row(subject)
    if row is None:
        raise LookupError(subject.name)
    share = max(row.checked_share, checked_share)
    row = row.model_copy(update={"level": level, "checked_share": share})
    of_operation = subject.kind == "operation"
    part, name = ("operations", subject.name) if of_operation else ("topics", Topic(subject.name))
    rows: Mapping[Any, AutonomyRow] = getattr(table, part)
    return table.model_copy(update={part: {**rows, name: row}})


def _lacks_limit(table: AutonomyTable, subject: AutonomySubject) -> bool:
    row = table.row(subject)
    return isinstance(row, OperationRow) and subject.name in _PAYS and not row.max_minor


def _level(table: AutonomyTable, subject: AutonomySubject) -> Level:
    row = table.row(subject)
    return row.level if row else Level.HUMAN_ONLY


def _put_by(history: Sequence[TableVersion], subject: AutonomySubject) -> TableVersion | None:
    """Return the version that gave a row its present form; None: it was never put."""
    if not history:
        return None
    row, put = history[0].table.row(subject), history[0]
    for one in history:
        if one.table.row(subject) != row:
            break
        put = one
    return put
