"""The first scenarios of a shop: the protected ones first, each kept once."""

from assistant.commerce.order import OrderStatus
from assistant.improvement.rehearsal.first_scenarios import FirstScenarios
from assistant.improvement.rehearsal.scenario_generator import ShopShape
from assistant.operations.shop_rules import load_rules
from tests.support.memory.scenario_book import MemoryScenarioBook
from tests.unit.assistant.improvement.rehearsal.scenes import NOON


def first() -> FirstScenarios:
    async def shape() -> ShopShape:
        return ShopShape(states=(OrderStatus.PENDING,), products={}, rules=load_rules())

    return FirstScenarios(book=MemoryScenarioBook(), shape=shape, languages=("fr", "en"))


class TestTheFirstScenarios:
    async def test_are_kept_once_the_protected_ones_first(self) -> None:
        one = first()

        added = await one.keep(by="zoé", at=NOON)

        kept = await one.book.all()
        protected = [each.protected for each in kept]
        assert added == len(kept) == len({each.name for each in kept})
        assert protected == sorted(protected, reverse=True)
        assert any(protected)
        assert await one.keep(by="zoé", at=NOON) == 0

    async def test_show_no_customer_to_who_reads_none(self) -> None:
        one = first()
        await one.keep(by="zoé", at=NOON, customers=False)

        kept = await one.book.all()
        assert {each.name for each in kept if each.protected} >= {"An injury", "Un avocat"}
        assert not any(each.part.order or each.expected.proven is False for each in kept)
