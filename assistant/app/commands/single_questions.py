"""Answer questions outside any conversation, of a shop where things can be done.

Nobody can prove who they are here: a wish leads to the question who they are and no further. So
no shop is opened, no mail is kept, and the same question gets the same answer.
"""

import secrets
from dataclasses import replace

from assistant.app.compose.answer_engine import Engine
from assistant.app.compose.local_installation import SystemClock
from assistant.commerce.shop_books import ShopRecords
from assistant.kit.settings.settings import Settings
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.gate import Gate
from assistant.operations.identity.identifier import Identifier
from assistant.operations.shop_rules import load_rules
from integrations.stores.memory.mail_spool import MemorySpool
from integrations.stores.memory.memory_shop import MemoryShop
from integrations.stores.memory.rate_limits import MemoryOneUse, MemoryRateLimits


def take_up_wishes(engine: Engine, settings: Settings) -> Engine:
    """Return an engine that also asks who makes a wish; without a shop system, the same engine.

    Raises:
        RulesFileError: the shop's rules cannot be used.
    """
    if settings.shop.system == "none":
        return engine
    rules, clock = load_rules(settings.shop.rules), SystemClock()
    shop = MemoryShop(ShopRecords(products={}))
    identifier = Identifier(
        customers=shop,
        orders=shop,
        spool=MemorySpool(),
        limits=MemoryRateLimits(),
        used=MemoryOneUse(),
        # With no way that counts, what a question gives is not tried: it is asked for.
        rules=rules.identity.model_copy(update={"methods": ()}),
        token_rules=None,
        key=secrets.token_bytes(32),
        clock=clock,
    )
    gate = Gate(
        customers=shop,
        orders=shop,
        assortment=shop,
        rules=rules,
        autonomy=engine.turn.autonomy.autonomy,
        clock=clock,
    )
    turn = replace(
        engine.turn,
        dialogue=EmbeddedEngine(gate=gate, identifier=identifier),
        policy=replace(engine.turn.policy, operates=True),
    )
    return replace(engine, turn=turn)
