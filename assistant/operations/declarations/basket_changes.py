"""Declare the operations on a basket: add to it, change it, show it.

Nothing is bought here and no money moves, so nobody has to prove who they are and nothing is read
back; what was done is said with its price, its stock and the way to the checkout.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from pydantic import Field

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import Money, times, total
from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.shop_ids import ProductId, VariantId
from assistant.conversation.basket import Basket, BasketLine
from assistant.conversation.message import Language
from assistant.operations.declarations.lookups import NoParameters
from assistant.operations.declarations.stock_alert import WantedVariant
from assistant.operations.shop_values import product_name
from assistant.operations.texts import say
from assistant.operations.types import (
    Allowed,
    BasketFacts,
    Operation,
    OperationCase,
    Parameters,
    Refusal,
    Slot,
    SlotKind,
)

MOST = 99
"""Most pieces of one variant; more is a trade customer's order, which people take."""

FEW = 3
"""Pieces left, at most, of which the number is told."""


class Addition(Parameters):
    """Name the variant to put into the basket."""

    wanted: WantedVariant
    pieces: int = Field(1, ge=1, le=MOST)


class BasketChange(Parameters):
    """Name lines of the basket, and how many pieces of each there are to be; 0: none.

    `instead` is the variant that takes the place of the one line that is named.
    """

    lines: tuple[VariantId, ...]
    instead: VariantId | None = None
    pieces: int = Field(ge=0, le=MOST)


def settled(change: Callable[[Basket], Basket], facts: BasketFacts) -> Basket:
    """Return the basket after a change, which a crash may have cut off after the shop made it.

    If the shop's basket is what the change makes of the noted one, it was made already.
    """
    after = change(facts.noted)
    return facts.now if facts.now.is_like(after) else change(facts.now)


def _find(products: Iterable[SoldProduct], line: BasketLine) -> tuple[SoldProduct, SoldVariant]:
    """Return the product and the variant of a line.

    Raises:
        LookupError: it is not sold any more.
    """
    for product in products:
        variant = product.variant(VariantId(line.variant_id))
        if product.product_id == line.product_id and variant is not None:
            return product, variant
    raise LookupError(line.variant_id)


def _lacking(product: SoldProduct, variant: SoldVariant, pieces: int) -> Refusal | None:
    """Return why there are not so many pieces of a variant; None: there are."""
    named = {"product": product_name(product.title, variant.options)}
    if not variant.available:
        return Refusal(code="basket_sold_out", values=named)
    if variant.stock is not None and variant.stock < pieces:
        return Refusal(code="basket_too_many", values={**named, "left": str(variant.stock)})
    return None


def weigh_addition(case: OperationCase[Addition]) -> Allowed | Refusal:
    """Allow a variant that is in stock in that number, added to the basket's own pieces."""
    wanted, facts = case.parameters.wanted, case.basket
    product = case.facts.products.get(wanted.product_id)
    variant = product.variant(wanted.variant_id) if product else None
    if product is None or variant is None:
        return Refusal(code="unknown_product")
    line = BasketLine(
        product_id=product.product_id,
        variant_id=variant.variant_id,
        pieces=case.parameters.pieces,
    )
    basket = settled(lambda one: one.adding(line), facts)
    after = next(one for one in basket.lines if one.variant_id == line.variant_id)
    if after.pieces > MOST:
        return Refusal(code="basket_too_many_at_once", values={"most": str(MOST)})
    return _lacking(product, variant, after.pieces) or Allowed(basket=basket)


def weigh_change(case: OperationCase[BasketChange]) -> Allowed | Refusal:
    """Allow another number of pieces of a basket's lines, as far as the stock goes."""
    facts, asked, instead = case.basket, set(case.parameters.lines), case.parameters.instead

    def change(basket: Basket) -> Basket:
        for one in basket.lines:
            if one.variant_id in asked:
                line = replace(one, pieces=case.parameters.pieces)
                basket = basket.holding(replace(line, pieces=0) if instead else line)
                if instead:  # there may be some of it already
                    basket = basket.adding(replace(line, variant_id=instead))
        return basket

    basket = settled(change, facts)
    made = facts.now.is_like(change(facts.noted))  # before a crash
    before = facts.noted if made else facts.now
    lines = [one for one in before.lines if one.variant_id in asked]
    if not lines or (instead is not None and len(lines) > 1):
        return Refusal(code="not_in_basket")
    if instead is not None and basket.pieces_of(instead) > MOST:
        return Refusal(code="basket_too_many_at_once", values={"most": str(MOST)})
    for one in basket.lines:
        if one.variant_id in {instead, *asked} and (lacking := _lacking_line(case, one)):
            return lacking
    return Allowed(basket=basket)


def _lacking_line(case: OperationCase[BasketChange], line: BasketLine) -> Refusal | None:
    try:
        product, variant = _find(case.facts.products.values(), line)
    except LookupError:
        return Refusal(code="unknown_product")
    return _lacking(product, variant, line.pieces)


def weigh_look(case: OperationCase[NoParameters]) -> Allowed:
    """Allow a look at the basket as the shop has it now."""
    return Allowed(basket=case.basket.now)


