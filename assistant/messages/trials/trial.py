"""Take turns on a conversation that stands in no log: read `Trials.take` first.

The turn is the product's own, with its settings, its index and its model. Three things differ.
It stands on a gate without effects, it has a clock of its own, and its parts are watched. All that
a trial knows comes with the message and goes back with the answer: nothing is kept here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated
from uuid import uuid4

from pydantic import Field

from assistant.commerce.order import Order
from assistant.commerce.shop_effects import Effect, Receipt
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    CodeSent,
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    IdentityProven,
    ReplySuggested,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import AccountId, ContactId, ConversationId
from assistant.conversation.message import ChannelKind, Language
from assistant.desk.handoff.desk_rules import DeskRules
from assistant.kit.model.ports import LanguageModel
from assistant.messages.steps.turn_step import TurnStep
from assistant.messages.trials.dry_identity import DryCounters, DrySpool, NoCustomers
from assistant.messages.trials.dry_shop import DryGate
from assistant.messages.trials.hours_outlook import HoursOutlooks
from assistant.messages.trials.rehearsal import MovableClock, Rehearsal
from assistant.messages.trials.turn_trace import (
    ComposedFact,
    GuardedFact,
    MovedFact,
    ThoughtFact,
    TraceStep,
    TurnTrace,
    rounded,
)
from assistant.messages.trials.watched_model import WatchedModel
from assistant.messages.trials.watched_turn import watch
from assistant.messages.turn import Turn
from assistant.operations.autonomy.person_checks import UNCHECKED
from assistant.operations.dialogue.customer_view import ShopAttributes
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.dialogue.engine_moves import DialogueEngine
from assistant.operations.gate import Gate
from assistant.operations.identity.identifier import Identifier
from assistant.operations.identity.identity_codes import derive
from assistant.operations.shop_rules import Method

LONGEST = 20
"""Messages of one trial: more is no try any more."""

_BETWEEN = timedelta(minutes=1)  # messages of a trial at another time than now
_BLOCKED = re.compile(r"blocked_(\w+)")

TriedEvent = Annotated[ConversationEvent, Field(discriminator="type")]

Engines = Callable[[EmbeddedEngine, Callable[[LanguageModel], LanguageModel]], DialogueEngine]
"""Makes the dialogue engine of the settings over an embedded one; a model of it is watched."""

Steps = Callable[[Turn], tuple[TurnStep, ...]]
"""Returns the steps of a turn in their order, the turn last."""


class UnknownCustomerError(Exception):
    """Say that the shop knows no customer of this address, or that there is no shop system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialMessage:
    """Hold a message to try, its customer and channel, and the trial as it is so far."""

    text: str
    channel: ChannelKind = ChannelKind.WEBCHAT
    language: Language | None = None  # of the page; None: the words tell
    page: str = ""  # the product before the customer: its id or its title
    category: str = ""  # the category before them
    customer: str = ""  # e-mail address of whoever writes, signed in; "": an unknown visitor
    proves: bool = True  # who they are, if they can; else nobody is known to the shop
    at: datetime | None = None  # when the trial begins; aware; None: now
    events: tuple[TriedEvent, ...] = ()  # of the trial so far
    receipts: tuple[Receipt, ...] = ()  # of its effects so far, none of which was carried out
    orders: tuple[Order, ...] = ()  # as those effects would have left them
    pieces: tuple[str, ...] = ()  # that the customer wrote right before `text`, unanswered
    name: str = ""  # of the conversation; "": a new one, that nobody can guess

    def after(self, tried: "TriedTurn") -> "TrialMessage":
        """Return a message without words that goes on with the trial after a turn of it."""
        return replace(
            self,
            text="",
            pieces=(),
            events=tried.events,
            receipts=tried.receipts,
            orders=tried.orders,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedTurn:
    """Hold all that followed from a message, and the way to it."""

    events: tuple[TriedEvent, ...]  # of the whole trial
    followed: tuple[TriedEvent, ...]  # from this message
    receipts: tuple[Receipt, ...]
    orders: tuple[Order, ...] = ()  # as the effects of the whole trial would leave them
    done: tuple[Effect, ...] = ()  # from this message, none of which was carried out
    steps: tuple[TraceStep, ...]
    codes: tuple[str, ...]  # that were not mailed
    baskets: int  # changes of a basket in the shop that were not made
    at: datetime  # the trial's time
    ms: float

    @property
    def effects(self) -> tuple[str, ...]:
        """Return the kinds of the effects in the shop that were not carried out."""
        return tuple(one.type for one in self.done)

    @property
    def taken(self) -> TurnTaken | None:
        """Return the record of the turn; None: a step before it ended it."""
        return next((one for one in self.followed if isinstance(one, TurnTaken)), None)

    @property
    def reply(self) -> ReplyWritten | None:
        """Return the reply to the customer; None: there is none."""
        return next((one for one in reversed(self.followed) if isinstance(one, ReplyWritten)), None)

    @property
    def suggested(self) -> ReplySuggested | None:
        """Return the answer that a person would have to see first; None: there is none."""
        return next((one for one in self.followed if isinstance(one, ReplySuggested)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """Try messages on the product's turn; hold its parts, and no state."""

    turn: Turn
    steps: Steps
    key: bytes  # codes of trials follow from it, and no others
    gate: Gate | None = None  # None: there is no shop system
    engines: Engines | None = None
    rules: DeskRules | None = None  # of the desk; None: nobody takes over here

    async def take(self, message: TrialMessage) -> TriedTurn:
        """Return the events that follow from a message, with every step to them.

        Raises:
            UnknownCustomerError: see there.
            StuckError: something is left unanswered.
        """
        clock, trace = self._clock(message), TurnTrace()
        dry = DryGate.of(self.gate, clock, message.receipts, message.orders) if self.gate else None
        turn = self._dry_turn(clock, dry, trace, proves=message.proves)
        events = message.events or await self._opening(message, clock)
        nothing = Conversation(conversation_id=events[0].conversation_id)
        rehearsal = self._rehearsal(turn, clock, nothing, trace)
        rehearsal.fold(*events)
        began_ms = trace.clock_ms()
        followed = await rehearsal.say(
            *message.pieces, message.text, page=message.page, category=message.category
        )
        ms = trace.clock_ms() - began_ms
        _note_guard(trace, followed)
        return TriedTurn(
            events=tuple(rehearsal.events),
            followed=followed,
            receipts=dry.orders.receipts if dry else (),
            orders=tuple(dry.orders.moved.values()) if dry else (),
            done=tuple(dry.orders.effects) if dry else (),
            steps=rounded(trace.steps),
            codes=self._codes(followed) if message.proves else (),
            baskets=dry.basket_changes if dry else 0,
            at=clock.at,
            ms=round(ms, 1),
        )

    async def retake(
        self, conversation: Conversation, at: datetime
    ) -> tuple[ConversationEvent, ...]:
        """Return the events that follow from the unanswered messages of a recorded conversation.

        The turn is taken as of `at`, aware, on the shop as it is now. A code that was mailed then
        proves its customer again if `key` is the one that it followed from.

        Raises:
            StuckError: something is left unanswered.
        """
        clock, trace = MovableClock(at), TurnTrace()
        dry = DryGate.of(self.gate, clock) if self.gate else None
        turn = self._dry_turn(clock, dry, trace, proves=True)
        return await self._rehearsal(turn, clock, conversation, trace).answer()

    def _rehearsal(
        self, turn: Turn, clock: MovableClock, conversation: Conversation, trace: TurnTrace
    ) -> Rehearsal:
        *before, last = self.steps(watch(turn, trace))
        return Rehearsal(turn=last, before=tuple(before), clock=clock, conversation=conversation)

    def _clock(self, message: TrialMessage) -> MovableClock:
        if message.at is None:
            return MovableClock(self.turn.clock.now())
        said = sum(isinstance(one, CustomerWrote) for one in message.events)
        return MovableClock(message.at + said * _BETWEEN)

    def _dry_turn(
        self, clock: MovableClock, dry: DryGate | None, trace: TurnTrace, *, proves: bool
    ) -> Turn:
        """Return the product's turn as of another time, over a gate without effects."""
        outlooks = HoursOutlooks(self.rules, clock) if self.rules else None
        autonomy = replace(self.turn.autonomy, checks=UNCHECKED)  # no chance in a trial
        turn = replace(self.turn, clock=clock, outlooks=outlooks, autonomy=autonomy)
        if dry is None or self.engines is None:
            rules = turn.rules and turn.rules.through(None)
            return replace(turn, dialogue=None, attributes=None, rules=rules)
        identifier = Identifier(
            customers=dry.gate.customers if proves else NoCustomers(),
            orders=dry.orders,
            spool=DrySpool(),
            limits=DryCounters(),
            used=DryCounters(),
            rules=dry.gate.rules.identity,
            token_rules=None,
            key=self.key,
            clock=clock,
        )
        embedded = EmbeddedEngine(gate=dry.gate, identifier=identifier)
        dialogue = self.engines(embedded, lambda model: WatchedModel(model, trace))
        attributes = turn.attributes and ShopAttributes(gate=dry.gate)
        rules = turn.rules and turn.rules.through(dry.gate)
        return replace(turn, dialogue=dialogue, attributes=attributes, rules=rules)

    async def _opening(
        self, message: TrialMessage, clock: MovableClock
    ) -> tuple[ConversationEvent, ...]:
        """Return the events before the first message: the channel, and the customer."""
        conversation_id = ConversationId(f"trial-{message.name or uuid4().hex}")
        started = ConversationStarted(
            conversation_id=conversation_id,
            at=clock.at,
            channel=message.channel,
            account_id=AccountId("trial"),
            contact_id=ContactId("trial"),
            language=message.language,
        )
        if not message.customer:
            return (started,)
        found = await self.gate.customers.with_email(message.customer) if self.gate else None
        if found is None or self.gate is None:
            raise UnknownCustomerError
        methods = self.gate.rules.identity.methods
        proven = IdentityProven(
            conversation_id=conversation_id,
            at=clock.at,
            customer_id=found.customer_id,
            method=Method.SIGNED_IN if Method.SIGNED_IN in methods else (*methods, "")[0],
        )
        return (started, proven)

    def _codes(self, followed: tuple[ConversationEvent, ...]) -> tuple[str, ...]:
        """Return the codes of the letters that were not mailed."""
        return tuple(
            derive(
                self.key, conversation_id=one.conversation_id, email=one.email, number=one.number
            )
            for one in followed
            if isinstance(one, CodeSent)
        )


def _note_guard(trace: TurnTrace, followed: tuple[ConversationEvent, ...]) -> None:
    """Note the verdict of the guard, as the record of the turn has it."""
    taken = next((one for one in followed if isinstance(one, TurnTaken)), None)
    if taken is None:
        return
    blocked = _BLOCKED.search(taken.rule)
    drafts = [
        one.fact.text
        for one in trace.steps
        if isinstance(one.fact, ComposedFact | MovedFact | ThoughtFact)
    ]
    if blocked is not None:
        trace.note(GuardedFact(rule=blocked[1], text=drafts[-1] if drafts else ""))
    elif drafts:
        trace.note(GuardedFact(rule=""))
