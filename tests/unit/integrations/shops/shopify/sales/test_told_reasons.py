"""Why things were sent back: a query of its own, for the orders that something came back of."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.commerce.sales import SoldLine
from assistant.insights.imports.return_reasons import ReturnCause, read_cause
from integrations.shops.shopify.client import AdminClient
from integrations.shops.shopify.sales.sold_lines import MANY, sold_since
from integrations.shops.shopify.sales.told_reasons import ToldReturn, reasons_in
from tests.support.simulators.shopify.server import Fault, ShopifySimulator

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
READING = "ReasonsOfReturns"
SHIRT = "gid://shopify/LineItem/1"


def back(*lines: tuple[str | None, str, int], status: str = "CLOSED") -> ToldReturn:
    """Return a return of one line: of each part the handle of its reason, a note, its pieces."""
    nodes = [
        {
            "quantity": pieces,
            "returnReasonNote": note,
            "returnReasonDefinition": {"handle": handle} if handle else None,
            "fulfillmentLineItem": {"lineItem": {"id": SHIRT}},
        }
        for handle, note, pieces in lines
    ]
    return ToldReturn.model_validate({"status": status, "returnLineItems": {"nodes": nodes}})


class TestTheReason:
    @pytest.mark.parametrize(
        ("handle", "note", "reason"),
        [
            ("size-too-small", "", "size-too-small"),
            ("size-too-small", "Nothing of it", "size-too-small"),
            ("other", "Trop petit", "Trop petit"),
            ("other", " ", "other"),
            ("unknown", "", "unknown"),
            (None, "too large", "too large"),
        ],
    )
    def test_is_that_of_the_list_or_the_note_where_it_says_no_more(
        self, handle: str | None, note: str, reason: str
    ) -> None:
        assert reasons_in([back((handle, note, 1))]) == {SHIRT: reason}

    def test_is_none_where_nobody_told_it(self) -> None:
        assert reasons_in([back((None, "", 1))]) == {}
        unverified = ToldReturn.model_validate(
            {"status": "OPEN", "returnLineItems": {"nodes": [{}]}}
        )
        assert reasons_in([unverified]) == {}

    @pytest.mark.parametrize("status", ["CANCELED", "DECLINED"])
    def test_is_none_of_a_return_that_did_not_come(self, status: str) -> None:
        assert reasons_in([back(("defective", "", 1), status=status)]) == {}

    def test_of_several_is_that_of_most_pieces(self) -> None:
        some = [back(("defective", "", 1), ("size-too-small", "", 2)), back(("defective", "", 2))]
        assert reasons_in(some) == {SHIRT: "defective"}


@pytest.fixture
def store(simulator: ShopifySimulator) -> ShopifySimulator:
    """A store of 40 orders; of every second one a piece came back as too small."""
    simulator.maximum = 1e9
    simulator.refill()
    fill(simulator, 40)
    return simulator


def fill(simulator: ShopifySimulator, orders: int) -> None:
    pattern = next(
        one
        for one in simulator.store.orders.values()
        if not one["cancelledAt"] and one["displayFulfillmentStatus"] == "FULFILLED"
    )
    simulator.store.orders.clear()
    for number in range(orders):
        order = deepcopy(pattern)
        order["id"] = f"gid://shopify/Order/{number}"
        order["createdAt"] = f"{BEGIN + timedelta(seconds=number):%Y-%m-%dT%H:%M:%SZ}"
        line = order["lineItems"][0]
        line |= {"id": f"gid://shopify/LineItem/{number}", "title": f"{number}", "quantity": 2}
        line["currentQuantity"] = 1 if number % 2 else 2
        order["lineItems"] = [line]
        order["returns"] = [told(line)] if number % 2 else []
        simulator.store.orders[order["id"]] = order


def told(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "gid://shopify/Return/1",
        "status": "CLOSED",
        "returnLineItems": [
            {
                "__typename": "ReturnLineItem",
                "quantity": 1,
                "returnReasonNote": "",
                "returnReasonDefinition": {"handle": "size-too-small"},
                "fulfillmentLineItem": {"lineItem": line},
            }
        ],
    }


async def read(client: AdminClient) -> list[SoldLine]:
    return [line async for line in sold_since(client, BEGIN)]


class TestSales:
    @pytest.mark.usefixtures("store")
    async def test_tell_why_things_came_back(self, client: AdminClient) -> None:
        lines = await read(client)

        assert [one.title for one in lines] == [str(number) for number in range(40)]
        told = {one.title for one in lines if one.return_reason}
        assert told == {str(number) for number in range(1, 40, 2)}
        causes = {read_cause(one.return_reason) for one in lines if one.returned}
        assert causes == {ReturnCause.TOO_SMALL}

    async def test_ask_for_the_reasons_of_six_orders_at_once_and_of_no_other(
        self, store: ShopifySimulator, client: AdminClient
    ) -> None:
        await read(client)
        assert store.asked.count(READING) == 4  # 20 orders

        for one in store.store.orders.values():
            one["lineItems"][0]["currentQuantity"] = 2
        store.asked.clear()
        await read(client)
        assert READING not in store.asked

    async def test_tell_them_in_bulk_too(
        self, store: ShopifySimulator, client: AdminClient
    ) -> None:
        fill(store, 8 * MANY + 60)

        lines = await read(client)

        assert store.bulk.sent == 1
        assert {bool(one.return_reason) is bool(one.returned) for one in lines} == {True}
        assert len(lines) == 8 * MANY + 60

    async def test_go_on_without_them_where_the_app_may_not_read_returns(
        self, store: ShopifySimulator, client: AdminClient
    ) -> None:
        store.store.scopes -= {"read_returns", "write_returns"}

        lines = await read(client)

        assert [one.returned for one in lines] == [0, 1] * 20
        assert {one.return_reason for one in lines} == {""}
        assert store.asked.count(READING) == 1  # and no more

    async def test_go_on_without_them_where_the_store_does_not_answer(
        self, store: ShopifySimulator, client: AdminClient
    ) -> None:
        store.faults.append(Fault(status=500, operation=READING, times=99))

        assert len(await read(client)) == 40
