"""Exchange delivered items, or change unpacked items, for other variants of the same products."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import Money, size, times
from assistant.commerce.assortment import SoldVariant
from assistant.commerce.order import OrderLine, RequestKind
from assistant.commerce.settlement import SwapPairs, price_difference
from assistant.commerce.shop_effects import ChangeItems, ExchangeItems, Swap, part_of
from assistant.commerce.shop_ids import LineId, PaymentMethodId, VariantId
from assistant.conversation.message import Language
from assistant.operations.declarations.order_change import PARTS_SLOT, declare_change
from assistant.operations.preconditions import (
    check_balance,
    check_held,
    check_lines,
    check_method,
    parts_of,
)
from assistant.operations.receipts.receipt_texts import when_back
from assistant.operations.shop_rules import SwapRules
from assistant.operations.shop_values import method, swap
from assistant.operations.texts import say
from assistant.operations.types import (
    LineParameters,
    OperationCase,
    Parameters,
    Refusal,
    Slot,
    SlotKind,
)

S = TypeVar("S", ExchangeItems, ChangeItems)


class SwapItem(Parameters):
    """Name a line and the variant that takes its place."""

    line_id: LineId
    variant_id: VariantId


class SwapParameters(LineParameters):
    """Name all lines to swap together, and the method that pays or receives the difference."""

    swaps: tuple[SwapItem, ...]
    settle_with: PaymentMethodId | None = None  # needed where the prices differ


def exchange_of(case: OperationCase[SwapParameters], rules: SwapRules) -> ExchangeItems | Refusal:
    """Return the exchange of lines for other variants in stock."""
    return _effect(case, rules, ExchangeItems)


def change_of(case: OperationCase[SwapParameters], rules: SwapRules) -> ChangeItems | Refusal:
    """Return the change of lines to other variants in stock."""
    return _effect(case, rules, ChangeItems)


def _effect(case: OperationCase[SwapParameters], rules: SwapRules, kind: type[S]) -> S | Refusal:
    order, asked = case.order, case.parameters
    pairs = _pairs(case, rules)
    if isinstance(pairs, Refusal):
        return pairs
    owed = Money(amount_minor=0, currency=order.currency)
    if rules.settles_difference:
        owed = price_difference(pairs, currency=order.currency)
    return _check_settlement(case, owed) or kind(
        order_id=order.order_id,
        version=order.version,
        swaps=tuple(Swap(line_id=s.line_id, variant_id=s.variant_id) for s in asked.swaps),
        parts=parts_of(order, [line for line, _ in pairs]),
        settle_with=asked.settle_with if rules.settles_difference else None,
        difference=owed,
    )


def _pairs(case: OperationCase[SwapParameters], rules: SwapRules) -> SwapPairs | Refusal:
    """Return each line with its new variant: of the same product, another one, and in stock."""
    line_ids = tuple(s.line_id for s in case.parameters.swaps)
    final_sale, pieces = rules.accepts_final_sale, case.parameters.parts
    named = check_lines(case.order, line_ids, accepts_final_sale=final_sale, pieces=pieces)
    if isinstance(named, Refusal):
        return named
    pairs: list[tuple[OrderLine, SoldVariant]] = []
    wanted: Counter[VariantId] = Counter()
    for old, asked in zip(named, case.parameters.swaps, strict=True):
        product = case.facts.products.get(old.product_id)
        new = product.variant(asked.variant_id) if product else None
        if new is None:
            return Refusal(code="other_product", values={"title": old.title})
        if new.variant_id == old.variant_id:
            return Refusal(code="same_variant", values={"title": old.title})
        if new.price.currency != old.price.currency:  # and nobody here knows a rate
            return Refusal(code="other_currency", values={"title": old.title})
        wanted[new.variant_id] += old.quantity
        if new.stock is not None and new.stock < wanted[new.variant_id]:
            return Refusal(code="variant_out_of_stock", values={"title": old.title})
        pairs.append((old, new))
    return tuple(pairs)


def _check_settlement(case: OperationCase[SwapParameters], owed: Money) -> Refusal | None:
    method_id = case.parameters.settle_with
    if method_id is None:
        return Refusal(code="method_missing") if owed.amount_minor else None
    settled = check_method(case.customer, method_id)
    if isinstance(settled, Refusal):
        return settled
    return check_balance(settled, owed) or check_held(case.order, times(owed, -1))


def values_of(
    case: OperationCase[SwapParameters], effect: ExchangeItems | ChangeItems, language: Language
) -> Mapping[str, str]:
    """Return old and new variants, the difference and how it is settled."""
    kind, rules = RequestKind.CHANGE_ITEMS, case.rules.change_items
    if isinstance(effect, ExchangeItems):
        kind, rules = RequestKind.EXCHANGE, case.rules.exchange
    return {
        "lines": "\n".join(_swap_lines(case, effect, rules, language)),
        "settlement": _settlement(case, effect, language),
        "once": say(f"once.{kind}", language) if kind in rules.blocked_by else "",
    }


def _swap_lines(
    case: OperationCase[SwapParameters],
    effect: ExchangeItems | ChangeItems,
    rules: SwapRules,
    language: Language,
) -> list[str]:
    said, of = [], {one.line_id: one.of for one in effect.parts}
    for asked in case.parameters.swaps:
        old = case.order.line(asked.line_id)
        product = case.facts.products.get(old.product_id) if old else None
        new = product.variant(asked.variant_id) if product else None
        if old is not None and new is not None:
            price = new.price if rules.settles_difference else old.price
            meant, at = part_of(old, effect.parts), replace(new, price=price)
            said.append(swap(meant, at, language, of=of.get(old.line_id)))
    return said


def _settlement(
    case: OperationCase[SwapParameters], effect: ExchangeItems | ChangeItems, language: Language
) -> str:
    """Say which amount is paid or received; in an exchange, once the old pieces are back."""
    owed = effect.difference
    used = case.parameters.settle_with
    settled = case.customer.method(used) if used else None
    if settled is None or owed.amount_minor == 0:
        return say("settlement.none", language)
    way = "pay" if owed.amount_minor > 0 else "receive"
    if isinstance(effect, ExchangeItems):
        way += "_once_back"
    return say(
        f"settlement.{way}",
        language,
        amount=write_amount(size(owed), language),
        method=method(settled, language),
    )


_SLOTS = (
    Slot(name="swaps", kind=SlotKind.SWAPS),
    PARTS_SLOT,
    Slot(name="settle_with", kind=SlotKind.METHOD, required=False),
)

EXCHANGE = declare_change(
    name="exchange_items",
    parameters=SwapParameters,
    text="exchange",
    slots=_SLOTS,
    rules=lambda rules: rules.exchange,
    effect=exchange_of,
    values=values_of,
    refund=when_back,
)

CHANGE_ITEMS = declare_change(
    name="change_items",
    parameters=SwapParameters,
    text="change_items",
    slots=_SLOTS,
    rules=lambda rules: rules.change_items,
    effect=change_of,
    values=values_of,
)
