"""An order and the products in it."""

from datetime import UTC, datetime

from assistant.commerce.amounts import Money
from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.customer import Address
from assistant.commerce.order import Options, Order, OrderLine, OrderStatus
from assistant.commerce.shop_ids import CustomerId, LineId, OrderId, ProductId, VariantId


def euros(amount: int) -> Money:
    return Money(amount_minor=amount * 100, currency="EUR")


def line(number: int, title: str, **options: str) -> OrderLine:
    return OrderLine(
        line_id=LineId(f"l{number}"),
        product_id=ProductId(f"p-{title}"),
        variant_id=VariantId(f"v{number}"),
        title=title,
        options=tuple(options.items()),
        price=euros(20),
    )


def order(*lines: OrderLine) -> Order:
    return Order(
        order_id=OrderId("o1"),
        number="#W1000001",
        customer_id=CustomerId("c1"),
        status=OrderStatus.DELIVERED,
        placed_at=datetime(2026, 3, 1, tzinfo=UTC),
        currency="EUR",
        lines=lines,
        address=Address(line1="1 rue A", postcode="75001", city="Paris", country="FR"),
        version="1",
    )


def product(title: str, *variants: dict[str, str], prices: tuple[int, ...] = ()) -> SoldProduct:
    return SoldProduct(
        product_id=ProductId(f"p-{title}"),
        title=title,
        variants=tuple(
            SoldVariant(
                variant_id=VariantId(f"{title}-{at}"),
                options=tuple(options.items()),
                price=euros(prices[at] if prices else 20),
            )
            for at, options in enumerate(variants)
        ),
    )


def options(variant: SoldVariant | None) -> Options:
    return variant.options if variant else ()
