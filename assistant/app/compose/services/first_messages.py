"""Assemble outreach: the round that writes first, and its readers of the shop and of channels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from zoneinfo import ZoneInfo

from fastapi import APIRouter

from assistant.answers.fixed_replies import Shop
from assistant.app.compose.data_folders import find_version
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.experiments import holdout_of
from assistant.app.compose.shop_profile import read_options
from assistant.app.compose.shops.product_costs import shop_costs
from assistant.commerce.ports import Customers, OrderBook
from assistant.console.conversations.console_parts import Console
from assistant.console.outreach import consent_pages, outreach_pages
from assistant.console.outreach.consent_pages import ConsentSite
from assistant.console.outreach.outreach_pages import OutreachSite
from assistant.conversation.consents import ContactPurpose
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import ReplyKind
from assistant.conversation.events import ReplyWritten
from assistant.conversation.ids import AccountId, ConversationId, CustomerId
from assistant.conversation.message import ChannelKind, Language, TemplateUse
from assistant.kit.duty import Duty
from assistant.kit.settings.settings import Settings
from assistant.messages.channels.message_templates import Templates, TemplateValueError
from assistant.messages.channels.ports import ContactBook
from assistant.messages.trials.rehearsal import StuckError
from assistant.messages.trials.trial import Trials
from assistant.operations.gate import Gate
from assistant.outreach.cause_search import CauseSearch
from assistant.outreach.consent_imports.consent_intake import ConsentIntake
from assistant.outreach.consent_imports.import_round import ImportRound, ImportSteps
from assistant.outreach.fact_sources.gathered_facts import FactGathering
from assistant.outreach.fact_sources.question_facts import QuestionFacts
from assistant.outreach.fact_sources.wish_facts import WishFacts
from assistant.outreach.first_words import occasion
from assistant.outreach.first_writer import FirstWriter, OutreachRules
from assistant.outreach.known_talks import KnownTalks
from assistant.outreach.outcomes import OutcomeWatch
from assistant.outreach.outreach_round import OutreachRound
from assistant.outreach.ports import CustomerFactReader, FactSource, SwitchBook
from assistant.outreach.preview import PreviewMaker
from assistant.outreach.quiet_hours import Whereabouts, whereabouts
from assistant.outreach.triggers.customer_facts import (
    LATEST_ORDERS,
    CustomerFactKind,
    CustomerFacts,
)
from assistant.outreach.triggers.trigger_register import TRIGGERS
from assistant.ports import Clock
from integrations.channels.meta.approved_templates import Find as FindAccount
from integrations.channels.meta.approved_templates import MetaTemplates
from integrations.stores.sql.channels.contact_book import SqlContactBook
from integrations.stores.sql.desk.customer_talks import SqlCustomerTalks
from integrations.stores.sql.operations.consent_import_book import SqlImportBook
from integrations.stores.sql.operations.import_file_book import SqlImportFiles
from integrations.stores.sql.operations.intent_book import SqlIntentBook

_DUTY_S = 60.0
_EVERY_S = 5.0
_LOOK_S = 2.0  # for files of consents: a person waits before the page
_PAGE = 5  # customers: with `_EVERY_S`, one question a second to the shop system
_REST = timedelta(minutes=5)  # a late parcel can wait for as long


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerOrders:
    """Read the facts of a customer from the shop system, as the port `CustomerFactReader`."""

    customers: Customers
    orders: OrderBook

    async def of(self, customer_id: CustomerId) -> tuple[CustomerFacts, str] | None:
        customer = await self.customers.with_id(customer_id)
        if customer is None:
            return None
        orders = await self.orders.of_customer(customer_id, limit=LATEST_ORDERS)
        address = customer.default_address
        language = {"fr": "fr", "en": "en"}.get(customer.language)
        facts = CustomerFacts(
            customer_id=customer_id,
            orders=orders,
            language=cast("Language | None", language),
        )
        return facts, address.country if address else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactNumbers:
    """Read the numbers of contacts, as the port `ContactPlaces`."""

    contacts: ContactBook

    async def number(self, conversation_id: ConversationId) -> str:
        contact = await self.contacts.of(conversation_id)
        return contact.keys.phone if contact else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChannels(ContactNumbers):
    """Read the facts of contacts from channels, as the port `ChannelFacts`."""

    templates: Templates

    async def template(
        self,
        channel: ChannelKind,
        account_id: AccountId,
        *,
        name: str,
        language: Language,
        values: Sequence[str],
    ) -> tuple[TemplateUse, str] | None:
        for one in await self.templates.of(channel, account_id):
            if one.name == name and one.speaks(language):
                try:
                    used = one.use(body=values)
                except TemplateValueError:
                    return None
                return used, one.text(used)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetakenQuestions:
    """Ask a question again on the worker's own turn, as the port `AnswerTrial`."""

    trials: Trials
    clock: Clock

    async def answer(self, asked: Conversation) -> str:
        try:
            followed = await self.trials.retake(asked, self.clock.now())
        except StuckError:
            return ""
        replies = [one for one in followed if isinstance(one, ReplyWritten)]
        last = replies[-1] if replies else None
        grounded = last is not None and last.kind is ReplyKind.ANSWERED and bool(last.sources)
        return last.text if last is not None and grounded and last.reason is None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchedOn:
    """Tell customers' requests which messages are on, as the port `OutreachOffer` of messages."""

    switches: SwitchBook

    async def occasions(self, language: Language) -> Sequence[str]:
        on = (TRIGGERS[one.trigger] for one in await self.switches.switches() if one.is_on)
        service = ContactPurpose.SERVICE
        return [occasion(trigger, language) for trigger in on if trigger.purpose is service]


