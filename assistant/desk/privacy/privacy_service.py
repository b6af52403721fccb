"""Hand out the data that is kept of a person, or erase it, in every store: read this file first.

    find: an address, a customer or a conversation -> everything that is theirs
    export: one JSON document        erase: every store, the event log last

The log is erased last because a person is found through it: an erasure that a crash cuts short is
completed by asking again. Both leave an entry in the audit, which names nobody.
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog

from assistant.commerce.ports import Customers, OrderBook
from assistant.conversation.events import ContactOptedOut, ConversationErased, ConversationEvent
from assistant.conversation.ids import AgentId, ConversationId, CustomerId
from assistant.desk.ports import Cases
from assistant.desk.privacy.passed_stops import ended_by
from assistant.desk.privacy.person import Person, PersonQuery, given_in, is_of, proven_in
from assistant.desk.privacy.ports import Holding, KeptRecord, Traces
from assistant.desk.staff.audit_chain import COMMAND_LINE, Action, Deed
from assistant.desk.staff.ports import Audit
from assistant.ports import Clock, EventLog, UnknownConversationError

_ORDERS = 500  # of one customer: more than anybody's


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopHolding:
    """Export the customer's account and orders from the shop system, which alone erases them.

    Orders are the shop's books, which the law has it keep for years; an account is closed in the
    shop
    system, which tells its customer the consequences.
    """

    customers: Customers
    orders: OrderBook
    name: str = "shop"

    async def export(self, person: Person, *, content: bool) -> AsyncIterator[KeptRecord]:
        del content  # there are no files
        for customer_id in sorted(person.customer_ids):
            customer = await self.customers.with_id(customer_id)
            if customer is not None:
                orders = await self.orders.of_customer(customer_id, limit=_ORDERS)
                yield {"customer": customer, "orders": orders}

    async def erase(self, person: Person) -> int:
        del person
        return 0


log = structlog.get_logger(__name__)

Progress = Callable[[int, int], None]
"""Told how many conversations are done, and of how many."""


def _silent(done: int, of: int) -> None:
    del done, of


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """Hold how much an erasure erased, by store."""

    conversations: int
    others: dict[str, int] = field(default_factory=dict)  # things erased, by the store's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """Find, export and erase the data of people in all stores."""

    events: EventLog
    traces: Traces
    cases: Cases
    holdings: Sequence[Holding]
    customers: Customers | None  # None: there is no shop system to ask
    audit: Audit
    clock: Clock

    async def find(self, wanted: PersonQuery) -> Person:
        """Return the person that `wanted` means: customer, address, all conversations of either."""
        ids: set[CustomerId] = {wanted.customer_id} if wanted.customer_id else set()
        addresses = {wanted.address} if wanted.address else set[str]()
        first: list[ConversationId] = []
        if wanted.conversation_id and (past := await self._read(wanted.conversation_id)):
            first = [wanted.conversation_id]
            ids |= proven_in(past)
            addresses |= given_in(past)
        known_ids, known_addresses = await self._ask_the_shop(ids, addresses)
        person = Person(customer_ids=known_ids, addresses=known_addresses)
        found = [one for one in await self.traces.naming(person) if one not in first]
        theirs: list[ConversationId] = []
        for conversation_id in (*first, *found):
            events = await self._read(conversation_id)
            if conversation_id in first or is_of(person, events):
                theirs.append(conversation_id)
                person = person.with_events(events)
        return replace(person, conversations=tuple(theirs))

    async def export(
        self,
        person: Person,
        *,
        by: AgentId | None,
        content: bool = False,
        progress: Progress = _silent,
    ) -> KeptRecord:
        """Return everything that is kept of the person, as JSON takes it.

        `content` adds what is in files that they were sent, in base64.
        """
        conversations: list[object] = []
        for conversation_id in person.conversations:
            events = await self.events.read(conversation_id)
            conversations.append({"conversation_id": conversation_id, "events": events.events})
            progress(len(conversations), len(person.conversations))
        kept: dict[str, object] = {"conversations": conversations}
        for holding in self.holdings:
            kept[holding.name] = [one async for one in holding.export(person, content=content)]
        await self._note(Action.CUSTOMER_EXPORTED, person, by)
        return {
            "made_at": self.clock.now(),
            "customer_ids": sorted(person.customer_ids),
            "addresses": sorted(person.addresses),
            **kept,
        }

    async def count(self, person: Person) -> dict[str, int]:
        """Return how many things each store keeps of the person, beside the log."""
        counts: dict[str, int] = {}
        for holding in self.holdings:
            counts[holding.name] = 0
            async for _ in holding.export(person, content=False):
                counts[holding.name] += 1
        return counts

    async def erase(
        self, person: Person, *, by: AgentId | None, progress: Progress = _silent
    ) -> Erasure:
        """Erase the person everywhere; a repeat finds nothing left.

        When it returns, no list and no search has them, and the database has no copy.
        """
        erased = await self._erase(person, by=by, rule="asked_for", progress=progress)
        await self.traces.scrub()
        return erased

    async def _erase(
        self, person: Person, *, by: AgentId | None, rule: str, progress: Progress = _silent
    ) -> Erasure:
        others = {holding.name: await holding.erase(person) for holding in self.holdings}
        for done, conversation_id in enumerate(person.conversations, start=1):
            erased = ConversationErased(
                conversation_id=conversation_id, at=self.clock.now(), by=by, rule=rule
            )
            await self.events.erase(erased)
            await self.cases.follow(conversation_id)
            progress(done, len(person.conversations))
        await self._note(Action.CUSTOMER_ERASED, person, by)
        log.info("privacy.erased", conversations=len(person.conversations), rule=rule)
        return Erasure(conversations=len(person.conversations), others=others)

    async def retain(self, *, keep_days: int, limit: int = 200) -> int:
        """Erase conversations that nobody wrote in for `keep_days`; return how many.

        What else is kept of their customers stays: other conversations may be younger. A STOP that
        goes with its conversation is passed on to them first.

        Raises:
            VersionConflictError: somebody wrote in one of them meanwhile; asking again goes on.
        """
        before = self.clock.now() - timedelta(days=keep_days)
        idle = await self.traces.idle(before, limit=limit)
        for conversation_id in idle:
            alone = Person(conversations=(conversation_id,))
            events = await self._read(conversation_id)
            await self._pass_on_stop(conversation_id, events)
            await self._erase(alone.with_events(events), by=None, rule="retention")
        if idle:
            await self.traces.scrub()
        return len(idle)

    async def _pass_on_stop(
        self, conversation_id: ConversationId, events: Sequence[ConversationEvent]
    ) -> None:
        """End the consents that the customer's other conversations have from before a STOP."""
        stops = [one.at for one in events if isinstance(one, ContactOptedOut)]
        person = Person(customer_ids=proven_in(events))
        if not stops or not person.customer_ids:
            return
        for other in await self.traces.naming(person):
            if other == conversation_id:
                continue
            try:
                record = await self.events.read(other)
            except UnknownConversationError:
                continue
            if not is_of(person, record.past):
                continue
            if ended := tuple(ended_by(record.fold(), record.past, stops[-1])):
                last = record.events[-1].sequence
                await self.events.append(other, ended, expected_last=last)

    async def _ask_the_shop(
        self, ids: set[CustomerId], addresses: set[str]
    ) -> tuple[frozenset[CustomerId], frozenset[str]]:
        """Return both sets with a customer's address, and an address's customer, added."""
        if self.customers is None:
            return frozenset(ids), frozenset(addresses)
        by_address = [await self.customers.with_email(one) for one in sorted(addresses)]
        by_id = [await self.customers.with_id(one) for one in sorted(ids)]
        found = [customer for customer in (*by_address, *by_id) if customer is not None]
        return (
            frozenset(ids | {customer.customer_id for customer in found}),
            frozenset(addresses | {customer.email.lower() for customer in found}),
        )

    async def _read(self, conversation_id: ConversationId) -> Sequence[ConversationEvent]:
        try:
            return (await self.events.read(conversation_id)).past
        except UnknownConversationError:
            return ()

    async def _note(self, action: Action, person: Person, by: AgentId | None) -> None:
        await self.audit.write(
            Deed(
                at=self.clock.now(),
                actor=by or COMMAND_LINE,
                action=action,
                subject=pseudonym(person),
                detail={"conversations": str(len(person.conversations))},
            )
        )


def pseudonym(person: Person) -> str:
    """Return 16 hex digits that stand for the person in the audit.

    The same customer has the same ones, so that a shop can show that a wish was met. They follow
    from the customer's id, else from the first conversation's: random ids of ours or the shop's.
    """
    first = next(iter((*sorted(person.customer_ids), *person.conversations)), "")
    return hashlib.sha256(first.encode()).hexdigest()[:16]
