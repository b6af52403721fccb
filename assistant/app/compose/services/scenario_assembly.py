"""Assemble the scenarios of runs, and a first set of them."""

import asyncio
from datetime import datetime
from typing import get_args

from assistant.app.compose.data_folders import index_root
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.shop_profile import spoken_languages
from assistant.commerce.order import OrderStatus
from assistant.conversation.message import Language
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.improvement.rehearsal.first_scenarios import FirstScenarios
from assistant.improvement.rehearsal.order_pool import OrderPool
from assistant.improvement.rehearsal.scenario_generator import ShopShape
from assistant.improvement.runs.played_scenarios import PlayedScenarios
from assistant.kit.settings.settings import Settings
from assistant.operations.gate import Gate
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook
from integrations.stores.sql.insights.trial_run_book import SqlTrialRuns


def played_scenarios(settings: Settings, parts: Parts) -> PlayedScenarios:
    """Return the scenarios as runs play them.

    Raises:
        DeskFileError: the rules of the desk cannot be used.
    """
    zone = load_desk_rules(settings.helpdesk.rule_source).zone(None)
    return PlayedScenarios(
        book=SqlScenarioBook(parts.database), zone=zone, runs=SqlTrialRuns(parts.database)
    )


def first_scenarios(settings: Settings, parts: Parts, gate: Gate | None) -> FirstScenarios:
    """Return the way to the first set of scenarios of a shop, drawn without a worker."""

    async def shape() -> ShopShape:
        products = await asyncio.to_thread(_indexed_titles, settings)
        return await shape_of_shop(gate, products, now=SystemClock().now())

    return FirstScenarios(
        book=SqlScenarioBook(parts.database),
        shape=shape,
        languages=spoken_languages(settings.shop),
    )


async def shape_of_shop(
    gate: Gate | None,
    products: dict[Language, list[str]],
    *,
    now: datetime,
    pool: OrderPool | None = None,
) -> ShopShape:
    """Return all of a shop that scenarios are drawn from; without a gate it has no orders.

    Raises:
        ShopError: the shop's orders cannot be read.
    """
    if pool is None and gate is not None:
        pool = OrderPool(gate=gate, now=now)
    states = {one.status for one in await pool.all()} if pool else set()
    return ShopShape(
        states=tuple(one for one in OrderStatus if one in states),
        products=products,
        rules=gate.rules if gate else None,
    )


def _indexed_titles(settings: Settings) -> dict[Language, list[str]]:
    from assistant.console.knowledge.index_view import IndexContents  # noqa: PLC0415  # rare

    listed = IndexContents(index_root(settings)).view().products
    return {
        language: sorted(one.title for one in listed if one.language == language)
        for language in get_args(Language)
    }
