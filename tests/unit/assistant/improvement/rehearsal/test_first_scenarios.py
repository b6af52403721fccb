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
    async def test_begin_with_the_protected_ones_and_are_drawn_beyond_the_set(self) -> None:
        few, many = first(), first()

        assert await few.keep(by="zoé", at=NOON, count=6) == 6
        assert all(one.protected for one in await few.book.all())
        assert await many.keep(by="zoé", at=NOON, count=80) == 80
        kept = await many.book.all()
        assert len({one.scenario_id for one in kept}) == len({one.name for one in kept}) == 80

    async def test_are_kept_once_whatever_was_kept_before(self) -> None:
        one = first()
        added = await one.keep(by="zoé", at=NOON, count=6)

        added += await one.keep(by="zoé", at=NOON)

        assert added == len(await one.book.all())
        assert await one.keep(by="zoé", at=NOON) == 0

    async def test_show_no_customer_to_who_reads_none(self) -> None:
        one = first()
        await one.keep(by="zoé", at=NOON, customers=False)

        kept = await one.book.all()
        assert {each.name for each in kept if each.protected} >= {"An injury", "Un avocat"}
        assert not any(each.part.order or each.expected.proven is False for each in kept)
