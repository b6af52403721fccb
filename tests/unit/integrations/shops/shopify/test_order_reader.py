from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from assistant.commerce.order import EntryKind, Order, OrderStatus, RequestKind, ShipmentStatus
from integrations.shops.shopify.client import AdminClient
from integrations.shops.shopify.order_reader import ShopifyOrderReader
from integrations.shops.shopify.paged_lists import read_order
from tests.support.seeds.shop_records import euros
from tests.support.simulators.shopify.server import ShopifySimulator

Json = dict[str, Any]
Change = Callable[[Json], None]


@pytest.fixture
def kept(simulator: ShopifySimulator) -> Json:
    return next(o for o in simulator.store.orders.values() if o["name"] == "#1003")


@pytest.fixture
def pending(simulator: ShopifySimulator) -> Json:
    return next(o for o in simulator.store.orders.values() if o["name"] == "#1001")


async def read(client: AdminClient, kept: Json) -> Order:
    node = await read_order(client, kept["id"])
    assert node is not None
    return ShopifyOrderReader(final_sale_tag="final-sale").read(node)


class TestTheStatus:
    @pytest.mark.parametrize(
        ("displayed", "status", "parcel"),
        [
            ("LABEL_PRINTED", OrderStatus.PROCESSED, ShipmentStatus.PREPARED),
            ("IN_TRANSIT", OrderStatus.SHIPPED, ShipmentStatus.IN_TRANSIT),
            ("FULFILLED", OrderStatus.SHIPPED, ShipmentStatus.IN_TRANSIT),
            ("DELAYED", OrderStatus.SHIPPED, ShipmentStatus.IN_TRANSIT),
            ("OUT_FOR_DELIVERY", OrderStatus.SHIPPED, ShipmentStatus.OUT_FOR_DELIVERY),
            ("DELIVERED", OrderStatus.DELIVERED, ShipmentStatus.DELIVERED),
            ("PICKED_UP", OrderStatus.DELIVERED, ShipmentStatus.DELIVERED),
            ("ATTEMPTED_DELIVERY", OrderStatus.SHIPPED, ShipmentStatus.FAILED),
        ],
    )
    async def test_follows_the_parcel(
        self,
        client: AdminClient,
        kept: Json,
        displayed: str,
        status: OrderStatus,
        parcel: ShipmentStatus,
    ) -> None:
        kept["fulfillments"][0] |= {"displayStatus": displayed, "deliveredAt": None}

        order = await read(client, kept)

        assert (order.status, order.shipments[0].status) == (status, parcel)
        assert order.delivered_at is None

    async def test_is_not_delivered_while_something_is_to_come(
        self, client: AdminClient, kept: Json
    ) -> None:
        kept["lineItems"][0]["unfulfilledQuantity"] = 1

        assert (await read(client, kept)).status is OrderStatus.SHIPPED

    async def test_does_not_count_a_parcel_that_was_called_back(
        self, client: AdminClient, kept: Json
    ) -> None:
        kept["fulfillments"][0]["status"] = "CANCELLED"

        order = await read(client, kept)

        assert order.status is OrderStatus.PENDING
        assert order.shipments == ()

    @pytest.mark.parametrize(
        ("displayed", "status"),
        [
            ("UNFULFILLED", OrderStatus.PENDING),
            ("ON_HOLD", OrderStatus.PENDING),
            ("SCHEDULED", OrderStatus.PENDING),
            ("IN_PROGRESS", OrderStatus.PROCESSED),
            ("PENDING_FULFILLMENT", OrderStatus.PROCESSED),
        ],
    )
    async def test_without_a_parcel_follows_the_warehouse(
        self, client: AdminClient, pending: Json, displayed: str, status: OrderStatus
    ) -> None:
        pending["displayFulfillmentStatus"] = displayed

        assert (await read(client, pending)).status is status


