"""Outreach on stores in memory, a clock that is moved by hand, and crashes where one wants them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.order import Order
from assistant.commerce.shop_ids import ProductId
from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConsentChanged,
    ConversationEvent,
    IdentityProven,
    ReplyWritten,
    StoredEvent,
)
from assistant.conversation.ids import AccountId, ConversationId, CustomerId
from assistant.conversation.message import ChannelKind, Language, TemplateUse
from assistant.kit.experiments.long_holdout import LongHoldout
from assistant.messages.channels.message_templates import Template
from assistant.outreach.cause_search import CauseSearch
from assistant.outreach.fact_sources.gathered_facts import FactGathering
from assistant.outreach.fact_sources.question_facts import QuestionFacts
from assistant.outreach.fact_sources.wish_facts import WishFacts
from assistant.outreach.first_words import template_body, template_footer
from assistant.outreach.first_writer import FirstWriter, OutreachRules
from assistant.outreach.intents import OutreachIntent, TriggerSwitch
from assistant.outreach.known_talks import KnownTalks
from assistant.outreach.ports import ChannelFacts
from assistant.outreach.quiet_hours import Whereabouts
from assistant.outreach.triggers.customer_facts import (
    LATEST_ORDERS,
    CustomerFactKind,
    CustomerFacts,
)
from assistant.outreach.triggers.trigger import TriggerName, template_of
from assistant.outreach.triggers.trigger_register import TRIGGERS
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.intent_book import MemoryIntentBook
from tests.support.memory.work_queue import MemoryWorkQueue
from tests.support.seeds.conversation_events import started

MONDAY = datetime(2026, 11, 2, 10, tzinfo=UTC)
PARIS = Whereabouts(country="FR", zones=(ZoneInfo("Europe/Paris"),))


class KilledError(BaseException):
    """What a process that is killed raises in its tests: no handler of errors sees it."""


class BreakableLog(MemoryEventLog):
    """An event log that kills who appends: before the events are there, or after."""

    dies: str = ""  # "before", "after" or "": once
    cuts_in: ConversationEvent | None = None  # said before the next append, after the log was read

    async def append(
        self,
        conversation_id: ConversationId,
        events: Sequence[ConversationEvent],
        *,
        expected_version: int | None = None,
        expected_last: int | None = None,
    ) -> tuple[StoredEvent, ...]:
        dies, self.dies = self.dies, ""
        if cuts_in := self.cuts_in:
            self.cuts_in = None
            await super().append(conversation_id, [cuts_in])
        if dies == "before":
            raise KilledError
        stored = await super().append(
            conversation_id,
            events,
            expected_version=expected_version,
            expected_last=expected_last,
        )
        if dies == "after":
            raise KilledError
        return stored


@dataclass(slots=True)
class ShelfFacts:
    """Orders by customer, as the port `CustomerFactReader`."""

    orders: dict[CustomerId, tuple[Order, ...]] = field(default_factory=dict)
    country: str = "FR"
    language: Language | None = None

    async def of(self, customer_id: CustomerId) -> tuple[CustomerFacts, str] | None:
        found = self.orders.get(customer_id)
        if found is None:
            return None
        orders, language = found[:LATEST_ORDERS], self.language
        return CustomerFacts(
            customer_id=customer_id, orders=orders, language=language
        ), self.country


@dataclass(slots=True)
class MetCustomers:
    """The conversations of each customer, as the port `CustomerTalks`."""

    found: dict[CustomerId, list[ConversationId]] = field(default_factory=dict)

    async def of_customer(self, customer_id: CustomerId) -> list[ConversationId]:
        return self.found.get(customer_id, [])


@dataclass(slots=True)
class OneTemplate:
    """A number, and each trigger's own template, as the port `ChannelFacts`."""

    phone: str = "33612345678"
    has_template: bool = True
    body: str = ""  # what people at the shop made of it; "": ours
    footer: str | None = None  # None: ours

    async def number(self, conversation_id: ConversationId) -> str:
        del conversation_id
        return self.phone

    async def template(
        self,
        channel: ChannelKind,
        account_id: AccountId,
        *,
        name: str,
        language: Language,
        values: Sequence[str],
    ) -> tuple[TemplateUse, str] | None:
        del channel, account_id
        if not self.has_template:
            return None
        (words,) = [
            words
            for one in TRIGGERS.values()
            for words in one.all_words
            if template_of(words) == name
        ]
        template = Template(
            name=name,
            language=language,
            body=self.body or template_body(words, language),
            footer=template_footer(language) if self.footer is None else self.footer,
        )
        used = template.use(body=values)
        return used, template.text(used)


@dataclass(slots=True)
class ShelfProducts:
    """Products on sale, as the port `Assortment`."""

    products: dict[ProductId, SoldProduct] = field(default_factory=dict)

    async def product(self, product_id: ProductId, *, language: Language) -> SoldProduct | None:
        del language
        return self.products.get(product_id)


@dataclass(slots=True)
class FixedAnswers:
    """One answer to every question, as the port `AnswerTrial`."""

    says: str = ""
    asked: list[str] = field(default_factory=list)

    async def answer(self, asked: Conversation) -> str:
        self.asked.append(asked.unanswered[-1].text)
        return self.says

    async def version(self) -> str:
        return self.says


