"""What the Admin API answers, as far as we read it. Money is a decimal in a string.

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
    """A part of an answer; what we did not ask for is passed over."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, extra="ignore")


P = TypeVar("P", bound=BaseModel)


class PageInfo(ShopifyPayload):
    """Where the next page begins."""

    has_next_page: bool = False
    end_cursor: str | None = None


class Connection(ShopifyPayload, Generic[P]):
    """One page of a list."""

    nodes: tuple[P, ...] = ()
    page_info: PageInfo = PageInfo()

    def with_more(self, nodes: tuple[P, ...]) -> "Connection[P]":
        """Return the whole list, now that all its pages are read."""
        return Connection(nodes=(*self.nodes, *nodes))


class MoneyV2(ShopifyPayload):
    """An amount."""

    amount: str
    currency_code: str

    @property
    def money(self) -> Money:
        """The exact amount; taken off or owed amounts are below zero."""
        return read_money(self.amount, self.currency_code)


class MoneyBag(ShopifyPayload):
    """An amount in the shop's currency, which prices and refunds are compared in."""

    shop_money: MoneyV2

    @property
    def money(self) -> Money:
        """The exact amount."""
        return self.shop_money.money


class Ref(ShopifyPayload):
    """Something named by its id."""

    id: Id


class MailingAddress(ShopifyPayload):
    """Where a parcel goes."""

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
    """One choice that makes a variant."""

    name: str
    value: str


def read_options(chosen: tuple[SelectedOption, ...]) -> Options:
    """Return the choices; a product without any has the one choice "Title", which says nothing."""
    return tuple((one.name, one.value) for one in chosen if one.name != "Title")


class LineProduct(ShopifyPayload):
    """The product of a line."""

    id: Id
    tags: tuple[str, ...] = ()


class LineVariant(ShopifyPayload):
    """The variant of a line."""

    id: Id
    selected_options: tuple[SelectedOption, ...] = ()


class LineItem(ShopifyPayload):
    """A line; product and variant are null once the shop has deleted them."""

    id: Id
    title: str
    quantity: int
    current_quantity: int
    unfulfilled_quantity: int
    discounted_unit_price_after_all_discounts_set: MoneyBag
    product: LineProduct | None = None
    variant: LineVariant | None = None


class PaymentDetails(ShopifyPayload):
    """How it was paid; of a card: its brand and the masked number."""

    typename: str = Field(alias="__typename")
    company: str | None = None
    number: str | None = None


class OrderTransaction(ShopifyPayload):
    """One movement of money."""

    id: Id
    kind: str
    status: str
    gateway: str | None = None
    receipt_json: Any = None
    amount_set: MoneyBag
    payment_details: PaymentDetails | None = None


class ShopifyRefund(ShopifyPayload):
    """Money that went back."""

    id: Id
    note: str | None = None


class TrackingInfo(ShopifyPayload):
    """How a parcel is followed."""

    company: str | None = None
    number: str | None = None
    url: str | None = None


class FulfillmentLine(ShopifyPayload):
    """What is in a parcel."""

    id: Id
    quantity: int
    line_item: Ref


class Fulfillment(ShopifyPayload):
    """A parcel."""

    id: Id
    status: str
    display_status: str | None = None
    estimated_delivery_at: datetime | None = None
    delivered_at: datetime | None = None
    tracking_info: tuple[TrackingInfo, ...] = ()
    fulfillment_line_items: Connection[FulfillmentLine]


class _OfLine(ShopifyPayload):
    line_item: Ref


class ReturnLine(ShopifyPayload):
    """What comes back; of a return that no parcel is known for, only the quantity."""

    quantity: int = 0
    return_reason_note: str = ""
    fulfillment_line_item: _OfLine | None = None


class ExchangeLine(ShopifyPayload):
    """What is sent instead."""

    variant_id: Id | None = None
    quantity: int
    line_items: tuple[Ref, ...] | None = None


class ShopifyReturn(ShopifyPayload):
    """A return, or an exchange if something is sent instead."""

    id: Id
    name: str
    status: str
    return_line_items: Connection[ReturnLine]
    exchange_line_items: Connection[ExchangeLine]


class Cancellation(ShopifyPayload):
    """What staff noted when it was cancelled."""

    staff_note: str | None = None


class Metafield(ShopifyPayload):
    """Data of ours kept with something of the shop's."""

    value: str
    compare_digest: str


class OrderNode(ShopifyPayload):
    """An order."""

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
    """How a customer is written to."""

    email_address: str


class PhoneNumber(ShopifyPayload):
    """How a customer is called."""

    phone_number: str


class CustomerNode(ShopifyPayload):
    """A customer."""

    id: Id
    first_name: str | None = None
    last_name: str | None = None
    locale: str | None = None
    tags: tuple[str, ...] = ()
    default_email_address: EmailAddress | None = None
    default_phone_number: PhoneNumber | None = None
    default_address: MailingAddress | None = None


class GiftCard(ShopifyPayload):
    """A gift card; its code is known to nobody but its owner."""

    id: Id
    last_characters: str
    enabled: bool
    expires_on: date | None = None
    balance: MoneyV2
    customer: Ref | None = None


class InventoryItem(ShopifyPayload):
    """Whether pieces are counted."""

    tracked: bool


class VariantNode(ShopifyPayload):
    """One thing that can be bought."""

    id: Id
    price: str
    inventory_quantity: int | None = None
    inventory_policy: str = "DENY"
    inventory_item: InventoryItem
    selected_options: tuple[SelectedOption, ...] = ()

    @property
    def stock(self) -> int | None:
        """Pieces there are; None: they are not counted, or it is sold without."""
        if not self.inventory_item.tracked or self.inventory_policy == "CONTINUE":
            return None
        return self.inventory_quantity


class Translation(ShopifyPayload):
    """A field's words in another language."""

    key: str
    value: str | None = None


class TranslatedName(ShopifyPayload):
    """A name, with its translations."""

    name: str
    translations: tuple[Translation, ...] = ()


class OptionNode(TranslatedName):
    """A choice and all its values."""

    option_values: tuple[TranslatedName, ...] = ()


class ProductNode(ShopifyPayload):
    """A product with one page of its variants."""

    id: Id
    title: str
    status: str = "ACTIVE"
    translations: tuple[Translation, ...] = ()
    options: tuple[OptionNode, ...] = ()
    variants: Connection[VariantNode]


class CalculatedLine(ShopifyPayload):
    """A line while an order is edited."""

    id: Id
    quantity: int
    variant: Ref | None = None


class CalculatedOrder(ShopifyPayload):
    """An order while it is edited."""

    id: Id
    total_outstanding_set: MoneyBag
    line_items: Connection[CalculatedLine] = Connection[CalculatedLine]()


class UserError(ShopifyPayload):
    """Why a write was not done; the message may be about a person and goes nowhere."""

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
