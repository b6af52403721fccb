"""Assemble the operations of the shop: the gate, and the dialogue that leads to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

from assistant.app.compose.assistant_turn import assemble_steps
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.operation_gate import assemble_gate, assemble_identifier
from assistant.app.compose.people_desk import assemble_checks
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.shops.catalogue_shop import catalogue_shop
from assistant.app.compose.shops.shop_baskets import link_baskets
from assistant.app.compose.shops.shop_system import open_shop
from assistant.commerce.ports import Customers, ShopSystem
from assistant.conversation.message import Language
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.kit.duty import Duty
from assistant.kit.model.ports import LanguageModel
from assistant.kit.settings.settings import Settings
from assistant.messages.ports import Index
from assistant.messages.trials.trial import Engines, Trials
from assistant.messages.turn import Turn
from assistant.operations.alerts.stock_news import StockNews
from assistant.operations.alerts.stock_watch import Watch
from assistant.operations.autonomy.ports import Autonomy
from assistant.operations.dialogue.customer_view import ShopAttributes
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.dialogue.engine_moves import DialogueEngine
from assistant.operations.gate import Gate
from assistant.operations.identity.identity_codes import pseudonym
from assistant.operations.shop_rules import load_rules
from assistant.operations.shop_sales import ShopSales


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopOperations:
    """Hold the parts with which a turn does things in the shop's system."""

    dialogue: DialogueEngine
    engines: Engines  # makes the same engine over another gate, for trials
    gate: Gate
    customers: Customers
    watch: Watch | None  # of stock, for customers who wait
    sales: ShopSales
    operates: bool = True  # False: only baskets are filled here

    @property
    def attributes(self) -> ShopAttributes:
        """Return the reader of the customer's attributes that escalation rules ask for."""
        return ShopAttributes(gate=self.gate)


@asynccontextmanager
async def open_operations(
    settings: Settings, parts: Parts, table: Autonomy, default_language: Language, index: Index
) -> AsyncIterator[ShopOperations | None]:
    """Open the shop system of the settings; None: no system is set, and turns only answer.

    Without a system, products of the `index` can be bought if a link takes baskets.

    The assistant does alone what the autonomy `table` says.

    Raises:
        RulesFileError: the shop's rules cannot be used.
        SettingError: a key cannot be used.
        DeskFileError: the rules of the desk cannot be used.
        LogUnavailableError: the built-in shop's database does not answer.
    """
    links = link_baskets(settings.basket, default=None)
    async with open_shop(settings) as system:
        shop = system or (catalogue_shop(index, links) if links else None)
        if shop is None:
            yield None
            return
        gate = assemble_gate(settings, parts, shop, table)
        gate = replace(gate, checks=assemble_checks(settings, parts))
        identifier = assemble_identifier(settings, parts, shop, token_rules=None)
        embedded = EmbeddedEngine(gate=gate, identifier=identifier)
        async with choose_engine(settings) as engines:
            yield ShopOperations(
                dialogue=engines(embedded, unwatched),
                engines=engines,
                gate=gate,
                customers=shop.customers,
                watch=assemble_watch(settings, parts, shop, default_language) if system else None,
                sales=ShopSales(orders=shop.orders, clock=SystemClock()),
                operates=system is not None,
            )


def unwatched(model: LanguageModel) -> LanguageModel:
    """Return a model as it is."""
    return model


@asynccontextmanager
async def choose_engine(settings: Settings) -> AsyncIterator[Engines]:
    """Yield the maker of the dialogue engine of the settings; any leans on an embedded one.

    Raises:
        SettingError: it lacks a setting.
    """
    if settings.dialogue.engine == "embedded":
        yield lambda embedded, _: embedded
        return
    from assistant.app.compose.services.rasa_connection import open_rasa  # noqa: PLC0415  # only who has it pays
    from integrations.services.rasa.rasa_engine import RasaEngine  # noqa: PLC0415

    async with open_rasa(settings) as client:
        key = find_key(settings)
        yield lambda embedded, _: RasaEngine(embedded=embedded, client=client, key=key)


def assemble_watch(
    settings: Settings, parts: Parts, shop: ShopSystem, default_language: Language
) -> Watch:
    """Assemble the watch that writes to customers once something is back in stock."""
    every_s = 60.0 * settings.shop.alerts_every_minutes
    return Watch(
        waiting=parts.waiting,
        customers=shop.customers,
        assortment=shop.assortment,
        spool=parts.spool,
        duty=Duty(leases=parts.broker.leases, name="alerts", for_s=2 * every_s),
        clock=SystemClock(),
        news=StockNews(parts.broker.fanout),
        forget=shop.forget,
        every_s=every_s,
        default_language=default_language,
    )


def assemble_trials(settings: Settings, turn: Turn, operations: ShopOperations | None) -> Trials:
    """Return trials of the turn that answers customers.

    Raises:
        DeskFileError: the rules of the desk cannot be used.
    """
    takes_over = settings.helpdesk.kind != "none"
    return Trials(
        turn=turn,
        steps=partial(assemble_steps, sees=settings.model.sees and turn.mind is not None),
        key=pseudonym(find_key(settings), "trials").encode(),
        gate=replace(operations.gate, rules=load_rules(settings.shop.rule_source))
        if operations
        else None,
        engines=operations.engines if operations else None,
        rules=load_desk_rules(settings.helpdesk.rule_source) if takes_over else None,
    )
