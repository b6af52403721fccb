"""Fills a simulated shop with plain values.

Core WooCommerce has no gift cards and no second payment method: an order is paid by the gateway of
its last payment. It has no parcels: an order that has arrived is completed.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from assistant.answers.amount_text import major_units
from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.customer import Address, Customer, PaymentKind, PaymentMethod
from assistant.commerce.order import Order, OrderLine, OrderStatus
from assistant.commerce.shop_books import ShopRecords
from assistant.commerce.shop_ids import CustomerId, PaymentMethodId, ProductId, VariantId
from tests.support.simulators.woocommerce.store import Json, Store, amount, blank

_STATUSES = {
    OrderStatus.PENDING: "processing",
    OrderStatus.PROCESSED: "packing",
    OrderStatus.SHIPPED: "completed",
    OrderStatus.DELIVERED: "completed",
    OrderStatus.CANCELLED: "cancelled",
}
_GATEWAYS = {
    "stripe": ("Credit / Debit Card", ["products", "refunds"]),
    "ppcp-gateway": ("PayPal", ["products", "refunds"]),
    "bacs": ("Direct bank transfer", ["products"]),
}


@dataclass
class Seed:
    """Puts records into a store; ids are the store's own."""

    store: Store
    methods: dict[PaymentMethodId, PaymentMethod] = field(default_factory=dict)
    customers: dict[CustomerId, Json] = field(default_factory=dict)
    products: dict[ProductId, Json] = field(default_factory=dict)
    variants: dict[VariantId, Json] = field(default_factory=dict)

    def fill(self, records: ShopRecords) -> None:
        for name, (title, supports) in _GATEWAYS.items():
            gateway = blank("gateway") | {"id": name, "title": title, "method_supports": supports}
            self.store.gateways[name] = gateway
        for product in next(iter(records.products.values())):
            self.product(product)
        for customer in records.customers:
            self.customer(customer)
        for order in records.orders:
            self.order(order)
        self.store.changed.clear()

    def product(self, given: SoldProduct, *, tags: tuple[str, ...] = ()) -> Json:
        product = blank("product") | {"id": self.store.next_id(), "name": given.title}
        product["tags"] = [{"id": 30 + n, "name": tag, "slug": tag} for n, tag in enumerate(tags)]
        variable = any(one.options for one in given.variants)
        if variable:
            product |= {"type": "variable", "price": f"{major_units(given.variants[0].price):.2f}"}
        self.store.products[product["id"]] = self.products[given.product_id] = product
        for place, one in enumerate(given.variants):
            self.variants[one.variant_id] = (
                self.variation(product, one, place) if variable else _sell(product, one)
            )
        return product

    def variation(self, product: Json, given: SoldVariant, place: int) -> Json:
        variation = blank("variation") | {"id": self.store.next_id(), "parent_id": product["id"]}
        chosen = ", ".join(value for _, value in given.options)
        variation |= {"name": f"{product['name']} - {chosen}", "menu_order": place}
        variation["attributes"] = [
            {"id": 6, "name": name, "slug": f"pa_{name.lower()}", "option": value}
            for name, value in given.options
        ]
        self.store.variations[variation["id"]] = _sell(variation, given)
        return variation

    def category(self, name: str, *, parent: int = 0) -> Json:
        number = self.store.next_id()
        category = {"id": number, "name": name, "slug": name.lower(), "parent": parent}
        self.store.categories.append(category)
        return category

    def page(self, title: str, content: str, *, status: str = "publish", place: str = "") -> Json:
        """Put a page of WordPress in; `place` is the setting that makes it a form of the shop."""
        number = self.store.next_id()
        page = {
            "id": number,
            "status": status,
            "link": f"https://iroise.example/{title.lower()}/",
            "title": {"rendered": title},
            "content": {"rendered": content, "protected": False},
        }
        self.store.pages.append(page)
        if place:
            self.store.page_settings[place] = str(number)
        return page

    def customer(self, given: Customer) -> Json:
        customer = blank("customer") | {"id": self.store.next_id(), "email": given.email}
        customer |= {"first_name": given.given_name, "last_name": given.family_name}
        contact = {"email": given.email, "phone": given.phone}
        if given.default_address is not None:
            customer["billing"] |= _address(given.default_address)
            customer["shipping"] |= _address(given.default_address)
        customer["billing"] |= contact
        self.store.customers[customer["id"]] = self.customers[given.customer_id] = customer
        self.methods |= {one.method_id: one for one in given.payment_methods}
        return customer

    def order(self, given: Order, *, guest_email: str = "") -> Json:
        store, number = self.store, given.number.removeprefix("#")
        customer = self.customers.get(given.customer_id)
        order = blank("order") | {"id": int(number), "number": number}
        order |= {"status": _STATUSES[given.status], "currency": given.currency}
        order["customer_id"] = customer["id"] if customer and not guest_email else 0
        order["billing"] |= _address(given.address)
        order["billing"]["email"] = guest_email or (customer["email"] if customer else "")
        order["shipping"] |= _address(given.address)
        store.stamp(order, "date_created", given.placed_at)
        store.stamp(order, "date_modified", given.placed_at)
        if given.delivered_at is not None:
            store.stamp(order, "date_completed", given.delivered_at)
        order["line_items"] = [self._line(one) for one in given.lines]
        for line in order["line_items"]:
            sold = store.bought(line)
            if sold is not None and sold["manage_stock"]:
                store.stock_taken[line["id"]] = line["quantity"]
        if given.shipping is not None:
            order["shipping_lines"] = [
                blank("line_item")
                | {"id": store.next_id(), "total": amount(major_units(given.shipping))}
            ]
            order["shipping_total"] = amount(major_units(given.shipping))
        store.total_up(order)
        self._pay(order, given)
        store.orders[order["id"]] = order
        return order

    def _line(self, given: OrderLine) -> Json:
        sold, product = self.variants[given.variant_id], self.products[given.product_id]
        whole = amount(Decimal(major_units(given.price)) * given.quantity)
        line = {"product_id": product["id"], "quantity": given.quantity, "total": whole}
        if sold is not product:
            line["variation_id"] = sold["id"]
        return self.store.make_line(line | {"subtotal": whole})

    def _pay(self, order: Json, given: Order) -> None:
        if given.paid_with is None:
            return
        kind = self.methods[given.paid_with].kind
        gateway = "ppcp-gateway" if kind is PaymentKind.PAYPAL else "stripe"
        order |= {"payment_method": gateway, "payment_method_title": _GATEWAYS[gateway][0]}
        self.store.stamp(order, "date_paid", given.placed_at)


def _sell(row: Json, given: SoldVariant) -> Json:
    row |= {
        "price": f"{major_units(given.price):.2f}",
        "regular_price": f"{major_units(given.price):.2f}",
    }
    if given.stock is not None:
        row |= {"manage_stock": True, "stock_quantity": given.stock}
        row["stock_status"] = "instock" if given.stock > 0 else "outofstock"
    return row


def _address(given: Address) -> Json:
    first, _, last = given.recipient.partition(" ")
    return {
        "first_name": first,
        "last_name": last,
        "address_1": given.line1,
        "address_2": given.line2,
        "city": given.city,
        "state": given.region,
        "postcode": given.postcode,
        "country": given.country,
    }
