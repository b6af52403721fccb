"""Send a parcel again, and make vouchers: exceptions that a shop's people make.

A second parcel is an order of its own that costs nothing and bears the permit; it is `processing`,
which takes its stock. A voucher is a coupon for the customer's address, whose code follows from the
permit; a code is the shop's once.
Sources: woocommerce.github.io/woocommerce-rest-api-docs/#create-an-order, #create-a-coupon,
#list-all-coupons
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from assistant.answers.amount_text import major_units
from assistant.commerce.effect_notes import Done
from assistant.commerce.order import Order, OrderLine
from assistant.commerce.ports import ShopMovedOnError, ShopRefusedError
from assistant.commerce.shop_effects import Effect, GrantVoucher, Reship, Swap, voucher_code
from assistant.ports import Clock
from integrations.shops.woocommerce.api_payloads import OrderPayload
from integrations.shops.woocommerce.client import Json, RestClient
from integrations.shops.woocommerce.line_swaps import WooSwaps
from integrations.shops.woocommerce.permit_record import RESHIP, permit_row
from integrations.shops.woocommerce.shop_assortment import WooAssortment

_CHILDREN = 50  # orders that belong to one order


@dataclass(frozen=True, slots=True, kw_only=True)
class WooGoodwill:
    """Carry out the effects that no field of the order itself shows."""

    client: RestClient
    assortment: WooAssortment
    clock: Clock

    async def has_begun(self, effect: Effect, found: OrderPayload, key: str) -> bool:
        """Return whether the effect of a permit is done, which its order does not show."""
        match effect:
            case Reship():
                return await order_with(self.client, found, _marked(key)) is not None
            case GrantVoucher():
                return await self._exists(voucher_code(key))
            case _:
                return False

    async def reship(self, effect: Reship, found: OrderPayload, order: Order, key: str) -> Done:
        """Place an order for the same lines that costs nothing."""
        placed = await order_with(self.client, found, _marked(key))
        if placed is None:
            lines = [order.line(one) for one in effect.line_ids]
            known = [one for one in lines if one is not None]
            if len(known) < len(lines):
                msg = "a line is not the order's"
                raise ShopRefusedError(msg)
            for line in known:
                await self._check_stock(line)
            again = [Swap(line_id=one.line_id, variant_id=one.variant_id) for one in known]
            body = WooSwaps.replacement(again, found, order)
            body |= {"status": "processing", "meta_data": [_marked(key)]}
            placed = await self.client.post("orders", body)
        return Done(reference=f"#{placed['number']}")

    async def _check_stock(self, line: OrderLine) -> None:
        product = await self.assortment.fresh(line.product_id)
        variant = product.variant(line.variant_id) if product else None
        if variant is None:
            msg = "a line is not sold any more"
            raise ShopRefusedError(msg)
        if variant.stock is not None and variant.stock < line.quantity:
            raise ShopMovedOnError

    async def voucher(self, effect: GrantVoucher, found: OrderPayload, key: str) -> Done:
        """Make a coupon for the address of the order, for one order."""
        code = voucher_code(key)
        email = found.billing.email
        if not email:
            msg = "the order has no address that a coupon could be kept to"
            raise ShopRefusedError(msg)
        if not await self._exists(code):
            expires = self.clock.now() + timedelta(days=effect.valid_days)
            body: Json = {
                "code": code,
                "amount": str(major_units(effect.amount)),
                "discount_type": "fixed_cart",
                "date_expires_gmt": f"{expires:%Y-%m-%dT%H:%M:%S}",
                "usage_limit": 1,
                "individual_use": True,
                "email_restrictions": [email],
            }
            if effect.least is not None:
                body["minimum_amount"] = str(major_units(effect.least))
            if effect.products:  # off one piece of these, and of nothing else
                body["product_ids"] = [int(one) for one in effect.products]
                body |= {"discount_type": "fixed_product", "limit_usage_to_x_items": 1}
            await self.client.post("coupons", body)
        return Done(reference=code, amount=effect.amount)

    async def _exists(self, code: str) -> bool:
        return bool(await self._found(code))

    async def _found(self, code: str) -> Sequence[Json]:
        return await self.client.list("coupons", {"code": code.lower()}, most=1)


async def order_with(client: RestClient, found: OrderPayload, marked: Json) -> Json | None:
    """Return the order that belongs to `found` and has this row of meta data; None: none has."""
    rows = await client.list("orders", {"parent": found.id}, most=_CHILDREN)
    return next((row for row in rows if _has(row, marked)), None)


def _marked(key: str) -> Json:
    return {"key": RESHIP, "value": permit_row(key)}


def _has(row: Json, marked: Json) -> bool:
    rows = row.get("meta_data")
    return isinstance(rows, list) and any(
        one.get("key") == marked["key"] and one.get("value") == marked["value"] for one in rows
    )
