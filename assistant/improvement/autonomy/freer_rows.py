"""Find the rows of money or law in which one autonomy table lets more happen than another. Pure."""

from collections.abc import Iterator, Mapping

from assistant.conversation.people import Role
from assistant.improvement.autonomy.autonomy_board import SUBJECTS, stake_of
from assistant.improvement.changes.change_set import ChangeStake
from assistant.operations.autonomy.autonomy_table import (
    AutonomyRow,
    AutonomyTable,
    GoodwillLimit,
    Level,
    OperationRow,
)
from assistant.operations.autonomy.autonomy_verdict import RISING

_NOWHERE = AutonomyRow(level=Level.HUMAN_ONLY)
_LEVELS = [*Level]  # the freest first


def freer_rows(before: AutonomyTable, after: AutonomyTable) -> frozenset[str]:
    """Return the rows of `after` that are freer than `before`, as "operations.cancel_order".

    A row is freer if it goes further, up to a higher amount, for more customers, with fewer checks,
    or with the yes of a lower role. Goodwill is money, whoever gives it.
    """
    return frozenset(_subjects(before, after)) | frozenset(_goodwill(before, after))


def with_rows_of(table: AutonomyTable, other: AutonomyTable, rows: frozenset[str]) -> AutonomyTable:
    """Return a table in which some rows are as in another; of those it has none, none is left."""
    parts = {}
    for part in ("operations", "topics", "goodwill"):
        own, others = getattr(table, part), getattr(other, part)
        taken = {name for name in {**own, **others} if f"{part}.{name}" in rows}
        merged = {
            name: others.get(name) if name in taken else own.get(name) for name in {**own, **others}
        }
        parts[part] = {name: row for name, row in merged.items() if row is not None}
    return table.model_copy(update=parts)


def _subjects(before: AutonomyTable, after: AutonomyTable) -> Iterator[str]:
    for subject in SUBJECTS:
        if stake_of(subject) is ChangeStake.PLAIN:
            continue
        old, new = before.row(subject) or _NOWHERE, after.row(subject) or _NOWHERE
        if new.level is not Level.HUMAN_ONLY and _is_freer(new, old):
            yield f"{subject.kind}s.{subject.name}"


def _is_freer(new: AutonomyRow, old: AutonomyRow) -> bool:
    """Tell whether a row lets anything happen that another one does not."""
    if _LEVELS.index(new.level) < _LEVELS.index(old.level):
        return True
    if new.level is old.level is Level.AUTOMATE and new.checked_share < old.checked_share:
        return True
    if not set(new.stricter_for) >= set(old.stricter_for):
        return True
    if RISING.index(new.approver) < RISING.index(old.approver):
        return True
    if isinstance(new, OperationRow):
        most = old.max_minor if isinstance(old, OperationRow) else {}
        ordered = old.ordered_by if isinstance(old, OperationRow) else None
        return _is_more(new.max_minor, most) or _is_lower(new.ordered_by, ordered)
    return False


def _is_more(new: Mapping[str, int], old: Mapping[str, int]) -> bool:
    """Tell whether limits of amounts allow more; none allow any amount."""
    if not old:
        return False
    return not new or any(most > old.get(currency, -1) for currency, most in new.items())


def _is_lower(new: Role | None, old: Role | None) -> bool:
    if new is None:
        return False
    return old is None or RISING.index(new) < RISING.index(old)


def _goodwill(before: AutonomyTable, after: AutonomyTable) -> Iterator[str]:
    for name, limits in after.goodwill.items():
        old = before.goodwill.get(name, {})
        if any(role not in old or _gives_more(limit, old[role]) for role, limit in limits.items()):
            yield f"goodwill.{name}"


def _gives_more(new: GoodwillLimit, old: GoodwillLimit) -> bool:
    if _is_more(new.max_minor, old.max_minor) or new.days < old.days:
        return True
    counts = ((new.per_order, old.per_order), (new.per_customer, old.per_customer))
    return any(was is not None and (now is None or now > was) for now, was in counts)