def tell_addition(case: OperationCase[Addition], _: Allowed, language: Language) -> str:
    """Name the added variant, its price and its stock, and then the whole basket."""
    wanted, pieces = case.parameters.wanted, case.parameters.pieces
    line = BasketLine(product_id=wanted.product_id, variant_id=wanted.variant_id, pieces=pieces)
    product, variant = _find(case.facts.products.values(), line)
    said = say(
        "basket.added",
        language,
        product=_counted(product, variant, pieces),
        price=write_amount(times(variant.price, pieces), language),
        stock=_stock(variant, language),
    )
    return f"{said}\n\n{_listed(case, language)}" if _is_more(case, line) else said


def _is_more(case: OperationCase[Addition], line: BasketLine) -> bool:
    """Return whether there is more in the basket than the added pieces."""
    return case.basket.after.lines != (line,)


def tell_change(case: OperationCase[BasketChange], _: Allowed, language: Language) -> str:
    """Say that the basket was changed, and list its lines."""
    if not case.basket.after.lines:
        return say("basket.emptied", language)
    return f"{say('basket.changed', language)}\n\n{_listed(case, language)}"


def tell_look(case: OperationCase[NoParameters], _: Allowed, language: Language) -> str:
    """List the lines of the basket."""
    return _listed(case, language) if case.basket.after.lines else say("basket.empty", language)


def listed_once(said: Iterable[str], language: Language) -> list[str]:
    """Return the words of a reply with the basket listed once, as it is after the last change."""
    head = f"{say('basket.lines', language)}\n"
    told = [one for one in said if one]
    last = max((at for at, one in enumerate(told) if head in one), default=0)
    once = [one.partition(head)[0].rstrip() for one in told[:last]]
    rest = told[last:]
    return [*(one for one in dict.fromkeys(once) if one and not rest[0].startswith(one)), *rest]


def _listed(case: OperationCase[Any], language: Language) -> str:
    """Return every line with its price, and the total."""
    rows = [_row(case, one, language) for one in case.basket.after.lines]
    amount = basket_total(case.facts.products.values(), case.basket)
    end = [say("basket.total", language, total=write_amount(amount, language))] if amount else []
    return "\n".join((say("basket.lines", language), *rows, *end))


def _row(case: OperationCase[Any], line: BasketLine, language: Language) -> str:
    try:
        product, variant = _find(case.facts.products.values(), line)
    except LookupError:
        return say("basket.row_gone", language)
    price = write_amount(times(variant.price, line.pieces), language)
    named = _counted(product, variant, line.pieces)
    enough = variant.stock is None or variant.stock >= line.pieces
    name = "basket.row" if enough else "basket.row_short"
    return say(name, language, product=named, price=price)


def _counted(product: SoldProduct, variant: SoldVariant, pieces: int) -> str:
    """Return "2 x Marinière Ouessant (Rouge, M)"."""
    count = f"{pieces} x " if pieces > 1 else ""
    return count + product_name(product.title, variant.options)


def _stock(variant: SoldVariant, language: Language) -> str:
    if variant.stock is None or variant.stock > FEW:
        return say("basket.in_stock", language)
    return say("basket.few", language, left=str(variant.stock))


def basket_total(products: Iterable[SoldProduct], facts: BasketFacts) -> Money | None:
    """Return the price of everything in the basket; None: it is empty, or cannot be told."""
    if facts.kept is not None and facts.kept.total is not None:
        return facts.kept.total
    known = tuple(products)
    try:
        prices = [times(_find(known, one)[1].price, one.pieces) for one in facts.after.lines]
        return total(prices, currency=prices[0].currency) if prices else None
    except (LookupError, ValueError):  # a line is gone, or in another currency
        return None


def written(products: Iterable[SoldProduct], facts: BasketFacts, language: Language) -> list[str]:
    """Return the values that words on the basket may state, one by one."""
    found = [str(sum(one.pieces for one in facts.after.lines))]
    for product in products:
        for variant in product.variants:
            pieces = facts.after.pieces_of(variant.variant_id)
            counts = {1, pieces, pieces - facts.noted.pieces_of(variant.variant_id)}
            for count in counts:
                if count > 0:
                    amount = write_amount(times(variant.price, count), language)
                    found.append(f"{_counted(product, variant, count)}: {amount}")
            found.append(str(variant.stock))
    amount_of_all = basket_total(products, facts)
    return [*found, write_amount(amount_of_all, language)] if amount_of_all else found


_PIECES = Slot(name="pieces", kind=SlotKind.PIECES, required=False)

ADD_TO_BASKET = Operation(
    name="add_to_basket",
    parameters=Addition,
    slots=(Slot(name="wanted", kind=SlotKind.ITEM), _PIECES),
    weigh=weigh_addition,
    tell=tell_addition,
    of_basket=True,
)

CHANGE_BASKET = Operation(
    name="change_basket",
    parameters=BasketChange,
    slots=(
        Slot(name="lines", kind=SlotKind.BASKET_LINES),
        Slot(name="instead", kind=SlotKind.VERSION, required=False),
        Slot(name="pieces", kind=SlotKind.PIECES),
    ),
    weigh=weigh_change,
    tell=tell_change,
    of_basket=True,
)

SHOW_BASKET = Operation(
    name="show_basket",
    parameters=NoParameters,
    slots=(),
    weigh=weigh_look,
    tell=tell_look,
    of_basket=True,
)


def products_in(basket: Basket) -> tuple[ProductId, ...]:
    """Return the products of a basket, each once."""
    return tuple(dict.fromkeys(ProductId(one.product_id) for one in basket.lines))
