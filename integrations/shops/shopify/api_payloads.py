"""Define the parts of the Admin API's answers that we read. Money is a decimal in a string.

Names and nullability: shopify.dev/docs/api/admin-graphql/latest/objects
"""

from datetime import date, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from assistant.commerce.amounts import Money
from assistant.commerce.order import Options
from assistant.commerce.ports import ShopUnavailableError
from retrieval.catalogue.written_prices import parse_plain

Id = str
"""`gid://shopify/Order/450789469`, the form that every question is asked with."""


class ShopifyPayload(BaseModel):
    """Hold a part of an answer; fields that we did not ask for are ignored."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, extra="ignore")


P = TypeVar("P", bound=BaseModel)


class PageInfo(ShopifyPayload):
    """Say whether a list has a next page, and where that page begins."""

    has_next_page: bool = False
    end_cursor: str | None = None


class Connection(ShopifyPayload, Generic[P]):
    """Hold one page of a list."""

    nodes: tuple[P, ...] = ()
    page_info: PageInfo = PageInfo()

    def with_more(self, nodes: tuple[P, ...]) -> "Connection[P]":
        """Return the whole list, now that all its pages are read."""
        return Connection(nodes=(*self.nodes, *nodes))


class CustomAttribute(ShopifyPayload):
    """Hold an attribute of a cart, or of the order that came of it."""

    key: str
    value: str | None = None


class MoneyV2(ShopifyPayload):
    """Hold an amount."""

    amount: str
    currency_code: str

    @property
    def money(self) -> Money:
        """Return the exact amount; amounts taken off or owed are below zero."""
        return read_money(self.amount, self.currency_code)


class MoneyBag(ShopifyPayload):
    """Hold an amount in the shop's currency, which prices and refunds are compared in."""

    shop_money: MoneyV2

    @property
    def money(self) -> Money:
        """Return the exact amount."""
        return self.shop_money.money


class Ref(ShopifyPayload):
    """Hold the id of an object."""

    id: Id


class MailingAddress(ShopifyPayload):
    """Hold the address that a parcel goes to."""

    id: Id | None = None
    first_name: str | None = None
    last_name: str | None = None
    name: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    zip: str | None = None
    province: str | None = None
    province_code: str | None = None
    country_code_v2: str | None = Field(None, alias="countryCodeV2")
    phone: str | None = None


class SelectedOption(ShopifyPayload):
    """Hold the value of one option of a variant."""

    name: str
    value: str


def read_options(chosen: tuple[SelectedOption, ...]) -> Options:
    """Return the choices; a product without any has the one choice "Title", which says nothing."""
    return tuple((one.name, one.value) for one in chosen if one.name != "Title")


class LineProduct(ShopifyPayload):
    """Hold the product of a line."""

    id: Id
    tags: tuple[str, ...] = ()


class LineVariant(ShopifyPayload):
    """Hold the variant of a line."""

    id: Id
    selected_options: tuple[SelectedOption, ...] = ()


class LineItem(ShopifyPayload):
    """Hold a line; product and variant are null once the shop has deleted them."""

    id: Id
    title: str
    quantity: int
    current_quantity: int
    unfulfilled_quantity: int
    discounted_unit_price_after_all_discounts_set: MoneyBag
    product: LineProduct | None = None
    variant: LineVariant | None = None


class PaymentDetails(ShopifyPayload):
    """Hold the details of a payment; for a card: its brand and its masked number."""

    typename: str = Field(alias="__typename")
    company: str | None = None
    number: str | None = None


class OrderTransaction(ShopifyPayload):
    """Hold one transfer of money."""

    id: Id
    kind: str
    status: str
    gateway: str | None = None
    receipt_json: Any = None
    processed_at: datetime | None = None
    amount_set: MoneyBag
    payment_details: PaymentDetails | None = None


class ShopifyRefund(ShopifyPayload):
    """Hold a refund that was paid."""

    id: Id
    note: str | None = None
    of_return: Ref | None = Field(default=None, alias="return")
    transactions: Connection[Ref]


class TrackingInfo(ShopifyPayload):
    """Hold the number and the link by which a parcel is followed."""

    company: str | None = None
    number: str | None = None
    url: str | None = None


class FulfillmentLine(ShopifyPayload):
    """Hold the pieces of one line that are in a parcel."""

    id: Id
    quantity: int
    line_item: Ref


class FulfillmentEvent(ShopifyPayload):
    """Hold a scan of a parcel."""

    happened_at: datetime


class Fulfillment(ShopifyPayload):
    """Hold a parcel."""

    id: Id
    status: str
    display_status: str | None = None
    created_at: datetime | None = None
    in_transit_at: datetime | None = None
    estimated_delivery_at: datetime | None = None
    delivered_at: datetime | None = None
    tracking_info: tuple[TrackingInfo, ...] = ()
    events: Connection[FulfillmentEvent]  # the last one alone
    fulfillment_line_items: Connection[FulfillmentLine]


