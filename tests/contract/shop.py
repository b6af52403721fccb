"""What every shop system finds. Inherit `shop_effects.ShopContract` and override `shop`.

An adapter is given `tests.support.seeds.shop_records.RECORDS`: customers, orders, products as plain
values. Its `shop` fixture puts them into the shop system (or a simulator of it) in whatever form
that has, and yields the three ports. The system may give things ids of its own: the suite finds
customers by e-mail and orders by number, and takes every other id from what the ports return.
What a system cannot do, its class declares in `lacks` and `refuses`.
"""

from enum import StrEnum
from typing import ClassVar

import pytest

from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.customer import Customer, PaymentKind, PaymentMethod
from assistant.commerce.order import Order, OrderStatus, Shipment
from assistant.commerce.permit import Permit
from assistant.commerce.ports import ShopSystem
from assistant.commerce.shop_ids import CustomerId, ProductId, VariantId
from tests.support.seeds import shop_records as given


class Feature(StrEnum):
    """What a shop system may not have; the tests that need it are then left out."""

    BALANCES = "balances"  # gift cards and store credit, with what is left on them
    SPLIT_PAYMENTS = "split payments"  # an order paid by two methods
    CHARGES = "charges"  # a method that paid is charged again, for a change that costs more
    TRACKING = "tracking"  # parcels with carrier, number and state
    STOCK_MOVES = "stock moves"  # effects count pieces in and out
    FOLDED_NAMES = "folded names"  # names found without case and accents


class ShopBase:
    """What both halves of the contract use."""

    lacks: ClassVar[frozenset[Feature]] = frozenset()
    refuses: ClassVar[frozenset[str]] = frozenset()
    """Types of effects (`effect.type`) that the system refuses, with nothing done."""

    @pytest.fixture
    async def shop(self) -> ShopSystem:
        raise NotImplementedError

    async def lose_the_answer(self, shop: ShopSystem, permit: Permit) -> None:
        """Execute, and do not learn what came of it.

        An adapter of a remote system overrides this: the simulator does the work and drops the
        answer, and the adapter raises `ShopUnavailableError`, which this swallows.
        """
        await shop.orders.execute(permit)

    def needs(self, *features: Feature) -> None:
        for feature in features:
            if feature in self.lacks:
                pytest.skip(f"this shop system has no {feature}")


class Desk:
    """Finds what was given to the shop by what customers know of it."""

    def __init__(self, shop: ShopSystem) -> None:
        self._shop = shop

    async def lea(self) -> Customer:
        return await self.customer(given.LEA_KNOWN.email)

    async def tom(self) -> Customer:
        return await self.customer(given.TOM_KNOWN.email)

    async def customer(self, email: str) -> Customer:
        found = await self._shop.customers.with_email(email)
        assert found is not None
        return found

    async def order(self, given_order: Order) -> Order:
        found = await self._shop.orders.with_number(given_order.number)
        assert found is not None
        return found

    async def shirts(self) -> SoldProduct:
        order = await self.order(given.PENDING)
        product_id = next(x.product_id for x in order.lines if x.title == given.SHIRTS.title)
        found = await self._shop.assortment.product(product_id, language="en")
        assert found is not None
        return found

    async def variant(self, given_id: VariantId) -> SoldVariant:
        """Return the shirt's variant with the options of the given one."""
        options = next(v.options for v in given.SHIRTS.variants if v.variant_id == given_id)
        return next(v for v in (await self.shirts()).variants if v.options == options)


def method(customer: Customer, kind: PaymentKind) -> PaymentMethod:
    return next(one for one in customer.payment_methods if one.kind is kind)


