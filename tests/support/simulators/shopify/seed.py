"""Fills a simulated store with customers, orders and products as Shopify would keep them."""

from dataclasses import dataclass, field
from datetime import datetime

from assistant.answers.amount_text import major_units
from assistant.commerce.assortment import SoldProduct
from assistant.commerce.customer import Address, Customer, PaymentKind, PaymentMethod
from assistant.commerce.order import Entry, Order, OrderStatus, Shipment, ShipmentStatus
from assistant.commerce.shop_books import ShopRecords
from assistant.commerce.shop_ids import CustomerId, LineId, PaymentMethodId, VariantId
from tests.support.simulators.shopify.store import HOST, Json, Store

_DISPLAY = {
    OrderStatus.PENDING: "UNFULFILLED",
    OrderStatus.PROCESSED: "IN_PROGRESS",
    OrderStatus.SHIPPED: "FULFILLED",
    OrderStatus.DELIVERED: "FULFILLED",
    OrderStatus.CANCELLED: "UNFULFILLED",
}
_PARCELS = {
    ShipmentStatus.PREPARED: "LABEL_PRINTED",
    ShipmentStatus.IN_TRANSIT: "IN_TRANSIT",
    ShipmentStatus.OUT_FOR_DELIVERY: "OUT_FOR_DELIVERY",
    ShipmentStatus.DELIVERED: "DELIVERED",
    ShipmentStatus.FAILED: "FAILURE",
}