class _OfLine(ShopifyPayload):
    id: Id = ""  # the line of the parcel
    line_item: Ref


class ReturnLine(ShopifyPayload):
    """Hold the pieces of one line that are returned; without a known parcel only the quantity."""

    quantity: int = 0
    refunded_quantity: int = 0
    return_reason_note: str = ""
    return_reason_definition: dict[str, str] | None = None  # its `handle`
    fulfillment_line_item: _OfLine | None = None


class ExchangeLine(ShopifyPayload):
    """Hold the pieces that are sent in exchange."""

    variant_id: Id | None = None
    quantity: int
    line_items: tuple[Ref, ...] | None = None


class ShopifyReturn(ShopifyPayload):
    """Hold a return, or an exchange if something is sent instead."""

    id: Id
    name: str
    status: str
    return_line_items: Connection[ReturnLine]
    exchange_line_items: Connection[ExchangeLine]


class Cancellation(ShopifyPayload):
    """Hold the note of the staff about a cancelled order."""

    staff_note: str | None = None


class Metafield(ShopifyPayload):
    """Hold data of ours that is stored with an object of the shop."""

    value: str
    compare_digest: str


class OrderNode(ShopifyPayload):
    """Hold an order."""

    id: Id
    name: str
    created_at: datetime
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    currency_code: str
    display_fulfillment_status: str
    cancellation: Cancellation | None = None
    customer: Ref | None = None
    shipping_address: MailingAddress | None = None
    total_shipping_price_set: MoneyBag | None = None
    line_items: Connection[LineItem]
    transactions: tuple[OrderTransaction, ...] = ()
    refunds: tuple[ShopifyRefund, ...] = ()
    fulfillments: tuple[Fulfillment, ...] = ()
    returns: Connection[ShopifyReturn]
    metafield: Metafield | None = None


class EmailAddress(ShopifyPayload):
    """Hold a customer's e-mail address."""

    email_address: str


class PhoneNumber(ShopifyPayload):
    """Hold a customer's phone number."""

    phone_number: str


class CustomerNode(ShopifyPayload):
    """Hold a customer."""

    id: Id
    first_name: str | None = None
    last_name: str | None = None
    locale: str | None = None
    tags: tuple[str, ...] = ()
    default_email_address: EmailAddress | None = None
    default_phone_number: PhoneNumber | None = None
    default_address: MailingAddress | None = None


class GiftCard(ShopifyPayload):
    """Hold a gift card; its code is known to nobody but its owner."""

    id: Id
    last_characters: str
    enabled: bool
    expires_on: date | None = None
    balance: MoneyV2
    customer: Ref | None = None


class InventoryItem(ShopifyPayload):
    """Say whether the pieces of a variant are counted."""

    tracked: bool


class VariantNode(ShopifyPayload):
    """Hold a variant: a product in one size, colour and so on."""

    id: Id
    price: str
    inventory_quantity: int | None = None
    inventory_policy: str = "DENY"
    inventory_item: InventoryItem
    selected_options: tuple[SelectedOption, ...] = ()

    @property
    def stock(self) -> int | None:
        """Return the pieces in stock; None: not counted, or sold without stock too."""
        if not self.inventory_item.tracked or self.inventory_policy == "CONTINUE":
            return None
        return self.inventory_quantity


class Translation(ShopifyPayload):
    """Hold a field's words in another language."""

    key: str
    value: str | None = None


class TranslatedName(ShopifyPayload):
    """Hold a name, with its translations."""

    name: str
    translations: tuple[Translation, ...] = ()


class OptionNode(TranslatedName):
    """Hold a choice and all its values."""

    option_values: tuple[TranslatedName, ...] = ()


class ProductNode(ShopifyPayload):
    """Hold a product with one page of its variants."""

    id: Id
    title: str
    status: str = "ACTIVE"
    translations: tuple[Translation, ...] = ()
    options: tuple[OptionNode, ...] = ()
    variants: Connection[VariantNode]


class UserError(ShopifyPayload):
    """Say why a write was not done; the message may be about a person and is not passed on."""

    field: tuple[str, ...] | None = None
    code: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_message(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {name: part for name, part in value.items() if name != "message"}


def read(model: type[P], value: object) -> P:
    """Return an answer's part.

    Raises:
        ShopUnavailableError: it is not of the documented shape.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        where = ", ".join(".".join(map(str, one["loc"])) for one in error.errors()[:3])
        msg = f"Shopify's answer is not as documented: {model.__name__} {where}"
        raise ShopUnavailableError(msg) from None


def read_money(amount: str, currency: str) -> Money:
    """Return the exact amount of a decimal such as "12.50" or "-3.00"."""
    negative = amount.startswith("-")
    money = parse_plain(amount.removeprefix("-"), currency)
    return Money(amount_minor=-money.amount_minor, currency=currency) if negative else money
