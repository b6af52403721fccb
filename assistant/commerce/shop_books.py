"""Describe the books that a shop keeps itself, before and after an effect."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.customer import Customer
from assistant.commerce.order import Order
from assistant.commerce.shop_effects import Receipt
from assistant.commerce.shop_ids import ProductId, VariantId
from assistant.conversation.message import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRecords:
    """Hold customers, their orders and products on sale; every order's customer is among them.

    A product that is sold in several languages is in each, with the same variants and stock.
    """

    customers: tuple[Customer, ...] = ()
    orders: tuple[Order, ...] = ()  # versions are numbers in decimal digits
    products: Mapping[Language, tuple[SoldProduct, ...]]  # the first language is the shop's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Hold the part of the shop that an effect is applied to, as it is now."""

    customer: Customer
    order: Order | None = None  # None: of an effect without an order
    products: Mapping[ProductId, SoldProduct]  # at least those whose variants are swapped


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Hold the delays of refunds to a card or PayPal: (least, most) working days."""

    refund_days: tuple[int, int]  # of refunds that are made now
    return_refund_days: tuple[
        int, int
    ]  # of refunds that are made when goods are back, from then on


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMove:
    """Move pieces back into the stock; below zero: out of it. Uncounted stock stays uncounted."""

    product_id: ProductId
    variant_id: VariantId
    pieces: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedEffect:
    """Hold the shop after an effect; to be stored in one transaction with the receipt's key."""

    customer: Customer
    order: Order | None = None  # None: no order changed
    stock: tuple[StockMove, ...] = ()
    receipt: Receipt
