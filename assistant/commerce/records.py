"""All that a shop keeps, as plain values: what a shop is filled with."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.commerce_customer import Customer
from assistant.commerce.commerce_order import Order
from assistant.conversation.conversation_message import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRecords:
    """Customers, their orders and what is sold; every order's customer is among them.

    A product that is sold in several languages is in each, with the same variants and stock.
    """

    customers: tuple[Customer, ...] = ()
    orders: tuple[Order, ...] = ()  # versions are numbers in decimal digits
    products: Mapping[Language, tuple[SoldProduct, ...]]  # the first language is the shop's own
