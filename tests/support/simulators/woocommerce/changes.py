"""What the simulated shop makes of writes: WooCommerce's rules for orders, stock and refunds."""

from dataclasses import dataclass
from decimal import Decimal

from tests.support.simulators.woocommerce.store import Json, Store, amount, blank

STATUSES = frozenset(
    {"pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed"}
)
_TAKES_STOCK = frozenset({"processing", "on-hold", "completed"})
_DISCOUNTS = frozenset({"percent", "fixed_cart", "fixed_product"})
_GIVES_STOCK = frozenset({"cancelled", "pending"})


class RefusedError(Exception):
    """A request is refused with a status, a code and a message."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


@dataclass
class Changes:
    """Writes to a store."""

    store: Store

    def create_order(self, given: Json) -> Json:
        store = self.store
        order = blank("order") | {"id": store.next_id(), "status": "pending"}
        order["number"] = str(order["id"])
        order["created_via"] = "rest-api"
        for name in ("parent_id", "customer_id", "currency", "payment_method"):
            if name in given:
                order[name] = given[name]
        if order["customer_id"] and order["customer_id"] not in store.customers:
            raise RefusedError(400, "woocommerce_rest_invalid_customer_id")
        store.stamp(order, "date_created")
        self._edit(order, given)
        store.orders[order["id"]] = order
        self._set_status(order, given.get("status", "pending"))
        store.touch("order.created", order)
        return order

    def update_order(self, order: Json, given: Json) -> Json:
        self._edit(order, given)
        if given.get("status"):
            self._set_status(order, given["status"])
        self.store.touch("order.updated", order)
        return order

    def update_customer(self, customer: Json, given: Json) -> Json:
        for name in ("billing", "shipping"):
            customer[name] |= given.get(name, {})
        self.store.add_meta(customer, given.get("meta_data", []))
        self.store.touch("customer.updated", customer)
        return customer

    def create_coupon(self, given: Json) -> Json:
        """Make a coupon; WooCommerce keeps its code in lower case, and has each code once."""
        code = given.get("code", "").lower()
        if not code:
            raise RefusedError(400, "rest_missing_callback_param")
        if any(one["code"] == code for one in self.store.coupons):
            raise RefusedError(400, "woocommerce_rest_coupon_code_already_exists")
        if given.get("discount_type", "fixed_cart") not in _DISCOUNTS:
            raise RefusedError(400, "rest_invalid_param")
        coupon = given | {"id": self.store.next_id(), "code": code, "usage_count": 0}
        self.store.coupons.append(coupon)
        self.store.touch("coupon.created", coupon)
        return coupon

    def create_note(self, order: Json, given: Json) -> Json:
        if not given.get("note"):
            raise RefusedError(400, "rest_missing_callback_param")
        note = blank("note") | {"id": self.store.next_id(), "note": given["note"]}
        note["customer_note"] = bool(given.get("customer_note"))
        self.store.stamp(note, "date_created")
        self.store.notes.setdefault(order["id"], []).append(note)
        return note

    def create_refund(self, order: Json, given: Json) -> Json:
        """Refund, restock, and say `refunded` where nothing is left to pay back."""
        store, value = self.store, Decimal(str(given.get("amount", 0)))
        left = Decimal(order["total"]) + sum(
            (Decimal(r["total"]) for r in order["refunds"]), Decimal(0)
        )
        if value < 0:
            raise RefusedError(400, "woocommerce_rest_invalid_order_refund")
        if value > left:
            raise _not_refunded()  # Invalid refund amount.
        if given.get("api_refund", True):
            self._pay_back(order)
        refund = blank("refund") | {"id": store.next_id(), "parent_id": order["id"]}
        refund |= {"amount": amount(value), "reason": given.get("reason") or ""}
        refund["refunded_payment"] = bool(given.get("api_refund", True))
        store.stamp(refund, "date_created")
        refund["line_items"] = self._refunded_lines(order, given)
        store.refunds.setdefault(order["id"], []).append(refund)
        order["refunds"].append(
            {"id": refund["id"], "reason": refund["reason"], "total": f"-{amount(value)}"}
        )
        if value == left:
            self._set_status(order, "refunded")
        store.touch("order.updated", order)
        return refund

    def _pay_back(self, order: Json) -> None:
        gateway = self.store.gateways.get(order["payment_method"])
        if gateway is None:
            raise _not_refunded()  # The payment gateway for this order does not exist.
        if "refunds" not in gateway["method_supports"]:
            raise _not_refunded()  # The gateway does not support automatic refunds.
        if gateway["id"] in self.store.broken_gateways:
            raise _not_refunded()  # An error occurred while attempting to create the refund.

    def _refunded_lines(self, order: Json, given: Json) -> list[Json]:
        rows = (*order["line_items"], *order["shipping_lines"], *order["fee_lines"])
        lines = []
        for one in given.get("line_items", []):
            row = next((row for row in rows if row["id"] == one["id"]), None)
            pieces = one.get("quantity", 0)
            if row is None or not (pieces or one["refund_total"]):
                continue
            if given.get("api_restock", True) and self.store.stock_taken.get(row["id"]):
                self.store.move_stock(row, pieces)
            lines.append(
                blank("line_item")
                | {"id": self.store.next_id(), "quantity": -pieces}
                | {"total": amount(-Decimal(str(one["refund_total"])))}
                | {"meta_data": [self._refunded_item(row)]}
            )
        return lines

    def _refunded_item(self, row: Json) -> Json:
        return {"id": self.store.next_id(), "key": "_refunded_item_id", "value": str(row["id"])}

    def _edit(self, order: Json, given: Json) -> None:
        self._check_lines(order, given.get("line_items", []))
        for name in ("billing", "shipping"):
            order[name] |= given.get(name, {})
        for one in given.get("line_items", []):
            self._edit_line(order, one)
        self.store.add_meta(order, given.get("meta_data", []))
        if {"line_items", "billing", "shipping"} & set(given):
            self.store.total_up(order)

    def _check_lines(self, order: Json, given: list[Json]) -> None:
        own = {line["id"] for line in order["line_items"]}
        for one in given:
            if "id" in one and one["id"] not in own:
                raise RefusedError(400, "woocommerce_rest_invalid_item_id")
            if "id" not in one and not one.get("product_id"):
                raise RefusedError(400, "woocommerce_rest_required_product_reference")

    def _edit_line(self, order: Json, given: Json) -> None:
        """Remove (pieces come back), change (pieces are counted), or add (they are not)."""
        store = self.store
        line = next((one for one in order["line_items"] if one["id"] == given.get("id")), None)
        if line is None:
            order["line_items"].append(store.make_line(given))
        elif given.get("quantity") == 0:
            store.move_stock(line, store.stock_taken.get(line["id"], 0))
            order["line_items"].remove(line)
        else:
            line["quantity"] = given.get("quantity", line["quantity"])
            for name in ("total", "subtotal"):
                line[name] = amount(given.get(name, line[name]))
            store.add_meta(line, given.get("meta_data", []))
            store.move_stock(line, store.stock_taken.get(line["id"], 0) - line["quantity"])

    def _set_status(self, order: Json, status: str) -> None:
        if status not in STATUSES:
            raise RefusedError(400, "rest_invalid_param")
        if status == order["status"]:
            return
        order["status"] = status
        for line in order["line_items"]:
            taken = self.store.stock_taken.get(line["id"], 0)
            if status in _TAKES_STOCK and not taken:
                self.store.move_stock(line, -line["quantity"])
            if status in _GIVES_STOCK:
                self.store.move_stock(line, taken)
        if status == "completed":
            self.store.stamp(order, "date_completed")


def _not_refunded() -> RefusedError:
    return RefusedError(500, "woocommerce_rest_cannot_create_order_refund")
