"""Read the data of pages from the log, the desk's lists and the shop."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from assistant.commerce.customer import Customer
from assistant.commerce.order import Order
from assistant.commerce.ports import ShopError, ShopSystem
from assistant.console.conversations.case_list import CaseRow, row
from assistant.console.conversations.thread import Entry, read_thread
from assistant.console.conversations.thread_head import ThreadHead, read_head
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationErased
from assistant.conversation.ids import AgentId, ConversationId, CustomerId, TeamId
from assistant.conversation.message import Language
from assistant.conversation.people import Agent, Team
from assistant.desk.handoff.handoff_package import Package, package
from assistant.desk.handoff.moments import Zones
from assistant.desk.ports import Case, CaseQuery, Cases, View
from assistant.desk.staff.ports import Directory
from assistant.messages.channels.ports import Contact, ContactBook
from assistant.ports import Clock, EventLog, Record

log = structlog.get_logger(__name__)

MAX_ORDERS = 10
_KEPT = 5000  # names
_AT_ONCE = 20  # looked up for one list; the others are known in the next
_PATIENCE_S = 0.3  # a list does not wait longer for names


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCustomer:
    """Hold a customer with their last orders, newest first."""

    customer: Customer
    orders: tuple[Order, ...]


def full_name(customer: Customer) -> str:
    """Return both names of a customer; an account may have neither."""
    return f"{customer.given_name} {customer.family_name}".strip()


class KnownCustomers:
    """Find customers in the shop, and keep their names; without a shop, nobody is known."""

    def __init__(self, shop: ShopSystem | None) -> None:
        self._shop = shop
        self._names: OrderedDict[CustomerId, str] = OrderedDict()
        self._looking: dict[CustomerId, asyncio.Task[None]] = {}

    async def find(self, customer_id: CustomerId) -> KnownCustomer | None:
        """Return a customer and their orders; None: the shop knows none, or does not answer."""
        if self._shop is None:
            return None
        try:
            customer = await self._shop.customers.with_id(customer_id)
            if customer is None:
                return None
            orders = await self._shop.orders.of_customer(customer_id, limit=MAX_ORDERS)
        except ShopError as error:
            log.warning("console.shop_failed", error=type(error).__name__)
            return None
        self._keep(customer_id, full_name(customer))
        return KnownCustomer(customer=customer, orders=orders)

    async def names(self, ids: Iterable[CustomerId | None]) -> Mapping[CustomerId, str]:
        """Return the names that are known by now; others are looked up for the next time."""
        wanted = [one for one in dict.fromkeys(ids) if one is not None]
        unknown = [one for one in wanted if one not in self._names][:_AT_ONCE]
        if self._shop is not None and unknown:
            for one in unknown:
                if one not in self._looking:
                    self._looking[one] = asyncio.create_task(self._look(one))
            await asyncio.wait([self._looking[one] for one in unknown], timeout=_PATIENCE_S)
        return {one: self._names[one] for one in wanted if self._names.get(one)}

    async def _look(self, one: CustomerId) -> None:
        try:
            customer = await self._shop.customers.with_id(one) if self._shop else None
            self._keep(one, full_name(customer) if customer else "")
        except ShopError as error:
            log.warning("console.shop_failed", error=type(error).__name__)
        finally:
            self._looking.pop(one, None)

    def _keep(self, one: CustomerId, name: str) -> None:
        self._names[one] = name
        self._names.move_to_end(one)
        if len(self._names) > _KEPT:
            self._names.popitem(last=False)


_KEPT_S = 10.0  # a new colleague's name shows within this


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedThread:
    """Hold a conversation as an agent sees it."""

    head: ThreadHead
    entries: tuple[Entry, ...]
    name: str  # of the customer
    contact: Contact | None = None  # as their channel knows them
    package: Package | None = None  # of the open handoff
    erased: bool = False  # nothing else is left of it


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Hold a page of a list."""

    rows: tuple[CaseRow, ...]
    next: str  # "": there are no more


