"""Answer questions outside any conversation, of a shop where things can be done.

Nobody can prove who they are here: a wish leads to the question who they are and no further. So
no shop is opened, no mail is kept, and the same question gets the same answer.
"""

import secrets

from assistant.app.compose.answer_engine import Engine, assemble_engine
from assistant.app.compose.assistant_turn import AnswerParts
from assistant.app.compose.local_installation import SystemClock
from assistant.commerce.shop_books import ShopRecords
from assistant.kit.settings.settings import Settings
from assistant.mind.thinker import Thinker
from assistant.operations.autonomy.ports import LiveTable
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.gate import Gate
from assistant.operations.identity.identifier import Identifier
from assistant.operations.shop_rules import load_rules
from integrations.stores.memory.autonomy_tables import MemoryAutonomyTables
from integrations.stores.memory.mail_spool import MemorySpool
from integrations.stores.memory.memory_shop import MemoryShop
from integrations.stores.memory.rate_limits import MemoryOneUse, MemoryRateLimits


def open_questions(parts: AnswerParts, thinker: Thinker | None = None) -> Engine:
    """Return an engine that also asks for the identity of a customer who wants something done.

    Where no shop system is set, it only answers.

    Raises:
        RulesFileError: the shop's rules cannot be used.
    """
    table = LiveTable(MemoryAutonomyTables())
    dialogue = _dialogue(parts.settings, table) if parts.settings.shop.system != "none" else None
    return assemble_engine(parts, dialogue=dialogue, thinker=thinker, autonomy=table)


def _dialogue(settings: Settings, table: LiveTable) -> EmbeddedEngine:
    """Return a dialogue over an empty shop, in which nobody can prove who they are."""
    rules, clock = load_rules(settings.shop.rule_source), SystemClock()
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
        customers=shop, orders=shop, assortment=shop, rules=rules, autonomy=table, clock=clock
    )
    return EmbeddedEngine(gate=gate, identifier=identifier)
