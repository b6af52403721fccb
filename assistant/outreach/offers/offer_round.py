"""Give offers within the limits that people set: read this file first.

    a reply in the log -> occasion -> bars -> plan -> drawn: held out, in the book alone
                       -> reserved (budget, customer's turn) -> code, by the gate -> words, guard
                       -> EVENT LOG, with the reason -> outbox

One process of many works. An offer is reserved before its code is made and settled after it is
told; a crash in between leaves it reserved, and the next round goes on with the same one: the code,
the message's id and the place in the budget follow from it. What the customer says meanwhile is
always heard first.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from assistant.commerce.shop_effects import Receipt, voucher_code
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import (
    ConversationErased,
    ConversationEvent,
    ExperimentExposed,
    OfferMade,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId, MessageId
from assistant.kit.duty import Duty
from assistant.kit.fault_log import report
from assistant.operations.goodwill.offers.offer_bars import OfferBar, bar_elsewhere, bar_of
from assistant.operations.goodwill.offers.offer_terms import OfferPlan
from assistant.operations.goodwill.offers.ports import OfferBook, OfferState
from assistant.outreach.offers.objection_trials import ObjectionArm, ObjectionTrials
from assistant.outreach.offers.offer_occasions import (
    FoundOccasion,
    objection_before,
    occasion_in,
)
from assistant.outreach.offers.offer_orders import follow_orders, orders_during
from assistant.outreach.offers.offer_plans import OfferPlanner
from assistant.outreach.offers.offer_words import word_offer
from assistant.outreach.ports import CustomerTalks
from assistant.ports import (
    BrokerUnavailableError,
    Clock,
    EventLog,
    Record,
    UnknownConversationError,
    VersionConflictError,
    WorkQueue,
)

log = structlog.get_logger(__name__)

FRESH = timedelta(minutes=10)
"""How old the reply may be that an offer follows: later it would come out of nowhere."""

COMES_BACK = timedelta(days=30)
"""How long after its end an offer is followed: an order that came back was none."""

_BEHIND = timedelta(days=1)  # that a shop system may be with its count
_LOOK_LEAST, _LOOK_MOST = timedelta(seconds=30), timedelta(days=1)  # as long as a code is old

_PAGE = 1_000  # events, and offers to sum up
_PAGES = 20  # at most at once
_FOLLOWED = 20  # offers, each a question to the shop system


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRound:
    """Look for occasions, give offers that the limits allow, and follow them."""

    log: EventLog
    book: OfferBook
    planner: OfferPlanner
    others: CustomerTalks
    queue: WorkQueue
    clock: Clock
    duty: Duty
    every_s: float
    trials: ObjectionTrials | None = None  # None: an objection to a price has no code

    async def run(self, stop: asyncio.Event) -> None:
        """Work again and again, until `stop` is set."""

        async def work(_: asyncio.Event) -> float:
            await self.once()
            return self.every_s

        await self.duty.run(stop, work, every_s=self.every_s)

    async def once(self) -> None:
        """Complete the offers that are reserved, look at the next events, and follow old offers.

        Raises:
            LogUnavailableError: the log cannot be used.
            ShopUnavailableError: the book cannot be used.
        """
        for plan in await self.book.reserved():
            await self._attempt(self._finish(plan))
        if self.planner.limits.any:
            await self._look()
        now = self.clock.now()
        await self.book.forget(now - timedelta(days=self.planner.limits.customer_days))
        today = now.astimezone(self.planner.zone).date()
        for plan in await self.book.unfollowed(today - COMES_BACK, limit=_FOLLOWED):
            await self._attempt(self._follow(plan))
        await self.book.sum_up(limit=_PAGE)
        for plan in await self.book.unused(now, limit=_FOLLOWED):
            await self._attempt(self._look_for_use(plan, now))

    async def _look(self) -> None:
        for _ in range(_PAGES):
            position = await self.book.position()
            stored = await self.log.tail(position, limit=_PAGE)
            if not stored:
                return
            since = self.clock.now() - FRESH
            said = {one.event.conversation_id for one in stored if _is_said(one.event, since)}
            for one in sorted(said):
                await self._attempt(self._consider(one))
            for event in (one.event for one in stored):
                if isinstance(event, ConversationErased):  # meanwhile: an offer may be of after it
                    await self.book.erase(event.conversation_id)
            await self.book.advance(stored[-1].position)

    async def _attempt(self, work: Coroutine[object, object, None]) -> None:
        """Work on one conversation; one that fails stops no other."""
        try:
            await work
        except (VersionConflictError, UnknownConversationError):
            return  # the customer was quicker, or is erased; what is reserved is looked at again
        except Exception as error:  # noqa: BLE001 - it may be the shop, for this customer alone
            report("offers.failed", error)

    async def _consider(self, conversation_id: ConversationId) -> None:
        record, now = await self.log.read(conversation_id), self.clock.now()
        found, conversation = occasion_in(record.past), record.fold()
        if found is None or found.reply.at <= now - FRESH:
            return
        bar = bar_of(conversation, record.past, now, objection=found.objection)
        if bar is not None:
            log.info("offers.none", occasion=found.occasion, why=bar)
            return
        arm = await self._arm(conversation, found)
        if found.objection is not None and arm is None:
            return
        plan = await self.planner.plan(conversation, found, now)
        if plan is None or await self._bar_elsewhere(plan, now):
            return
        if arm is not None and arm.experiment_id is not None:
            record = await self._expose(arm.experiment_id, arm, found, record)
            plan = replace(plan, is_held_out=False, held_percent=0)  # the experiment draws
            if not arm.changed:
                return
        if plan.is_held_out:
            if self.planner.gate.offers and await self.planner.gate.offers.hold_out(plan):
                log.info("offers.held_out", occasion=found.occasion)
            return
        await self._give(plan, record)

    async def _bar_elsewhere(self, plan: OfferPlan, now: datetime) -> OfferBar | None:
        """Return why another conversation of the plan's customer bars the offer; None: none does.

        Read only for a plan: most answers have none.
        """
        for one in await self.others.of_customer(plan.customer_id):
            if one == plan.conversation_id:
                continue
            try:
                record = await self.log.read(one)
            except UnknownConversationError:
                continue  # erased meanwhile
            if (bar := bar_elsewhere(record.fold(), record.past, now)) is not None:
                log.info("offers.none", occasion=plan.occasion, why=bar)
                return bar
        return None

    async def _arm(self, conversation: Conversation, found: FoundOccasion) -> ObjectionArm | None:
        if found.objection is None or self.trials is None:
            return None
        return await self.trials.arm(conversation)

    async def _expose(
        self, experiment_id: str, arm: ObjectionArm, found: FoundOccasion, record: Record
    ) -> Record:
        """Write that a visitor could have met the code, in both arms alike; once a conversation."""
        if experiment_id in record.fold().arms:
            return record
        one = found.reply.conversation_id
        exposed = ExperimentExposed(
            conversation_id=one,
            at=found.reply.at,  # within the visit
            experiment_id=experiment_id,
            changed=arm.changed,
            share=arm.share,
        )
        await self.log.append(
            one,
            (exposed,),
            expected_version=record.version,
            expected_last=record.events[-1].sequence,
        )
        return await self.log.read(one)

    async def _finish(self, plan: OfferPlan) -> None:
        """Tell an offer that is reserved, or settle that it was not told."""
        record, now = await self.log.read(plan.conversation_id), self.clock.now()
        if any(isinstance(one, ConversationErased) for one in record.past):
            await self.book.settle(plan.offer_id, OfferState.UNTOLD, at=now)
            await self.book.erase(plan.conversation_id)
            return
        if any(_tells(one, plan) for one in record.past):  # before a crash
            await self.book.settle(plan.offer_id, OfferState.GIVEN, at=now)
            return
        objection = objection_before(record.past, plan.reply_id) if plan.is_tried else None
        bar = bar_of(record.fold(), record.past, now, objection=objection)
        bar = bar or await self._bar_elsewhere(plan, now)
        if bar is OfferBar.TALKING and now <= plan.at + FRESH:
            return
        if bar is not None or now > plan.at + FRESH:
            await self.book.settle(plan.offer_id, OfferState.UNTOLD, at=now)
            return
        await self._give(plan, record)

    async def _give(self, plan: OfferPlan, record: Record) -> None:
        done = await self.planner.gate.offer(plan)
        if not isinstance(done, Receipt):
            return
        text = word_offer(plan, done.reference)
        if text is None:
            log.error("offers.blocked", occasion=plan.occasion)
            await self.book.settle(plan.offer_id, OfferState.UNTOLD, at=self.clock.now())
            return
        await self.log.append(
            plan.conversation_id,
            self._told(plan, text),
            expected_version=record.version,
            expected_last=record.events[-1].sequence,
        )
        await self.book.settle(plan.offer_id, OfferState.GIVEN, at=self.clock.now())
        log.info("offers.given", occasion=plan.occasion)
        try:
            await self.queue.put(plan.conversation_id)
        except BrokerUnavailableError:
            log.warning("offers.not_queued")  # the sweep finds it

    def _told(self, plan: OfferPlan, text: str) -> tuple[OfferMade, ReplyWritten]:
        now = self.clock.now()
        made = OfferMade(
            conversation_id=plan.conversation_id,
            at=now,
            offer_id=plan.cause_id,
            occasion=plan.occasion,
            follows=plan.reply_id,
            message_id=_message_of(plan),
            worth_minor=plan.worth.amount_minor,
            currency=plan.worth.currency,
            least_minor=plan.least.amount_minor,
            ends_on=plan.ends_on,
        )
        reply = ReplyWritten(
            conversation_id=plan.conversation_id,
            at=now,
            message_id=_message_of(plan),
            author=Author.SYSTEM,
            kind=ReplyKind.NOTICE,
            text=text,
            language=plan.language,
            answers=(),
            origin=f"offer_{plan.occasion}",
        )
        return made, reply

    async def _follow(self, plan: OfferPlan) -> None:
        """Keep the orders that the customer placed while the code was, or would have been, good."""
        known = await self.planner.facts.of(plan.customer_id)
        orders = orders_during(plan, known[0].orders if known else (), self.planner.zone)
        await self.book.follow(plan.offer_id, follow_orders(orders, self.planner.limits))

    async def _look_for_use(self, plan: OfferPlan, now: datetime) -> None:
        """Keep whether a code was used: soon at first, then once a day, until a day after its end.

        A shop system may count some time behind.
        """
        times = await self.planner.gate.orders.times_used(voucher_code(plan.offer_id))
        ended = now.astimezone(self.planner.zone).date() > plan.ends_on + _BEHIND
        used = True if times else False if ended else None
        wait = min(max(now - plan.at, _LOOK_LEAST), _LOOK_MOST)
        await self.book.note_use(plan.offer_id, used=used, look_at=now + wait)


def _is_said(event: ConversationEvent, since: datetime) -> bool:
    by_assistant = isinstance(event, ReplyWritten) and event.author is Author.ASSISTANT
    return by_assistant and event.at > since


def _tells(event: ConversationEvent, plan: OfferPlan) -> bool:
    return isinstance(event, ReplyWritten) and event.message_id == _message_of(plan)


def _message_of(plan: OfferPlan) -> MessageId:
    return MessageId(f"offer-{plan.cause_id}")