class LookupsContract(ShopBase):
    async def test_a_customer_is_found_by_address_in_any_case(self, shop: ShopSystem) -> None:
        found = await shop.customers.with_email(" Lea.LeGoff@EXAMPLE.com ")

        assert found is not None
        assert (found.given_name, found.family_name) == ("Léa", "Le Goff")
        assert found.email == "lea.legoff@example.com"
        assert found.default_address is not None
        assert found.default_address.postcode == "29100"

    async def test_a_customer_is_found_again_by_id(self, shop: ShopSystem) -> None:
        lea = await Desk(shop).lea()

        assert await shop.customers.with_id(lea.customer_id) == lea

    async def test_nobody_has_an_unknown_address_or_id(self, shop: ShopSystem) -> None:
        assert await shop.customers.with_email("nobody@example.com") is None
        assert await shop.customers.with_email("") is None
        assert await shop.customers.with_id(CustomerId("999999")) is None

    async def test_a_customer_is_found_by_name_and_postcode(self, shop: ShopSystem) -> None:
        found = await shop.customers.named("Tom", "O'Brien", "T12 XY34")

        assert [one.email for one in found] == [given.TOM_KNOWN.email]

    @pytest.mark.parametrize(
        ("given_name", "family_name", "postcode"),
        [("lea", "le goff", "29100"), ("LÉA", "Le-Goff", "29 100"), ("Lea", "LE GOFF", " 29100")],
    )
    async def test_case_accents_and_spaces_of_a_name_do_not_count(
        self, shop: ShopSystem, given_name: str, family_name: str, postcode: str
    ) -> None:
        self.needs(Feature.FOLDED_NAMES)

        found = await shop.customers.named(given_name, family_name, postcode)

        assert [one.email for one in found] == [given.LEA_KNOWN.email]

    @pytest.mark.parametrize(
        ("given_name", "family_name", "postcode"),
        [("Tom", "O'Brien", "29100"), ("Tom", "Le Goff", "29100"), ("", "", ""), ("Léa", "", "")],
    )
    async def test_a_name_without_its_postcode_is_nobody(
        self, shop: ShopSystem, given_name: str, family_name: str, postcode: str
    ) -> None:
        assert await shop.customers.named(given_name, family_name, postcode) == ()

    async def test_balances_are_told(self, shop: ShopSystem) -> None:
        self.needs(Feature.BALANCES)

        lea = await Desk(shop).lea()

        assert method(lea, PaymentKind.GIFT_CARD).balance == given.euros(40)
        assert method(lea, PaymentKind.GIFT_CARD).last4 == "0042"

    @pytest.mark.parametrize("number", ["#1001", "1001", " #1001 ", "# 1001"])
    async def test_an_order_is_found_by_its_number(self, shop: ShopSystem, number: str) -> None:
        order = await shop.orders.with_number(number)

        assert order is not None
        assert order.number == "#1001"
        assert order.status is OrderStatus.PENDING
        assert order.placed_at == given.PLACED
        assert [(x.title, x.quantity, x.price) for x in order.lines] == [
            ("Ouessant Shirt", 1, given.euros(30)),
            ("Sein Socks", 2, given.euros(8)),
        ]
        assert order.lines[0].options == (("Size", "S"),)
        assert (order.currency, order.paid) == ("EUR", given.euros(46))
        assert order.address.city == "Douarnenez"
        assert order.customer_id == (await Desk(shop).lea()).customer_id

    @pytest.mark.parametrize("number", ["#9999", "100", "10011", "", "#", "1001 OR 1=1", "%"])
    async def test_no_order_has_another_number(self, shop: ShopSystem, number: str) -> None:
        assert await shop.orders.with_number(number) is None

    async def test_what_was_paid_is_paid_by_the_customers_own_method(
        self, shop: ShopSystem
    ) -> None:
        desk = Desk(shop)

        order = await desk.order(given.PENDING)

        assert order.paid_with is not None
        assert (await desk.lea()).method(order.paid_with) is not None

    async def test_an_orders_parcels_are_told(self, shop: ShopSystem) -> None:
        self.needs(Feature.TRACKING)

        order = await Desk(shop).order(given.ARRIVED)

        expected = given.ARRIVED.shipments[0]
        assert [_told(one) for one in order.shipments] == [_told(expected)]
        assert set(order.shipments[0].line_ids) == {line.line_id for line in order.lines}
        assert order.status is OrderStatus.DELIVERED
        assert order.delivered_at == given.DELIVERED

    async def test_a_customers_orders_come_newest_first(self, shop: ShopSystem) -> None:
        lea = await Desk(shop).lea()

        orders = await shop.orders.of_customer(lea.customer_id, limit=10)

        assert [order.number for order in orders] == ["#1003", "#1002", "#1001"]
        assert all(order.customer_id == lea.customer_id for order in orders)
        two = await shop.orders.of_customer(lea.customer_id, limit=2)
        assert two == orders[:2]

    async def test_an_order_is_the_same_however_it_is_found(self, shop: ShopSystem) -> None:
        desk = Desk(shop)
        tom = await desk.tom()

        [listed] = await shop.orders.of_customer(tom.customer_id, limit=10)

        assert listed == await desk.order(given.TOMS)

    async def test_nobodys_orders_are_none(self, shop: ShopSystem) -> None:
        assert await shop.orders.of_customer(CustomerId("999999"), limit=10) == ()

    async def test_what_was_sold_is_told_from_a_moment_on(self, shop: ShopSystem) -> None:
        lea = await Desk(shop).lea()
        orders = await shop.orders.of_customer(lea.customer_id, limit=10)
        since = given.PLACED.replace(day=4)

        lines = [line async for line in shop.orders.sold_since(given.PLACED)]
        late = [line async for line in shop.orders.sold_since(since)]
        none = [line async for line in shop.orders.sold_since(given.PLACED.replace(day=28))]

        own = [line for line in lines if line.customer_id == lea.customer_id]
        assert sorted((one.at, one.product_id, one.quantity, one.paid) for one in own) == sorted(
            (order.placed_at, one.product_id, one.quantity, one.paid)
            for order in orders
            for one in order.lines
        )
        assert {one.region for one in own} == {"FR-29"}
        assert {line.customer_id for line in lines} > {lea.customer_id}
        assert late == [line for line in lines if line.at >= since]
        assert late
        assert none == []

    async def test_a_product_has_all_its_variants_with_price_and_stock(
        self, shop: ShopSystem
    ) -> None:
        product = await Desk(shop).shirts()

        assert product.title == "Ouessant Shirt"
        assert [(v.options, v.price, v.stock) for v in product.variants] == [
            (v.options, v.price, v.stock) for v in given.SHIRTS.variants
        ]
        assert [v.available for v in product.variants] == [True, True, True, True, False]

    async def test_a_variant_whose_stock_is_not_counted_is_available(
        self, shop: ShopSystem
    ) -> None:
        order = await Desk(shop).order(given.PENDING)

        product = await shop.assortment.product(order.lines[1].product_id, language="en")

        assert product is not None
        assert [(v.stock, v.available) for v in product.variants] == [(None, True)]

    async def test_a_language_the_shop_lacks_gets_its_own(self, shop: ShopSystem) -> None:
        shirts = await Desk(shop).shirts()

        assert await shop.assortment.product(shirts.product_id, language="fr") == shirts

    async def test_an_unknown_product_is_none(self, shop: ShopSystem) -> None:
        assert await shop.assortment.product(ProductId("999999"), language="en") is None


def _told(shipment: Shipment) -> tuple[object, ...]:
    return (
        shipment.carrier,
        shipment.tracking_number,
        shipment.tracking_url,
        shipment.status,
        shipment.delivered_at,
    )
