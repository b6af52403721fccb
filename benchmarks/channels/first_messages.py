"""Measure how often a message that the shop writes first breaks a rule.

`python -m benchmarks.channels.first_messages [--events N]`

Nine simulated months with both changes of the clock, customers in eight time zones, looks that
come twice, processes that die before and after a write, and customers who give and take back their
consent, say STOP, write, are answered, are erased and begin anew. Each of the three triggers has a
third of the events. Every message in the log is then checked by other code than the code that
allowed it. Stores are in memory, so that the rules are measured and not a disk;
`tests/integration/test_crash_outreach.py` kills real processes on a real database.
"""

import argparse
import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.events import (
    ConsentChanged,
    ContactOptedIn,
    ContactOptedOut,
    ConversationErased,
    ConversationEvent,
    ConversationMerged,
    OperationDone,
    ReplyWritten,
)
from assistant.conversation.ids import CustomerId, MessageId
from assistant.outreach.intents import IntentState, OutreachIntent
from assistant.outreach.triggers.trigger import TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS
from benchmarks.channels.first_messages_world import PLACES, OutreachWorld, build
from benchmarks.harness.machine import describe

_RULES = (
    "written twice",
    "over the cap",
    "in quiet hours",
    "without consent",
    "held out and written",
    "written and not in the log",
)
_MOST_A_WEEK = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldMessage:
    """Hold a message in a log, and the events before it there."""

    customer: CustomerId
    place: tuple[str, str]  # country and zone
    said: ReplyWritten
    before: Sequence[ConversationEvent]
    cause: str
    is_redacted: bool  # its words were erased later

    @property
    def trigger(self) -> TriggerName:
        return TriggerName(self.said.origin)


async def told_messages(world: OutreachWorld) -> list[ToldMessage]:
    """Return every message that was written first."""
    causes = {one.message_id: one.cause for one in intents(world)}
    found = list[ToldMessage]()
    for one, customer in (*world.talks, *world.gone):
        past = (await world.house.log.read(one)).past
        found += [
            ToldMessage(
                customer=customer,
                place=PLACES[world.channels.numbers[one][:8]],
                said=event,
                before=past[:at],
                cause=causes[event.message_id],
                is_redacted=isinstance(past[-1], ConversationErased),
            )
            for at, event in enumerate(past)
            if isinstance(event, ReplyWritten) and event.origin
        ]
    return found


def intents(world: OutreachWorld) -> list[OutreachIntent]:
    """Return every intent that is no first look."""
    return [one for one in world.house.book.kept if not one.is_begun]


def broken_rules(world: OutreachWorld, told: Sequence[ToldMessage]) -> Counter[str]:
    """Return how often each rule was broken."""
    broken = Counter[str]()
    ids, words = set[MessageId](), set[tuple[str, str, str]]()
    held = {
        (one.trigger, one.customer_id)
        for one in intents(world)
        if one.state is IntentState.HELD_OUT
    }
    for one in told:
        purpose, zone = TRIGGERS[one.trigger].purpose, ZoneInfo(one.place[1])
        key = (one.customer, one.said.origin, one.said.text)
        broken["written twice"] += one.said.message_id in ids or key in words
        ids.add(one.said.message_id)
        if not one.is_redacted:
            words.add(key)
        broken["held out and written"] += (one.trigger, one.customer) in held
        broken["without consent"] += not covered(one.before, purpose, one.cause)
        local = one.said.at.astimezone(zone)
        broken["in quiet hours"] += quiet(local, one.place[0])
    broken["over the cap"] = over_cap(told)
    written = {one.message_id for one in intents(world) if one.state is IntentState.WRITTEN}
    broken["written and not in the log"] = len(written - ids)
    return broken


def over_cap(told: Iterable[ToldMessage]) -> int:
    """Return the messages of a week's third and later."""
    of = dict[CustomerId, list[ToldMessage]]()
    for one in told:
        of.setdefault(one.customer, []).append(one)
    week, over = timedelta(days=7), 0
    for each in of.values():
        for one in each:
            at = one.said.at
            earlier = [two for two in each if two is not one and at - week < two.said.at <= at]
            over += len(earlier) >= _MOST_A_WEEK
    return over


def covered(before: Sequence[ConversationEvent], purpose: ContactPurpose, cause: str) -> bool:
    """Read from the last event back: the newest word on the purpose decides."""
    for event in reversed(_since_stop(before)):
        if isinstance(event, OperationDone) and event.proposal_id == cause:
            return purpose is ContactPurpose.ALERT
        if not isinstance(event, ConsentChanged) or event.purpose is not purpose:
            continue
        if event.stage is ConsentStage.WITHDRAWN:
            return False
        if event.stage is ConsentStage.ASKED:
            return True
    return False


def _since_stop(before: Sequence[ConversationEvent]) -> Sequence[ConversationEvent]:
    """Return the events since the last STOP; none if it holds, or the conversation is gone."""
    if any(isinstance(one, ConversationErased | ConversationMerged) for one in before):
        return ()
    stops = [at for at, one in enumerate(before) if isinstance(one, ContactOptedOut)]
    since = before[stops[-1] + 1 :] if stops else before
    holds = stops and not any(isinstance(one, ContactOptedIn) for one in since)
    return () if holds else since


def quiet(local: datetime, country: str) -> bool:
    """Return whether it is quiet by a clock on the wall there."""
    last = 22 if country == "FR" else 21
    return not 8 <= local.hour < last


def print_triggers(world: OutreachWorld) -> None:
    """Print a line for each trigger, and why its messages were not written."""
    columns = ("events", "qualified", "written", "held out", "waiting", "refused", "known before")
    print(f"{'trigger':<18} " + " ".join(f"{one:>12}" for one in columns) + "  refused by reason")
    states = Counter((one.trigger, one.state) for one in intents(world))
    for name in TriggerName:
        of = {state: states[name, state] for state in IntentState}
        waiting = of[IntentState.WAITING] + of[IntentState.WRITING]
        known = of[IntentState.KNOWN]
        counts = (
            world.happened[name],
            sum(of.values()) - known,
            of[IntentState.WRITTEN],
            of[IntentState.HELD_OUT],
            waiting,
            of[IntentState.REFUSED],
            known,
        )
        why = Counter(
            one.reason
            for one in intents(world)
            if one.trigger is name and one.state is IntentState.REFUSED
        )
        said = ", ".join(f"{reason} {count}" for reason, count in why.most_common())
        print(f"{name:<18} " + " ".join(f"{one:>12}" for one in counts) + f"  {said}")


async def main(events: int, customers: int, seed: int) -> None:
    """Let the world live, and print how often each rule was broken."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    print(describe())
    began, worked = time.monotonic(), time.process_time()
    world = await build(customers, seed)
    await world.live(events)
    told = await told_messages(world)
    broken = broken_rules(world, told)
    print(f"{events} events of {customers} customers, {world.doubled} looks told twice,", end=" ")
    print(f"{world.kills} processes killed, {len(world.gone)} conversations erased or merged")
    took, computed = time.monotonic() - began, time.process_time() - worked
    print(f"{took:.0f} s, {computed:.0f} s of computing")
    print_triggers(world)
    print(f"{len(told)} messages written")
    for name in _RULES:
        print(f"  {name}: {broken[name]}")
    assert {one.trigger for one in told} == set(TriggerName)
    assert not +broken, broken


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--customers", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    asyncio.run(main(given.events, given.customers, given.seed))