@dataclass(slots=True, kw_only=True)
class OutreachHouse:
    """Hold outreach with everything around it."""

    clock: HandClock = field(default_factory=lambda: HandClock(at=MONDAY))
    log: BreakableLog = field(default_factory=BreakableLog)
    queue: MemoryWorkQueue = field(default_factory=MemoryWorkQueue)
    shop: ShelfFacts = field(default_factory=ShelfFacts)
    channels: OneTemplate = field(default_factory=OneTemplate)
    others: MetCustomers = field(default_factory=MetCustomers)
    real_channels: ChannelFacts | None = None  # in the place of `channels`
    assortment: ShelfProducts = field(default_factory=ShelfProducts)
    trial: FixedAnswers = field(default_factory=FixedAnswers)
    book: MemoryIntentBook = field(default_factory=MemoryIntentBook)
    on: tuple[TriggerName, ...] = (TriggerName.PARCEL_LATE,)
    holdout: float = 0.0
    most_a_week: int = 2
    long_holdout: LongHoldout | None = None
    turned_at: datetime = MONDAY - timedelta(days=30)

    async def meet(
        self,
        customer: str,
        *orders: Order,
        conversation: str = "c1",
        channel: ChannelKind = ChannelKind.WHATSAPP,
        consents: tuple[ContactPurpose, ...] = (ContactPurpose.SERVICE,),
        language: Language | None = "fr",
        known: bool = True,
    ) -> ConversationId:
        """Let a customer prove who they are and ask to be written to; they have these orders."""
        one, at = ConversationId(conversation), self.turned_at
        opened = replace(started(conversation, at), channel=channel, language=language)
        await self.log.start(opened)
        given = [self.consent(one, each, at) for each in consents]
        await self.log.append(one, [*([self.proof(one, customer)] if known else []), *given])
        self.shop.orders[CustomerId(customer)] = orders
        if known:
            self.others.found.setdefault(CustomerId(customer), []).append(one)
        self.book.widen(one)
        return one

    def proof(self, conversation_id: ConversationId, customer: str) -> IdentityProven:
        """Return the event of a customer who proves who they are."""
        return IdentityProven(
            conversation_id=conversation_id,
            at=self.turned_at,
            customer_id=CustomerId(customer),
            method="token",
        )

    def consent(
        self,
        conversation_id: ConversationId,
        purpose: ContactPurpose = ContactPurpose.SERVICE,
        at: datetime | None = None,
        stage: ConsentStage = ConsentStage.ASKED,
    ) -> ConsentChanged:
        return ConsentChanged(
            conversation_id=conversation_id,
            at=at or self.clock.now(),
            purpose=purpose,
            stage=stage,
            source="chat",
        )

    @property
    def facts(self) -> FactGathering:
        """Return the readers of facts, as a process that has just started has them."""
        return FactGathering(
            shop=self.shop,
            default_language="fr",
            sources={
                CustomerFactKind.WISHES: WishFacts(self.assortment),
                CustomerFactKind.QUESTIONS: QuestionFacts(
                    trial=self.trial, versions=self.trial.version, clock=self.clock
                ),
            },
        )

    @property
    def writer(self) -> FirstWriter:
        """Return a writer, as a process that has just started has it."""
        return FirstWriter(
            book=self.book,
            facts=self.facts,
            channels=self.real_channels or self.channels,
            events=self.log,
            talks=KnownTalks(self.log),
            others=self.others,
            queue=self.queue,
            clock=self.clock,
            triggers=TRIGGERS,
            rules=OutreachRules(
                shop="Brisemare", default_place=PARIS, most_a_week=self.most_a_week
            ),
        )

    @property
    def search(self) -> CauseSearch:
        """Return a search, as a process that has just started has it."""
        return CauseSearch(
            audience=self.book,
            book=self.book,
            facts=self.facts,
            talks=KnownTalks(self.log),
            clock=self.clock,
            triggers=TRIGGERS,
            key=bytes(32),
            holdout=self.long_holdout,
            page=2,
        )

    async def look(self) -> None:
        """Look at the whole audience."""
        search = self.search
        turned = {name: self.switch(name) for name in self.on}
        while await search.next_page(turned):
            pass

    def switch(self, name: TriggerName) -> TriggerSwitch:
        return TriggerSwitch(
            trigger=name, is_on=True, holdout=self.holdout, at=self.turned_at, by="ops"
        )

    async def write(self) -> int:
        """Work on what is due; return how many intents were."""
        return await self.writer.work(frozenset(self.on), limit=500)

    async def go(self) -> None:
        """Look, and write."""
        await self.look()
        await self.write()

    async def said(self, conversation_id: ConversationId) -> list[ReplyWritten]:
        """Return the messages that were written first in a conversation."""
        past = (await self.log.read(conversation_id)).past
        return [one for one in past if isinstance(one, ReplyWritten) and one.origin]

    def ledger(self) -> list[tuple[str, str, str]]:
        """Return (cause, state, reason) of every intent that is no first look."""
        rows = (one for one in self.book.kept if not one.cause.startswith("begun:"))
        return sorted((one.cause, one.state.value, one.reason) for one in rows)

    def intent(self) -> OutreachIntent:
        """Return the only intent there is."""
        (one,) = [one for one in self.book.kept if not one.cause.startswith("begun:")]
        return one
