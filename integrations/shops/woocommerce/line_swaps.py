"""Put other variants in the place of an order's lines.

A line cannot become another variation with its stock counted: WooCommerce takes the pieces of a
line that is removed back, and those of a new one only when that is written once more.
Source: woocommerce.github.io/woocommerce-rest-api-docs/#update-an-order; how stock moves is in
woocommerce's `class-wc-rest-orders-controller.php` and `wc_maybe_adjust_line_item_product_stock`
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.answers.amount_text import major_units
from assistant.commerce.amounts import Money, minus, times, total
from assistant.commerce.assortment import SoldVariant
from assistant.commerce.order import LinePart, Order, OrderLine
from assistant.commerce.ports import ShopMovedOnError, ShopRefusedError
from assistant.commerce.shop_effects import Swap, part_of
from assistant.commerce.shop_ids import VariantId
from integrations.shops.woocommerce.api_payloads import OrderPayload, WooItem, read
from integrations.shops.woocommerce.client import Json, RestClient
from integrations.shops.woocommerce.permit_record import LINE_PERMIT, LINE_PRICE, permit_row
from integrations.shops.woocommerce.shop_assortment import WooAssortment


def swapped(order: OrderPayload, key: str) -> tuple[WooItem, ...]:
    """Return the lines that took others' place with this permit; none: nothing was changed."""
    return tuple(one for one in order.line_items if one.meta(LINE_PERMIT) == permit_row(key))


@dataclass(frozen=True, slots=True, kw_only=True)
class WooSwaps:
    """Check the wanted variants, and write them into orders."""

    client: RestClient
    assortment: WooAssortment

    async def check(
        self,
        swaps: Sequence[Swap],
        order: Order,
        difference: Money | None,
        parts: Sequence[LinePart] = (),
    ) -> None:
        """Check that stock and prices are still those that the effect was decided on.

        WooCommerce itself checks no stock when an order is edited.

        Raises:
            ShopMovedOnError: they are not; with no `difference`, prices do not count.
            ShopRefusedError: there is no such line, or the variant is another product's.
        """
        wanted: dict[VariantId, int] = {}
        steps = []
        for swap in swaps:
            whole, new = await self._pair(swap, order)
            line = part_of(whole, parts)
            wanted[new.variant_id] = wanted.get(new.variant_id, 0) + line.quantity
            if new.stock is not None and new.stock < wanted[new.variant_id]:
                msg = "the variant is not in stock any more"
                raise ShopMovedOnError(msg)
            steps.append(times(minus(new.price, line.price), line.quantity))
        if difference is not None and total(steps, currency=order.currency) != difference:
            msg = "the price difference is another one now"
            raise ShopMovedOnError(msg)

    async def swap(
        self,
        swaps: Sequence[Swap],
        found: OrderPayload,
        order: Order,
        key: str,
        parts: Sequence[LinePart] = (),
        *,
        settled: bool,
    ) -> OrderPayload:
        """Return the order with the new lines, at the price of the old lines; done at most once."""
        gone: list[Json] = []
        new: list[Json] = []
        for swap in swaps:
            line, variant = await self._pair(swap, order)
            item = next(one for one in found.line_items if str(one.id) == swap.line_id)
            if item.quantity != line.quantity:
                msg = "a part of the line was paid back: a person has to change it"
                raise ShopRefusedError(msg)
            price = variant.price if settled else line.price
            pieces = part_of(line, parts).quantity
            gone.append(without_pieces(item, pieces))
            new.append(
                _bought(line, swap)
                | _pieces_of(item, pieces)
                | {
                    "meta_data": [
                        {"key": LINE_PERMIT, "value": permit_row(key)},
                        {"key": LINE_PRICE, "value": str(major_units(price))},
                    ]
                }
            )
        body = {"line_items": [*gone, *new]}
        return read(OrderPayload, await self.client.post(f"orders/{found.id}", body))

    async def take_stock(self, found: OrderPayload, key: str) -> None:
        """Take the pieces of the new lines out of the stock; a repeat changes nothing."""
        lines = [{"id": one.id, "quantity": one.quantity} for one in swapped(found, key)]
        await self.client.put(f"orders/{found.id}", {"line_items": lines})

    @staticmethod
    def replacement(
        swaps: Sequence[Swap],
        found: OrderPayload,
        order: Order,
        parts: Sequence[LinePart] = (),
    ) -> Json:
        """Return the body of an order that sends an exchange's new pieces and costs nothing."""
        lines = []
        for swap in swaps:
            line = order.line(swap.line_id)
            if line is not None:
                pieces = part_of(line, parts).quantity
                free = {"quantity": pieces, "subtotal": "0", "total": "0"}
                lines.append(_bought(line, swap) | free)
        return {
            "parent_id": found.id,
            "status": "on-hold",
            "customer_id": found.customer_id,
            "currency": found.currency,
            "billing": {k: v for k, v in found.billing.model_dump().items() if v},
            "shipping": found.shipping.model_dump(exclude={"email", "phone"}),
            "line_items": lines,
        }

    async def _pair(self, swap: Swap, order: Order) -> tuple[OrderLine, SoldVariant]:
        line = order.line(swap.line_id)
        if line is None:
            msg = f"the order has no line {swap.line_id}"
            raise ShopRefusedError(msg)
        product = await self.assortment.fresh(line.product_id)
        new = product.variant(swap.variant_id) if product else None
        if new is None:
            msg = f"variant {swap.variant_id} is none of product {line.product_id}"
            raise ShopRefusedError(msg)
        return line, new


def without_pieces(item: WooItem, pieces: int) -> Json:
    """Return the update of an order's line that takes pieces out, with their share of its price."""
    left = item.quantity - pieces
    return {"id": item.id, "quantity": 0} if not left else {"id": item.id} | _pieces_of(item, left)


def _pieces_of(item: WooItem, pieces: int) -> Json:
    """Return the fields of some pieces of an order's line, at their share of its price."""
    if pieces == item.quantity:
        return {"quantity": pieces, "subtotal": item.subtotal, "total": item.total}
    share = {
        name: str(Decimal(amount or 0) * pieces / item.quantity)
        for name, amount in (("subtotal", item.subtotal), ("total", item.total))
    }
    return {"quantity": pieces, **share}


def _bought(line: OrderLine, swap: Swap) -> Json:
    bought: Json = {"product_id": int(line.product_id)}
    if str(swap.variant_id) != str(line.product_id):
        bought["variation_id"] = int(swap.variant_id)
    return bought
