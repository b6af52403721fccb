"""Find customers of a WooCommerce shop; implements `assistant.commerce.ports.Customers`.

A customer who ordered as a guest has no account: only the details of their last order are known.
Guests are found by address and by their orders, never by name.
Source: woocommerce.github.io/woocommerce-rest-api-docs/#list-all-customers
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.commerce.customer import Address, Customer, fold_email, fold_name, fold_postcode
from assistant.commerce.shop_ids import CustomerId
from integrations.shops.woocommerce import payment_methods
from integrations.shops.woocommerce.api_payloads import (
    CustomerPayload,
    OrderPayload,
    PostalAddress,
    read,
)
from integrations.shops.woocommerce.client import RestClient
from integrations.shops.woocommerce.mailing_addresses import pick_address, read_address
from integrations.shops.woocommerce.order_reader import guest, guest_email, is_order

_EMAIL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")
"""What WordPress takes for an address (`is_email`): a question about any other is refused."""

_ORDERS = 20  # newest, whose payment methods are a customer's
_FOUND = 300  # customers that one first name is searched among
_GUEST_ORDERS = 100  # newest, that one address is searched among


@dataclass(frozen=True, slots=True, kw_only=True)
class WooCustomers:
    """Find customers by id and address, and by name through search."""

    client: RestClient

    async def with_id(self, customer_id: CustomerId) -> Customer | None:
        email = guest_email(customer_id)
        if email:
            return await self._guest(email)
        if not _is_number(customer_id):
            return None
        found = await self.client.get(f"customers/{customer_id}")
        return await self._whole(read(CustomerPayload, found)) if found else None

    async def with_email(self, email: str) -> Customer | None:
        wanted = fold_email(email)
        if not _EMAIL.fullmatch(wanted):
            return None
        found = await self.client.list("customers", {"email": wanted, "role": "all"}, most=1)
        for one in found:
            customer = read(CustomerPayload, one)
            if fold_email(customer.email) == wanted:
                return await self._whole(customer)
        return await self._guest(wanted)

    async def named(self, given_name: str, family_name: str, postcode: str) -> tuple[Customer, ...]:
        """Find customers among all whose first name, login or address has the name in it.

        WordPress searches display names as its database compares text: usually without case and
        accents, so both spellings are asked for.
        """
        wanted = (fold_name(given_name), fold_name(family_name), fold_postcode(postcode))
        if not all(wanted):
            return ()
        found: dict[int, CustomerPayload] = {}
        for spelling in _spellings(given_name):
            asked = {"search": spelling, "role": "all", "orderby": "id"}
            for row in await self.client.list("customers", asked, most=_FOUND):
                customer = read(CustomerPayload, row)
                if wanted in _names(customer):
                    found[customer.id] = customer
        return tuple([await self._whole(one) for one in found.values()])

    async def guest_orders(self, email: str) -> list[OrderPayload]:
        """Return a guest's orders, newest first: those that no account has."""
        rows = await self.client.list("orders", {"search": email}, most=_GUEST_ORDERS)
        orders = [read(OrderPayload, row) for row in rows]
        return [
            one
            for one in orders
            if not one.customer_id and fold_email(one.billing.email) == email and is_order(one)
        ]

    async def _guest(self, email: str) -> Customer | None:
        orders = await self.guest_orders(email)
        if not orders:
            return None
        last = orders[0]
        return Customer(
            customer_id=guest(email),
            given_name=last.billing.first_name,
            family_name=last.billing.last_name,
            email=email,
            phone=last.billing.phone,
            default_address=_address(last.shipping, last.billing),
            payment_methods=payment_methods.distinct(orders),
        )

    async def _whole(self, found: CustomerPayload) -> Customer:
        return Customer(
            customer_id=CustomerId(str(found.id)),
            given_name=found.first_name or found.billing.first_name,
            family_name=found.last_name or found.billing.last_name,
            email=fold_email(found.email),
            phone=found.billing.phone,
            default_address=_address(found.shipping, found.billing),
            payment_methods=payment_methods.distinct(await self._orders(found.id)),
        )

    async def _orders(self, customer_id: int) -> Sequence[OrderPayload]:
        rows = await self.client.list("orders", {"customer": customer_id}, most=_ORDERS)
        return [read(OrderPayload, row) for row in rows]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _address(shipping: PostalAddress, billing: PostalAddress) -> Address | None:
    found = pick_address(shipping, billing)
    return read_address(found) if found.address_1 or found.city else None


def _names(found: CustomerPayload) -> tuple[tuple[str, str, str], ...]:
    """Return (given name, family name, postcode) of the account and of its addresses."""
    postcode = fold_postcode(pick_address(found.shipping, found.billing).postcode)
    return tuple(
        (fold_name(one.first_name), fold_name(one.last_name), postcode)
        for one in (found, found.billing)
    )


def _spellings(name: str) -> tuple[str, ...]:
    """Return the first word of a name as it is written and without accents."""
    first = name.replace("-", " ").split()[0][:40]
    plain = "".join(c for c in unicodedata.normalize("NFKD", first) if not unicodedata.combining(c))
    return tuple(dict.fromkeys((first, plain)))
