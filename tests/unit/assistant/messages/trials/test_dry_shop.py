"""The gate of a trial: it reads the shop, and every port that changes something is out of reach."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.commerce.amounts import Money
from assistant.commerce.order import OrderStatus
from assistant.commerce.permit import Permit
from assistant.commerce.ports import KeptBasket, ShopMovedOnError
from assistant.commerce.shop_effects import CancelOrder, ChangeDefaultAddress, Receipt
from assistant.commerce.shop_ids import OrderId
from assistant.conversation.basket import Basket
from assistant.conversation.message import Language
from assistant.messages.trials.dry_shop import NO_ORDER, DryBaskets, DryGate, DryOrders
from assistant.operations.basket_keeper import BasketKeeper
from integrations.stores.memory.memory_shop import TERMS, MemoryShop
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.shop_records import LEA, QUAY, RECORDS, permit
from tests.unit.assistant.operations.dialogue.talking import Talk


class TouchedError(AssertionError):
    """A trial reached something that it could change."""


class Shut(MemoryShop):
    """A shop that nothing may be done in."""

    async def execute(self, permit: Permit) -> Receipt:
        raise TouchedError(permit.key)

    async def receipt(self, key: str) -> Receipt | None:
        raise TouchedError(key)


class ShutBaskets:
    """Baskets that may not be kept."""

    async def keep(self, basket: Basket, *, language: Language) -> KeptBasket:
        raise TouchedError(basket, language)

    async def show(self, basket: Basket, *, language: Language) -> KeptBasket | None:
        raise TouchedError(basket, language)


def orders() -> DryOrders:
    shop = Shut(RECORDS)
    return DryOrders(shop=shop, customers=shop, assortment=shop, terms=TERMS)


class TestAnEffect:
    async def test_is_noted_and_not_carried_out(self) -> None:
        dry = orders()
        order = await dry.with_number("1001")
        assert order is not None
        effect = CancelOrder(order_id=order.order_id, version=order.version, reason="mistake")

        receipt = await dry.execute(permit(effect, "p1"))

        assert dry.effects == [effect]
        assert (receipt.key, receipt.reference) == ("p1", order.number)
        assert receipt.amount == order.paid

    async def test_is_noted_once_however_often_it_is_asked_for(self) -> None:
        dry = orders()
        effect = CancelOrder(order_id=OrderId("unread"), version="1", reason="mistake")

        first = await dry.execute(permit(effect, "p1"))
        second = await dry.execute(permit(effect, "p1"))

        assert first == second == await dry.receipt("p1")
        assert first.reference == NO_ORDER
        assert len(dry.effects) == 1

    async def test_is_seen_by_whoever_reads_the_order_afterwards(self) -> None:
        dry = orders()
        order = await dry.with_number("1001")
        assert order is not None
        effect = CancelOrder(order_id=order.order_id, version=order.version, reason="mistake")

        await dry.execute(permit(effect, "p1"))

        read = await dry.with_number("1001")
        assert read is not None
        assert read.status is OrderStatus.CANCELLED
        assert read in await dry.of_customer(order.customer_id, limit=9)
        with pytest.raises(ShopMovedOnError):
            await dry.execute(permit(effect, "p2"))

    async def test_of_no_order_has_a_receipt_too(self) -> None:
        dry = orders()

        receipt = await dry.execute(
            permit(ChangeDefaultAddress(customer_id=LEA, address=QUAY), "p1")
        )

        assert receipt.amount is None

    async def test_of_a_turn_before_is_remembered(self) -> None:
        dry = orders()
        receipt = Receipt(key="p1", reference="1001", amount=Money(amount_minor=1, currency="EUR"))
        dry.remember([receipt])

        assert await dry.receipt("p1") == receipt
        assert dry.receipts == (receipt,)
        assert dry.effects == []


class TestTheGate:
    def test_keeps_the_rules_and_the_table_and_has_no_mail(self) -> None:
        gate, clock = Talk().backstage.engine.gate, HandClock()

        dry = DryGate.of(gate, clock).gate

        assert (dry.rules, dry.autonomy, dry.customers) == (
            gate.rules,
            gate.autonomy,
            gate.customers,
        )
        assert dry.mail is None
        assert dry.clock is clock

    def test_keeps_baskets_that_are_but_links(self) -> None:
        gate = Talk().backstage.engine.gate
        assert gate.keeper is not None

        assert DryGate.of(gate, HandClock()).baskets is gate.keeper.baskets

    async def test_keeps_no_basket_in_the_shop(self) -> None:
        gate = Talk().backstage.engine.gate
        keeper = BasketKeeper(baskets=ShutBaskets(), assortment=gate.assortment)

        dry = DryGate.of(replace(gate, keeper=keeper), HandClock())

        assert isinstance(dry.baskets, DryBaskets)
        kept = await dry.baskets.keep(Basket(), language="fr")
        assert kept == await dry.baskets.show(Basket(), language="fr")
        assert dry.basket_changes == 1

    async def test_reads_what_was_sold(self) -> None:
        dry = orders()

        lines = [one async for one in dry.sold_since(datetime(2020, 1, 1, tzinfo=UTC))]

        assert lines
        assert await dry.of_customer(LEA, limit=5)
