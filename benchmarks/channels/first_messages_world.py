"""Simulate customers of a shop that writes first, with their orders, wishes and questions.

A world has a happening for each trigger. Some begin days before they qualify: a wish before its
stock, a question before its answer, a delivery before its review.
"""

import random
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.order import Order, OrderStatus, ShipmentStatus
from assistant.commerce.shop_ids import OrderId, ProductId, VariantId
from assistant.conversation.basket import BasketLine
from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    BasketChanged,
    ContactOptedIn,
    ContactOptedOut,
    ConversationErased,
    ConversationEvent,
    ConversationMerged,
    ConversationResolved,
)
from assistant.conversation.ids import AgentId, ConversationId, CustomerId, MessageId
from assistant.conversation.message import ChannelKind, Language
from assistant.outreach.batch_defects import DefectState
from assistant.outreach.cause_search import CauseSearch
from assistant.outreach.first_writer import FirstWriter
from assistant.outreach.known_talks import KnownTalks
from assistant.outreach.triggers.customer_facts import is_unknown, unknown_customer
from assistant.outreach.triggers.trigger import TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS
from assistant.ports import UnknownConversationError
from tests.support.memory.assemblies.outreach_house import FixedAnswers, KilledError, OutreachHouse
from tests.support.seeds.conversation_events import handed_off, rated, replied, wrote
from tests.support.seeds.outreach_facts import (
    ANSWER,
    DEFECT,
    alert_set,
    unanswered_question,
    used_up,
)
from tests.support.seeds.shop_records import ARRIVED, euros, shirt
from tests.unit.assistant.outreach.triggers.test_order_causes import (
    FAILED,
    RETURN,
    SHIPPED,
    UNCONFIRMED,
    UNPAID,
    refund,
)

BEGIN = datetime(2026, 2, 20, tzinfo=UTC)
DAYS = 260  # until November
LATER = timedelta(hours=1)
_KEPT = 6  # orders that the shop gives of one customer
_BATCH_DAYS = 13  # for which a defect is told, until the next one
_KILLED = 0.15  # part of the hours in which a process dies at its next message
_REMEMBERED = 20_000  # conversations: so many folds are no part of what is measured
_UNKNOWN = 0.05  # part of the customers who prove nothing