class TestAnOrder:
    async def test_has_another_version_when_anything_is_another(
        self, client: AdminClient, pending: Json
    ) -> None:
        before = await read(client, pending)
        pending["shippingAddress"] = pending["shippingAddress"] | {"zip": "29200"}

        assert (await read(client, pending)).version != before.version

    async def test_has_the_same_version_when_only_its_note_is_another(
        self, client: AdminClient, pending: Json
    ) -> None:
        before = await read(client, pending)
        pending["updatedAt"] = "2026-12-01T00:00:00Z"

        assert await read(client, pending) == before

    async def test_knows_what_is_not_taken_back_by_a_tag(
        self, client: AdminClient, pending: Json
    ) -> None:
        pending["lineItems"][0]["product"]["tags"] = ["Summer", "Final-Sale"]

        assert [one.final_sale for one in (await read(client, pending)).lines] == [True, False]

    async def test_of_nobody_belongs_to_nobody(self, client: AdminClient, pending: Json) -> None:
        pending |= {"customer": None, "shippingAddress": None}

        order = await read(client, pending)

        assert (order.customer_id, order.address.line1) == ("", "")

    async def test_outlives_its_products(self, client: AdminClient, pending: Json) -> None:
        pending["lineItems"][0] |= {"product": None, "variant": None}

        [first, _] = (await read(client, pending)).lines

        assert (first.title, first.product_id, first.options) == ("Ouessant Shirt", "", ())

    async def test_leaves_out_what_was_edited_out(self, client: AdminClient, pending: Json) -> None:
        pending["lineItems"][0] |= {"currentQuantity": 0, "unfulfilledQuantity": 0}

        assert [one.title for one in (await read(client, pending)).lines] == ["Sein Socks"]

    async def test_counts_money_only_once_it_moved(
        self, client: AdminClient, pending: Json
    ) -> None:
        sale = pending["transactions"][0]
        pending["transactions"] += [
            sale | {"kind": "AUTHORIZATION"},
            sale | {"status": "FAILURE"},
            sale | {"kind": "VOID"},
        ]

        order = await read(client, pending)

        assert [one.kind for one in order.entries] == [EntryKind.PAYMENT]
        assert order.paid.amount_minor == 4600

    async def test_tells_returns_that_staff_took_up(
        self, client: AdminClient, simulator: ShopifySimulator, kept: Json
    ) -> None:
        sent = kept["fulfillments"][0]["fulfillmentLineItems"][0]
        simulator.mutations.return_create(
            {
                "returnInput": {
                    "orderId": kept["id"],
                    "returnLineItems": [
                        {
                            "fulfillmentLineItemId": sent["id"],
                            "quantity": 1,
                            "returnReasonNote": "by phone",
                            "returnReasonDefinitionId": "gid://shopify/ReturnReasonDefinition/3",
                        }
                    ],
                }
            }
        )

        [request] = (await read(client, kept)).requests

        assert (request.kind, request.reference) == (RequestKind.RETURN, "#1003-R1")
        assert request.line_ids == (sent["lineItem"]["id"],)
        assert (request.method_id, request.amount) == (None, None)
        assert request.reason == "size-too-small"

    @pytest.mark.parametrize("status", ["CANCELED", "DECLINED"])
    async def test_does_not_tell_returns_that_came_to_nothing(
        self, client: AdminClient, simulator: ShopifySimulator, kept: Json, status: str
    ) -> None:
        await self.test_tells_returns_that_staff_took_up(client, simulator, kept)
        kept["returns"][0]["status"] = status

        assert (await read(client, kept)).requests == ()

    async def test_gives_shopifys_reason_where_staff_cancelled(
        self, client: AdminClient, pending: Json
    ) -> None:
        pending |= {
            "cancelledAt": "2026-11-24T00:00:00Z",
            "cancelReason": "INVENTORY",
            "cancellation": {"staffNote": "none left"},
        }

        order = await read(client, pending)

        assert (order.status, order.cancel_reason) == (OrderStatus.CANCELLED, "inventory")
        assert len(order.lines) == 2

    async def test_tells_times_in_utc(self, client: AdminClient, pending: Json) -> None:
        pending["createdAt"] = "2026-11-02T10:30:00+01:00"

        order = await read(client, pending)

        assert order.placed_at == datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
        assert replace(order, version="").placed_at.tzinfo is UTC


class TestAParcel:
    async def test_moved_when_it_was_last_scanned_else_handed_over_else_made(
        self, client: AdminClient, kept: Json
    ) -> None:
        parcel = kept["fulfillments"][0]
        parcel |= {"displayStatus": "IN_TRANSIT", "deliveredAt": None}
        parcel["createdAt"] = "2026-11-05T08:00:00Z"
        assert (await read(client, kept)).shipments[0].moved_at == datetime(
            2026, 11, 5, 8, tzinfo=UTC
        )
        before = (await read(client, kept)).version
        parcel["inTransitAt"] = "2026-11-06T08:00:00Z"
        parcel["events"] = [
            {
                "id": f"gid://shopify/FulfillmentEvent/{day}",
                "happenedAt": f"2026-11-0{day}T08:00:00Z",
            }
            for day in (8, 9, 7)
        ]

        order = await read(client, kept)

        assert order.shipments[0].moved_at == datetime(2026, 11, 9, 8, tzinfo=UTC)
        assert order.version == before  # a scan changes nothing that is decided on


class TestAPayment:
    async def test_that_is_only_reserved_leaves_the_order_unconfirmed(
        self, client: AdminClient, pending: Json
    ) -> None:
        [paid] = pending["transactions"]
        paid["kind"] = "AUTHORIZATION"
        order = await read(client, pending)
        assert (order.confirmed, order.entries) == (False, ())

        pending["transactions"].append(paid | {"id": f"{paid['id']}1", "kind": "CAPTURE"})
        assert (await read(client, pending)).confirmed


class TestARefund:
    async def test_of_a_return_that_staff_made_is_the_returns_less_a_fee(
        self, client: AdminClient, simulator: ShopifySimulator, kept: Json
    ) -> None:
        sent = kept["fulfillments"][0]["fulfillmentLineItems"][0]
        line = {"fulfillmentLineItemId": sent["id"], "quantity": 1, "returnReasonNote": ""}
        wanted = {"orderId": kept["id"], "returnLineItems": [line]}
        back = simulator.mutations.return_create({"returnInput": wanted})["return"]
        simulator.store.pay_back(kept, kept["transactions"][0], Decimal(30))  # for another reason
        simulator.store.refund_return(kept, back, Decimal("25.10"))

        order = await read(client, kept)

        [request] = order.requested(RequestKind.RETURN)
        assert request.amount is None
        refunds = [one for one in order.entries if one.kind is EntryKind.REFUND]
        assert [(one.request, one.amount) for one in refunds] == [
            ("", euros(30)),
            (request.reference, euros(25.10)),
        ]
        assert refunds[1].at is not None
