"""How an order is edited in the simulated store: staged, then committed at once."""

from dataclasses import dataclass

from tests.support.simulators.shopify.store import Json, Store, amount_of, outstanding, total


@dataclass
class Edits:
    """Resolves the mutations of an order's edit."""

    store: Store
    done: list[str]

    def order_edit_begin(self, given: Json) -> Json:
        order = self.store.orders.get(given["id"])
        if order is None or order["cancelledAt"]:
            return {"calculatedOrder": None, "userErrors": [_error("id")]}
        edit: Json = {
            "id": self.store.gid("CalculatedOrder"),
            "order": order,
            "quantities": {},
            "added": [],
            "restock": {},
        }
        self.store.edits[edit["id"]] = edit
        return {"calculatedOrder": self._calculate(edit), "userErrors": []}

    def order_edit_set_quantity(self, given: Json) -> Json:
        edit = self.store.edits.get(given["id"])
        quantity = given["quantity"]
        number = given["lineItemId"].rpartition("/")[2]
        lines = edit["order"]["lineItems"] if edit else []
        line = next((one for one in lines if one["id"].rpartition("/")[2] == number), None)
        if (
            edit is None
            or line is None
            or quantity < line["currentQuantity"] - line["unfulfilledQuantity"]
        ):
            return {"calculatedOrder": None, "userErrors": [_error("lineItemId")]}
        edit["quantities"][line["id"]] = quantity
        edit["restock"][line["id"]] = bool(given.get("restock"))
        return {"calculatedOrder": self._calculate(edit), "userErrors": []}

    def order_edit_add_variant(self, given: Json) -> Json:
        edit, variant = (
            self.store.edits.get(given["id"]),
            self.store.variants.get(given["variantId"]),
        )
        quantity = given["quantity"]
        if edit is None or variant is None or quantity < 1:
            return {"calculatedOrder": None, "userErrors": [_error("variantId")]}
        edit["added"].append((variant, quantity))
        return {"calculatedOrder": self._calculate(edit), "userErrors": []}

    def order_edit_commit(self, given: Json) -> Json:
        edit = self.store.edits.pop(given["id"], None)
        if edit is None:
            return {"order": None, "successMessages": [], "userErrors": [_error("id")]}
        order = edit["order"]
        for line in order["lineItems"]:
            new = edit["quantities"].get(line["id"])
            if new is None:
                continue
            taken_out = line["currentQuantity"] - new
            line["currentQuantity"] = new
            line["unfulfilledQuantity"] -= taken_out
            if edit["restock"][line["id"]]:
                self.store.take(line["variant"], -taken_out)
        for variant, quantity in edit["added"]:
            self.store.add_line(order, variant, quantity, variant["price"])
            self.store.take(variant, quantity)
        self.store.touch(order)
        self.done.append("orderEditCommit")
        return {"order": order, "successMessages": [], "userErrors": []}

    def _calculate(self, edit: Json) -> Json:
        order = edit["order"]
        lines = [
            line | {"currentQuantity": edit["quantities"].get(line["id"], line["currentQuantity"])}
            for line in order["lineItems"]
        ]
        added = [
            {
                "currentQuantity": quantity,
                "discountedUnitPriceAfterAllDiscountsSet": self.store.money(variant["price"]),
            }
            for variant, quantity in edit["added"]
        ]
        shipping = amount_of(order["totalShippingPriceSet"])
        return {
            "id": edit["id"],
            "totalOutstandingSet": self.store.money(outstanding(order, lines + added)),
            "totalPriceSet": self.store.money(total(lines + added) + shipping),
            "lineItems": [
                {
                    "id": f"gid://shopify/CalculatedLineItem/{one['id'].rpartition('/')[2]}",
                    "quantity": one["currentQuantity"],
                    "title": one["title"],
                    "variant": one["variant"],
                }
                for one in lines
            ],
        }


def _error(where: str) -> Json:
    return {"field": [where], "message": f"{where} is invalid"}
