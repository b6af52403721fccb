"""Send a parcel again, and make vouchers: exceptions that a shop's people make.

A second parcel is drafted first, which has no effect; the draft's id is kept with the claim, and
only then it becomes an order: a repeat completes the same draft, and never another. A voucher's
code follows from the permit, and a code is the store's once.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from assistant.answers.amount_text import major_units
from assistant.commerce.effect_notes import Done, EffectNote
from assistant.commerce.ports import ShopMovedOnError, ShopRefusedError, ShopUnavailableError
from assistant.commerce.shop_effects import Effect, GrantVoucher, Reship, voucher_code
from assistant.ports import Clock
from integrations.shops.shopify import graphql_queries
from integrations.shops.shopify.api_payloads import OrderNode, VariantNode, read
from integrations.shops.shopify.client import AdminClient, Json, check
from integrations.shops.shopify.installation import Installation
from integrations.shops.shopify.ledger import ShopifyLedger
from integrations.shops.shopify.mailing_addresses import read_address, write_address
from integrations.shops.shopify.permit_record import mark

SCOPES = {"reship": "write_draft_orders", "grant_voucher": "write_discounts"}
"""Effect -> access scope that it needs.

Source: shopify.dev/docs/api/usage/access-scopes
"""

_TITLE = "Comptoir"
_TAKEN = "TAKEN"  # of a code that exists


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopifyGoodwill:
    """Carry out the effects that no field of the order itself shows."""

    client: AdminClient
    ledger: ShopifyLedger
    installation: Installation
    clock: Clock

    async def refuses(self) -> frozenset[str]:
        """Return the effects that the app's scopes do not allow."""
        scopes = await self.installation.scopes()
        return frozenset(effect for effect, scope in SCOPES.items() if scope not in scopes)

    async def has_begun(self, effect: Effect, entry: EffectNote | None) -> bool:
        """Return whether the effect of a claim is done, which its order does not show."""
        if entry is None:
            return False
        match effect:
            case Reship():
                return bool(entry.draft) and bool(await self._placed(entry.draft))
            case GrantVoucher():
                return await self._exists(voucher_code(entry.key))
            case _:
                return False

    async def reship(self, effect: Reship, node: OrderNode, key: str) -> Done:
        """Place an order for the same lines that costs nothing.

        Sources: shopify.dev/docs/api/admin-graphql/latest/mutations/draftOrderCreate,
        .../mutations/draftOrderComplete
        """
        claim = (await self.ledger.record(node.id)).entry(key)
        if claim is None:
            msg = "the claim of this permit is gone"
            raise ShopUnavailableError(msg)
        draft = claim.draft
        if not draft:
            draft = await self._draft(effect, node, key)
            await self.ledger.complete(node.id, claim.model_copy(update={"draft": draft}))
        name = await self._placed(draft)
        if not name:
            answer = await self.client.tell(graphql_queries.COMPLETE_DRAFT, id=draft)
            check(answer["draftOrderComplete"]["userErrors"])
            name = await self._placed(draft)
        if not name:
            msg = "Shopify has not placed the order yet"
            raise ShopUnavailableError(msg)
        return Done(reference=name)

    async def _draft(self, effect: Reship, node: OrderNode, key: str) -> str:
        lines = [one for one in node.line_items.nodes if one.id in effect.line_ids]
        if len(lines) < len(effect.line_ids) or any(one.variant is None for one in lines):
            msg = "a line is not the order's, or is not sold any more"
            raise ShopRefusedError(msg)
        wanted: Counter[str] = Counter()
        for one in lines:
            wanted[one.variant.id if one.variant else ""] += one.current_quantity or one.quantity
        await self._check_stock(wanted)
        given: Json = {
            "lineItems": [{"variantId": one, "quantity": count} for one, count in wanted.items()],
            "appliedDiscount": {"value": 100.0, "valueType": "PERCENTAGE", "title": _TITLE},
            "note": f"{node.name} {mark(key)}",
            "shippingAddress": write_address(
                read_address(node.shipping_address), node.shipping_address
            ),
        }
        if node.customer is not None:
            given["purchasingEntity"] = {"customerId": node.customer.id}
        answer = await self.client.tell(graphql_queries.CREATE_DRAFT, input=given)
        check(answer["draftOrderCreate"]["userErrors"])
        return str(answer["draftOrderCreate"]["draftOrder"]["id"])

    async def _check_stock(self, wanted: Counter[str]) -> None:
        answer = await self.client.ask(graphql_queries.VARIANTS, ids=list(wanted))
        found = {one["id"]: one for one in answer["nodes"] if one and "price" in one}
        for variant_id, pieces in wanted.items():
            if variant_id not in found:
                msg = "a line is not sold any more"
                raise ShopRefusedError(msg)
            stock = read(VariantNode, found[variant_id]).stock
            if stock is not None and stock < pieces:
                raise ShopMovedOnError

    async def _placed(self, draft: str) -> str:
        """Return the name of the order that a draft became; "": it is a draft still."""
        found = (await self.client.ask(graphql_queries.DRAFT, id=draft))["draftOrder"]
        order = found["order"] if found else None
        return str(order["name"]) if order else ""

    async def voucher(self, effect: GrantVoucher, key: str) -> Done:
        """Make a discount code for this customer alone, for one order.

        Source: shopify.dev/docs/api/admin-graphql/latest/mutations/discountCodeBasicCreate
        """
        code, now = voucher_code(key), self.clock.now()
        amount = {"amount": str(major_units(effect.amount)), "appliesOnEachItem": False}
        given: Json = {
            "title": f"{_TITLE} {code}",
            "code": code,
            "startsAt": now.isoformat(),
            "endsAt": (now + timedelta(days=effect.valid_days)).isoformat(),
            "usageLimit": 1,
            "appliesOncePerCustomer": True,
            "context": {"customers": {"add": [effect.customer_id]}},
            "customerGets": {"value": {"discountAmount": amount}, "items": _items(effect)},
        }
        if effect.least is not None:
            least = str(major_units(effect.least))
            given["minimumRequirement"] = {"subtotal": {"greaterThanOrEqualToSubtotal": least}}
        answer = await self.client.tell(graphql_queries.CREATE_DISCOUNT, discount=given)
        errors = answer["discountCodeBasicCreate"]["userErrors"]
        if not any(one["code"] == _TAKEN for one in errors):
            check(errors)
        return Done(reference=code, amount=effect.amount)

    async def _exists(self, code: str) -> bool:
        found = await self.client.ask(graphql_queries.DISCOUNT, code=code)
        return found["codeDiscountNodeByCode"] is not None


def _items(effect: GrantVoucher) -> Json:
    """Return the products that a code takes its amount off, or all of them."""
    if not effect.products:
        return {"all": True}
    return {"products": {"productsToAdd": list(effect.products)}}
