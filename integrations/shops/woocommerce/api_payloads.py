"""Define the parts of the REST API's answers that we read. Money is a decimal in a string.

Names: woocommerce.github.io/woocommerce-rest-api-docs/#order-properties, #customer-properties,
#product-properties, #product-variation-properties
"""

import html
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.commerce.amounts import Money, plus
from assistant.commerce.ports import ShopUnavailableError
from retrieval.catalogue.types import UnreadableError
from retrieval.catalogue.written_prices import parse_plain


def _utc(value: object) -> object:
    """Read "2026-11-02T09:30:00", which is in UTC and does not say so."""
    if isinstance(value, str) and value:
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value or None


def _text(value: object) -> object:
    """Read numbers that WordPress gives now as numbers and now as text."""
    return "" if value is None else str(value)


def _name(value: object) -> object:
    """Read a name that WordPress gives as HTML: "Bol &amp; assiette"."""
    return html.unescape(str(value or ""))


Gmt = Annotated[datetime | None, BeforeValidator(_utc)]
Text = Annotated[str, BeforeValidator(_text)]
Name = Annotated[str, BeforeValidator(_name)]


class WooPayload(BaseModel):
    """Hold a part of an answer; fields that we do not read are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


P = TypeVar("P", bound=WooPayload)


class WooMeta(WooPayload):
    """Hold one row of meta data; the extension that wrote it chose the value's type."""

    id: int = 0
    key: str
    value: Any = None
    display_key: Text = ""  # of a line: as customers read it
    display_value: Any = None


class PostalAddress(WooPayload):
    """Hold a billing or shipping address; empty ones have empty fields."""

    first_name: Text = ""
    last_name: Text = ""
    company: Text = ""
    address_1: Text = ""
    address_2: Text = ""
    city: Text = ""
    state: Text = ""
    postcode: Text = ""
    country: Text = ""
    email: Text = ""
    phone: Text = ""


class Tax(WooPayload):
    """Hold a tax of a line."""

    id: int
    total: Text = ""


class WooCost(WooPayload):
    """Hold the cost of an order's line, whose name in the schema is not that of the answers."""

    total_value: Decimal = Field(Decimal(0), validation_alias=AliasChoices("value", "total_value"))


class WooItem(WooPayload):
    """Hold a line that costs something: of products, of shipping or a fee."""

    id: int
    name: Name = ""
    quantity: int = 1
    product_id: int = 0
    variation_id: int = 0
    subtotal: Text = "0"  # before discounts
    total: Text = "0"
    total_tax: Text = "0"
    taxes: tuple[Tax, ...] = ()
    meta_data: tuple[WooMeta, ...] = ()
    parent_name: Name = ""  # of a variation: its product's
    cost_of_goods_sold: WooCost | None = None  # of all pieces; since 9.5, if turned on

    def meta(self, key: str) -> str:
        """Return the text kept under `key`; "": nothing is."""
        return next((str(one.value) for one in self.meta_data if one.key == key), "")


class RefundRow(WooPayload):
    """Hold an order's summary of one of its refunds; the total is below zero."""

    id: int
    reason: Text = Field("", validation_alias=AliasChoices("reason", "refund"))  # as WooCommerce 3
    total: Text = "0"


class WooRefund(WooPayload):
    """Hold a refund with its lines: pieces are below zero, and 0 where only money went back."""

    id: int
    date_created_gmt: Gmt = None
    line_items: tuple[WooItem, ...] = ()
    shipping_lines: tuple[WooItem, ...] = ()
    fee_lines: tuple[WooItem, ...] = ()


class OrderPayload(WooPayload):
    """Hold an order."""

    id: int
    parent_id: int = 0
    number: Text
    status: str
    currency: str
    date_created_gmt: Gmt = None
    date_paid_gmt: Gmt = None
    date_completed_gmt: Gmt = None
    total: Text = "0"
    shipping_total: Text = "0"
    shipping_tax: Text = "0"
    customer_id: int = 0
    billing: PostalAddress = PostalAddress()
    shipping: PostalAddress = PostalAddress()
    payment_method: Text = ""
    payment_method_title: Name = ""
    meta_data: tuple[WooMeta, ...] = ()
    line_items: tuple[WooItem, ...] = ()
    shipping_lines: tuple[WooItem, ...] = ()
    fee_lines: tuple[WooItem, ...] = ()
    refunds: tuple[RefundRow, ...] = ()

    @property
    def refunded(self) -> Money:
        """Return the amount that was refunded until now."""
        amount = read_money("0", self.currency)
        for one in self.refunds:
            amount = plus(amount, read_money(one.total.lstrip("-"), self.currency))
        return amount


class Numbered(WooPayload):
    """Hold an order with its number only."""

    id: int
    number: Text = ""


class CustomerPayload(WooPayload):
    """Hold a customer with an account."""

    id: int
    email: Text = ""
    first_name: Text = ""
    last_name: Text = ""
    billing: PostalAddress = PostalAddress()
    shipping: PostalAddress = PostalAddress()
    meta_data: tuple[WooMeta, ...] = ()


class Chosen(WooPayload):
    """Hold a choice that makes a variation."""

    name: Name
    option: Name = ""


class Variation(WooPayload):
    """Hold a variation, or a product without variations."""

    id: int
    status: str = "publish"
    price: Text = ""
    manage_stock: bool | str = False  # "parent": the product's stock is counted for all
    stock_quantity: float | None = None
    stock_status: str = "instock"
    backorders_allowed: bool = False
    attributes: tuple[Chosen, ...] = ()
    menu_order: int = 0  # the shop's own order

    @property
    def stock(self) -> int | None:
        """Return the pieces in stock; None: not counted, or it can be ordered all the same."""
        if self.backorders_allowed:
            return None
        if self.manage_stock and self.stock_quantity is not None:
            return int(self.stock_quantity)
        return None if self.stock_status != "outofstock" else 0


class Tag(WooPayload):
    """Hold a product's tag."""

    slug: str = ""


class ProductPayload(WooPayload):
    """Hold a product, with attributes that list the options of its variations."""

    id: int
    name: Name = ""
    type: str = "simple"
    status: str = "publish"


class Tagged(WooPayload):
    """Hold a product with its tags only."""

    id: int
    tags: tuple[Tag, ...] = ()


def read(model: type[P], payload: object) -> P:
    """Return a part of an answer.

    Raises:
        ShopUnavailableError: it is not of the documented form; the message quotes nothing of it.
    """
    try:
        return model.model_validate(payload)
    except (ValidationError, ValueError) as error:
        where = ""
        if isinstance(error, ValidationError):
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
        msg = f"WooCommerce's answer has another form than {model.__name__}: {where}"
        raise ShopUnavailableError(msg) from None


def read_money(amount: str, currency: str) -> Money:
    """Return an exact amount; an empty one is nothing.

    Raises:
        ShopUnavailableError: it is none.
    """
    try:
        return parse_plain(amount.removeprefix("-") or "0", currency)
    except UnreadableError:
        msg = "WooCommerce's answer has an amount that cannot be read"
        raise ShopUnavailableError(msg) from None
