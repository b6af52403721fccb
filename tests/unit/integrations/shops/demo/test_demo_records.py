from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from assistant.commerce.amounts import plus, times, total
from assistant.commerce.order import Order, OrderStatus, RequestKind, ShipmentStatus
from assistant.commerce.shop_books import ShopRecords
from assistant.operations.shop_rules import load_rules
from integrations.shops.demo.demo_records import read_records
from integrations.shops.demo.shelf import DEMO

NOW = datetime(2026, 11, 24, 20, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def records() -> ShopRecords:
    return read_records(NOW)


def worth(order: Order) -> int:
    lines = (times(line.price, line.quantity) for line in order.lines)
    goods = total(lines, currency="EUR")
    return plus(goods, order.shipping).amount_minor if order.shipping else goods.amount_minor


class TestTheDemoShopsRecords:
    def test_are_the_same_at_the_same_moment(self, records: ShopRecords) -> None:
        assert read_records(NOW) == records

    def test_move_with_the_day(self, records: ShopRecords) -> None:
        later = read_records(NOW + timedelta(days=400))

        ages = [NOW - order.placed_at for order in records.orders]
        assert [NOW + timedelta(days=400) - order.placed_at for order in later.orders] == ages

    def test_have_enough_customers_in_both_languages(self, records: ShopRecords) -> None:
        languages = Counter(one.language for one in records.customers)

        assert len(records.customers) >= 12
        assert min(languages["fr"], languages["en"]) >= 6
        assert {one.customer_id for one in records.orders} == {
            one.customer_id for one in records.customers
        }

    def test_have_orders_in_every_state(self, records: ShopRecords) -> None:
        assert len(records.orders) >= 60
        assert {order.status for order in records.orders} == set(OrderStatus)
        parcels = {parcel.status for order in records.orders for parcel in order.shipments}
        assert parcels == set(ShipmentStatus)
        kinds = {request.kind for order in records.orders for request in order.requests}
        in_chats = {
            RequestKind.RESHIP,
            RequestKind.CLAIM,
        }  # an exception of people; a customer's report
        assert kinds == set(RequestKind) - in_chats
        assert any(line.final_sale for order in records.orders for line in order.lines)

    def test_have_deliveries_inside_and_outside_the_window(self, records: ShopRecords) -> None:
        days = load_rules(DEMO / "rules.yml").returns.window_days
        ages = [(NOW - order.delivered_at).days for order in records.orders if order.delivered_at]

        assert days is not None
        assert sum(age < days for age in ages) >= 10
        assert sum(age > days for age in ages) >= 5

    def test_happen_in_order_and_before_now(self, records: ShopRecords) -> None:
        placed = [order.placed_at for order in records.orders]

        assert placed == sorted(placed)
        assert placed[-1] < NOW
        assert all(
            order.placed_at < order.delivered_at < NOW
            for order in records.orders
            if order.delivered_at
        )

    def test_name_each_order_and_line_once(self, records: ShopRecords) -> None:
        numbers = [order.number for order in records.orders]
        lines = [line.line_id for order in records.orders for line in order.lines]

        assert len(set(numbers)) == len(numbers)
        assert all(number.startswith("BM") and len(number) == 10 for number in numbers)
        assert len(set(lines)) == len(lines)

    def test_are_paid_in_full_by_the_customers_own_methods(self, records: ShopRecords) -> None:
        methods = {
            method.method_id: one.customer_id
            for one in records.customers
            for method in one.payment_methods
        }
        for order in records.orders:
            assert {methods[entry.method_id] for entry in order.entries} == {order.customer_id}
            if order.status is OrderStatus.CANCELLED:
                assert order.paid.amount_minor == 0
            elif not order.requested(RequestKind.RETURN):
                assert order.paid.amount_minor == worth(order)

    def test_sell_what_the_catalogue_has(self, records: ShopRecords) -> None:
        for language in ("fr", "en"):
            sold = {one.product_id: one for one in records.products[language]}
            buyers = {c.customer_id for c in records.customers if c.language == language}
            for order in (one for one in records.orders if one.customer_id in buyers):
                for line in order.lines:
                    variant = sold[line.product_id].variant(line.variant_id)
                    assert variant is not None
                    assert (line.title, line.options) == (
                        sold[line.product_id].title,
                        variant.options,
                    )

    def test_exchange_within_one_product_and_one_country(self, records: ShopRecords) -> None:
        for order in records.orders:
            for request in order.requested(RequestKind.EXCHANGE):
                assert order.address.country == "FR"
                assert request.new_variant_ids != tuple(
                    line.variant_id for line in order.lines if line.line_id in request.line_ids
                )
