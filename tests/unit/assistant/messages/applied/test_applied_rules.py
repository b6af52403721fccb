from dataclasses import replace

import pytest

from assistant.answers.composing.composer import Composer
from assistant.answers.reply_draft import Draft
from assistant.conversation.basket import Basket, BasketLine
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import BasketChanged, ConversationEvent, ReplyKind
from assistant.messages.applied.applied_rules import AppliedRules
from assistant.messages.turn_outcome import Outcome
from assistant.operations.basket_keeper import BasketKeeper
from assistant.operations.gate import Gate
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.autonomy_tables import FixedTable
from tests.support.seeds.conversation_events import NOON, wrote
from tests.support.seeds.shop_records import RECORDS
from tests.unit.assistant.answers.shop_fixture import asked, section
from tests.unit.assistant.messages.turning import CID, Reads, Shelf
from tests.unit.assistant.operations.cases import RULES
from tests.unit.assistant.operations.gating import Carts

PRICES = section(
    "Livraison",
    "| Pays | Mode | Tarif |\n|---|---|---|\n| France | Relais | 3,90 € |\n"
    "| France | Livraison express | 12,90 € |",
)
SHIRTS = BasketLine(product_id="shirt", variant_id="shirt-m", pieces=2)  # 30 € each
FILLED = BasketChanged(conversation_id=CID, at=NOON, lines=(SHIRTS,), shop_basket="cart0")
SUM = "combien coûte la livraison ?"


class Applying:
    """The rules of a shop that has prices of delivery, and its carts."""

    def __init__(self) -> None:
        clock, shop = HandClock(), MemoryShop(RECORDS)
        self.carts = Carts({"cart0": Basket(lines=(SHIRTS,), shop_basket="cart0")})
        self.shelf = Shelf(PRICES)
        self.rules = AppliedRules(
            gate=Gate(
                customers=shop,
                orders=shop,
                assortment=shop,
                rules=RULES,
                autonomy=FixedTable(),
                clock=clock,
                keeper=BasketKeeper(baskets=self.carts, assortment=shop),
            ),
            reader=Reads(asked(SUM), clock),
            home="FR",
        )

    async def apply(
        self, text: str, *events: ConversationEvent, answer: str = "3,90 €.", rule: str = "pages"
    ) -> str:
        draft = Draft(kind=ReplyKind.ANSWERED, text=answer, language="fr", rule=rule)
        outcome = await self.rules.apply(
            Conversation.fold(CID, events),
            asked(text),
            Composer(searcher=self.shelf, limit=5),
            Outcome(draft=draft),
        )
        assert outcome.draft is not None
        return outcome.draft.text


@pytest.fixture
def applying() -> Applying:
    return Applying()


class TestTheSum:
    async def test_is_told_for_the_basket_of_the_conversation(self, applying: Applying) -> None:
        said = await applying.apply(SUM, FILLED)

        assert "63,90" in said
        assert "72,90" in said

    async def test_is_told_for_the_basket_of_the_shops_page(self, applying: Applying) -> None:
        on_page = replace(wrote(SUM), page_basket="cart0")

        assert "63,90" in await applying.apply(SUM, on_page)

    async def test_is_of_the_way_that_the_message_names(self, applying: Applying) -> None:
        said = await applying.apply("combien coûte la livraison express ?", FILLED)

        assert "72,90" in said
        assert "63,90" not in said

    async def test_is_not_told_without_a_basket(self, applying: Applying) -> None:
        assert await applying.apply(SUM) == "3,90 €."

    async def test_searches_the_prices_once_for_a_version_of_the_index(
        self, applying: Applying
    ) -> None:
        await applying.apply(SUM, FILLED)
        await applying.apply(SUM, FILLED)

        assert len(applying.shelf.looked_for) == 1

    async def test_searches_them_again_in_another_version(self, applying: Applying) -> None:
        class Newer(Shelf):
            @property
            def version(self) -> str:
                return "v8"

        await applying.apply(SUM, FILLED)
        applying.shelf = Newer()

        assert await applying.apply(SUM, FILLED) == "3,90 €."


class TestTheBasket:
    async def test_is_told_beside_a_bound_for_it(self, applying: Applying) -> None:
        rule = "Le paiement en trois fois est possible dès 100 €."

        said = await applying.apply("je peux payer en trois fois ?", FILLED, answer=rule)
        assert "60,00" in said

    async def test_is_not_told_beside_another_number(self, applying: Applying) -> None:
        rule = "Les commandes passées avant 14 h partent le jour même."

        assert await applying.apply("quand part-elle ?", FILLED, answer=rule) == rule
