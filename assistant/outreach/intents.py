"""Hold the ledger's rows: one intent for each trigger, customer and cause. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from assistant.conversation.ids import ConversationId, CustomerId, MessageId
from assistant.outreach.triggers.trigger import TriggerName

BEGUN = "begun:"
"""Begins the cause that notes the first look at a customer: what was so by then is no news."""


class IntentState(StrEnum):
    """Name the steps of an intent."""

    WAITING = "waiting"
    WRITING = "writing"  # counted in the week's cap; written, or a crash came in between
    WRITTEN = "written"
    HELD_OUT = "held_out"  # qualified, and by the draw not written to
    REFUSED = "refused"
    KNOWN = "known"  # so before the trigger looked for the first time


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachIntent:
    """Hold the intent to write to a customer for one cause of one trigger."""

    trigger: TriggerName
    customer_id: CustomerId
    cause: str  # `Cause.key`
    conversation_id: ConversationId
    state: IntentState
    reason: str = ""  # a `Block`: why it waits or was refused
    noted_at: datetime  # when they qualified; aware, UTC, as the other times
    due_at: datetime
    expires_at: datetime
    written_at: datetime | None = None

    @property
    def intent_id(self) -> str:
        """Return the id: the same cause noted again is the same intent."""
        said = f"{self.trigger}\0{self.customer_id}\0{self.cause}"
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    @property
    def message_id(self) -> MessageId:
        """Return the id of its message: written again after a crash, it would be the same one."""
        return MessageId(f"o{self.intent_id[1:]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerSwitch:
    """Hold whether people turned a trigger on, and the share that is held out."""

    trigger: TriggerName
    is_on: bool
    holdout: float  # [0, 0.5]
    at: datetime  # when it was turned; aware, UTC
    by: str  # an agent's id

    @classmethod
    def off(cls, trigger: TriggerName, holdout: float, at: datetime) -> Self:
        """Return the switch of a trigger that nobody ever turned on."""
        return cls(trigger=trigger, is_on=False, holdout=holdout, at=at, by="")
