"""Returns of what was sent in parts, and of what the shop paid back in part."""

from decimal import Decimal

import pytest

from assistant.commerce.order import RequestKind
from assistant.commerce.ports import ShopRefusedError, ShopSystem
from assistant.commerce.shop_effects import ReturnItems
from integrations.shops.shopify.permit_record import mark
from tests.contract.effects import Effects
from tests.contract.shop import Desk
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import euros, permit
from tests.support.simulators.shopify.server import ShopifySimulator
from tests.support.simulators.shopify.store import Json

SOCKS = 1  # place among the lines


def arrived(simulator: ShopifySimulator) -> Json:
    return next(one for one in simulator.store.orders.values() if one["name"] == "#1003")


async def return_of(shop: ShopSystem, line: int, *, reason: str = "too_small") -> ReturnItems:
    order = await Desk(shop).order(given.ARRIVED)
    chosen = order.lines[line]
    assert order.paid_with is not None
    return ReturnItems(
        order_id=order.order_id,
        version=order.version,
        line_ids=(chosen.line_id,),
        refund_to=order.paid_with,
        refund=euros(8 * chosen.quantity),
        reason=reason,
    )


def send_in_two_parcels(simulator: ShopifySimulator) -> None:
    """Move one of the two pairs of socks into a parcel of its own."""
    [parcel] = arrived(simulator)["fulfillments"]
    socks = parcel["fulfillmentLineItems"][SOCKS]
    socks["quantity"] = 1
    second = {**socks, "id": simulator.store.gid("FulfillmentLineItem")}
    arrived(simulator)["fulfillments"].append(
        {**parcel, "id": simulator.store.gid("Fulfillment"), "fulfillmentLineItems": [second]}
    )


def pay_back(simulator: ShopifySimulator, pieces: int) -> None:
    """Refund pieces of the socks, as staff does without a return."""
    order = arrived(simulator)
    order["lineItems"][SOCKS]["currentQuantity"] -= pieces
    simulator.store.pay_back(order, order["transactions"][0], Decimal(8 * pieces))


class TestAReturn:
    async def test_of_a_line_in_two_parcels_takes_every_piece_back(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        send_in_two_parcels(simulator)

        await shop.orders.execute(permit(await return_of(shop, SOCKS)))

        [taken_up] = arrived(simulator)["returns"]
        assert taken_up["totalQuantity"] == 2
        assert [one["quantity"] for one in taken_up["returnLineItems"]] == [1, 1]

    async def test_takes_back_only_what_was_not_paid_back_before(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        pay_back(simulator, 1)

        await shop.orders.execute(permit(await return_of(shop, SOCKS)))

        [taken_up] = arrived(simulator)["returns"]
        assert taken_up["totalQuantity"] == 1

    async def test_of_more_than_was_sent_is_refused(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        [parcel] = arrived(simulator)["fulfillments"]
        parcel["fulfillmentLineItems"][SOCKS]["quantity"] = 1

        with pytest.raises(ShopRefusedError, match="sent"):
            await shop.orders.execute(permit(await return_of(shop, SOCKS)))

        assert simulator.done == []

    async def test_tells_staff_how_much_was_promised_and_where_to(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        await shop.orders.execute(permit(await return_of(shop, SOCKS)))

        [line] = arrived(simulator)["returns"][0]["returnLineItems"]
        assert line["returnReasonNote"] == (
            f"{mark('k1')} too_small; refund 16.00 EUR to card:visa:4242"
        )

    async def test_is_known_again_however_long_its_reason_is(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        effect = await return_of(shop, SOCKS, reason="r" * 300)

        await shop.orders.execute(permit(effect))
        await shop.orders.execute(permit(effect))

        assert simulator.done == ["returnCreate"]


async def test_a_line_that_was_paid_back_whole_counts_as_returned(
    shop: ShopSystem, simulator: ShopifySimulator
) -> None:
    pay_back(simulator, 2)

    order = await Desk(shop).order(given.ARRIVED)

    [request] = order.requested(RequestKind.RETURN)
    assert request.line_ids == (order.lines[SOCKS].line_id,)
    assert [line.quantity for line in order.lines] == [1, 2]


class TestAReturnOfOnePiece:
    async def test_takes_the_piece_of_a_parcel_that_no_other_return_takes(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        send_in_two_parcels(simulator)
        first = await Effects(shop).return_a_sock(given.ARRIVED)
        await shop.orders.execute(permit(first))
        second = await Effects(shop).return_a_sock(given.ARRIVED)
        await shop.orders.execute(permit(second, "k2"))

        returns = arrived(simulator)["returns"]
        taken = [one["returnLineItems"][0]["fulfillmentLineItem"]["id"] for one in returns]
        assert len(set(taken)) == 2

    async def test_that_was_paid_back_leaves_the_other_piece(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        await shop.orders.execute(permit(await Effects(shop).return_a_sock(given.ARRIVED)))
        arrived(simulator)["returns"][0]["returnLineItems"][0]["refundedQuantity"] = 1
        pay_back(simulator, 1)

        order = await Desk(shop).order(given.ARRIVED)

        assert [(one.quantity, order.left(one)) for one in order.lines] == [(1, 1), (1, 1)]
