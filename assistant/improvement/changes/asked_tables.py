"""Make a proposal of rows of the autonomy table that one person may not make freer alone. Pure."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime

from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeDeed,
    ChangeId,
    ChangeKind,
    ChangeSet,
    ChangeStake,
    ChangeStep,
)
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.operations.autonomy.autonomy_table import (
    AutonomyTable,
    AutonomyTableError,
    decode_table,
    encode_table,
)
from assistant.understanding.personal_data.removal import remove_personal_data


def ask_for_rows(
    table: AutonomyTable,
    *,
    before: AutonomyTable,
    rows: Collection[str],
    note: str,
    by: str,
    known: Sequence[ChangeSet],
    now: datetime,
) -> ChangeSet:
    """Return the proposal of a table in which `rows` are freer, signed by the person who asks.

    Of `known`, the open one is returned that proposes the same of these rows already.
    """
    change = CandidateChange(kind=ChangeKind.AUTONOMY, content=encode_table(table))
    about = ", ".join(sorted(one.partition(".")[2] for one in rows))
    for one in known:
        if one.is_open and one.about == about and proposes_rows(one, table, rows):
            return one
    made = f"{change.content}\x1f{by}\x1f{now.isoformat()}"
    words = remove_personal_data(note.strip()).text
    return ChangeSet(
        change_id=ChangeId(hashlib.sha256(made.encode()).hexdigest()[:16]),
        version=1,
        cause=ChangeCause.ASKED_FOR,
        change=change,
        before=encode_table(before),
        about=about,
        stake=ChangeStake.MONEY,
        proposed_at=now,
        steps=(
            ChangeStep(deed=ChangeDeed.PROPOSED, at=now, by=by, note=words),
            ChangeStep(deed=ChangeDeed.APPROVED, at=now, by=by),
        ),
    )


def proposes_rows(known: ChangeSet, table: AutonomyTable, rows: Collection[str]) -> bool:
    """Tell whether a change set gives some rows the values they have in `table`."""
    if known.change.kind != ChangeKind.AUTONOMY:
        return False
    try:
        proposed = decode_table(known.change.content)
        before = decode_table(known.before) if known.before else None
    except AutonomyTableError:  # another version proposed it
        return False
    return all(
        _row(proposed, one) == _row(table, one)
        and (before is None or _row(before, one) != _row(proposed, one))
        for one in rows
    )


def _row(table: AutonomyTable, name: str) -> object:
    """Return a row by its name, as "operations.cancel_order"; None: there is none."""
    part, _, key = name.partition(".")
    return {str(one): row for one, row in getattr(table, part).items()}.get(key)