@dataclass
class Seed:
    """Puts records into a store; ids are the store's own."""

    store: Store
    methods: dict[PaymentMethodId, PaymentMethod] = field(default_factory=dict)
    gift_cards: dict[PaymentMethodId, str] = field(default_factory=dict)
    customers: dict[CustomerId, Json] = field(default_factory=dict)
    variants: dict[VariantId, Json] = field(default_factory=dict)

    def fill(self, records: ShopRecords) -> None:
        for product in next(iter(records.products.values())):
            self.product(product)
        for customer in records.customers:
            self.customer(customer)
        for order in records.orders:
            self.order(order)

    def product(self, given: SoldProduct, *, tags: tuple[str, ...] = ()) -> Json:
        names = list(dict.fromkeys(name for v in given.variants for name, _ in v.options))
        product: Json = {
            "id": self.store.gid("Product"),
            "title": given.title,
            "status": "ACTIVE",
            "tags": list(tags),
            "options": [self._option(given, name) for name in names or ["Title"]],
            "variants": [],
            "translations": [],
            "descriptionHtml": "",
            "vendor": "",
            "productType": "",
            "onlineStoreUrl": f"https://{HOST}/products/{given.product_id}",
            "category": None,
            "featuredMedia": None,
        }
        for one in given.variants:
            chosen = one.options or (("Title", "Default Title"),)
            variant: Json = {
                "__typename": "ProductVariant",
                "id": self.store.gid("ProductVariant"),
                "title": " / ".join(value for _, value in chosen),
                "sku": "",
                "price": f"{major_units(one.price):.2f}",
                "compareAtPrice": None,
                "inventoryQuantity": one.stock or 0,
                "inventoryPolicy": "DENY",
                "inventoryItem": {
                    "id": self.store.gid("InventoryItem"),
                    "tracked": one.stock is not None,
                    "unitCost": None,
                },
                "selectedOptions": [{"name": name, "value": value} for name, value in chosen],
                "product": product,
            }
            product["variants"].append(variant)
            self.store.variants[variant["id"]] = variant
            self.variants[one.variant_id] = variant
        self.store.products[product["id"]] = product
        return product

    def _option(self, given: SoldProduct, name: str) -> Json:
        values = dict.fromkeys(
            dict(one.options).get(name, "Default Title") for one in given.variants
        )
        return {
            "id": self.store.gid("ProductOption"),
            "name": name,
            "translations": [],
            "optionValues": [
                {"id": self.store.gid("ProductOptionValue"), "name": value, "translations": []}
                for value in values
            ],
        }

    def page(self, title: str, body: str, *, handle: str = "", is_published: bool = True) -> Json:
        page = {
            "id": self.store.gid("Page"),
            "title": title,
            "handle": handle or title.lower(),
            "body": body,
            "isPublished": is_published,
            "translations": [],
        }
        self.store.pages.append(page)
        return page

    def policy(self, title: str, body: str) -> None:
        policy_id = self.store.gid("ShopPolicy")
        url = f"https://{HOST}/policies/{title.lower().replace(' ', '-')}"
        self.store.policies.append(
            {"id": policy_id, "title": title, "body": body, "url": url, "translations": []}
        )

    def customer(self, given: Customer) -> Json:
        customer: Json = {
            "id": self.store.gid("Customer"),
            "firstName": given.given_name,
            "lastName": given.family_name,
            "displayName": f"{given.given_name} {given.family_name}",
            "locale": given.language or "en",
            "tags": list(given.tags),
            "defaultEmailAddress": {"emailAddress": given.email},
            "defaultPhoneNumber": {"phoneNumber": given.phone} if given.phone else None,
            "defaultAddress": self._address(given.default_address),
            "orders": [],
            "storeCreditAccounts": [],
        }
        self.store.customers[customer["id"]] = customer
        self.customers[given.customer_id] = customer
        for one in given.payment_methods:
            self.methods[one.method_id] = one
            self._balance(customer, one)
        return customer

    def _balance(self, customer: Json, method: PaymentMethod) -> None:
        if method.balance is None:
            return
        balance = {
            "amount": f"{major_units(method.balance):.2f}",
            "currencyCode": method.balance.currency,
        }
        if method.kind is PaymentKind.STORE_CREDIT:
            account = {"id": self.store.gid("StoreCreditAccount"), "balance": balance}
            customer["storeCreditAccounts"].append(account)
            return
        card: Json = {
            "id": self.store.gid("GiftCard"),
            "lastCharacters": method.last4,
            "enabled": True,
            "expiresOn": None,
            "balance": balance,
            "customer": customer,
        }
        self.store.gift_cards[card["id"]] = card
        self.gift_cards[method.method_id] = card["id"]

    def order(self, given: Order) -> Json:
        customer = self.customers.get(given.customer_id)
        order = self.store.new_order(
            customer=customer,
            name=given.number,
            createdAt=_at(given.placed_at),
            updatedAt=_at(given.placed_at),
            currencyCode=given.currency,
            displayFulfillmentStatus=_DISPLAY[given.status],
            shippingAddress=self._address(given.address),
            totalShippingPriceSet=self.store.money(
                major_units(given.shipping) if given.shipping else "0"
            ),
            transactions=[self._payment(one) for one in given.entries],
        )
        ids = {
            one.line_id: self.store.add_line(
                order, self.variants[one.variant_id], one.quantity, major_units(one.price)
            )
            for one in given.lines
        }
        for parcel in given.shipments:
            order["fulfillments"].append(self._parcel(parcel, ids))
        return order

    def _parcel(self, given: Shipment, lines: dict[LineId, Json]) -> Json:
        inside = [lines[line_id] for line_id in given.line_ids]
        for line in inside:
            line["unfulfilledQuantity"] = 0
        return {
            "id": self.store.gid("Fulfillment"),
            "name": "F1",
            "status": "SUCCESS",
            "displayStatus": _PARCELS[given.status],
            "createdAt": _at(given.moved_at or given.delivered_at or self.store.now()),
            "events": [],
            "estimatedDeliveryAt": None,
            "deliveredAt": _at(given.delivered_at) if given.delivered_at else None,
            "inTransitAt": None,
            "trackingInfo": [
                {
                    "company": given.carrier,
                    "number": given.tracking_number,
                    "url": given.tracking_url,
                }
            ],
            "fulfillmentLineItems": [
                {
                    "id": self.store.gid("FulfillmentLineItem"),
                    "quantity": line["quantity"],
                    "lineItem": line,
                }
                for line in inside
            ],
        }

    def _payment(self, given: Entry) -> Json:
        method = self.methods[given.method_id]
        paid: Json = {
            "id": self.store.gid("OrderTransaction"),
            "kind": "SALE",
            "status": "SUCCESS",
            "gateway": "shopify_payments",
            "formattedGateway": "Shopify Payments",
            "receiptJson": {},
            "processedAt": self.store.stamp(),
            "amountSet": self.store.money(major_units(given.amount)),
            "paymentDetails": None,
        }
        if method.kind is PaymentKind.CARD:
            paid["paymentDetails"] = {
                "__typename": "CardPaymentDetails",
                "company": method.label,
                "number": f"•••• •••• •••• {method.last4}",
                "name": None,
            }
        elif method.kind is PaymentKind.GIFT_CARD:
            number = self.gift_cards[method.method_id].rpartition("/")[2]
            paid["gateway"] = "gift_card"
            paid["receiptJson"] = {
                "gift_card_id": int(number),
                "gift_card_last_characters": method.last4,
            }
        elif method.kind is PaymentKind.STORE_CREDIT:
            paid["gateway"] = "shopify_store_credit"
        else:
            paid["gateway"] = "paypal"
        return paid

    def _address(self, given: Address | None) -> Json | None:
        if given is None:
            return None
        first, _, last = given.recipient.partition(" ")
        return {
            "id": self.store.gid("MailingAddress"),
            "firstName": first,
            "lastName": last,
            "name": given.recipient,
            "company": None,
            "address1": given.line1,
            "address2": given.line2,
            "zip": given.postcode,
            "city": given.city,
            "province": None,
            "provinceCode": given.region or None,
            "countryCodeV2": given.country,
            "phone": None,
        }


def _at(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
