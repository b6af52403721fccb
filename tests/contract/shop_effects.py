"""What every shop system makes of an effect: its end state."""

import pytest

from assistant.commerce.customer import PaymentKind
from assistant.commerce.order import EntryKind, OrderStatus, RequestKind
from assistant.commerce.ports import ShopRefusedError, ShopSystem
from tests.contract.effects import CORK, Effects, EffectsBase, everything
from tests.contract.goodwill import GoodwillContract
from tests.contract.line_parts import LinePartsContract
from tests.contract.shop import Desk, Feature, LookupsContract, method
from tests.contract.shop_effects_once import OnceContract
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import euros, permit


class EndsContract(EffectsBase):
    async def test_what_the_system_refuses_changes_nothing(self, shop: ShopSystem) -> None:
        for effect in await Effects(shop).of_every_kind():
            if effect.type not in self.refuses:
                continue
            before = await everything(shop)
            with pytest.raises(ShopRefusedError):
                await shop.orders.execute(permit(effect))
            assert await everything(shop) == before
            assert await shop.orders.receipt("k1") is None

    async def test_a_cancelled_order_is_paid_back(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).cancel(given.PENDING)

        receipt = await self.done(shop, effect)

        order = await Desk(shop).order(given.PENDING)
        assert order.status is OrderStatus.CANCELLED
        assert order.cancel_reason == "no_longer_needed"
        assert order.paid == euros(0)
        assert order.version != effect.version
        assert (receipt.key, receipt.reference, receipt.amount) == ("k1", "#1001", euros(46))
        assert receipt.refund_days is not None

    async def test_a_cancelled_order_sold_nothing(self, shop: ShopSystem) -> None:
        pending = await Desk(shop).order(given.PENDING)
        before = [line async for line in shop.orders.sold_since(pending.placed_at)]

        await self.done(shop, await Effects(shop).cancel(given.PENDING))

        after = [line async for line in shop.orders.sold_since(pending.placed_at)]
        assert len(before) - len(after) == len(pending.lines)
        assert all(line in before for line in after)

    async def test_a_split_payment_goes_back_to_each_method(self, shop: ShopSystem) -> None:
        self.needs(Feature.BALANCES, Feature.SPLIT_PAYMENTS)

        await self.done(shop, await Effects(shop).cancel(given.SPLIT))

        order, lea = await Desk(shop).order(given.SPLIT), await Desk(shop).lea()
        gift, card = method(lea, PaymentKind.GIFT_CARD), method(lea, PaymentKind.CARD)
        refunds = [entry for entry in order.entries if entry.kind is EntryKind.REFUND]
        assert {(one.method_id, one.amount.amount_minor) for one in refunds} == {
            (gift.method_id, 2000),
            (card.method_id, 1000),
        }
        assert gift.balance == euros(60)

    async def test_a_cancelled_orders_pieces_can_be_sold_again(self, shop: ShopSystem) -> None:
        self.needs(Feature.STOCK_MOVES)

        await self.done(shop, await Effects(shop).cancel(given.PENDING))

        assert (await Desk(shop).variant(given.SMALL)).stock == 6

    async def test_a_return_is_taken_up_and_paid_once_it_is_back(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).return_shirt(given.ARRIVED)

        receipt = await self.done(shop, effect)

        order = await Desk(shop).order(given.ARRIVED)
        [request] = order.requests
        assert (request.kind, request.line_ids) == (RequestKind.RETURN, effect.line_ids)
        assert (request.method_id, request.amount) == (effect.refund_to, euros(30))
        assert request.reason == effect.reason != ""
        assert receipt.reference == request.reference
        assert receipt.amount == euros(30)
        assert receipt.refund_days is not None
        assert order.paid == euros(46)
        assert order.version != effect.version
        assert [line.title for line in order.lines] == [x.title for x in given.ARRIVED.lines]
        assert [line.options for line in order.lines] == [x.options for x in given.ARRIVED.lines]

    async def test_an_exchange_is_taken_up(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).exchange_shirt(given.ARRIVED, given.LARGE)

        receipt = await self.done(shop, effect)

        order = await Desk(shop).order(given.ARRIVED)
        [request] = order.requests
        assert (request.kind, request.line_ids) == (
            RequestKind.EXCHANGE,
            (effect.swaps[0].line_id,),
        )
        assert request.new_variant_ids == (effect.swaps[0].variant_id,)
        assert request.amount == euros(2)
        assert (receipt.reference, receipt.amount) == (request.reference, None)
        assert order.version != effect.version

    async def test_an_exchanges_new_piece_is_set_aside(self, shop: ShopSystem) -> None:
        self.needs(Feature.STOCK_MOVES)

        await self.done(shop, await Effects(shop).exchange_shirt(given.ARRIVED, given.LARGE))

        assert (await Desk(shop).variant(given.LARGE)).stock == 0
        assert (await Desk(shop).variant(given.SMALL)).stock == 5

    async def test_changed_items_take_their_place_and_the_customer_pays_more(
        self, shop: ShopSystem
    ) -> None:
        self.needs(Feature.CHARGES)
        effect = await Effects(shop).change_shirt(given.PENDING, given.LARGE)

        receipt = await self.done(shop, effect)

        order = await Desk(shop).order(given.PENDING)
        shirt = next(line for line in order.lines if line.title == given.SHIRTS.title)
        assert (shirt.variant_id, shirt.options, shirt.price) == (
            effect.swaps[0].variant_id,
            (("Size", "L"),),
            euros(32),
        )
        assert len(order.lines) == 2
        assert order.paid == euros(48)
        assert [one.kind for one in order.requests] == [RequestKind.CHANGE_ITEMS]
        assert (receipt.reference, receipt.amount) == ("#1001", None)

    async def test_changed_items_that_cost_less_are_paid_back(self, shop: ShopSystem) -> None:
        receipt = await self.done(shop, await Effects(shop).change_shirt(given.TOMS, given.CHEAP))

        assert (await Desk(shop).order(given.TOMS)).paid == euros(25)
        assert receipt.amount == euros(5)

    async def test_a_removed_line_is_gone_and_paid_back(self, shop: ShopSystem) -> None:
        before = await Desk(shop).order(given.PENDING)
        effect = await Effects(shop).remove_shirt(given.PENDING)

        receipt = await self.done(shop, effect)
        again = await shop.orders.execute(permit(effect))

        order = await Desk(shop).order(given.PENDING)
        assert [one.line_id for one in order.lines] == [before.lines[1].line_id]
        assert order.paid == euros(16)
        assert order.requests == ()
        assert order.status is OrderStatus.PENDING
        assert (receipt.reference, receipt.amount) == ("#1001", euros(30))
        assert again == receipt
        assert order.version != effect.version

    async def test_a_removed_lines_pieces_can_be_sold_again(self, shop: ShopSystem) -> None:
        self.needs(Feature.STOCK_MOVES)

        small = await Desk(shop).variant(given.SMALL)
        shirts = (await Desk(shop).shirts()).product_id

        await self.done(shop, await Effects(shop).remove_shirt(given.PENDING))

        after = await shop.assortment.product(shirts, language="en")
        variant = after.variant(small.variant_id) if after else None
        assert small.stock is not None
        assert variant is not None
        assert variant.stock == small.stock + 1

    async def test_a_difference_is_taken_from_a_balance_at_once(self, shop: ShopSystem) -> None:
        self.needs(Feature.BALANCES, Feature.CHARGES)
        effect = await Effects(shop).change_shirt(
            given.PENDING, given.LARGE, by=PaymentKind.GIFT_CARD
        )

        await self.done(shop, effect)

        assert method(await Desk(shop).lea(), PaymentKind.GIFT_CARD).balance == euros(38)

    async def test_a_refund_on_a_balance_is_there_at_once(self, shop: ShopSystem) -> None:
        self.needs(Feature.BALANCES)
        effect = await Effects(shop).change_shirt(
            given.TOMS, given.CHEAP, by=PaymentKind.STORE_CREDIT
        )

        receipt = await self.done(shop, effect)

        assert method(await Desk(shop).tom(), PaymentKind.STORE_CREDIT).balance == euros(20)
        assert (receipt.amount, receipt.refund_days) == (euros(5), None)

    async def test_changed_items_are_counted(self, shop: ShopSystem) -> None:
        self.needs(Feature.STOCK_MOVES, Feature.CHARGES)

        await self.done(shop, await Effects(shop).change_shirt(given.PENDING, given.LARGE))

        assert (await Desk(shop).variant(given.LARGE)).stock == 0
        assert (await Desk(shop).variant(given.SMALL)).stock == 6

    async def test_an_order_goes_to_another_address(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).send_to_cork(given.TOMS)

        receipt = await self.done(shop, effect)

        order = await Desk(shop).order(given.TOMS)
        assert order.address == CORK
        assert order.version != effect.version
        assert (receipt.reference, receipt.amount) == ("#1004", None)
        assert (await Desk(shop).tom()).default_address == given.LANE

    async def test_another_method_pays_and_the_one_before_is_paid_back(
        self, shop: ShopSystem
    ) -> None:
        self.needs(Feature.SPLIT_PAYMENTS, Feature.BALANCES)
        effect = await Effects(shop).pay_by(given.SPLIT, PaymentKind.CARD)

        receipt = await self.done(shop, effect)

        order, lea = await Desk(shop).order(given.SPLIT), await Desk(shop).lea()
        assert order.paid_with == method(lea, PaymentKind.CARD).method_id
        assert order.paid == euros(30)
        assert method(lea, PaymentKind.GIFT_CARD).balance == euros(60)
        assert receipt.reference == "#1002"
        assert receipt.amount == euros(30)

    async def test_the_default_address_is_another_one(self, shop: ShopSystem) -> None:
        await self.done(shop, await Effects(shop).keep_cork())

        assert (await Desk(shop).tom()).default_address == CORK
        assert (await Desk(shop).order(given.TOMS)).address == given.LANE

    async def test_an_alert_may_be_asked_for_twice(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).alert()

        first = await self.done(shop, effect)
        again = await shop.orders.execute(permit(effect, "k2"))

        assert (first.key, again.key) == ("k1", "k2")


class ShopContract(
    LookupsContract, EndsContract, LinePartsContract, OnceContract, GoodwillContract
):
    """All of it: what an adapter's test class inherits."""