PLACES = {  # number -> country and zone, known apart from the code that is measured
    "33612345": ("FR", "Europe/Paris"),
    "49151123": ("DE", "Europe/Berlin"),
    "44770090": ("GB", "Europe/London"),
    "12125551": ("US", "America/New_York"),
    "61412345": ("AU", "Australia/Sydney"),
    "81312345": ("JP", "Asia/Tokyo"),
    "35387123": ("IE", "Europe/Dublin"),
    "64211234": ("NZ", "Pacific/Auckland"),
}
_WISHED = (TriggerName.BACK_IN_STOCK, TriggerName.PRICE_DOWN)
_QUESTIONED = (TriggerName.QUESTION_ANSWERED, TriggerName.BASKET_QUESTION)
Happening = Callable[[], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class NumberedChannels:
    """Tell each contact's number, as the port `ChannelFacts`; every template is approved."""

    numbers: dict[ConversationId, str] = field(default_factory=dict)
    house: OutreachHouse

    async def number(self, conversation_id: ConversationId) -> str:
        return self.numbers[conversation_id]

    async def template(self, *given: object, **named: object):  # type: ignore[no-untyped-def]  # noqa: ANN201 - passed on
        return await self.house.channels.template(*given, **named)  # type: ignore[arg-type]


@dataclass(slots=True)
class LateAnswers(FixedAnswers):
    """Answer each question from the moment that a page tells it, as the port `AnswerTrial`."""

    told: set[MessageId] = field(default_factory=set)

    async def answer(self, asked: Conversation) -> str:
        return ANSWER if asked.unanswered[-1].message_id in self.told else ""

    async def version(self) -> str:
        return str(len(self.told))


@dataclass(slots=True, kw_only=True)
class OutreachWorld:
    """Hold the customers, and let events happen to them."""

    house: OutreachHouse
    channels: NumberedChannels
    answers: LateAnswers
    draw: random.Random
    talks: list[tuple[ConversationId, CustomerId]] = field(default_factory=list)
    gone: list[tuple[ConversationId, CustomerId]] = field(default_factory=list)
    happened: Counter[TriggerName] = field(default_factory=Counter)
    kills: int = 0
    doubled: int = 0
    _planned: dict[int, list[Happening]] = field(default_factory=dict)  # by hour
    _search: CauseSearch | None = None
    _writer: FirstWriter | None = None
    _numbers: int = 0
    _hour: int = 0

    async def live(self, events: int) -> None:
        """Let nine months pass, hour by hour, until so many events have happened."""
        hours, begun = DAYS * 24, 0
        for self._hour in range(hours):
            if self._hour % (hours // 10) == 0:
                print(f"day {self._hour // 24} of {DAYS}", file=sys.stderr)
            await self._declare()
            while begun < events * (self._hour + 1) // hours:
                await self._begin()
                begun += 1
                if self.draw.random() < 0.4:
                    await self._talk()
            for happening in self._planned.pop(self._hour, ()):
                await happening()
            await self._work()
            self.house.clock.at += LATER
        for hour in sorted(self._planned):  # those whose day is after the last
            for happening in self._planned[hour]:
                await happening()

    async def meet(self, number: int, customer: CustomerId, *, again: int = 0) -> None:
        """Let a customer begin a conversation, perhaps with consents."""
        kind = ChannelKind.WEBCHAT if again % 2 else ChannelKind.WHATSAPP
        given = [one for one in _ASKED_FOR if self.draw.random() < _CONSENTS[one]]
        known = self.draw.random() >= _UNKNOWN or bool(again)
        language: Language = "en" if number % 3 == 0 else "fr"
        orders, begun = self.house.shop.orders.get(customer, ()), self.house.turned_at
        self.house.turned_at = self.house.clock.now()  # when they proved who they are
        one = await self.house.meet(
            customer,
            *orders,
            conversation=f"c{number}-{again}",
            channel=kind,
            consents=tuple(given),
            language=language,
            known=known,
        )
        self.house.turned_at = begun
        self.channels.numbers[one] = f"{list(PLACES)[number % len(PLACES)]}{number:04}"
        self.talks.append((one, customer if known else unknown_customer(one)))

    async def _begin(self) -> None:
        """Let one event begin that makes a customer qualify, now or in some days."""
        name = self.draw.choice(tuple(TriggerName))
        self.happened[name] += 1
        conversation, customer = self.draw.choice(self.talks)
        while TRIGGERS[name].known_only and is_unknown(customer):
            conversation, customer = self.draw.choice(self.talks)
        self._numbers += 1
        if name in _WISHED:
            await self._wish(conversation, falls=name is TriggerName.PRICE_DOWN)
        elif name in _QUESTIONED:
            await self._ask(conversation, beside=name is TriggerName.BASKET_QUESTION)
        else:
            known = self.house.shop.orders[customer]
            self.house.shop.orders[customer] = (*self._orders(name), *known)[:_KEPT]
            await self._tell(conversation)

    def _orders(self, name: TriggerName) -> tuple[Order, ...]:
        """Return the orders of a customer who qualifies now, the newest first."""
        now, number = self.house.clock.now(), self._numbers
        if name is TriggerName.REPLENISHMENT:
            line = replace(
                shirt("l1"),
                title=f"Savon L{number}",
                product_id=self._shelve(stock=5),
                variant_id=_variant(number),
            )
            return tuple(
                replace(
                    one,
                    order_id=OrderId(f"o{number}-{at}"),
                    number=f"#{number}-{at}",
                    lines=(line,),
                )
                for at, one in enumerate(used_up(now))
            )
        parcel = replace(
            SHIPPED.shipments[0],
            tracking_number=f"T{number}",
            expected_on=(now - timedelta(days=2)).date(),
        )
        if name is TriggerName.PARCEL_LATE and self.draw.random() < 0.5:  # it is stuck
            parcel = replace(parcel, expected_on=None, moved_at=now - timedelta(days=10, hours=1))
        batch = replace(ARRIVED.lines[0], product_id=self._batch)
        made = {
            TriggerName.PARCEL_LATE: replace(SHIPPED, shipments=(parcel,)),
            TriggerName.DELIVERY_FAILED: replace(
                FAILED, shipments=(replace(parcel, status=ShipmentStatus.FAILED),)
            ),
            TriggerName.RETURN_REFUNDED: replace(
                ARRIVED,
                delivered_at=now - timedelta(days=2),
                requests=(RETURN,),
                entries=(refund(30, of=RETURN.reference),),
            ),
            TriggerName.ORDER_UNPAID: replace(UNPAID, status=OrderStatus.PENDING),
            TriggerName.ORDER_UNCONFIRMED: UNCONFIRMED,
            TriggerName.REVIEW_ASKED: replace(
                ARRIVED, delivered_at=now - timedelta(days=10, hours=1)
            ),
            TriggerName.BATCH_DEFECT: replace(
                ARRIVED, delivered_at=now - timedelta(days=1), lines=(batch,)
            ),
        }[name]
        placed = now - timedelta(days=12 if parcel.moved_at else 5)
        order_id = OrderId(f"o{number}")
        return (replace(made, order_id=order_id, number=f"#{number}", placed_at=placed),)

    async def _wish(self, conversation: ConversationId, *, falls: bool) -> None:
        """Let a customer ask for an alert; days later the variant is there, at a lower price."""
        number, product, now = self._numbers, self._shelve(stock=0), self.house.clock.now()
        said = alert_set(
            conversation, now, wish=f"p{number}", product=product, variant=_variant(number)
        )
        await self.house.log.append(conversation, said)
        await self._tell(conversation)  # the price is noted by then

        async def comes_back() -> None:
            self._shelve(stock=5, price=60 if falls else 80, number=number)
            await self._tell(conversation)

        self._plan(comes_back, days=self.draw.randint(1, 20))

    async def _ask(self, conversation: ConversationId, *, beside: bool) -> None:
        """Let a customer ask a question that a page answers only days later."""
        number, now = self._numbers, self.house.clock.now()
        line = BasketLine(product_id="wished", variant_id=VariantId("wished-m"), pieces=1)
        lines = (line,) if beside else ()
        basket = BasketChanged(conversation_id=conversation, at=now, lines=lines)
        text = f"De quoi est faite la marinière du lot L{number} ?"
        asked = unanswered_question(conversation, now, message=f"q{number}", text=text)
        await self.house.log.append(conversation, [basket, *asked])

        async def is_told() -> None:
            self.answers.told.add(MessageId(f"q{number}"))
            await self._tell(conversation)

        self._plan(is_told, days=self.draw.randint(1, 20))

    async def _declare(self) -> None:
        """Let people declare the defect of another batch, and end the last one."""
        if self._hour % (_BATCH_DAYS * 24):
            return
        book, now = self.house.defects, self.house.clock.now()
        for one in await book.all():
            if one.state is DefectState.LIVE:
                await book.put(one.ended("b"), before=DefectState.LIVE)
        new = replace(
            DEFECT,
            defect_id=self._batch,
            product_id=self._batch,
            bought_from=(now - timedelta(days=6)).date(),
            bought_until=(now + timedelta(days=_BATCH_DAYS)).date(),
            proposed_at=now,
        )
        await book.put(new, before=None)

    @property
    def _batch(self) -> ProductId:
        return ProductId(f"batch-{self._hour // (_BATCH_DAYS * 24)}")

    def _shelve(self, *, stock: int, price: float = 80, number: int = 0) -> ProductId:
        """Put a product of its own on the shelf, or change it."""
        number = number or self._numbers
        variant = SoldVariant(
            variant_id=_variant(number), options=(), price=euros(price), stock=stock
        )
        one = SoldProduct(
            product_id=ProductId(f"wished-{number}"),
            title=f"Marinière L{number}",
            variants=(variant,),
        )
        self.house.assortment.products[one.product_id] = one
        return one.product_id

    def _plan(self, happening: Happening, *, days: int) -> None:
        at = self._hour + 24 * days + self.draw.randint(1, 23)
        self._planned.setdefault(at, []).append(happening)

    async def _tell(self, conversation: ConversationId) -> None:
        """Look at a customer because of a webhook, which may come twice."""
        search = self._search or CauseSearch(
            audience=self.house.book,
            book=self.house.book,
            facts=self.house.facts,
            talks=KnownTalks(self.house.log, size=_REMEMBERED),
            clock=self.house.clock,
            triggers=TRIGGERS,
            key=bytes(32),
        )
        self._search = search
        twice = self.draw.random() < 0.3
        self.doubled += twice
        on = [(TRIGGERS[name], self.house.switch(name)) for name in TriggerName]
        with suppress(UnknownConversationError):  # erased since they asked
            for _ in range(1 + twice):
                await search.look(conversation, on)

    async def _talk(self) -> None:
        """Let a customer say something, or somebody answer them, or their conversation end."""
        at = self.draw.randrange(len(self.talks))
        one, _ = self.talks[at]
        now, drawn = self.house.clock.now(), self.draw.random()
        if drawn < 0.01:
            self.gone.append(self.talks.pop(at))
            if drawn < 0.005:
                await self.house.log.erase(ConversationErased(conversation_id=one, at=now))
            else:
                into = self.talks[0][0]
                await self.house.log.append(
                    one, [ConversationMerged(conversation_id=one, at=now, into=into)]
                )
            number, again = one[1:].split("-")
            whose = CustomerId(f"customer-{number}")
            await self.meet(int(number), whose, again=int(again) + 2)
        else:
            await self.house.log.append(one, [self._said(one, now, drawn)])

    def _said(self, one: ConversationId, now: datetime, drawn: float) -> ConversationEvent:
        message, reply = f"m-{one}", f"r{drawn}"
        answer = replied(reply, message, conversation=one, at=now)
        stage, purpose = self.draw.choice(tuple(ConsentStage)), self.draw.choice(_ASKED_FOR)
        said: tuple[tuple[float, ConversationEvent], ...] = (
            (0.08, ContactOptedOut(conversation_id=one, at=now)),
            (0.12, ContactOptedIn(conversation_id=one, at=now)),
            (0.55, self.house.consent(one, purpose, stage=stage)),
            (0.72, wrote(message, conversation=one, at=now)),
            (0.90, answer),
            (0.92, replace(answer, author=Author.AGENT)),
            (0.94, replace(rated(reply, one), at=now, helpful=False)),
            (0.96, replace(handed_off(one), at=now)),
        )
        resolved = ConversationResolved(conversation_id=one, at=now, by=AgentId("agent"))
        return next((event for below, event in said if drawn < below), resolved)

    async def _work(self) -> None:
        """Write the messages that are due, in a process that may die at any of them."""
        talks = KnownTalks(self.house.log, size=_REMEMBERED)
        writer = self._writer = self._writer or replace(self.house.writer, talks=talks)
        if self.draw.random() < _KILLED:
            self.house.log.dies = self.draw.choice(("before", "after"))
        try:
            await writer.work(frozenset(self.house.on), limit=500)
        except KilledError:
            self.kills += 1
            self._writer = None  # a new process remembers nothing
        self.house.log.dies = ""


_ASKED_FOR = (ContactPurpose.SERVICE, ContactPurpose.MARKETING)
_CONSENTS = {ContactPurpose.SERVICE: 0.8, ContactPurpose.MARKETING: 0.6}


def _variant(number: int) -> VariantId:
    return VariantId(f"wished-{number}-m")


async def build(customers: int, seed: int) -> OutreachWorld:
    """Return a world whose customers are met; most proved who they are, most gave a consent."""
    house = OutreachHouse(on=tuple(TriggerName), holdout=0.1)
    house.turned_at = house.clock.at = BEGIN
    house.trial = answers = LateAnswers()
    house.real_channels = channels = NumberedChannels(house=house)
    world = OutreachWorld(house=house, channels=channels, answers=answers, draw=random.Random(seed))
    for number in range(customers):
        for again in range(1 + (number % 5 == 0)):  # some have two conversations
            await world.meet(number, CustomerId(f"customer-{number}"), again=again)
    return world
