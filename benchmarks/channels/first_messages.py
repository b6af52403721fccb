"""How often a message that the shop writes first breaks a rule.

`python -m benchmarks.channels.first_messages [--events N]`

Nine simulated months with both changes of the clock, customers in eight time zones, webhooks that
come twice, processes that die before and after a write, and customers who give and take back their
consent, write, and are answered. Every message in the log is then checked by other code than the
code that allowed it. Stores are in memory, so that the rules are measured and not a disk;
`tests/integration/test_crash_outreach.py` kills real processes on a real database.
"""

import argparse
import asyncio
import logging
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from holidays import country_holidays

from assistant.commerce.order import Order, OrderStatus, ShipmentStatus
from assistant.commerce.shop_ids import OrderId
from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.events import (
    ConsentChanged,
    ContactOptedIn,
    ContactOptedOut,
    ConversationEvent,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId, CustomerId
from assistant.conversation.message import ChannelKind
from assistant.outreach.cause_search import CauseSearch
from assistant.outreach.first_writer import FirstWriter
from assistant.outreach.intents import IntentState
from assistant.outreach.known_talks import KnownTalks
from assistant.outreach.triggers.trigger import TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS
from benchmarks.harness.machine import describe
from tests.support.memory.assemblies.outreach_house import KilledError, OutreachHouse
from tests.support.seeds.conversation_events import replied, wrote
from tests.support.seeds.shop_records import ARRIVED
from tests.unit.assistant.outreach.triggers.test_order_causes import (
    FAILED,
    RETURN,
    SHIPPED,
    UNPAID,
    refund,
)

BEGIN = datetime(2026, 2, 20, tzinfo=UTC)
DAYS = 260  # until November
KEPT = 6  # orders that the shop gives of one customer
LATER = timedelta(hours=1)

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


@dataclass(slots=True, kw_only=True)
class NumberedChannels:
    """Tell each contact's number, as the port `ChannelFacts`; every template is approved."""

    numbers: dict[ConversationId, str] = field(default_factory=dict)
    house: OutreachHouse

    async def number(self, conversation_id: ConversationId) -> str:
        return self.numbers[conversation_id]

    async def template(self, *given: object, **named: object):  # type: ignore[no-untyped-def]  # noqa: ANN201 - passed on
        return await self.house.channels.template(*given, **named)  # type: ignore[arg-type]


@dataclass(slots=True, kw_only=True)
class World:
    """Hold the customers, and what happens to them."""

    house: OutreachHouse
    search: CauseSearch
    writer: FirstWriter
    draw: random.Random
    talks: list[tuple[ConversationId, CustomerId]]
    orders: int = 0
    kills: int = 0
    doubled: int = 0

    async def happen(self) -> None:
        """Let one order qualify, and tell it by a webhook that may come twice."""
        conversation, customer = self.draw.choice(self.talks)
        known = self.house.shop.orders[customer]
        self.house.shop.orders[customer] = (self._order(), *known)[:KEPT]
        twice = self.draw.random() < 0.3
        self.doubled += twice
        on = [(TRIGGERS[name], self.house.switch(name)) for name in TriggerName]
        for _ in range(1 + twice):
            await self.search.look(conversation, on)

    def _order(self) -> Order:
        now = self.house.clock.now()
        self.orders += 1
        number, placed = f"#{self.orders}", now - timedelta(days=5)
        parcel = replace(
            SHIPPED.shipments[0],
            tracking_number=f"T{self.orders}",
            expected_on=(now - timedelta(days=2)).date(),
        )
        kinds = (
            replace(SHIPPED, shipments=(parcel,)),
            replace(FAILED, shipments=(replace(parcel, status=ShipmentStatus.FAILED),)),
            replace(
                ARRIVED,
                delivered_at=now - timedelta(days=2),
                requests=(RETURN,),
                entries=(refund(30, of=RETURN.reference),),
            ),
            replace(UNPAID, status=OrderStatus.PENDING),
            replace(ARRIVED, delivered_at=now - timedelta(days=10, hours=1)),
        )
        made = self.draw.choice(kinds)
        return replace(made, order_id=OrderId(f"o{self.orders}"), number=number, placed_at=placed)

    async def talk(self) -> None:
        """Let a customer say something, or somebody answer them."""
        one, _ = self.draw.choice(self.talks)
        await self.house.log.append(one, [self._said(one)])

    def _said(self, one: ConversationId) -> ConversationEvent:
        now, drawn = self.house.clock.now(), self.draw.random()
        if drawn < 0.12:
            return ContactOptedOut(conversation_id=one, at=now)
        if drawn < 0.16:
            return ContactOptedIn(conversation_id=one, at=now)
        if drawn < 0.55:
            purpose = self.draw.choice(tuple(ContactPurpose))
            return self.house.consent(one, purpose, stage=self.draw.choice(tuple(ConsentStage)))
        message = f"m-{one}"
        if drawn < 0.75:
            return wrote(message, conversation=one, at=now)
        return replied(f"r{self.draw.random()}", message, conversation=one, at=now)

    async def work(self) -> None:
        """Write what is due, in a process that may die at any message."""
        if self.draw.random() < 0.5:
            self.house.log.dies = self.draw.choice(("before", "after"))
        try:
            await self.writer.work(frozenset(self.house.on), limit=500)
        except KilledError:
            self.kills += 1
            self.writer = self.house.writer  # of a new process, which remembers nothing
        self.house.log.dies = ""


async def build(customers: int, seed: int) -> World:
    """Return a world whose customers proved who they are; some gave a consent."""
    house = OutreachHouse(on=tuple(TriggerName), holdout=0.1)
    house.turned_at = house.clock.at = BEGIN
    channels = NumberedChannels(house=house)
    house.real_channels = channels
    draw, talks = random.Random(seed), list[tuple[ConversationId, CustomerId]]()
    for n in range(customers):
        for at in range(1 + (n % 5 == 0)):  # some have two conversations
            kind = ChannelKind.WEBCHAT if at else ChannelKind.WHATSAPP
            one = await house.meet(
                f"customer-{n}",
                conversation=f"c{n}-{at}",
                channel=kind,
                consents=tuple(ContactPurpose)[: draw.randint(0, 2)],
            )
            channels.numbers[one] = f"{list(PLACES)[n % len(PLACES)]}{n:04}"
            talks.append((one, CustomerId(f"customer-{n}")))
    search = CauseSearch(
        audience=house.book,
        book=house.book,
        facts=house.facts,
        talks=KnownTalks(house.log),
        clock=house.clock,
        triggers=TRIGGERS,
        key=bytes(32),
    )
    return World(house=house, search=search, writer=house.writer, draw=draw, talks=talks)


async def live(world: World, events: int) -> None:
    """Let nine months pass, hour by hour."""
    hours, done = DAYS * 24, 0
    for hour in range(hours):
        due = events * (hour + 1) // hours
        while done < due:
            await world.happen()
            done += 1
            if world.draw.random() < 0.4:
                await world.talk()
        await world.work()
        world.house.clock.at += LATER


async def broken_rules(world: World) -> tuple[Counter[str], int]:
    """Return how often each rule was broken, and how many messages there are."""
    broken, messages = Counter[str](), 0
    times: dict[CustomerId, list[datetime]] = {}
    seen = set[tuple[str, str, str]]()
    held = {
        (one.trigger, one.customer_id)
        for one in world.house.book.kept
        if one.state is IntentState.HELD_OUT
    }
    for one, customer in world.talks:
        past = (await world.house.log.read(one)).past
        country, zone = PLACES[world.house.real_channels.numbers[one][:8]]  # type: ignore[union-attr]
        for at, event in enumerate(past):
            if not isinstance(event, ReplyWritten) or not event.origin:
                continue
            messages += 1
            key = (customer, event.origin, event.text)
            broken["twice"] += key in seen
            seen.add(key)
            broken["held out"] += (event.origin, customer) in held
            times.setdefault(customer, []).append(event.at)
            purpose = TRIGGERS[TriggerName(event.origin)].purpose
            broken["without consent"] += not covered(past[:at], purpose)
            broken["in quiet hours"] += quiet(event.at.astimezone(ZoneInfo(zone)), country, purpose)
    for each in times.values():
        each.sort()
        windows = zip(each, each[2:], strict=False)
        broken["over the cap"] += sum(later - first < timedelta(days=7) for first, later in windows)
    return broken, messages


def covered(before: Sequence[ConversationEvent], purpose: ContactPurpose) -> bool:
    """Read from the last event back: the newest word on the purpose decides."""
    confirmed = purpose is ContactPurpose.SERVICE
    stop = next(
        (one for one in reversed(before) if isinstance(one, ContactOptedOut | ContactOptedIn)), None
    )
    if isinstance(stop, ContactOptedOut):
        return False
    for event in reversed(before):
        if isinstance(event, ContactOptedOut):
            return False
        if not isinstance(event, ConsentChanged) or event.purpose is not purpose:
            continue
        if event.stage is ConsentStage.WITHDRAWN:
            return False
        if event.stage is ConsentStage.ASKED and confirmed:
            return True
        confirmed = confirmed or event.stage is ConsentStage.CONFIRMED
    return False


def quiet(local: datetime, country: str, purpose: ContactPurpose) -> bool:
    """Return whether it is quiet by a clock on the wall there."""
    last = 22 if country == "FR" else 21
    if not 8 <= local.hour < last:
        return True
    off = local.weekday() == 6 or (country == "FR" and is_holiday(local.date()))
    return purpose is ContactPurpose.MARKETING and off


def is_holiday(day: date) -> bool:
    """Return whether a day is a holiday in France."""
    return day in country_holidays("FR", years=day.year)


async def main(events: int, customers: int, seed: int) -> None:
    """Let the world live, and print how often each rule was broken."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    print(describe())
    started = time.monotonic()
    world = await build(customers, seed)
    await live(world, events)
    broken, messages = await broken_rules(world)
    states = Counter(
        (one.state.value, one.reason)
        for one in world.house.book.kept
        if not one.cause.startswith("begun:")
    )
    print(f"{events} events of {customers} customers, {world.doubled} told twice,", end=" ")
    print(f"{world.kills} processes killed, in {time.monotonic() - started:.0f} s")
    print(f"{messages} messages written")
    for name in ("twice", "over the cap", "in quiet hours", "without consent", "held out"):
        print(f"  {name}: {broken[name]}")
    for (state, reason), count in states.most_common():
        print(f"  intents {state} {reason}: {count}")
    assert messages > 0
    assert not +broken, broken


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--customers", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    asyncio.run(main(given.events, given.customers, given.seed))
