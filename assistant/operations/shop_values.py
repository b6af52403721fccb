"""Word the shop's values as a customer reads them."""

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime

from babel.dates import format_date

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import Money, minus
from assistant.commerce.assortment import SoldVariant
from assistant.commerce.customer import Address, PaymentMethod
from assistant.commerce.order import LinePart, Options, Order, OrderLine
from assistant.commerce.shop_ids import LineId
from assistant.conversation.message import Language
from assistant.operations.texts import country, say

_LOCALES: dict[Language, str] = {"fr": "fr_FR", "en": "en_GB"}


_TWICE = re.compile(r"(card) card$", re.IGNORECASE)
"""A label that has the word already: "Mastercard card"."""


def day(at: date | datetime, language: Language) -> str:
    """Return "3 novembre 2026", "3 November 2026"."""
    return format_date(at, format="long", locale=_LOCALES[language])


def short_day(at: date | datetime, language: Language) -> str:
    """Return "3 nov. 2026", "3 Nov 2026"."""
    return format_date(at, format="medium", locale=_LOCALES[language])


def options(pairs: Options) -> str:
    """Return "Rouge, M"; "": there are no options."""
    return ", ".join(value for _, value in pairs)


def product_name(title: str, pairs: Options) -> str:
    """Return "Marinière Ouessant (Rouge, M)"."""
    return f"{title} ({options(pairs)})" if pairs else title


def line(one: OrderLine) -> str:
    """Return "2 x Marinière Ouessant (Rouge, M)"."""
    count = f"{one.quantity} x " if one.quantity > 1 else ""
    return count + product_name(one.title, one.options)


def lines(many: Iterable[OrderLine]) -> str:
    """Return the lines, one bullet each."""
    return "\n".join(f"- {line(one)}" for one in many)


def chosen_lines(
    order: Order, line_ids: Collection[LineId], parts: Iterable[LinePart], language: Language
) -> str:
    """Return the lines that are meant, one bullet each: of a part, "Bol breton : 1 des 2"."""
    found = {one.line_id: one for one in parts}
    chosen = ((one, found.get(one.line_id)) for one in order.lines if one.line_id in line_ids)
    words = (
        _part(one, part.pieces, part.of, language) if part else line(one) for one, part in chosen
    )
    return "\n".join(f"- {one}" for one in words)


def _part(one: OrderLine, pieces: int, of: int, language: Language) -> str:
    named = product_name(one.title, one.options)
    return say("part", language, product=named, pieces=str(pieces), of=str(of))


def swap(old: OrderLine, new: SoldVariant, language: Language, *, of: int | None = None) -> str:
    """Return "- Marinière (Rouge, M) → (Rouge, L), +2,00 €"; `of`: pieces of the whole line."""
    step = minus(new.price, old.price)
    price = f", {signed(step, language)}" if step.amount_minor else ""
    named = _part(old, old.quantity, of, language) if of else line(old)
    return f"- {named} → {options(new.options)}{price}"


def signed(amount: Money, language: Language) -> str:
    """Return "+2,00 €" or "-2,00 €"."""
    return ("+" if amount.amount_minor > 0 else "") + write_amount(amount, language)


def method(one: PaymentMethod, language: Language) -> str:
    """Return "carte Visa se terminant par 9212", "your gift card ending in 0042"."""
    name = say(f"methods.{one.kind}", language, label=one.label).strip()
    name = _TWICE.sub(r"\1", name)
    return name + (say("methods.ending", language, last4=one.last4) if one.last4 else "")


def address(one: Address, language: Language) -> str:
    """Return the address on one line, with the country's name."""
    town = " ".join(part for part in (one.postcode, one.city) if part)
    parts = (one.recipient, one.line1, one.line2, town, one.region, country(one.country, language))
    return ", ".join(part for part in parts if part)


def status(order: Order, language: Language) -> str:
    """Return the status of an order, in a few words."""
    return say(f"statuses.{order.status}", language)
