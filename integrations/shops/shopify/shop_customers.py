"""Find customers of a Shopify store; implements `assistant.commerce.ports.Customers`."""

import asyncio
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.commerce.customer import Customer, PaymentMethod
from assistant.commerce.shop_ids import CustomerId
from assistant.ports import Clock
from integrations.shops.shopify import graphql_queries, payment_methods
from integrations.shops.shopify.api_payloads import (
    CustomerNode,
    GiftCard,
    MoneyV2,
    OrderTransaction,
    read,
)
from integrations.shops.shopify.client import AdminClient
from integrations.shops.shopify.installation import Installation
from integrations.shops.shopify.mailing_addresses import read_address
from integrations.shops.shopify.order_reader import methods_of
from integrations.shops.shopify.paged_lists import follow

GID = "gid://shopify/Customer/"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopifyCustomers:
    """Find customers by id and address, which is exact, and by name, through search.

    Sources: shopify.dev/docs/api/admin-graphql/latest/queries/customerByIdentifier,
    .../queries/customers, .../queries/giftCards
    """

    client: AdminClient
    installation: Installation
    clock: Clock

    async def with_id(self, customer_id: CustomerId) -> Customer | None:
        if not customer_id.startswith(GID):
            return None
        found = (await self.client.ask(graphql_queries.CUSTOMER, id=customer_id))["customer"]
        return await self._whole(read(CustomerNode, found)) if found else None

    async def with_email(self, email: str) -> Customer | None:
        wanted = email.strip().lower()
        if "@" not in wanted:
            return None
        answer = await self.client.ask(graphql_queries.CUSTOMER_BY_EMAIL, email=wanted)
        found = answer["customerByIdentifier"]
        return await self._whole(read(CustomerNode, found)) if found else None

    async def named(self, given_name: str, family_name: str, postcode: str) -> tuple[Customer, ...]:
        wanted = (_fold(given_name), _fold(family_name), _fold(postcode))
        if not all(wanted):
            return ()
        search = _search(given_name, family_name)

        async def fetch(after: str | None) -> Any:  # noqa: ANN401 - JSON
            answer = await self.client.ask(
                graphql_queries.CUSTOMERS_BY_NAME, search=search, after=after
            )
            return answer["customers"]

        found = [one for one in await follow(CustomerNode, fetch) if _names(one) == wanted]
        return tuple([await self._whole(one) for one in found])

    async def _whole(self, node: CustomerNode) -> Customer:
        cards, credit, used = await asyncio.gather(
            self._gift_cards(node.id), self._store_credit(node.id), self._used(node.id)
        )
        email, phone = node.default_email_address, node.default_phone_number
        return Customer(
            customer_id=CustomerId(node.id),
            given_name=node.first_name or "",
            family_name=node.last_name or "",
            email=email.email_address.lower() if email else "",
            phone=phone.phone_number if phone else "",
            language=(node.locale or "").partition("-")[0],
            default_address=read_address(node.default_address) if node.default_address else None,
            payment_methods=payment_methods.distinct((*cards, *credit, *used)),
            tags=node.tags,
        )

    async def _gift_cards(self, customer_id: str) -> tuple[PaymentMethod, ...]:
        """Return the cards assigned to them that can be paid with; none without the scope."""
        if "read_gift_cards" not in await self.installation.scopes():
            return ()
        search = f"customer_id:{customer_id.removeprefix(GID)}"

        async def fetch(after: str | None) -> Any:  # noqa: ANN401 - JSON
            answer = await self.client.ask(
                graphql_queries.GIFT_CARDS_OF_CUSTOMER, search=search, after=after
            )
            return answer["giftCards"]

        today = self.clock.now().date()
        return tuple(
            payment_methods.of_gift_card(one)
            for one in await follow(GiftCard, fetch)
            if one.customer is not None and one.customer.id == customer_id and _valid(one, today)
        )

    async def _store_credit(self, customer_id: str) -> tuple[PaymentMethod, ...]:
        if "read_store_credit_accounts" not in await self.installation.scopes():
            return ()
        answer = await self.client.ask(graphql_queries.STORE_CREDIT_OF_CUSTOMER, id=customer_id)
        if answer["customer"] is None:  # deleted in between
            return ()
        accounts = answer["customer"]["storeCreditAccounts"]["nodes"]
        return tuple(
            payment_methods.of_store_credit(read(MoneyV2, one["balance"])) for one in accounts
        )

    async def _used(self, customer_id: str) -> tuple[PaymentMethod, ...]:
        """Return the payment methods of the newest orders: Shopify tells no stored methods."""
        answer = await self.client.ask(graphql_queries.PAYMENTS_OF_CUSTOMER, id=customer_id)
        if answer["customer"] is None:  # deleted in between
            return ()
        orders = answer["customer"]["orders"]["nodes"]
        return methods_of(
            tuple(read(OrderTransaction, one) for order in orders for one in order["transactions"])
        )


def _valid(card: GiftCard, today: date) -> bool:
    return card.enabled and (card.expires_on is None or card.expires_on >= today)


def _names(node: CustomerNode) -> tuple[str, str, str]:
    postcode = (node.default_address.zip or "") if node.default_address else ""
    return (_fold(node.first_name or ""), _fold(node.last_name or ""), _fold(postcode))


def _search(given_name: str, family_name: str) -> str:
    """Return a search that finds more than is wanted: either name, as typed or without accents.

    Syntax: shopify.dev/docs/api/usage/search-syntax
    """
    terms = {
        f'{field}:"{spelling}"'
        for field, name in (("first_name", given_name), ("last_name", family_name))
        for spelling in (_clean(name), _clean(_without_accents(name)))
    }
    return " OR ".join(sorted(terms))


def _clean(name: str) -> str:
    """Remove signs that have a meaning in a search; punctuation parts words, as spaces do."""
    kept = "".join(c if c.isalnum() or c == "'" else " " for c in name)
    return " ".join(kept.split())[:80]


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _fold(text: str) -> str:
    return "".join(c for c in _without_accents(text).casefold() if c.isalnum())
