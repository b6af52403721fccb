"""What every shop's baskets do. Inherit and override `shop` and, where it has carts, `bought`.

`tests.support.seeds.shop_records.RECORDS` is what the shop sells; products and variants are found
in its own assortment, whatever ids it gives them.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.ports import Baskets, KeptBasket, ShopRefusedError, ShopSystem
from assistant.commerce.shop_ids import ProductId
from assistant.conversation.basket import Basket, BasketLine

EMPTY = Basket()
EVER = datetime(2020, 1, 1, tzinfo=UTC)
TOKEN = "0123456789abcdef01234567"  # a made-up one


class BasketsContract:
    """Baskets that a shop keeps, or writes into links."""

    has_carts: ClassVar[bool] = True
    """Whether the shop keeps a basket of its own, which it can then show, refuse and sell."""

    tells_orders: ClassVar[bool] = True
    """Whether the shop tells which of its orders came of a basket."""

    @pytest.fixture
    async def shop(self) -> ShopSystem:
        raise NotImplementedError

    @pytest.fixture
    async def shirt_id(self) -> ProductId:
        """The id of the shirt, as this shop has it."""
        return ProductId("shirt")

    @pytest.fixture
    async def shirt(self, shop: ShopSystem, shirt_id: ProductId) -> SoldProduct:
        found = await shop.assortment.product(shirt_id, language="en")
        assert found is not None
        return found

    async def buy(self, basket: Basket) -> None:
        """Let the customer pay for what is in the shop's cart."""
        raise NotImplementedError

    async def check_out(self, kept: KeptBasket) -> None:
        """Let the customer follow the way to the checkout, and pay."""
        await self.buy(kept.basket)

    async def test_mark_the_order_that_comes_of_them(
        self, shop: ShopSystem, shirt: SoldProduct
    ) -> None:
        first = EMPTY.adding(line(shirt, "M", 1))
        kept = await baskets(shop).keep(replace(first, token="f" * 24), language="en")
        wanted = replace(kept.basket.adding(line(shirt, "S", 2)), token=TOKEN)
        await baskets(shop).keep(wanted, language="en")
        shown = await baskets(shop).show(wanted, language="en")
        assert shown is not None

        if not self.tells_orders:
            assert TOKEN in shown.checkout_url
            return
        await self.check_out(shown)

        sold = [one async for one in shop.orders.sold_since(EVER)]
        assert [one.quantity for one in sold if one.basket == TOKEN] == [1, 2]
        assert len({one.order_id for one in sold if one.basket}) == 1

    async def test_hold_the_lines_and_lead_to_the_checkout(
        self, shop: ShopSystem, shirt: SoldProduct
    ) -> None:
        wanted = EMPTY.adding(line(shirt, "M", 2)).adding(line(shirt, "XS", 1))

        kept = await baskets(shop).keep(wanted, language="en")

        assert kept.basket.is_like(wanted)
        assert kept.checkout_url
        assert await shown(shop, kept) == frozenset(wanted.lines)

    async def test_are_the_same_after_a_repeat(self, shop: ShopSystem, shirt: SoldProduct) -> None:
        first = await baskets(shop).keep(EMPTY.adding(line(shirt, "M", 2)), language="en")

        again = await baskets(shop).keep(first.basket, language="en")

        assert again == first

    async def test_hold_other_lines_in_the_same_basket_after_a_change(
        self, shop: ShopSystem, shirt: SoldProduct
    ) -> None:
        first = await baskets(shop).keep(EMPTY.adding(line(shirt, "M", 2)), language="en")
        changed = first.basket.holding(line(shirt, "M", 1)).adding(line(shirt, "S", 3))

        kept = await baskets(shop).keep(changed, language="en")

        assert kept.basket.shop_basket == first.basket.shop_basket
        assert await shown(shop, kept) == frozenset(changed.lines)

    async def test_lose_a_line_that_is_taken_out(
        self, shop: ShopSystem, shirt: SoldProduct
    ) -> None:
        both = EMPTY.adding(line(shirt, "M", 2)).adding(line(shirt, "S", 1))
        first = await baskets(shop).keep(both, language="en")

        kept = await baskets(shop).keep(first.basket.holding(line(shirt, "M", 0)), language="en")

        assert await shown(shop, kept) == {line(shirt, "S", 1)}

    async def test_lead_nowhere_once_they_are_empty(
        self, shop: ShopSystem, shirt: SoldProduct
    ) -> None:
        first = await baskets(shop).keep(EMPTY.adding(line(shirt, "M", 1)), language="en")

        kept = await baskets(shop).keep(replace(first.basket, lines=()), language="en")

        assert kept.basket.lines == ()
        assert kept.checkout_url == ""

    async def test_are_two_for_two_customers(self, shop: ShopSystem, shirt: SoldProduct) -> None:
        one = await baskets(shop).keep(EMPTY.adding(line(shirt, "M", 1)), language="en")
        other = await baskets(shop).keep(EMPTY.adding(line(shirt, "S", 2)), language="fr")

        assert await shown(shop, one) == {line(shirt, "M", 1)}
        assert await shown(shop, other) == {line(shirt, "S", 2)}

    async def test_tell_what_a_shop_counts_that_has_carts(
        self, shop: ShopSystem, shirt: SoldProduct
    ) -> None:
        kept = await baskets(shop).keep(EMPTY.adding(line(shirt, "M", 2)), language="en")

        price = variant(shirt, "M").price.amount_minor
        assert (kept.total.amount_minor if kept.total else 0) == (
            2 * price if self.has_carts else 0
        )

    async def test_refuse_what_is_out_of_stock(self, shop: ShopSystem, shirt: SoldProduct) -> None:
        self._needs_carts()

        with pytest.raises(ShopRefusedError):
            await baskets(shop).keep(EMPTY.adding(line(shirt, "XL", 1)), language="en")

    async def test_are_gone_once_they_are_bought(
        self, shop: ShopSystem, shirt: SoldProduct
    ) -> None:
        self._needs_carts()
        kept = await baskets(shop).keep(EMPTY.adding(line(shirt, "M", 1)), language="en")
        await self.buy(kept.basket)

        assert await baskets(shop).show(kept.basket, language="en") is None

    async def test_begin_anew_in_place_of_one_that_is_gone(
        self, shop: ShopSystem, shirt: SoldProduct
    ) -> None:
        self._needs_carts()
        first = await baskets(shop).keep(EMPTY.adding(line(shirt, "M", 1)), language="en")
        await self.buy(first.basket)

        kept = await baskets(shop).keep(first.basket.adding(line(shirt, "S", 1)), language="en")

        assert kept.basket.shop_basket not in {"", first.basket.shop_basket}
        assert kept.checkout_url

    async def test_begin_anew_in_place_of_one_that_a_page_made_up(
        self, shop: ShopSystem, shirt: SoldProduct
    ) -> None:
        self._needs_carts()
        made_up = Basket(shop_basket="made-up")

        assert await baskets(shop).show(made_up, language="en") is None
        kept = await baskets(shop).keep(made_up.adding(line(shirt, "S", 1)), language="en")

        assert kept.basket.shop_basket not in {"", "made-up"}
        assert await shown(shop, kept) == {line(shirt, "S", 1)}

    def _needs_carts(self) -> None:
        if not self.has_carts:
            pytest.skip("this shop keeps no carts")


def baskets(shop: ShopSystem) -> Baskets:
    assert shop.baskets is not None
    return shop.baskets


async def shown(shop: ShopSystem, kept: KeptBasket) -> frozenset[BasketLine]:
    found = await baskets(shop).show(kept.basket, language="en")
    assert found is not None
    return frozenset(found.basket.lines)


def variant(product: SoldProduct, size: str) -> SoldVariant:
    return next(one for one in product.variants if ("Size", size) in one.options)


def line(product: SoldProduct, size: str, pieces: int) -> BasketLine:
    found = variant(product, size)
    return BasketLine(product_id=product.product_id, variant_id=found.variant_id, pieces=pieces)
