"""Put together what can be done in the shop: the gate, and the dialogue that leads to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from assistant.app.clock import SystemClock
from assistant.app.identity import assemble_identifier
from assistant.app.parts import Parts
from assistant.app.shop_system import open_shop
from assistant.dialogue.engine import EmbeddedEngine
from assistant.operations.gate import Gate
from assistant.operations.rules import load_rules
from assistant.settings import Settings
from assistant.turn import Turn


@asynccontextmanager
async def open_operations(settings: Settings, parts: Parts, turn: Turn) -> AsyncIterator[Turn]:
    """Yield `turn` able to operate the shop system of the settings; none is set: as it is.

    Raises:
        RulesFileError: the shop's rules cannot be used.
        SettingError: a key cannot be used.
        LogUnavailableError: the built-in shop's database does not answer.
    """
    async with open_shop(settings) as shop:
        if shop is None:
            yield turn
            return
        gate = Gate(
            customers=shop.customers,
            orders=shop.orders,
            assortment=shop.assortment,
            rules=load_rules(settings.shop.rules),
            clock=SystemClock(),
        )
        identifier = assemble_identifier(settings, parts, shop, token_rules=None)
        yield replace(
            turn,
            dialogue=EmbeddedEngine(gate=gate, identifier=identifier),
            policy=replace(turn.policy, operates=True),
        )
