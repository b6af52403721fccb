"""Exchange delivered items, or change unpacked items, for other variants of the same products."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import Money, minus, times, total
from assistant.commerce.assortment import SoldVariant
from assistant.commerce.order import Order, OrderLine, RequestKind
from assistant.commerce.shop_effects import ChangeItems, ExchangeItems, Swap
from assistant.commerce.shop_ids import LineId, PaymentMethodId, VariantId
from assistant.conversation.message import Language
from assistant.operations.preconditions import (
    check_balance,
    check_held,
    check_lines,
    check_method,
    check_order,
)
from assistant.operations.receipt_texts import receipt_text, when_back
from assistant.operations.shop_rules import Rules, SwapRules
from assistant.operations.shop_values import method, swap
from assistant.operations.texts import say
from assistant.operations.types import (
    Allowed,
    Operation,
    OperationCase,
    Parameters,
    Refusal,
    Slot,
    SlotKind,
)


class SwapItem(Parameters):
    """Name a line and the variant that takes its place."""

    line_id: LineId
    variant_id: VariantId


class SwapParameters(Parameters):
    """Name all lines to swap together, and the method that pays or receives the difference."""

    order_number: str
    swaps: tuple[SwapItem, ...]
    settle_with: PaymentMethodId | None = None  # needed where the prices differ


SwapPairs = tuple[tuple[OrderLine, SoldVariant], ...]


def weigh_exchange(case: OperationCase[SwapParameters]) -> Allowed | Refusal:
    """Allow other variants, in stock, for lines of a delivered order within the window."""
    return _weigh(case, case.rules.exchange, ExchangeItems)


def weigh_change(case: OperationCase[SwapParameters]) -> Allowed | Refusal:
    """Allow other variants, in stock, for lines of an order that is not packed yet."""
    return _weigh(case, case.rules.change_items, ChangeItems)


def _weigh(
    case: OperationCase[SwapParameters],
    rules: SwapRules,
    effect: type[ExchangeItems] | type[ChangeItems],
) -> Allowed | Refusal:
    order, asked = case.order, case.parameters
    refusal = check_order(order, rules, case.now)
    if refusal is not None:
        return refusal
    pairs = _pairs(case, rules)
    if isinstance(pairs, Refusal):
        return pairs
    owed = difference(order, pairs) if rules.settles_difference else _nothing(order)
    refusal = _check_settlement(case, owed)
    if refusal is not None:
        return refusal
    swaps = tuple(Swap(line_id=s.line_id, variant_id=s.variant_id) for s in asked.swaps)
    done = effect(
        order_id=order.order_id,
        version=order.version,
        swaps=swaps,
        settle_with=asked.settle_with if rules.settles_difference else None,
        difference=owed,
    )
    return Allowed(effect=done)


def _nothing(order: Order) -> Money:
    return Money(amount_minor=0, currency=order.currency)


def difference(order: Order, pairs: SwapPairs) -> Money:
    """Return the amount that the new variants cost more; below zero: it is paid back."""
    steps = (times(minus(new.price, old.price), old.quantity) for old, new in pairs)
    return total(steps, currency=order.currency)


def _pairs(case: OperationCase[SwapParameters], rules: SwapRules) -> SwapPairs | Refusal:
    """Return each line with its new variant: of the same product, another one, and in stock."""
    line_ids = tuple(s.line_id for s in case.parameters.swaps)
    named = check_lines(case.order, line_ids, accepts_final_sale=rules.accepts_final_sale)
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


def _tell(
    name: str, kind: RequestKind, rules_of: Callable[[Rules], SwapRules]
) -> Callable[[OperationCase[SwapParameters], Allowed, Language], str]:
    def tell(case: OperationCase[SwapParameters], allowed: Allowed, language: Language) -> str:
        """Return the read-back: old and new variants, the difference and how it is settled."""
        if not isinstance(allowed.effect, ExchangeItems | ChangeItems):
            raise TypeError(allowed)
        return say(
            f"read_back.{name}",
            language,
            number=case.order.number,
            lines="\n".join(_swap_lines(case, rules_of(case.rules), language)),
            settlement=_settlement(case, allowed.effect, language),
            once=say(f"once.{name}", language) if kind in rules_of(case.rules).blocked_by else "",
        )

    return tell


def _swap_lines(
    case: OperationCase[SwapParameters], rules: SwapRules, language: Language
) -> list[str]:
    said = []
    for asked in case.parameters.swaps:
        old = case.order.line(asked.line_id)
        product = case.facts.products.get(old.product_id) if old else None
        new = product.variant(asked.variant_id) if product else None
        if old is not None and new is not None:
            price = new.price if rules.settles_difference else old.price
            said.append(swap(old, replace(new, price=price), language))
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
        amount=write_amount(times(owed, 1 if owed.amount_minor > 0 else -1), language),
        method=method(settled, language),
    )


_SLOTS = (
    Slot(name="order_number", kind=SlotKind.ORDER),
    Slot(name="swaps", kind=SlotKind.SWAPS),
    Slot(name="settle_with", kind=SlotKind.METHOD, required=False),
)

EXCHANGE = Operation(
    name="exchange_items",
    parameters=SwapParameters,
    slots=_SLOTS,
    weigh=weigh_exchange,
    tell=_tell("exchange", RequestKind.EXCHANGE, lambda rules: rules.exchange),
    done=receipt_text("exchange", refund=when_back),
    order_rules=lambda rules: rules.exchange,
)

CHANGE_ITEMS = Operation(
    name="change_items",
    parameters=SwapParameters,
    slots=_SLOTS,
    weigh=weigh_change,
    tell=_tell("change_items", RequestKind.CHANGE_ITEMS, lambda rules: rules.change_items),
    done=receipt_text("change_items"),
    order_rules=lambda rules: rules.change_items,
)
