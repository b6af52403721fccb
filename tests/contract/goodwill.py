"""What every shop system makes of the exceptions that its people order."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest

from assistant.commerce.checkout import BoughtPieces, CheckoutRefusedError
from assistant.commerce.order import EntryKind, RequestKind
from assistant.commerce.ports import ShopMovedOnError, ShopRefusedError, ShopSystem
from assistant.commerce.shop_effects import voucher_code
from integrations.stores.memory.memory_shop import MemoryShop
from tests.contract.effects import CORK, Effects, EffectsBase, everything
from tests.contract.shop import Desk, Feature
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import euros, permit


class GoodwillContract(EffectsBase):
    async def vouchers(self, shop: ShopSystem) -> list[tuple[str, str]]:
        """Return (code, amount) of each voucher; an adapter looks into its simulator."""
        lea = await Desk(shop).lea()
        return [
            (one.method_id.removeprefix("voucher:"), f"{one.balance.amount_minor / 100:.2f}")
            for one in lea.payment_methods
            if one.method_id.startswith("voucher:") and one.balance
        ]

    async def test_what_it_says_that_it_refuses_is_what_it_refuses(self, shop: ShopSystem) -> None:
        assert await shop.orders.refuses() == self.refuses

    async def test_a_part_is_paid_back_and_the_goods_stay(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).refund_part(given.ARRIVED)
        before = await Desk(shop).order(given.ARRIVED)

        receipt = await self.done(shop, effect)

        order = await Desk(shop).order(given.ARRIVED)
        assert order.paid.amount_minor == before.paid.amount_minor - 500
        assert [one.amount for one in order.entries if one.kind is EntryKind.REFUND] == [euros(5)]
        assert (order.lines, order.status) == (before.lines, before.status)
        assert order.requests == before.requests
        assert (receipt.reference, receipt.amount) == ("#1003", euros(5))
        assert order.version != effect.version

    async def test_no_more_than_was_paid_goes_back(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).refund_part(given.ARRIVED, 4601)
        self.does(effect)
        before = await everything(shop)

        with pytest.raises(ShopRefusedError):
            await shop.orders.execute(permit(effect))

        assert await everything(shop) == before
        assert await shop.orders.receipt("k1") is None

    async def test_a_parcel_is_sent_again_and_costs_nothing(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).reship(given.ARRIVED)
        before = await Desk(shop).order(given.ARRIVED)

        receipt = await self.done(shop, effect)

        order = await Desk(shop).order(given.ARRIVED)
        [request] = order.requests
        assert (request.kind, request.line_ids) == (RequestKind.RESHIP, effect.line_ids)
        assert request.reference == receipt.reference != ""
        assert receipt.amount is None
        assert order.paid == before.paid

    async def test_its_pieces_leave_the_stock(self, shop: ShopSystem) -> None:
        self.needs(Feature.STOCK_MOVES)
        stock = (await Desk(shop).variant(given.SMALL)).stock
        assert stock is not None

        await self.done(shop, await Effects(shop).reship(given.ARRIVED))

        assert (await Desk(shop).variant(given.SMALL)).stock == stock - 1

    async def codes(self, shop: ShopSystem) -> list[tuple[str, str, list[str], str]]:
        """Return (code, amount, products, least order) of each; an adapter has its simulator's."""
        receipt = await shop.orders.receipt("k1")  # nothing else has it
        effect = await Effects(shop).code(given.ARRIVED)
        least = f"{effect.least.amount_minor / 100:.2f}" if effect.least else ""
        made = receipt and receipt.amount
        amount = f"{made.amount_minor / 100:.2f}" if made else ""
        return [(receipt.reference, amount, list(effect.products), least)] if receipt else []

    async def test_a_code_is_good_for_its_products_and_an_order_of_its_size(
        self, shop: ShopSystem
    ) -> None:
        effect = await Effects(shop).code(given.ARRIVED)
        before = await self.vouchers(shop)
        self.does(effect)

        for _ in range(2):
            receipt = await shop.orders.execute(permit(effect))

        products = [one.rpartition("/")[2] for one in effect.products]
        [(code, amount, of, least)] = await self.codes(shop)
        assert code.upper() == receipt.reference == voucher_code("k1")
        assert (amount, least) == ("5.00", "20.00")
        assert [one.rpartition("/")[2] for one in of] == products
        assert len(await self.vouchers(shop)) - len(before) <= 1
        methods = (await Desk(shop).lea()).payment_methods
        assert not any(one.method_id.startswith("voucher:") for one in methods)

    async def use(self, shop: ShopSystem, code: str) -> None:
        """Have a customer use a code for an order, once; other shops take codes by themselves."""
        pieces = BoughtPieces(product_id=given.SHIRT, variant_id=given.SMALL, pieces=1)
        till = cast("MemoryShop", shop.orders)
        placed = await till.place(given.LEA, [pieces], code=code, at=datetime.now(UTC))
        assert placed.paid == euros(25)
        with pytest.raises(CheckoutRefusedError):
            await till.place(given.LEA, [pieces], code=code, at=datetime.now(UTC))

    async def test_a_code_is_good_for_one_order(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).code(given.ARRIVED)
        self.does(effect)
        receipt = await shop.orders.execute(permit(effect))

        await self.use(shop, receipt.reference)

    async def test_a_voucher_is_made_once_with_the_code_of_its_permit(
        self, shop: ShopSystem
    ) -> None:
        effect = await Effects(shop).voucher(given.ARRIVED)

        first = await self.done(shop, effect)
        again = await shop.orders.execute(permit(effect))

        assert again == first
        assert (first.reference, first.amount) == (voucher_code("k1"), euros(10))
        assert await self.vouchers(shop) == [(voucher_code("k1"), "10.00")]

    async def test_it_is_not_made_on_an_older_version(self, shop: ShopSystem) -> None:
        effects = Effects(shop)
        late = (
            await effects.refund_part(given.TOMS),
            await effects.voucher(given.TOMS),
            await effects.reship(given.TOMS),
        )
        self.does(*late)
        moved = replace(await effects.send_to_cork(given.TOMS), address=CORK)
        await shop.orders.execute(permit(moved, "first"))
        before = await everything(shop)

        for effect in late:
            with pytest.raises(ShopMovedOnError):
                await shop.orders.execute(permit(effect, f"late-{effect.type}"))

        assert await everything(shop) == before
        assert await self.vouchers(shop) == []
