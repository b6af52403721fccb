"""Orders that the shop paid back in part: what is left of them, and what staff is told."""

from dataclasses import replace

import pytest

from assistant.commerce.order import RequestKind
from assistant.commerce.ports import ShopRefusedError
from assistant.commerce.shop_ids import VariantId
from integrations.shops.woocommerce.permit_record import mark
from integrations.shops.woocommerce.store_connection import WooStore
from tests.contract.effects import Effects
from tests.contract.shop import Desk
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import euros, permit
from tests.support.simulators.woocommerce.server import WooSimulator


def pay_back(simulator: WooSimulator, order: int, line: int, pieces: int, amount: float) -> None:
    """Refund pieces of a line, as staff does in WooCommerce."""
    row = simulator.store.orders[order]["line_items"][line]
    named = {"id": row["id"], "quantity": pieces, "refund_total": amount}
    simulator.changes.create_refund(
        simulator.store.orders[order], {"amount": str(amount), "line_items": [named]}
    )


class TestALine:
    async def test_has_the_pieces_that_were_not_paid_back(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        pay_back(simulator, 1003, 1, 1, 8)

        order = await Desk(store.system).order(given.ARRIVED)

        assert [(one.quantity, one.price) for one in order.lines] == [
            (1, euros(30)),
            (1, euros(8)),
        ]
        assert order.requests == ()

    async def test_that_was_paid_back_whole_counts_as_returned(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        pay_back(simulator, 1003, 1, 1, 8)
        pay_back(simulator, 1003, 1, 1, 8)

        order = await Desk(store.system).order(given.ARRIVED)

        [request] = order.requested(RequestKind.RETURN)
        assert request.line_ids == (order.lines[1].line_id,)
        assert order.lines[1].quantity == 2

    async def test_whose_price_alone_was_lowered_has_all_its_pieces(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        pay_back(simulator, 1003, 1, 0, 3)

        order = await Desk(store.system).order(given.ARRIVED)

        assert [one.quantity for one in order.lines] == [1, 2]
        assert order.requests == ()


async def test_cancelling_puts_no_piece_back_into_stock_twice(
    store: WooStore, simulator: WooSimulator
) -> None:
    simulator.store.orders[1001]["line_items"][0]["quantity"] = 2
    simulator.store.stock_taken[simulator.store.orders[1001]["line_items"][0]["id"]] = 2
    pay_back(simulator, 1001, 0, 1, 15)
    assert (await Desk(store.system).variant(given.SMALL)).stock == 6

    await store.system.orders.execute(permit(await Effects(store.system).cancel(given.PENDING)))

    assert (await Desk(store.system).variant(given.SMALL)).stock == 7


async def test_a_line_that_was_paid_back_in_part_is_not_sold_anew(
    store: WooStore, simulator: WooSimulator
) -> None:
    simulator.store.orders[1001]["line_items"][0]["quantity"] = 2
    pay_back(simulator, 1001, 0, 1, 15)
    effect = await Effects(store.system).change_shirt(given.PENDING, given.MEDIUM)
    price = (await Desk(store.system).order(given.PENDING)).lines[0].price
    cheaper = replace(effect, settle_with=None, difference=replace(price, amount_minor=0))

    with pytest.raises(ShopRefusedError, match="paid back"):
        await store.system.orders.execute(permit(cheaper))


class TestStaff:
    async def test_reads_how_much_a_return_was_promised_and_where_to(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        effect = await Effects(store.system).return_shirt(given.ARRIVED)

        receipt = await store.system.orders.execute(permit(effect))

        [said] = simulator.store.notes[1003]
        assert said["note"] == (
            f"Return {receipt.reference}: Ouessant Shirt (S). Reason: too_small. "
            f"When the goods are back: refund 30.00 EUR to stripe. ({mark('k1')})"
        )

    @pytest.mark.parametrize(
        ("variant", "promised"),
        [
            (given.MEDIUM, "nothing to settle"),
            (given.LARGE, "2.00 EUR to be paid with stripe"),
            (given.CHEAP, "refund 5.00 EUR to stripe"),
        ],
    )
    async def test_reads_how_an_exchange_is_settled(
        self, store: WooStore, simulator: WooSimulator, variant: VariantId, promised: str
    ) -> None:
        effect = await Effects(store.system).exchange_shirt(given.ARRIVED, variant)

        await store.system.orders.execute(permit(effect))

        [said] = simulator.store.notes[1003]
        assert f"When the goods are back: {promised}." in said["note"]


class TestAReturnOfOnePiece:
    async def test_that_was_paid_back_leaves_the_other_piece(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        effect = await Effects(store.system).return_a_sock(given.ARRIVED)
        await store.system.orders.execute(permit(effect))
        pay_back(simulator, 1003, 1, 1, 8)

        order = await Desk(store.system).order(given.ARRIVED)

        assert [(one.quantity, order.left(one)) for one in order.lines] == [(1, 1), (1, 1)]