def assemble_outreach(
    settings: Settings,
    parts: Parts,
    gate: Gate,
    shop: Shop,
    *,
    find: FindAccount,
    trials: Trials,
) -> OutreachRound:
    """Assemble the round that writes first, on the shop system of `gate`.

    Raises:
        SettingError: the installation's key cannot be used.
        ShopFileError: the shop's file is missing or does not fit.
    """
    book, clock, talks = SqlIntentBook(parts.database), SystemClock(), KnownTalks(parts.log)
    others = SqlCustomerTalks(parts.database)

    async def versions() -> str:
        return f"{await find_version(settings)} {await parts.verified.edition()}"

    questions = QuestionFacts(
        trial=RetakenQuestions(trials=trials, clock=clock), versions=versions, clock=clock
    )
    facts = _gathering(gate, shop, {CustomerFactKind.QUESTIONS: questions})
    return OutreachRound(
        search=CauseSearch(
            audience=book,
            book=book,
            facts=facts,
            talks=talks,
            clock=clock,
            triggers=TRIGGERS,
            key=find_key(settings),
            holdout=holdout_of(settings, parts),
            page=_PAGE,
            rest=_REST,
        ),
        writer=FirstWriter(
            book=book,
            facts=facts,
            channels=ContactChannels(
                contacts=SqlContactBook(parts.database),
                templates=MetaTemplates(find, clock),
            ),
            events=parts.log,
            talks=talks,
            others=others,
            queue=parts.broker.queue,
            clock=clock,
            triggers=TRIGGERS,
            rules=outreach_rules(settings, shop),
        ),
        watch=_watch(settings, parts, facts.shop),
        switches=book,
        duty=Duty(leases=parts.broker.leases, name="outreach", for_s=_DUTY_S),
        every_s=_EVERY_S,
    )


def _watch(settings: Settings, parts: Parts, facts: CustomerFactReader) -> OutcomeWatch:
    return OutcomeWatch(
        book=SqlIntentBook(parts.database),
        facts=facts,
        events=parts.log,
        others=SqlCustomerTalks(parts.database),
        clock=SystemClock(),
        shop=shop_costs(settings),
    )


def assemble_imports(settings: Settings, parts: Parts) -> ImportRound:
    """Assemble the round that takes in consents that were given elsewhere.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    key, clock = find_key(settings), SystemClock()
    book = SqlImportBook(parts.database, key)
    return ImportRound(
        steps=ImportSteps(
            files=SqlImportFiles(parts.database, key),
            intake=ConsentIntake(book=book, events=parts.log, clock=clock),
            clock=clock,
        ),
        duty=Duty(leases=parts.broker.leases, name="consent_imports", for_s=_DUTY_S),
        every_s=_LOOK_S,
    )


def _gathering(
    gate: Gate, shop: Shop, questions: Mapping[CustomerFactKind, FactSource]
) -> FactGathering:
    return FactGathering(
        shop=CustomerOrders(customers=gate.customers, orders=gate.orders),
        default_language=shop.default_language,
        sources={CustomerFactKind.WISHES: WishFacts(gate.assortment), **questions},
    )


def outreach_routes(settings: Settings, console: Console, parts: Parts, shop: Shop) -> APIRouter:
    """Return the routes of the pages of outreach. Raises as `read_options` and `find_key` do."""
    book, gate = SqlIntentBook(parts.database), console.gate
    preview = None
    if gate is not None:
        preview = PreviewMaker(
            audience=book,
            facts=_gathering(gate, shop, {}),  # no turn is taken
            channels=ContactNumbers(contacts=SqlContactBook(parts.database)),
            events=parts.log,
            clock=SystemClock(),
            default_place=default_place(shop),
        )
    site = OutreachSite(
        console=console,
        switches=book,
        outcomes=book,
        preview=preview,
        tells_parcels=gate is None or gate.tells_parcels,
        currency=read_options(settings.shop).currency,
    )
    files = SqlImportFiles(parts.database, find_key(settings))
    router = APIRouter()
    router.include_router(outreach_pages.routes(site))
    router.include_router(consent_pages.routes(ConsentSite(console=console, files=files)))
    return router


def outreach_rules(settings: Settings, shop: Shop) -> OutreachRules:
    """Return the rules of the shop for messages that it writes first."""
    return OutreachRules(
        shop=shop.name,
        default_place=default_place(shop),
        most_a_week=settings.outreach.most_a_week,
    )


def default_place(shop: Shop) -> Whereabouts:
    """Return the shop's own country; France's rules, the strictest, where it is not told."""
    paris = Whereabouts(country="FR", zones=(ZoneInfo("Europe/Paris"),))
    return whereabouts("", shop.country, default=paris)
