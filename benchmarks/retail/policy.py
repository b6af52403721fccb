"""What the retail shop's policy makes of each write: the state that our operations are held to.

Written from the policy (wiki.md) alone, on the files' own layout, and knows nothing of our code.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from benchmarks.retail.shop import Files, Json

REASONS = frozenset({"no longer needed", "ordered by mistake"})
CHANGED = "pending (item modified)"


class ForbiddenError(ValueError):
    """The policy does not allow it; nothing was done. The message says why."""


class Policy:
    """The orders and the profile of one user, and the writes that the policy knows."""

    def __init__(self, files: Files, user_id: str) -> None:
        self.user_id = user_id
        self.products = files.products
        self.user: Json = deepcopy(files.users[user_id])
        mine = (one for one in files.orders.values() if one["user_id"] == user_id)
        self.orders: dict[str, Json] = {one["order_id"]: deepcopy(one) for one in mine}

    def write(self, name: str, kwargs: Json) -> None:
        """Do one write of a task.

        Raises:
            ForbiddenError: the policy does not allow it.
        """
        getattr(self, f"_{name}")(**kwargs)

    def _cancel_pending_order(self, order_id: str, reason: str) -> None:
        order = self._order(order_id, "pending")
        if reason not in REASONS:
            msg = "reason"
            raise ForbiddenError(msg)
        order["status"], order["cancel_reason"] = "cancelled", reason
        self._pay_back(order)

    def _modify_pending_order_address(self, order_id: str, **address: Any) -> None:  # noqa: ANN401  # JSON
        order = self._order(order_id, "pending")
        if order["address"] == address:
            msg = "same address"
            raise ForbiddenError(msg)
        order["address"] = address

    def _modify_pending_order_payment(self, order_id: str, payment_method_id: str) -> None:
        order = self._order(order_id, "pending")
        method = self._method(payment_method_id)
        payments = (m for m in order["payment_history"] if m["transaction_type"] == "payment")
        if [m["payment_method_id"] for m in payments][-1] == payment_method_id:
            msg = "same method"
            raise ForbiddenError(msg)
        amount = _held(order)
        self._check_balance(method, amount)
        self._pay_back(order)
        order["payment_history"].append(_move("payment", amount, payment_method_id))
        self._book(payment_method_id, -amount)

    def _modify_pending_order_items(
        self,
        order_id: str,
        item_ids: Sequence[str],
        new_item_ids: Sequence[str],
        payment_method_id: str,
    ) -> None:
        order = self._order(order_id, "pending")
        items, variants, difference = self._swapped(order, item_ids, new_item_ids)
        self._check_balance(self._method(payment_method_id), difference)
        for item, variant in zip(items, variants, strict=True):
            item |= {key: variant[key] for key in ("item_id", "price", "options")}
        kind = "payment" if difference > 0 else "refund"
        order["payment_history"].append(_move(kind, abs(difference), payment_method_id))
        self._book(payment_method_id, -difference)
        order["status"] = CHANGED

    def _exchange_delivered_order_items(
        self,
        order_id: str,
        item_ids: Sequence[str],
        new_item_ids: Sequence[str],
        payment_method_id: str,
    ) -> None:
        order = self._order(order_id, "delivered")
        _, _, difference = self._swapped(order, item_ids, new_item_ids)
        self._check_balance(self._method(payment_method_id), difference)
        order |= {
            "status": "exchange requested",
            "exchange_items": list(item_ids),
            "exchange_new_items": list(new_item_ids),
            "exchange_payment_method_id": payment_method_id,
            "exchange_price_difference": difference,
        }

    def _return_delivered_order_items(
        self, order_id: str, item_ids: Sequence[str], payment_method_id: str
    ) -> None:
        order = self._order(order_id, "delivered")
        _items(order, item_ids)
        method = self._method(payment_method_id)
        original = order["payment_history"][0]["payment_method_id"]
        if payment_method_id != original and method["source"] != "gift_card":
            msg = "refund elsewhere"
            raise ForbiddenError(msg)
        order |= {
            "status": "return requested",
            "return_items": list(item_ids),
            "return_payment_method_id": payment_method_id,
        }

    def _order(self, order_id: str, status: str) -> Json:
        order = self.orders.get(order_id)
        if order is None:
            msg = "unknown order"
            raise ForbiddenError(msg)
        if order["status"] != status:
            msg = f"order is {order['status']}"
            raise ForbiddenError(msg)
        return order

    def _method(self, method_id: str) -> Json:
        method: Json | None = self.user["payment_methods"].get(method_id)
        if method is None:
            msg = "unknown method"
            raise ForbiddenError(msg)
        return method

    def _check_balance(self, method: Json, owed: float) -> None:
        if method["source"] == "gift_card" and round(method["balance"] - owed, 2) < 0:
            msg = "balance too low"
            raise ForbiddenError(msg)

    def _swapped(
        self, order: Json, item_ids: Sequence[str], new_item_ids: Sequence[str]
    ) -> tuple[list[Json], list[Json], float]:
        """Return the items, the variants that take their places, and what these cost more."""
        items = _items(order, item_ids)
        variants = []
        for item, new_id in zip(items, new_item_ids, strict=True):
            variant = self.products[item["product_id"]]["variants"].get(new_id)
            if variant is None:
                msg = "other product"
                raise ForbiddenError(msg)
            if new_id == item["item_id"]:
                msg = "same options"
                raise ForbiddenError(msg)
            if not variant["available"]:
                msg = "not available"
                raise ForbiddenError(msg)
            variants.append(variant)
        steps = (new["price"] - old["price"] for old, new in zip(items, variants, strict=True))
        return items, variants, round(sum(steps), 2)

    def _pay_back(self, order: Json) -> None:
        """Refund what the shop holds, to the methods that paid it."""
        held: dict[str, float] = {}
        for move in order["payment_history"]:
            sign = 1 if move["transaction_type"] == "payment" else -1
            method_id = move["payment_method_id"]
            held[method_id] = round(held.get(method_id, 0) + sign * move["amount"], 2)
        for method_id, amount in held.items():
            if amount > 0:
                order["payment_history"].append(_move("refund", amount, method_id))
                self._book(method_id, amount)

    def _book(self, method_id: str, amount: float) -> None:
        method = self.user["payment_methods"].get(method_id, {})
        if "balance" in method:
            method["balance"] = round(method["balance"] + amount, 2)


def _held(order: Json) -> float:
    signs = {"payment": 1, "refund": -1}
    moves = order["payment_history"]
    held: float = sum(signs[m["transaction_type"]] * m["amount"] for m in moves)
    return round(held, 2)


def _items(order: Json, item_ids: Sequence[str]) -> list[Json]:
    """Return one item of the order per id; an id that comes twice needs two items."""
    left, found = list(order["items"]), []
    for item_id in item_ids:
        item = next((one for one in left if one["item_id"] == item_id), None)
        if item is None:
            msg = "unknown item"
            raise ForbiddenError(msg)
        left.remove(item)
        found.append(item)
    return found


def _move(kind: str, amount: float, method_id: str) -> Json:
    return {"transaction_type": kind, "amount": amount, "payment_method_id": method_id}
