"""Declare the alert that writes to a customer when a variant can be bought again."""

from assistant.commerce.shop_effects import AlertBackInStock, Receipt
from assistant.commerce.shop_ids import ProductId, VariantId
from assistant.conversation.message import Language
from assistant.operations.shop_values import product_name
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


class WantedVariant(Parameters):
    """Name a variant of a product."""

    product_id: ProductId
    variant_id: VariantId


class Alert(Parameters):
    """Name the variant to wait for."""

    wanted: WantedVariant


def weigh(case: OperationCase[Alert]) -> Allowed | Refusal:
    """Allow an alert for a variant that is sold but out of stock."""
    wanted = case.parameters.wanted
    product = case.facts.products.get(wanted.product_id)
    variant = product.variant(wanted.variant_id) if product else None
    if product is None or variant is None:
        return Refusal(code="unknown_product")
    if variant.available:
        return Refusal(code="in_stock", values={"title": product.title})
    if not case.customer.email:
        return Refusal(code="no_email")
    effect = AlertBackInStock(
        customer_id=case.customer.customer_id,
        product_id=product.product_id,
        variant_id=variant.variant_id,
    )
    return Allowed(effect=effect)


def _named(case: OperationCase[Alert]) -> str:
    """Return the name of the awaited variant; "": it is no longer sold."""
    wanted = case.parameters.wanted
    product = case.facts.products.get(wanted.product_id)
    if product is None:
        return ""
    variant = product.variant(wanted.variant_id)
    return product_name(product.title, variant.options if variant else ())


def tell(case: OperationCase[Alert], _: Allowed, language: Language) -> str:
    """Return the read-back: the variant, and the address that is written to."""
    return say("read_back.stock_alert", language, product=_named(case), email=case.customer.email)


def done(case: OperationCase[Alert], _: Receipt, language: Language) -> str:
    """Say that the alert is noted, with the name of the variant."""
    if product := _named(case):
        return say("done.stock_alert", language, product=product)
    return say("done.stock_alert_unnamed", language)


STOCK_ALERT = Operation(
    name="stock_alert",
    parameters=Alert,
    slots=(Slot(name="wanted", kind=SlotKind.PRODUCT),),
    weigh=weigh,
    tell=tell,
    done=done,
)
