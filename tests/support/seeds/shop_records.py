"""A small shop for tests: what the contract of the shop's ports is filled with."""

from dataclasses import replace
from datetime import UTC, datetime

from assistant.commerce.amounts import Money
from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.customer import Address, Customer, PaymentKind, PaymentMethod
from assistant.commerce.order import (
    Entry,
    EntryKind,
    Order,
    OrderLine,
    OrderStatus,
    Shipment,
    ShipmentStatus,
)
from assistant.commerce.permit import ConfirmedByCustomer, Permit, PermitGround
from assistant.commerce.permit_seal import SEAL
from assistant.commerce.shop_books import ShopRecords
from assistant.commerce.shop_effects import Effect
from assistant.commerce.shop_ids import (
    CustomerId,
    LineId,
    OrderId,
    PaymentMethodId,
    ProductId,
    VariantId,
)
from assistant.conversation.ids import MessageId

PLACED = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
DELIVERED = datetime(2026, 11, 10, 14, 0, tzinfo=UTC)

LEA, TOM = CustomerId("lea"), CustomerId("tom")
CARD, GIFT = PaymentMethodId("lea-card"), PaymentMethodId("lea-gift")
PAYPAL, CREDIT = PaymentMethodId("tom-paypal"), PaymentMethodId("tom-credit")
SHIRT, SOCKS = ProductId("shirt"), ProductId("socks")
SMALL, MEDIUM, LARGE = VariantId("shirt-s"), VariantId("shirt-m"), VariantId("shirt-l")
GONE, PLAIN, CHEAP = VariantId("shirt-xl"), VariantId("socks-plain"), VariantId("shirt-xs")


def euros(amount: float) -> Money:
    return Money(amount_minor=round(amount * 100), currency="EUR")


def sold(variant_id: VariantId, size: str, price: float, stock: int | None) -> SoldVariant:
    return SoldVariant(
        variant_id=variant_id, options=(("Size", size),), price=euros(price), stock=stock
    )


SHIRTS = SoldProduct(
    product_id=SHIRT,
    title="Ouessant Shirt",
    variants=(
        sold(CHEAP, "XS", 25, 4),
        sold(SMALL, "S", 30, 5),
        sold(MEDIUM, "M", 30, 5),
        sold(LARGE, "L", 32, 1),
        sold(GONE, "XL", 32, 0),
    ),
)
SOCKS_SOLD = SoldProduct(
    product_id=SOCKS,
    title="Sein Socks",
    variants=(SoldVariant(variant_id=PLAIN, options=(), price=euros(8)),),
)

QUAY = Address(
    recipient="Léa Le Goff", line1="3 quai de l'Yser", postcode="29100", city="Douarnenez",
    country="FR",
)  # fmt: skip
LANE = Address(
    recipient="Tom O'Brien", line1="12 Harbour Lane", postcode="T12 XY34", city="Cork", country="IE"
)

LEA_KNOWN = Customer(
    customer_id=LEA,
    given_name="Léa",
    family_name="Le Goff",
    email="lea.legoff@example.com",
    phone="+33298000001",
    language="en",
    default_address=QUAY,
    payment_methods=(
        PaymentMethod(method_id=CARD, kind=PaymentKind.CARD, label="Visa", last4="4242"),
        PaymentMethod(method_id=GIFT, kind=PaymentKind.GIFT_CARD, last4="0042", balance=euros(40)),
    ),
)
TOM_KNOWN = Customer(
    customer_id=TOM,
    given_name="Tom",
    family_name="O'Brien",
    email="tom.obrien@example.com",
    language="en",
    default_address=LANE,
    payment_methods=(
        PaymentMethod(method_id=PAYPAL, kind=PaymentKind.PAYPAL, label="PayPal"),
        PaymentMethod(method_id=CREDIT, kind=PaymentKind.STORE_CREDIT, label="", balance=euros(15)),
    ),
)


def shirt(line: str, size: str = "S", variant_id: VariantId = SMALL) -> OrderLine:
    return OrderLine(
        line_id=LineId(line),
        product_id=SHIRT,
        variant_id=variant_id,
        title="Ouessant Shirt",
        options=(("Size", size),),
        price=euros(30),
    )


def socks(line: str, *, quantity: int = 2) -> OrderLine:
    return OrderLine(
        line_id=LineId(line),
        product_id=SOCKS,
        variant_id=PLAIN,
        title="Sein Socks",
        quantity=quantity,
        price=euros(8),
    )


def paid(method_id: PaymentMethodId, amount: float) -> Entry:
    return Entry(kind=EntryKind.PAYMENT, method_id=method_id, amount=euros(amount))


PENDING = Order(
    order_id=OrderId("o1001"),
    number="#1001",
    customer_id=LEA,
    status=OrderStatus.PENDING,
    placed_at=PLACED,
    currency="EUR",
    lines=(shirt("l1"), socks("l2")),
    address=QUAY,
    entries=(paid(CARD, 46),),
    version="1",
)
SPLIT = replace(  # paid by gift card and card
    PENDING,
    order_id=OrderId("o1002"),
    number="#1002",
    placed_at=PLACED.replace(day=3),
    lines=(shirt("l3"),),
    entries=(paid(GIFT, 20), paid(CARD, 10)),
)
ARRIVED = replace(
    PENDING,
    order_id=OrderId("o1003"),
    number="#1003",
    status=OrderStatus.DELIVERED,
    placed_at=PLACED.replace(day=4),
    delivered_at=DELIVERED,
    lines=(shirt("l4"), socks("l5")),
    shipments=(
        Shipment(
            carrier="Colissimo",
            tracking_number="6A00000000001",
            tracking_url="https://parcels.example/6A00000000001",
            status=ShipmentStatus.DELIVERED,
            line_ids=(LineId("l4"), LineId("l5")),
            delivered_at=DELIVERED,
        ),
    ),
)
TOMS = replace(
    PENDING,
    order_id=OrderId("o1004"),
    number="#1004",
    customer_id=TOM,
    placed_at=PLACED.replace(day=5),
    lines=(shirt("l6"),),
    address=LANE,
    entries=(paid(PAYPAL, 30),),
)

RECORDS = ShopRecords(
    customers=(LEA_KNOWN, TOM_KNOWN),
    orders=(PENDING, SPLIT, ARRIVED, TOMS),
    products={"en": (SHIRTS, SOCKS_SOLD)},
)


_YES = ConfirmedByCustomer(MessageId("yes"))


def permit(effect: Effect, key: str = "k1", ground: PermitGround = _YES) -> Permit:
    """Return the right to one effect; in the product only the gate can give it."""
    return Permit(key=key, effect=effect, ground=ground, seal=SEAL)


def product_like(given: SoldProduct, product_id: str, variants: int) -> SoldProduct:
    """Return another product with so many variants, each in a size of its own."""
    return replace(
        given,
        product_id=ProductId(product_id),
        title=f"{given.title} {product_id}",
        variants=tuple(
            sold(VariantId(f"{product_id}-{number}"), f"{number} cm", 20, 3)
            for number in range(variants)
        ),
    )
