"""Put the dialogue before a shop in memory, with its mail and its counters, for evaluations."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from assistant.commerce.basket_links import BasketLinks
from assistant.kit.mail.letter import Letter
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.autonomy.autonomy_table import AutonomyTable
from assistant.operations.autonomy.ports import LiveTable
from assistant.operations.basket_keeper import BasketKeeper
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.gate import Gate
from assistant.operations.goodwill.goodwill_keeper import GoodwillKeeper
from assistant.operations.identity.identifier import Identifier
from assistant.operations.identity.identity_codes import word_code_letter
from assistant.operations.shop_rules import Rules
from assistant.ports import Clock
from integrations.stores.memory.autonomy_tables import MemoryAutonomyTables
from integrations.stores.memory.goodwill_book import MemoryGoodwillBook
from integrations.stores.memory.mail_spool import MemorySpool
from integrations.stores.memory.memory_shop import MemoryShop
from integrations.stores.memory.rate_limits import MemoryOneUse, MemoryRateLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Backstage:
    """Hold a shop in memory, and the dialogue that talks about it."""

    shop: MemoryShop
    spool: MemorySpool
    engine: EmbeddedEngine
    tables: MemoryAutonomyTables
    autonomy: AnswerAutonomy
    key: bytes  # one-time codes are derived from it

    async def put(self, rows: AutonomyTable, *, at: datetime) -> None:
        """Put the table in force with `rows` in place of its own."""
        now = await self.autonomy.autonomy.table()
        table = AutonomyTable(
            operations={**now.operations, **rows.operations}, topics={**now.topics, **rows.topics}
        )
        version = await self.tables.version()
        await self.tables.put(table, expected_version=version, at=at, by="operations")

    def read(self, letter: Letter) -> str:
        """Return a letter in the words that its reader sees."""
        return word_code_letter(letter, key=self.key, shop="").body


def open_backstage(shop: MemoryShop, *, rules: Rules, clock: Clock) -> Backstage:
    """Put a gate and a dialogue before a shop in memory."""
    spool, key = MemorySpool(), secrets.token_bytes(32)
    identifier = Identifier(
        customers=shop,
        orders=shop,
        spool=spool,
        limits=MemoryRateLimits(),
        used=MemoryOneUse(),
        rules=rules.identity,
        token_rules=None,
        key=key,
        clock=clock,
    )
    tables = MemoryAutonomyTables()
    table = LiveTable(tables)
    basket = "/basket?{lines}"
    gate = Gate(
        customers=shop,
        orders=shop,
        assortment=shop,
        rules=rules,
        autonomy=table,
        clock=clock,
        keeper=BasketKeeper(
            baskets=BasketLinks(links={"fr": basket, "en": basket}), assortment=shop
        ),
        goodwill=GoodwillKeeper(book=MemoryGoodwillBook(), autonomy=table),
    )
    engine = EmbeddedEngine(gate=gate, identifier=identifier)
    autonomy = AnswerAutonomy(autonomy=table, customers=shop)
    return Backstage(
        shop=shop, spool=spool, engine=engine, tables=tables, autonomy=autonomy, key=key
    )
