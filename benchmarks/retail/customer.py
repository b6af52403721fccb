"""A simulated customer: opens with the request, answers what is asked, confirms what is right.

What they know is the task: who they are, what they wrote, and the values of the writes. They say
them in plain words, never as ids: an item by its name and options, a method by its kind.
"""

import re
from collections import Counter as Counts
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.customer import Customer, PaymentKind, PaymentMethod
from assistant.commerce.order import Options, Order, OrderLine
from assistant.commerce.shop_ids import ProductId
from benchmarks.retail.shop import Json
from benchmarks.retail.tasks import Task, Write

KINDS = {
    PaymentKind.CARD: "credit card",
    PaymentKind.PAYPAL: "PayPal",
    PaymentKind.GIFT_CARD: "gift card",
}
_INTRODUCTION = re.compile(
    r"Your name is .*?(?:@[\w.-]+?|\d{5})\.(?=\s|$)\s*(?:You(?: are|'re) [\w ,-]+\.\s*)?"
)
_EMAILS = re.compile(r"[\w.]+@[\w.]+\w")
_PERSONS = (
    (re.compile(r"\byou've\b", re.IGNORECASE), "I've"),
    (re.compile(r"\byou're\b", re.IGNORECASE), "I'm"),
    (re.compile(r"\byou'd\b", re.IGNORECASE), "I'd"),
    (re.compile(r"\byou'll\b", re.IGNORECASE), "I'll"),
    (re.compile(r"\byou are\b", re.IGNORECASE), "I am"),
    (re.compile(r"\byou were\b", re.IGNORECASE), "I was"),
    (re.compile(r"\byourself\b", re.IGNORECASE), "myself"),
    (re.compile(r"\byours\b", re.IGNORECASE), "mine"),
    (re.compile(r"\bYour\b"), "My"),
    (re.compile(r"\byour\b"), "my"),
    (re.compile(r"\b(to|for|with|of|from) you\b"), r"\1 me"),
    (re.compile(r"\byou\b", re.IGNORECASE), "I"),
)


def opening(instruction: str) -> str:
    """Return the request in the first person, without who the customer is and their mood."""
    said = _INTRODUCTION.sub("", instruction.strip(), count=1)
    for pattern, word in _PERSONS:
        said = pattern.sub(word, said)
    return said.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One write, with all it is about as the shop has it at that moment."""

    write: Write
    called: Json  # the parameters that a read-back has to have
    order: Order
    customer: Customer
    products: dict[ProductId, SoldProduct]

    def answer(self, asked: str) -> str | None:
        """Return what the customer says when `asked` for; None: it is no part of this write."""
        if asked.startswith("variant "):
            return self._variant(asked.removeprefix("variant ")) if "swaps" in self.called else None
        if asked not in self.called:
            return None
        said = {
            "order_number": lambda: f"It is order {self.order.number}.",
            "line_ids": self._items,
            "swaps": self._swaps,
            "reason": lambda: f"{str(self.write.kwargs['reason']).capitalize()}.",
            "address": self._address,
        }
        return said.get(asked, lambda: f"My {self._method()}, please.")()

    def request(self) -> str:
        """Return the whole write as a request of its own."""
        number = self.order.number
        match self.write.operation:
            case "cancel_order":
                return f"Please cancel order {number}, because {self.write.kwargs['reason']}."
            case "return_items":
                return f"I want to return {self._items()} of order {number} to my {self._method()}."
            case "exchange_items":
                return f"In order {number} I want to exchange {self._swaps()}"
            case "change_items":
                return f"In my order {number} I want to change {self._swaps()}"
            case "change_address":
                return f"Please send order {number} to {self._address()}."
            case _:
                return f"I want to pay order {number} with my {self._method()} instead."

    def correction(self, read: Json) -> str:
        """Return what the customer says to a read-back that is not theirs."""
        wrong = [name for name in self.called if read.get(name) != self.called[name]]
        name = next((one for one in wrong if one != "settle_with"), wrong[0] if wrong else "")
        return f"No. {self.answer(name) or self.request()}"

    def _items(self) -> str:
        lines = [line for one in self.called["line_ids"] if (line := self.order.line(one))]
        return " and ".join(self._item(line) for line in lines)

    def _item(self, line: OrderLine) -> str:
        """Return an item by its name, with its options where the order has another like it."""
        same = Counts(one.product_id for one in self.order.lines)
        if same[line.product_id] == 1:
            return f"the {line.title}"
        return f"the {line.title} ({_plain(line.options)})"

    def _swaps(self) -> str:
        said = []
        for swap in self.called["swaps"]:
            line = self.order.line(swap["line_id"])
            if line is not None:
                changed = self._changed(line, swap["variant_id"])
                said.append(f"{self._item(line)} to one with {changed}")
        return "; ".join(said) + "."

    def _variant(self, line_id: str) -> str:
        """Return the options wanted for a line; one that is not theirs stays as it is."""
        line = self.order.line(line_id)  # type: ignore[arg-type]  # as the dialogue names it
        swap = next((one for one in self.called["swaps"] if one["line_id"] == line_id), None)
        if line is None or swap is None:
            return f"No, only {self._swaps()}"
        return f"The one with {self._changed(line, swap['variant_id'])}."

    def _changed(self, line: OrderLine, variant_id: str) -> str:
        variants = self.products[line.product_id].variants
        new = next(one for one in variants if one.variant_id == variant_id)
        old = dict(line.options)
        changed = tuple((name, value) for name, value in new.options if old.get(name) != value)
        return _plain(changed or new.options)

    def _method(self) -> str:
        name = next(n for n in ("refund_to", "settle_with", "method_id") if n in self.called)
        methods = self.customer.payment_methods
        return _method_words(self.called[name], methods)

    def _address(self) -> str:
        said = self.write.kwargs
        parts = (said["address1"], said["address2"], said["city"], f"{said['state']} {said['zip']}")
        return ", ".join(part for part in parts if part)


def introduction(task: Task, customer: Customer) -> str:
    """Return how the customer says who they are: as the task says they can."""
    emails = _EMAILS.findall(task.instruction)
    if len(emails) > 1:
        return f"It may be one of these: {', '.join(emails)}"
    if emails:
        return f"My email is {emails[0]}"
    postcode = customer.default_address.postcode if customer.default_address else ""
    return f"My name is {customer.given_name} {customer.family_name} and my zip code is {postcode}"


def is_what_they_want(called: Json, read: Json) -> bool:
    """Return whether a read-back has the values of a write; the order of a list does not count."""
    return all(_plain_value(read.get(name)) == _plain_value(one) for name, one in called.items())


def _plain_value(value: object) -> object:
    if isinstance(value, list):
        return sorted(map(_plain_value, value), key=str)
    if isinstance(value, dict):
        return {k: v for k, v in value.items() if k not in {"recipient", "country"}}
    return value


def _plain(options: Options) -> str:
    return ", ".join(f"{name} {value}" for name, value in options)


def _method_words(method_id: str, methods: Sequence[PaymentMethod]) -> str:
    method = next(one for one in methods if one.method_id == method_id)
    of_kind = [one for one in methods if one.kind is method.kind]
    if len(of_kind) > 1 and method.last4:
        return f"{method.label} {KINDS[method.kind]} ending in {method.last4}"
    return KINDS[method.kind]
