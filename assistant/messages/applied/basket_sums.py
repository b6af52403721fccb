"""Word the sums of a basket and its delivery. Pure."""

from collections.abc import Sequence

from assistant.answers.amount_text import write_amount
from assistant.answers.composing.pages.delivery_terms import DeliveryTerm
from assistant.commerce.amounts import Money, minus, plus
from assistant.conversation.message import Language
from assistant.operations.texts import country, say

MOST = 4
"""Ways of delivery that are told, at most."""


def tell_sums(
    goods: Money, terms: Sequence[DeliveryTerm], to_country: str, language: Language
) -> str:
    """Return the sum for each way of delivery, and the amount after which it is free.

    `goods` is the price of everything in the basket; terms in another currency are left out, and
    "" is returned where none is left. `to_country` is named if it is not empty.
    """
    lines = [
        _line(goods, term, language)
        for term in terms
        if term.price.currency == goods.currency
        and (term.free_from is None or term.free_from.currency == goods.currency)
    ][:MOST]
    if not lines:
        return ""
    amount = write_amount(goods, language)
    if to_country:
        place = country(to_country, language)
        head = say("sums.head_to", language, total=amount, country=place)
    else:
        head = say("sums.head", language, total=amount)
    return "\n".join((head, *lines))


def _line(goods: Money, term: DeliveryTerm, language: Language) -> str:
    name = term.name or say("sums.delivery", language)
    left = minus(term.free_from, goods) if term.free_from is not None else None
    if left is not None and left.amount_minor <= 0:
        return say("sums.free", language, name=name, sum=write_amount(goods, language))
    price = write_amount(term.price, language)
    in_all = write_amount(plus(goods, term.price), language)
    line = say("sums.line", language, name=name, price=price, sum=in_all)
    if left is None or term.free_from is None:
        return line
    more, bound = write_amount(left, language), write_amount(term.free_from, language)
    return line + say("sums.until_free", language, more=more, bound=bound)
