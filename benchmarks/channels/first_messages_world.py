"""Simulate customers of a shop that writes first, with their orders, wishes and questions.

A world has a happening for each trigger. Some begin days before they qualify: a wish before its
stock, a question before its answer.
"""

import random
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.order import Order
from assistant.commerce.shop_ids import OrderId, ProductId, VariantId
from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ContactOptedIn,
    ContactOptedOut,
    ConversationErased,
    ConversationEvent,
    ConversationMerged,
    ConversationResolved,
)
from assistant.conversation.ids import AgentId, ConversationId, CustomerId, MessageId
from assistant.conversation.message import ChannelKind, Language
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
    alert_set,
    unanswered_question,
)
from tests.support.seeds.shop_records import euros
from tests.unit.assistant.outreach.triggers.test_late_parcels import SHIPPED

BEGIN = datetime(2026, 2, 20, tzinfo=UTC)
DAYS = 260  # until November
LATER = timedelta(hours=1)
_KEPT = 6  # orders that the shop gives of one customer
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
        given = (ContactPurpose.SERVICE,) if self.draw.random() < _CONSENTS else ()
        known = self.draw.random() >= _UNKNOWN or bool(again)
        language: Language = "en" if number % 3 == 0 else "fr"
        orders, begun = self.house.shop.orders.get(customer, ()), self.house.turned_at
        self.house.turned_at = self.house.clock.now()  # when they proved who they are
        one = await self.house.meet(
            customer,
            *orders,
            conversation=f"c{number}-{again}",
            channel=kind,
            consents=given,
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
        if name is TriggerName.BACK_IN_STOCK:
            await self._wish(conversation)
        elif name is TriggerName.QUESTION_ANSWERED:
            await self._ask(conversation)
        else:
            known = self.house.shop.orders[customer]
            self.house.shop.orders[customer] = (self._late_order(), *known)[:_KEPT]
            await self._tell(conversation)

    def _late_order(self) -> Order:
        """Return an order whose parcel is late now, or stuck."""
        now, number = self.house.clock.now(), self._numbers
        parcel = replace(
            SHIPPED.shipments[0],
            tracking_number=f"T{number}",
            expected_on=(now - timedelta(days=2)).date(),
        )
        if self.draw.random() < 0.5:  # it is stuck
            parcel = replace(parcel, expected_on=None, moved_at=now - timedelta(days=10, hours=1))
        made = replace(SHIPPED, shipments=(parcel,))
        placed = now - timedelta(days=12 if parcel.moved_at else 5)
        order_id = OrderId(f"o{number}")
        return replace(made, order_id=order_id, number=f"#{number}", placed_at=placed)

    async def _wish(self, conversation: ConversationId) -> None:
        """Let a customer ask for an alert; days later the variant is there."""
        number, product, now = self._numbers, self._shelve(stock=0), self.house.clock.now()
        said = alert_set(
            conversation, now, wish=f"p{number}", product=product, variant=_variant(number)
        )
        await self.house.log.append(conversation, said)
        await self._tell(conversation)

        async def comes_back() -> None:
            self._shelve(stock=5, number=number)
            await self._tell(conversation)

        self._plan(comes_back, days=self.draw.randint(1, 20))

    async def _ask(self, conversation: ConversationId) -> None:
        """Let a customer ask a question that a page answers only days later."""
        number, now = self._numbers, self.house.clock.now()
        text = f"De quoi est faite la marinière du lot L{number} ?"
        asked = unanswered_question(conversation, now, message=f"q{number}", text=text)
        await self.house.log.append(conversation, asked)

        async def is_told() -> None:
            self.answers.told.add(MessageId(f"q{number}"))
            await self._tell(conversation)

        self._plan(is_told, days=self.draw.randint(1, 20))

    def _shelve(self, *, stock: int, number: int = 0) -> ProductId:
        """Put a product of its own on the shelf, or change it."""
        number = number or self._numbers
        variant = SoldVariant(variant_id=_variant(number), options=(), price=euros(80), stock=stock)
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
        stage = self.draw.choice(tuple(ConsentStage))
        said: tuple[tuple[float, ConversationEvent], ...] = (
            (0.08, ContactOptedOut(conversation_id=one, at=now)),
            (0.12, ContactOptedIn(conversation_id=one, at=now)),
            (0.55, self.house.consent(one, stage=stage)),
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


_CONSENTS = 0.8  # part of the customers who ask for service messages


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