class ConsoleReader:
    """Read everything that pages show; changes go through the desk."""

    def __init__(
        self,
        *,
        log: EventLog,
        cases: Cases,
        directory: Directory,
        customers: KnownCustomers,
        clock: Clock,
        zones: Zones,
        teams: Sequence[Team] = (),
        contacts: ContactBook | None = None,
    ) -> None:
        """Take the sources; without `contacts`, customers have only the shop's names."""
        self.zones = zones
        self.teams = teams  # as `DeskRules.listed`
        self._contacts = contacts
        self._log = log
        self._cases = cases
        self._directory = directory
        self._customers = customers
        self._clock = clock
        self._colleagues: tuple[Agent, ...] = ()
        self._read_at = 0.0

    async def colleagues(self) -> Sequence[Agent]:
        """Return the shop's people, by name."""
        now = self._clock.now().timestamp()
        if now - self._read_at > _KEPT_S:
            self._colleagues = tuple(await self._directory.agents())
            self._read_at = now
        return self._colleagues

    async def names(self) -> Mapping[AgentId, str]:
        """Return the names of the shop's people, as colleagues see them."""
        return {one.agent_id: one.name for one in await self.colleagues()}

    async def case(
        self, conversation_id: ConversationId, *, may_open: Callable[[Case], bool] | None = None
    ) -> Case | None:
        """Return a conversation as lists have it.

        A conversation that is new, or became the agent's just now, is first taken into the lists.
        One that the agent may not open takes as many reads as one that does not exist.
        """
        case = await self._cases.with_id(conversation_id)
        if case is None or (may_open is not None and not may_open(case)):
            new = await self._cases.follow(conversation_id)
            if case is None or new:
                case = await self._cases.with_id(conversation_id)
        return case

    async def record(self, conversation_id: ConversationId) -> Record:
        """Return all events of a conversation.

        Raises:
            UnknownConversationError: there is none.
        """
        return await self._log.read(conversation_id)

    async def opened(
        self, record: Record, conversation_id: ConversationId, *, agent: Agent, language: Language
    ) -> OpenedThread:
        """Return a conversation as `agent` sees it, worded in `language`."""
        names = await self.names()
        last = record.events[-1].event if record.events else None
        state = Conversation.fold(conversation_id, (stored.event for stored in record.events))
        identity = state.dealings.identity
        customer = identity.customer_id if identity else None
        named = await self._customers.names((customer,))
        contact = (await self._known([conversation_id])).get(conversation_id)
        name = named.get(customer, "") if customer else ""
        return OpenedThread(
            name=name or (contact.name if contact else ""),
            contact=contact,
            package=_package(state, record),
            head=read_head(state, record.events, agent=agent, names=names, at=self._clock.now()),
            entries=read_thread(
                record.events,
                language=language,
                names=names,
                zone=self.zones(state.ownership.team),
                teams={one.team_id: one.name for one in self.teams},
            ),
            erased=isinstance(last, ConversationErased),
        )

    async def listed(self, query: CaseQuery, *, may_see: Callable[[Case], bool]) -> ListPage:
        """Return a page of a list, without conversations that the agent may not open.

        Raises:
            ValueError: `query.after` is of another list.
        """
        page = await self._cases.list(query)
        return ListPage(rows=await self._rows(tuple(filter(may_see, page.cases))), next=page.next)

    async def row(self, conversation_id: ConversationId) -> CaseRow | None:
        """Return the row of a conversation."""
        case = await self._cases.with_id(conversation_id)
        return (await self._rows((case,)))[0] if case else None

    async def _rows(self, cases: Sequence[Case]) -> tuple[CaseRow, ...]:
        names = await self.names()
        customers = await self._customers.names(case.customer_id for case in cases)
        contacts = await self._known([case.conversation_id for case in cases])
        return tuple(
            row(case, names=names, customers=customers, contacts=contacts) for case in cases
        )

    async def _known(self, these: Sequence[ConversationId]) -> Mapping[ConversationId, Contact]:
        """Return the contacts of conversations, as their channels know them."""
        return {} if self._contacts is None else await self._contacts.those(these)

    async def counts(
        self, agent_id: AgentId, *, teams: tuple[TeamId, ...] | None
    ) -> Mapping[View, int]:
        """Return how many conversations each view has for the agent, of `teams` if given."""
        return await self._cases.counts(agent_id, teams=teams)

    async def others(self, conversation_id: ConversationId) -> Sequence[Case]:
        """Return the other conversations of the same customer."""
        return await self._cases.of_contact(conversation_id)


def _package(state: Conversation, record: Record) -> Package | None:
    """Return the package of an open handoff."""
    if state.ownership.handoff is None:
        return None
    return package(state.conversation_id, [stored.event for stored in record.events])
