"""That the gate finishes what it began, though the shop is another since: a lost answer."""

import pytest

from assistant.commerce.permit import Permit
from assistant.commerce.ports import ShopUnavailableError
from assistant.commerce.shop_effects import Effect, Receipt
from assistant.commerce.shop_ids import OrderId
from assistant.conversation.dealings import AgentOrder, Proposal
from assistant.conversation.ids import AgentId
from assistant.operations.gate import Gate
from assistant.operations.gate_answers import EffectDone, Outdated, Ready
from assistant.operations.goodwill.goodwill_keeper import GoodwillKeeper
from assistant.operations.types import Refusal
from integrations.stores.memory.goodwill_book import MemoryGoodwillBook
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.autonomy_tables import FixedTable
from tests.support.seeds.shop_records import PENDING, RECORDS, euros
from tests.unit.assistant.operations.cases import NOW, RULES
from tests.unit.assistant.operations.gating import NOBODY, lea, read_back


class ClaimingShop(MemoryShop):
    """Keeps what was begun, and has no receipt of it before it is asked again."""

    def __init__(self) -> None:
        super().__init__(RECORDS)
        self.claims: dict[str, Effect] = {}

    async def execute(self, permit: Permit) -> Receipt:
        receipt = await super().execute(permit)
        if self.claims.pop(permit.key, None) is None:
            self.claims[permit.key] = permit.effect
            raise ShopUnavailableError
        return receipt

    async def receipt(self, key: str) -> Receipt | None:
        return None if key in self.claims else await super().receipt(key)

    async def begun(self, key: str, order_id: OrderId) -> Effect | None:
        del order_id
        return self.claims.get(key)


@pytest.fixture
def shop() -> ClaimingShop:
    return ClaimingShop()


@pytest.fixture
def book() -> MemoryGoodwillBook:
    return MemoryGoodwillBook()


@pytest.fixture
def gate(shop: ClaimingShop, book: MemoryGoodwillBook) -> Gate:
    table = FixedTable()
    return Gate(
        customers=shop,
        orders=shop,
        assortment=shop,
        rules=RULES,
        autonomy=table,
        clock=HandClock(NOW),
        goodwill=GoodwillKeeper(book=book, autonomy=table),
    )


async def lose(gate: Gate, proposal: Proposal) -> None:
    with pytest.raises(ShopUnavailableError):
        await gate.execute(proposal, ownership=NOBODY, language="en")


async def part_refund(gate: Gate) -> Proposal:
    ready = await gate.consider_goodwill(
        "partial_refund",
        {"order_number": PENDING.number, "amount_minor": 500},
        identity=lea(),
        language="en",
    )
    assert isinstance(ready, Ready)
    return Proposal(
        proposal_id="p1",
        operation="partial_refund",
        parameters=ready.parameters,
        fingerprint=ready.fingerprint,
        customer_id=ready.customer_id,
        at=NOW,
        ordered=AgentOrder(by=AgentId("anna"), role="agent"),
    )


class TestALostAnswer:
    async def test_to_a_part_refund_is_told_as_done_and_counted_once(
        self, gate: Gate, shop: ClaimingShop, book: MemoryGoodwillBook
    ) -> None:
        proposal = await part_refund(gate)
        await lose(gate, proposal)

        done = await gate.execute(proposal, ownership=NOBODY, language="en")

        assert isinstance(done, EffectDone)
        assert done.receipt.amount == euros(5)
        order = await shop.with_number(PENDING.number)
        assert order is not None
        assert order.paid == euros(41)
        assert len(await book.of(proposal.customer_id)) == 1

    async def test_is_finished_although_the_rules_forbid_it_on_the_order_as_it_is_now(
        self, gate: Gate
    ) -> None:
        proposal = await read_back(gate)
        await lose(gate, proposal)

        done = await gate.execute(proposal, ownership=NOBODY, language="en")

        assert isinstance(done, EffectDone)
        assert done.receipt.amount == euros(46)

    async def test_of_another_effect_than_was_read_back_finishes_nothing(
        self, gate: Gate, shop: ClaimingShop
    ) -> None:
        proposal = await read_back(gate)
        refund = await part_refund(gate)
        await lose(gate, refund)  # a claim that says "p1", too
        before = shop.records()

        answer = await gate.execute(proposal, ownership=NOBODY, language="en")

        assert isinstance(answer, Outdated | Refusal)
        assert shop.records() == before
