"""Effects on what a shop has now, as the gate would decide them, for the contract."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.commerce.amounts import Money
from assistant.commerce.customer import PaymentKind
from assistant.commerce.order import LinePart, Order, OrderLine
from assistant.commerce.ports import ShopSystem
from assistant.commerce.shop_effects import (
    AlertBackInStock,
    CancelOrder,
    ChangeAddress,
    ChangeDefaultAddress,
    ChangeItems,
    ChangePayment,
    Effect,
    ExchangeItems,
    GrantVoucher,
    Receipt,
    RecordClaim,
    RefundPart,
    RemoveItems,
    Reship,
    ReturnItems,
    Swap,
)
from assistant.commerce.shop_ids import VariantId
from tests.contract.shop import Desk, ShopBase, method
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import permit

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

    async def remove_shirt(self, order: Order) -> RemoveItems:
        found = await self._desk.order(order)
        return RemoveItems(
            order_id=found.order_id,
            version=found.version,
            line_ids=(found.lines[0].line_id,),
            refund_to=found.paid_with,
            refund=found.lines[0].paid,
        )

    async def return_a_sock(self, order: Order) -> ReturnItems:
        """Return one of the pair in the order's second line."""
        found = await self._desk.order(order)
        line = found.lines[1]
        assert found.paid_with is not None
        return ReturnItems(
            order_id=found.order_id,
            version=found.version,
            line_ids=(line.line_id,),
            parts=(_one_of(line),),
            refund_to=found.paid_with,
            refund=line.price,
            reason="no_longer_wanted",
        )

    async def claim(self, order: Order) -> RecordClaim:
        found = await self._desk.order(order)
        return RecordClaim(
            order_id=found.order_id,
            version=found.version,
            line_ids=(found.lines[1].line_id,),
            parts=(_one_of(found.lines[1]),),
            problem="damaged",
            wish="refund",
            photo=True,
        )

    async def remove_a_sock(self, order: Order) -> RemoveItems:
        found = await self._desk.order(order)
        line = found.lines[1]
        return RemoveItems(
            order_id=found.order_id,
            version=found.version,
            line_ids=(line.line_id,),
            parts=(_one_of(line),),
            refund_to=found.paid_with,
            refund=line.price,
        )

    async def reship(self, order: Order) -> Reship:
        found = await self._desk.order(order)
        return Reship(
            order_id=found.order_id, version=found.version, line_ids=(found.lines[0].line_id,)
        )

    async def voucher(self, order: Order) -> GrantVoucher:
        found = await self._desk.order(order)
        return GrantVoucher(
            order_id=found.order_id,
            version=found.version,
            customer_id=found.customer_id,
            amount=Money(amount_minor=1000, currency="EUR"),
            valid_days=365,
        )

    async def code(self, order: Order) -> GrantVoucher:
        """Return a code for the first product of an order, and for an order of 20."""
        voucher = await self.voucher(order)
        found = await self._desk.order(order)
        return replace(
            voucher,
            amount=Money(amount_minor=500, currency="EUR"),
            least=Money(amount_minor=2000, currency="EUR"),
            products=(found.lines[0].product_id,),
        )

    async def refund_part(self, order: Order, minor: int = 500) -> RefundPart:
        found = await self._desk.order(order)
        assert found.paid_with is not None
        return RefundPart(
            order_id=found.order_id,
            version=found.version,
            method_id=found.paid_with,
            amount=Money(amount_minor=minor, currency="EUR"),
        )

    async def of_every_kind(self) -> Sequence[Effect]:
        return (
            await self.cancel(given.SPLIT),
            await self.return_shirt(given.ARRIVED),
            await self.exchange_shirt(given.ARRIVED, given.MEDIUM),
            await self.change_shirt(given.PENDING, given.MEDIUM),
            await self.send_to_cork(given.TOMS),
            await self.pay_by(given.SPLIT, PaymentKind.CARD),
            await self.refund_part(given.TOMS),
            await self.voucher(given.TOMS),
            await self.reship(given.TOMS),
            await self.keep_cork(),
            await self.alert(),
        )


def _one_of(line: OrderLine) -> LinePart:
    return LinePart(line_id=line.line_id, pieces=1, of=line.quantity)


def _difference(price: Money) -> Money:
    return replace(price, amount_minor=price.amount_minor - given.shirt("any").price.amount_minor)


async def everything(shop: ShopSystem) -> tuple[object, ...]:
    """Return all that an effect may change."""
    desk = Desk(shop)
    orders = [await desk.order(one) for one in given.RECORDS.orders]
    return (*orders, await desk.lea(), await desk.tom(), await desk.shirts())


class EffectsBase(ShopBase):
    async def done(self, shop: ShopSystem, effect: Effect) -> Receipt:
        self.does(effect)
        return await shop.orders.execute(permit(effect))

    def does(self, *effects: Effect) -> None:
        """Leave the test out where the system declares that it refuses one of these."""
        for effect in effects:
            if effect.type in self.refuses:
                pytest.skip(f"this shop system refuses {effect.type}")
