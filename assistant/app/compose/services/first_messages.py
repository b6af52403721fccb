"""Assemble outreach: the round that writes first, and its readers of the shop and of channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from zoneinfo import ZoneInfo

from assistant.answers.fixed_replies import Shop
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.process_parts import Parts
from assistant.commerce.ports import Customers, OrderBook
from assistant.console.conversations.console_parts import Console
from assistant.console.outreach.outreach_pages import OutreachSite
from assistant.conversation.consents import ContactPurpose
from assistant.conversation.ids import AccountId, ConversationId, CustomerId
from assistant.conversation.message import ChannelKind, Language, TemplateUse
from assistant.kit.duty import Duty
from assistant.kit.settings.settings import Settings
from assistant.messages.channels.message_templates import Templates, TemplateValueError
from assistant.messages.channels.ports import ContactBook
from assistant.operations.gate import Gate
from assistant.outreach.cause_search import CauseSearch
from assistant.outreach.first_words import occasion
from assistant.outreach.first_writer import FirstWriter, OutreachRules
from assistant.outreach.outcomes import OutcomeWatch
from assistant.outreach.outreach_round import OutreachRound
from assistant.outreach.ports import SwitchBook
from assistant.outreach.preview import PreviewMaker
from assistant.outreach.quiet_hours import Whereabouts, whereabouts
from assistant.outreach.triggers.trigger import CustomerFacts
from assistant.outreach.triggers.trigger_register import TRIGGERS
from integrations.channels.meta.approved_templates import Find as FindAccount
from integrations.channels.meta.approved_templates import MetaTemplates
from integrations.stores.sql.channels.contact_book import SqlContactBook
from integrations.stores.sql.operations.intent_book import SqlIntentBook

_ORDERS = 20  # of one customer: causes are in the latest
_DUTY_S = 60.0
_EVERY_S = 5.0
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
        orders = await self.orders.of_customer(customer_id, limit=_ORDERS)
        address = customer.default_address
        language = {"fr": "fr", "en": "en"}.get(customer.language)
        facts = CustomerFacts(
            customer_id=customer_id, orders=orders, language=cast("Language | None", language)
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
class SwitchedOn:
    """Tell customers' requests which messages are on, as the port `OutreachOffer` of messages."""

    switches: SwitchBook

    async def is_on(self, purpose: ContactPurpose) -> bool:
        return bool(await self.occasions(purpose, "fr"))

    async def occasions(self, purpose: ContactPurpose, language: Language) -> Sequence[str]:
        on = (TRIGGERS[one.trigger] for one in await self.switches.switches() if one.is_on)
        return [occasion(trigger, language) for trigger in on if trigger.purpose is purpose]


def assemble_outreach(
    settings: Settings, parts: Parts, gate: Gate, shop: Shop, find: FindAccount
) -> OutreachRound:
    """Assemble the round that writes first, on the shop system of `gate`.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    book, clock = SqlIntentBook(parts.database), SystemClock()
    facts = CustomerOrders(customers=gate.customers, orders=gate.orders)
    return OutreachRound(
        search=CauseSearch(
            audience=book,
            book=book,
            facts=facts,
            events=parts.log,
            clock=clock,
            triggers=TRIGGERS,
            default_language=shop.default_language,
            key=find_key(settings),
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
            queue=parts.broker.queue,
            clock=clock,
            triggers=TRIGGERS,
            rules=OutreachRules(
                shop=shop.name,
                default_language=shop.default_language,
                default_place=default_place(shop),
            ),
        ),
        watch=OutcomeWatch(book=book, facts=facts, events=parts.log, clock=clock),
        switches=book,
        duty=Duty(leases=parts.broker.leases, name="outreach", for_s=_DUTY_S),
        every_s=_EVERY_S,
    )


def assemble_outreach_site(console: Console, parts: Parts, shop: Shop) -> OutreachSite:
    """Return the parts behind the pages of outreach."""
    book, gate = SqlIntentBook(parts.database), console.gate
    preview = None
    if gate is not None:
        preview = PreviewMaker(
            audience=book,
            facts=CustomerOrders(customers=gate.customers, orders=gate.orders),
            channels=ContactNumbers(contacts=SqlContactBook(parts.database)),
            events=parts.log,
            clock=SystemClock(),
            default_language=shop.default_language,
            default_place=default_place(shop),
        )
    return OutreachSite(console=console, switches=book, outcomes=book, preview=preview)


def default_place(shop: Shop) -> Whereabouts:
    """Return the shop's own country; France's rules, the strictest, where it is not told."""
    paris = Whereabouts(country="FR", zones=(ZoneInfo("Europe/Paris"),))
    return whereabouts("", shop.country, default=paris)
