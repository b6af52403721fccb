"""Hold the ledger's rows: one intent for each trigger, customer and cause. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from assistant.conversation.ids import ConversationId, CustomerId, MessageId
from assistant.outreach.followed_orders import FollowedOrders
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from assistant.outreach.triggers.trigger import TriggerName

BEGUN = "begun:"
"""Begins the cause that notes the first look at a customer: what was so by then is no news."""


_OF_MESSAGES = frozenset({TriggerName.QUESTION_ANSWERED})
"""Triggers whose cause is a message: it is the same one before and after its customer is known."""


class IntentState(StrEnum):
    """Name the steps of an intent."""

    WAITING = "waiting"
    WRITING = "writing"  # counted in the week's cap; written, or a crash came in between
    WRITTEN = "written"
    HELD_OUT = "held_out"  # qualified, and by the draw not written to
    REFUSED = "refused"
    KNOWN = "known"  # so before the first look, or of a customer who is left out of all that is new


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
    held_percent: int | None = None  # the share of the draw then; None: of before it was kept

    @property
    def intent_id(self) -> str:
        """Return the id: the same cause noted again is the same intent."""
        whose = "" if self.trigger in _OF_MESSAGES and not self.is_begun else self.customer_id
        said = f"{self.trigger}\0{whose}\0{self.cause}"
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    @property
    def is_begun(self) -> bool:
        """Return whether it notes a first look, and is no message."""
        return self.cause.startswith(BEGUN)

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
    began_at: datetime | None = None  # when it was turned on last; None: its customers all count

    def turned(self, *, is_on: bool, holdout: float, at: datetime, by: str) -> Self:
        """Return the switch as a person turns it; a share that changes begins nothing anew.

        Turned on again, it is judged by customers of its own: those of before had other words, or
        another shop. Turned off, it keeps what it was judged by.
        """
        since = self.at if self.is_on and is_on else at
        began = at if is_on and not self.is_on else self.began_at
        return replace(self, is_on=is_on, holdout=holdout, at=since, by=by, began_at=began)

    @classmethod
    def off(cls, trigger: TriggerName, holdout: float, at: datetime) -> Self:
        """Return the switch of a trigger that nobody ever turned on."""
        return cls(trigger=trigger, is_on=False, holdout=holdout, at=at, by="")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachOutcome:
    """Hold the effects on a customer in the days after they qualified."""

    intent: OutreachIntent  # the first of this customer and trigger
    effects: frozenset[OutreachEffect]
    bought: FollowedOrders | None = None  # None: their orders are not known

    @property
    def held_out(self) -> bool:
        """Return whether the draw left them alone."""
        return self.intent.state is IntentState.HELD_OUT


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountTally:
    """Hold sums over the customers whose orders are known, amounts in minor units."""

    customers: int = 0
    payers: int = 0  # of these, whose amount is not zero
    paid: float = 0.0
    paid_squares: float = 0.0
    with_margin: int = 0  # customers whose margin is known
    margin: float = 0.0
    margin_squares: float = 0.0

    def __add__(self, other: "AmountTally") -> "AmountTally":
        return AmountTally(
            customers=self.customers + other.customers,
            payers=self.payers + other.payers,
            paid=self.paid + other.paid,
            paid_squares=self.paid_squares + other.paid_squares,
            with_margin=self.with_margin + other.with_margin,
            margin=self.margin + other.margin,
            margin_squares=self.margin_squares + other.margin_squares,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmTally:
    """Hold the customers of one side of a trigger and share that were followed to the end."""

    trigger: TriggerName
    held_out: bool
    held_percent: int | None = None  # the share of the draw: sides are compared within it
    customers: int
    with_effect: Mapping[OutreachEffect, int]
    amounts: AmountTally = AmountTally()


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTally:
    """Hold how many intents of a trigger are in one state, for one reason."""

    trigger: TriggerName
    state: IntentState
    reason: str
    intents: int


def tallied(
    rows: Iterable[tuple[str, int | None, bool, Iterable[str], int, AmountTally]],
) -> list[ArmTally]:
    """Return the tallies of rows.

    A row is (trigger, share of the draw, held out, effects, customers, their amounts).
    """
    tallies = dict[tuple[str, int | None, bool], ArmTally]()
    for trigger, held_percent, held_out, named, count, amounts in rows:
        if trigger not in set(TriggerName):
            continue
        tally = tallies.setdefault(
            (trigger, held_percent, held_out),
            ArmTally(
                trigger=TriggerName(trigger),
                held_percent=held_percent,
                held_out=held_out,
                customers=0,
                with_effect={},
            ),
        )
        effects = Counter(tally.with_effect)
        effects.update(dict.fromkeys(map(OutreachEffect, named), count))
        tallies[trigger, held_percent, held_out] = replace(
            tally,
            customers=tally.customers + count,
            with_effect=effects,
            amounts=tally.amounts + amounts,
        )
    return list(tallies.values())
