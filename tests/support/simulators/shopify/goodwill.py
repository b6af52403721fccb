"""Draft orders and discount codes of the simulated store.

Source: shopify.dev/docs/api/admin-graphql/latest/mutations/draftOrderCreate,
.../draftOrderComplete, .../discountCodeBasicCreate
"""

from dataclasses import dataclass
from decimal import Decimal

from tests.support.simulators.shopify.store import Json, Store


@dataclass
class Goodwill:
    """Resolves the root fields of draft orders and discount codes."""

    store: Store
    done: list[str]

    def draft_order(self, given: Json) -> Json | None:
        return self.store.drafts.get(given["id"])

    def code_discount_node_by_code(self, given: Json) -> Json | None:
        return self.store.discounts.get(given["code"].upper())

    def draft_order_create(self, given: Json) -> Json:
        wanted = given["input"]
        if any(one.get("variantId") not in self.store.variants for one in wanted["lineItems"]):
            return {"draftOrder": None, "userErrors": [_error("lineItems")]}
        draft_id = self.store.gid("DraftOrder")
        draft: Json = {"id": draft_id, "status": "OPEN", "order": None, "@input": wanted}
        self.store.drafts[draft_id] = draft
        return {"draftOrder": self.store.drafts[draft_id], "userErrors": []}

    def draft_order_complete(self, given: Json) -> Json:
        """Place the order; a draft that is complete is refused."""
        draft = self.store.drafts.get(given["id"])
        if draft is None or draft["status"] == "COMPLETED":
            return {"draftOrder": None, "userErrors": [_error("id")]}
        draft |= {"status": "COMPLETED", "order": self._placed(draft["@input"])}
        self.done.append("draftOrderComplete")
        return {"draftOrder": draft, "userErrors": []}

    def _placed(self, wanted: Json) -> Json:
        store = self.store
        buyer = wanted.get("purchasingEntity") or {}
        customer = store.customers.get(buyer.get("customerId", ""))
        off = Decimal(str((wanted.get("appliedDiscount") or {"value": 0})["value"])) / 100
        number = max(int(one["name"].removeprefix("#")) for one in store.orders.values()) + 1
        order: Json = {
            "id": store.gid("Order"),
            "name": f"#{number}",
            "note": wanted.get("note"),
            "createdAt": store.stamp(),
            "updatedAt": store.stamp(),
            "cancelledAt": None,
            "cancelReason": None,
            "cancellation": None,
            "currencyCode": store.currency,
            "displayFulfillmentStatus": "UNFULFILLED",
            "customer": customer,
            "shippingAddress": wanted.get("shippingAddress"),
            "totalShippingPriceSet": store.money("0"),
            "lineItems": [],
            "transactions": [],
            "refunds": [],
            "fulfillments": [],
            "returns": [],
        }
        for one in wanted["lineItems"]:
            variant = store.variants[one["variantId"]]
            store.add_line(order, variant, one["quantity"], Decimal(variant["price"]) * (1 - off))
            store.take(variant, one["quantity"])
        store.orders[order["id"]] = order
        return order

    def discount_code_basic_create(self, given: Json) -> Json:
        wanted = given["basicCodeDiscount"]
        code = wanted["code"].upper()
        if code in self.store.discounts:
            return {"codeDiscountNode": None, "userErrors": [_error("code", "TAKEN")]}
        basic = {"__typename": "DiscountCodeBasic", "title": wanted["title"], "asyncUsageCount": 0}
        node = {"id": self.store.gid("DiscountCodeNode"), "codeDiscount": basic}
        self.store.discounts[code] = wanted | node
        self.done.append("discountCodeBasicCreate")
        return {"codeDiscountNode": node, "userErrors": []}


def _error(where: str, code: str = "INVALID") -> Json:
    return {"field": [where], "message": f"{where} is not valid: {code}", "code": code}
