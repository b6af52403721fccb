"""Read changes of consents off the log: those given, and those taken back. Pure.

The log is the record, and the only place that decides; rows made of it are found by purpose.
"""

from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.consents import ALERTING, ConsentStage, ContactPurpose
from assistant.conversation.events import (
    ConsentChanged,
    ContactOptedOut,
    OperationDone,
    StoredEvent,
)
from assistant.conversation.ids import ConversationId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """Hold one change of one consent."""

    conversation_id: ConversationId
    sequence: int  # of the event, which is the proof
    purpose: ContactPurpose
    stage: ConsentStage
    source: str
    wording: str
    at: datetime  # aware, UTC


def consents_in(stored: StoredEvent) -> tuple[ConsentRow, ...]:
    """Return the changes that an event makes; a STOP withdraws every purpose."""
    event = stored.event
    if isinstance(event, ConsentChanged):
        return (_row(stored, event.purpose, event.stage, event.source, event.wording),)
    if isinstance(event, OperationDone) and event.operation == ALERTING:
        return (_row(stored, ContactPurpose.ALERT, ConsentStage.ASKED, "alert", ""),)
    if isinstance(event, ContactOptedOut):
        return tuple(
            _row(stored, one, ConsentStage.WITHDRAWN, "stop", "") for one in ContactPurpose
        )
    return ()


def _row(
    stored: StoredEvent, purpose: ContactPurpose, stage: ConsentStage, source: str, wording: str
) -> ConsentRow:
    return ConsentRow(
        conversation_id=stored.event.conversation_id,
        sequence=stored.sequence,
        purpose=purpose,
        stage=stage,
        source=source,
        wording=wording,
        at=stored.event.at,
    )
