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
from assistant.messages.trials.ports import CandidateChange
from assistant.operations.autonomy.autonomy_table import AutonomyTable
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

    Of `known`, the open one is returned that proposes the same already.
    """
    change = CandidateChange(kind=ChangeKind.AUTONOMY, content=table.model_dump_json())
    for one in known:
        if one.is_open and one.change.content == change.content:
            return one
    made = f"{change.content}\x1f{by}\x1f{now.isoformat()}"
    words = remove_personal_data(note.strip()).text
    return ChangeSet(
        change_id=ChangeId(hashlib.sha256(made.encode()).hexdigest()[:16]),
        version=1,
        cause=ChangeCause.ASKED_FOR,
        change=change,
        before=before.model_dump_json(),
        about=", ".join(sorted(one.partition(".")[2] for one in rows)),
        stake=ChangeStake.MONEY,
        proposed_at=now,
        steps=(
            ChangeStep(deed=ChangeDeed.PROPOSED, at=now, by=by, note=words),
            ChangeStep(deed=ChangeDeed.APPROVED, at=now, by=by),
        ),
    )
