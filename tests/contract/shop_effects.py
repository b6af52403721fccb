"""What every shop system makes of an effect: its end state, once, on what was decided on."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.commerce.customer import PaymentKind
from assistant.commerce.effects import (
    AlertBackInStock,
    CancelOrder,
    ChangeAddress,
    ChangeDefaultAddress,
    ChangeItems,
    ChangePayment,
    Effect,
    ExchangeItems,
    Receipt,
    ReturnItems,
    Swap,
)
from assistant.commerce.ids import OrderId, VariantId
from assistant.commerce.money import Money
from assistant.commerce.order import EntryKind, Order, OrderStatus, RequestKind
from assistant.commerce.ports import ShopError, ShopMovedOnError, ShopRefusedError, ShopSystem
from tests.contract.shop import Desk, Feature, LookupsContract, ShopBase, method
from tests.infra import shop_records as given
from tests.infra.shop_records import euros, permit

CORK = replace(given.LANE, line1="1 Ferry Road", line2="Flat 2")


class Effects:
    """Effects on what the shop has now, as the gate would decide them."""

    def __init__(self, shop: ShopSystem) -> None:
        self._desk = Desk(shop)

    async def cancel(self, order: Order) -> CancelOrder:
        found = await self._desk.order(order)
        return CancelOrder(
            order_id=found.order_id, version=found.version, reason="no_longer_needed"
        )

    async def return_shirt(self, order: Order) -> ReturnItems:
        found = await self._desk.order(order)
        assert found.paid_with is not None
        return ReturnItems(
            order_id=found.order_id,
            version=found.version,
            line_ids=(found.lines[0].line_id,),
            refund_to=found.paid_with,
            refund=found.lines[0].price,
            reason="too_small",
        )

    async def exchange_shirt(self, order: Order, to: VariantId) -> ExchangeItems:
        found = await self._desk.order(order)
        new = await self._desk.variant(to)
        return ExchangeItems(
            order_id=found.order_id,
            version=found.version,
            swaps=(Swap(line_id=found.lines[0].line_id, variant_id=new.variant_id),),
            settle_with=found.paid_with,
            difference=_difference(new.price),
        )

    async def change_shirt(
        self, order: Order, to: VariantId, *, by: PaymentKind | None = None
    ) -> ChangeItems:
        found = await self._desk.order(order)
        new = await self._desk.variant(to)
        settle_with = found.paid_with
        if by is not None:
            owner = await (self._desk.lea() if order.customer_id == given.LEA else self._desk.tom())
            settle_with = method(owner, by).method_id
        return ChangeItems(
            order_id=found.order_id,
            version=found.version,
            swaps=(Swap(line_id=found.lines[0].line_id, variant_id=new.variant_id),),
            settle_with=settle_with,
            difference=_difference(new.price),
        )

    async def send_to_cork(self, order: Order) -> ChangeAddress:
        found = await self._desk.order(order)
        return ChangeAddress(order_id=found.order_id, version=found.version, address=CORK)

    async def pay_by(self, order: Order, kind: PaymentKind) -> ChangePayment:
        found = await self._desk.order(order)
        chosen = method(await self._desk.lea(), kind)
        return ChangePayment(
            order_id=found.order_id,
            version=found.version,
            method_id=chosen.method_id,
            amount=found.paid,
        )

    async def keep_cork(self) -> ChangeDefaultAddress:
        return ChangeDefaultAddress(customer_id=(await self._desk.tom()).customer_id, address=CORK)

    async def alert(self) -> AlertBackInStock:
        shirts = await self._desk.shirts()
        gone = await self._desk.variant(given.GONE)
        return AlertBackInStock(
            customer_id=(await self._desk.tom()).customer_id,
            product_id=shirts.product_id,
            variant_id=gone.variant_id,
        )

    async def of_every_kind(self) -> Sequence[Effect]:
        return (
            await self.cancel(given.SPLIT),
            await self.return_shirt(given.ARRIVED),
            await self.exchange_shirt(given.ARRIVED, given.MEDIUM),
            await self.change_shirt(given.PENDING, given.MEDIUM),
            await self.send_to_cork(given.TOMS),
            await self.pay_by(given.SPLIT, PaymentKind.CARD),
            await self.keep_cork(),
            await self.alert(),
        )


def _difference(price: Money) -> Money:
    return replace(price, amount_minor=price.amount_minor - given.shirt("any").price.amount_minor)


class EffectsContract(ShopBase):
    async def done(self, shop: ShopSystem, effect: Effect) -> Receipt:
        self.does(effect)
        return await shop.orders.execute(permit(effect))

    def does(self, *effects: Effect) -> None:
        """Leave the test out where the system declares that it refuses one of these."""
        for effect in effects:
            if effect.type in self.refuses:
                pytest.skip(f"this shop system refuses {effect.type}")

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

    async def test_every_effect_is_had_once_however_often_it_is_asked_for(
        self, shop: ShopSystem
    ) -> None:
        for number, effect in enumerate(await Effects(shop).of_every_kind()):
            key = f"k{number}"
            if effect.type in self.refuses:
                continue
            try:
                first = await shop.orders.execute(permit(effect, key))
            except ShopMovedOnError:
                continue  # an effect before it was on the same order
            after = await everything(shop)

            again = await shop.orders.execute(permit(effect, key))

            assert again == first
            assert await everything(shop) == after
            assert await shop.orders.receipt(key) == first

    async def test_two_that_ask_at_once_with_one_key_get_one_effect(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).send_to_cork(given.TOMS)
        self.does(effect)

        receipts = await asyncio.gather(*(shop.orders.execute(permit(effect)) for _ in range(6)))

        assert len(set(receipts)) == 1
        assert (await Desk(shop).order(given.TOMS)).address == CORK

    async def test_of_two_different_effects_on_one_version_one_is_had(
        self, shop: ShopSystem
    ) -> None:
        effects = Effects(shop)
        one, other = await effects.send_to_cork(given.TOMS), await effects.cancel(given.TOMS)
        self.does(one, other)

        answers = await asyncio.gather(
            shop.orders.execute(permit(one, "one")),
            shop.orders.execute(permit(other, "other")),
            return_exceptions=True,
        )

        assert sum(isinstance(answer, Receipt) for answer in answers) == 1
        assert sum(isinstance(answer, ShopMovedOnError) for answer in answers) == 1
        order = await Desk(shop).order(given.TOMS)
        assert (order.address == CORK) != (order.status is OrderStatus.CANCELLED)

    async def test_the_last_piece_is_given_once(self, shop: ShopSystem) -> None:
        self.needs(Feature.STOCK_MOVES, Feature.CHARGES)
        effects = Effects(shop)
        one = await effects.change_shirt(given.PENDING, given.LARGE)
        other = await effects.change_shirt(given.TOMS, given.LARGE)
        self.does(one, other)

        answers = await asyncio.gather(
            shop.orders.execute(permit(one, "one")),
            shop.orders.execute(permit(other, "other")),
            return_exceptions=True,
        )

        assert sum(isinstance(answer, Receipt) for answer in answers) == 1
        assert sum(isinstance(answer, ShopMovedOnError) for answer in answers) == 1
        assert (await Desk(shop).variant(given.LARGE)).stock == 0

    async def test_a_balance_is_spent_once(self, shop: ShopSystem) -> None:
        self.needs(Feature.BALANCES, Feature.SPLIT_PAYMENTS)
        effects = Effects(shop)
        one = await effects.pay_by(given.PENDING, PaymentKind.GIFT_CARD)  # 46 of a balance of 40
        self.does(one)

        with pytest.raises(ShopError):
            await shop.orders.execute(permit(one))

        assert method(await Desk(shop).lea(), PaymentKind.GIFT_CARD).balance == euros(40)
        assert (await Desk(shop).order(given.PENDING)).version == one.version

    @pytest.mark.parametrize("kind", range(6))
    async def test_what_was_decided_on_an_older_version_is_not_done(
        self, shop: ShopSystem, kind: int
    ) -> None:
        effects = Effects(shop)
        on_toms = (
            await effects.cancel(given.TOMS),
            await effects.return_shirt(given.TOMS),
            await effects.exchange_shirt(given.TOMS, given.MEDIUM),
            await effects.change_shirt(given.TOMS, given.MEDIUM),
            await effects.send_to_cork(given.TOMS),
            await effects.change_shirt(given.TOMS, given.CHEAP),
        )
        self.does(on_toms[kind], on_toms[4])
        moved = replace(on_toms[4], address=replace(CORK, line1="2 Ferry Road"))
        await shop.orders.execute(permit(moved, "first"))
        before = await everything(shop)

        with pytest.raises(ShopMovedOnError):
            await shop.orders.execute(permit(on_toms[kind], "late"))

        assert await everything(shop) == before
        assert await shop.orders.receipt("late") is None

    async def test_a_variant_that_is_out_of_stock_is_not_given(self, shop: ShopSystem) -> None:
        effects = Effects(shop)
        for effect in (
            await effects.change_shirt(given.PENDING, given.GONE),
            await effects.exchange_shirt(given.ARRIVED, given.GONE),
        ):
            if effect.type in self.refuses:
                continue
            before = await everything(shop)

            with pytest.raises(ShopMovedOnError):
                await shop.orders.execute(permit(effect))

            assert await everything(shop) == before
            assert await shop.orders.receipt("k1") is None

    async def test_a_line_that_is_not_the_orders_is_refused(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).return_shirt(given.ARRIVED)
        other = await Desk(shop).order(given.PENDING)
        self.does(effect)
        before = await everything(shop)

        with pytest.raises(ShopRefusedError):
            await shop.orders.execute(permit(replace(effect, line_ids=(other.lines[0].line_id,))))

        assert await everything(shop) == before

    async def test_an_order_that_is_not_there_is_refused(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).cancel(given.PENDING)

        with pytest.raises(ShopRefusedError):
            await shop.orders.execute(permit(replace(effect, order_id=OrderId("999999"))))

    async def test_there_is_no_receipt_of_what_was_never_done(self, shop: ShopSystem) -> None:
        assert await shop.orders.receipt("never") is None

    async def test_a_lost_answer_is_found_by_asking_again(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).cancel(given.PENDING)
        self.does(effect)
        await self.lose_the_answer(shop, permit(effect))
        after = await everything(shop)

        again = await shop.orders.execute(permit(effect))

        assert await everything(shop) == after
        assert again == await shop.orders.receipt("k1")
        assert again.amount == euros(46)


async def everything(shop: ShopSystem) -> tuple[object, ...]:
    """Return all that an effect may change."""
    desk = Desk(shop)
    orders = [await desk.order(one) for one in given.RECORDS.orders]
    return (*orders, await desk.lea(), await desk.tom(), await desk.shirts())


class ShopContract(LookupsContract, EffectsContract):
    """Both halves: what an adapter's test class inherits."""
