"""Suggest to try a code as an answer to an objection to a price: two people sign for it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.improvement.changes.change_proposals import RaisedTask, propose_task
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeSet,
    ChangeSignal,
    ChangeStake,
)
from assistant.messages.trials.tried_changes import OFFERS


def suggest_trial(known: Sequence[ChangeSet], *, now: datetime) -> ChangeSet | None:
    """Return the change set that an experiment can try, new or open; None: people rejected it."""
    signal = ChangeSignal(conversation_id="", message_id=OFFERS, at=now)
    raised = RaisedTask(cause=ChangeCause.OFFER, subject=OFFERS, about=OFFERS, signals=(signal,))
    waiting = next((one for one in known if one.cause is ChangeCause.OFFER and one.is_open), None)
    if waiting is not None:
        return waiting
    made = propose_task(raised, known, now=now)
    return made and replace(made, stake=ChangeStake.MONEY)
