"""The tasks: what a customer wants, and the writes that do it."""

import json
from dataclasses import dataclass
from pathlib import Path

from assistant.commerce.customer import Customer
from assistant.commerce.order import Order
from assistant.commerce.shop_books import ShopRecords
from assistant.commerce.shop_ids import CustomerId, OrderId
from benchmarks.retail.policy import ForbiddenError, Policy
from benchmarks.retail.shop import (
    REASONS,
    Files,
    Json,
    order_end,
    our_order_end,
    our_user_end,
    user_end,
)
from integrations.stores.memory.memory_shop import MemoryShop

OPERATIONS = {
    "cancel_pending_order": "cancel_order",
    "return_delivered_order_items": "return_items",
    "exchange_delivered_order_items": "exchange_items",
    "modify_pending_order_items": "change_items",
    "modify_pending_order_address": "change_address",
    "modify_pending_order_payment": "change_payment",
}
_CODES = {words: code for code, words in REASONS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One write of a task."""

    name: str
    kwargs: Json

    @property
    def operation(self) -> str:
        """What our operation is called."""
        return OPERATIONS[self.name]

    @property
    def key(self) -> str:
        """What no other write of its task has."""
        return f"{self.name} {self.order_id}"

    @property
    def order_id(self) -> str:
        """Of the one order that every write has."""
        return str(self.kwargs["order_id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What one customer wants."""

    task_id: str  # where it stands in its file, from 0
    user_id: str
    instruction: str
    writes: tuple[Write, ...]


def read_tasks(file: Path) -> tuple[Task, ...]:
    """Return the tasks of a file.

    Raises:
        OSError: it cannot be read.
        KeyError: a write is none that the policy knows.
    """
    return tuple(
        Task(
            task_id=str(at),
            user_id=task["user_id"],
            instruction=task["instruction"],
            writes=tuple(Write(name=w["name"], kwargs=w["kwargs"]) for w in task["actions"]),
        )
        for at, task in enumerate(json.loads(file.read_text(encoding="utf-8")))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How one user's orders and profile are to be after a task."""

    policy: Policy
    forbidden: tuple[str, ...]  # why the policy allows a write of the task not; empty: it is right


def end_of(task: Task, files: Files) -> End:
    """Return what the policy makes of a task's writes; what it forbids is left out."""
    policy = Policy(files, task.user_id)
    forbidden = []
    for write in task.writes:
        try:
            policy.write(write.name, write.kwargs)
        except ForbiddenError as error:
            forbidden.append(f"{write.name}: {error}")
    return End(policy=policy, forbidden=tuple(forbidden))


def differences(end: End, before: ShopRecords, shop: MemoryShop) -> tuple[str, ...]:
    """Return where the shop is not as it is to be; what is nobody's business must not change."""
    policy, after = end.policy, shop.records()
    wrong: list[str] = []
    for old_order, order in zip(before.orders, after.orders, strict=True):
        wanted = policy.orders.get(order.order_id)
        if wanted is None:
            wrong += [f"{order.number} changed"] if order != old_order else []
            continue
        is_now, is_to_be = our_order_end(order), order_end(wanted)
        wrong += [f"{order.number} {key}" for key in is_to_be if is_now[key] != is_to_be[key]]
    for old_customer, customer in zip(before.customers, after.customers, strict=True):
        if customer.customer_id != policy.user_id:
            wrong += [f"{customer.customer_id} changed"] if customer != old_customer else []
            continue
        mine, user = our_user_end(customer), user_end(policy.user)
        wrong += [f"{customer.customer_id} {key}" for key in user if mine[key] != user[key]]
    return tuple(wrong)


def parameters(write: Write, order: Order) -> Json:
    """Return a write as the parameters of our operation on the order as it is now."""
    said = write.kwargs
    called: Json = {"order_number": order.number}
    match write.operation:
        case "cancel_order":
            called["reason"] = _CODES.get(said["reason"], said["reason"])
        case "return_items":
            called["line_ids"] = lines_of(order, said["item_ids"])
            called["refund_to"] = said["payment_method_id"]
        case "exchange_items" | "change_items":
            lines = lines_of(order, said["item_ids"])
            called["swaps"] = [
                {"line_id": line_id, "variant_id": variant_id}
                for line_id, variant_id in zip(lines, said["new_item_ids"], strict=True)
            ]
            called["settle_with"] = said["payment_method_id"]
        case "change_address":
            called["address"] = {
                "line1": said["address1"],
                "line2": said["address2"],
                "postcode": said["zip"],
                "city": said["city"],
                "region": said["state"],
            }
        case _:
            called["method_id"] = said["payment_method_id"]
    return called


def lines_of(order: Order, item_ids: list[str]) -> list[str]:
    """Return a line per item; an item that is none of the order's stands for itself."""
    left = list(order.lines)
    found = []
    for item_id in item_ids:
        line = next((one for one in left if one.variant_id == item_id), None)
        if line is not None:
            left.remove(line)
        found.append(line.line_id if line else item_id)
    return found


async def order_now(shop: MemoryShop, order_id: str) -> Order:
    """Return an order as it is.

    Raises:
        LookupError: there is none.
    """
    found = await shop.with_number(OrderId(order_id))
    if found is None:
        raise LookupError(order_id)
    return found


async def customer_now(shop: MemoryShop, user_id: str) -> Customer:
    """Return a customer as they are.

    Raises:
        LookupError: there is none.
    """
    found = await shop.with_id(CustomerId(user_id))
    if found is None:
        raise LookupError(user_id)
    return found
