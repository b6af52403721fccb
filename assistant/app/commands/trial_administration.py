"""Open trials without a server, on the product's own turn."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from assistant.answers.verified.live_answers import LiveAnswers
from assistant.app.compose.answer_engine import open_answer_parts
from assistant.app.compose.assistant_turn import assemble_turn, follow_answers
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.search.shared_readings import sharing
from assistant.app.compose.services.language_model import (
    assemble_thinker,
    in_other_tone,
    open_model,
)
from assistant.app.compose.shop_operations import (
    ShopOperations,
    assemble_trials,
    choose_engine,
)
from assistant.app.compose.shop_profile import load_shop
from assistant.app.compose.shops.shop_system import open_shop
from assistant.commerce.ports import Customers, ShopSystem
from assistant.kit.model.model_budget import Spending
from assistant.kit.settings.settings import Settings
from assistant.messages.trials.dry_identity import DryCounters, DrySpool
from assistant.messages.trials.trial import Engines, Trials
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.autonomy.ports import LiveTable
from assistant.operations.basket_keeper import BasketKeeper
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.gate import Gate
from assistant.operations.identity.identifier import Identifier
from assistant.operations.shop_rules import load_rules
from assistant.operations.shop_sales import ShopSales
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.desk.verified_answer_book import SqlVerifiedBook
from integrations.stores.sql.kit.model_spending import SqlSpending
from integrations.stores.sql.operations.autonomy_book import SqlAutonomyTables
from retrieval.ports import Encoder


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedTrials:
    """Hold the trials of a command, and the parts that others are made of."""

    trials: Trials
    make: Callable[[Settings], Trials]  # those of the turn that other settings make
    verified: LiveAnswers
    customers: Customers | None
    encoder: Encoder | None
    database: Database


@asynccontextmanager
async def open_trials(
    settings: Settings, *, spending: Spending | None = None, shares: bool = False
) -> AsyncIterator[OpenedTrials]:
    """Open the turn that answers customers, without a broker: no worker need be there.

    What a language model costs goes into `spending`; None: into the day's budget of the shop. With
    `shares`, trials that take the same turn one after the other read its message once.

    Raises:
        NoIndexError: nothing was indexed yet.
        LogUnavailableError: no database answers.
        RulesFileError, DeskFileError, SettingError: the rules or the shop cannot be used.
    """
    async with (
        open_answer_parts(settings) as loaded,
        open_database(settings.log_url, settings.archive_folder) as database,
        open_shop(settings) as shop,
        choose_engine(settings) as engines,
        open_model(
            settings, spending=spending or SqlSpending(database), clock=SystemClock()
        ) as model,
    ):
        verified = await follow_answers(loaded, SqlVerifiedBook(database))
        answering = replace(sharing(loaded) if shares else loaded, verified=verified)
        table = LiveTable(SqlAutonomyTables(database))
        operations = _operations(settings, shop, table, engines) if shop else None
        autonomy = AnswerAutonomy(autonomy=table, customers=shop.customers if shop else None)
        thinker = assemble_thinker(settings, answering.shop, model, speaker=None)

        def make(settings: Settings) -> Trials:
            own = replace(
                answering,
                settings=settings,
                shop=load_shop(settings.shop.profile_source),
                statements=answering.statements if settings.search.reader else None,
            )
            gate = operations.gate if operations else None
            turn = assemble_turn(
                own,
                autonomy=autonomy,
                operates=operations is not None,
                sells=gate is not None and gate.keeper is not None,
                attributes=operations.attributes if operations else None,
                thinker=in_other_tone(thinker, settings, own.shop),
                sales=operations.sales if operations else None,
                gate=gate,
            )
            return assemble_trials(settings, turn, operations)

        yield OpenedTrials(
            trials=make(settings),
            make=make,
            verified=verified,
            customers=shop.customers if shop else None,
            encoder=loaded.encoder,
            database=database,
        )


def _operations(
    settings: Settings, shop: ShopSystem, table: LiveTable, engines: Engines
) -> ShopOperations:
    """Return the operations of a shop; trials put a gate without effects in place of theirs."""
    rules, clock = load_rules(settings.shop.rule_source), SystemClock()
    baskets = shop.baskets
    gate = Gate(
        customers=shop.customers,
        orders=shop.orders,
        assortment=shop.assortment,
        rules=rules,
        autonomy=table,
        clock=clock,
        keeper=BasketKeeper(baskets=baskets, assortment=shop.assortment) if baskets else None,
    )
    nobody = Identifier(
        customers=shop.customers,
        orders=shop.orders,
        spool=DrySpool(),
        limits=DryCounters(),
        used=DryCounters(),
        rules=rules.identity,
        token_rules=None,
        key=bytes(32),
        clock=clock,
    )
    return ShopOperations(
        dialogue=EmbeddedEngine(gate=gate, identifier=nobody),
        engines=engines,
        gate=gate,
        customers=shop.customers,
        watch=None,
        sales=ShopSales(orders=shop.orders, clock=clock),
    )
