from datetime import UTC, datetime

import pytest

from assistant.commerce.customer import Customer, PaymentKind
from integrations.shops.shopify.client import AdminClient
from integrations.shops.shopify.installation import Installation
from integrations.shops.shopify.shop_customers import ShopifyCustomers
from tests.support.seeds.shop_records import LEA_KNOWN
from tests.support.simulators.shopify.server import ShopifySimulator


class StoppedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def customers(client: AdminClient) -> ShopifyCustomers:
    return ShopifyCustomers(client=client, installation=Installation(client), clock=StoppedClock())


async def lea(customers: ShopifyCustomers) -> Customer:
    found = await customers.with_email(LEA_KNOWN.email)
    assert found is not None
    return found


def kinds(customer: Customer) -> set[PaymentKind]:
    return {one.kind for one in customer.payment_methods}


class TestACustomer:
    async def test_pays_with_what_they_paid_with_before_and_their_balances(
        self, customers: ShopifyCustomers
    ) -> None:
        assert kinds(await lea(customers)) == {PaymentKind.CARD, PaymentKind.GIFT_CARD}

    @pytest.mark.parametrize(
        "spoilt", [{"enabled": False}, {"expiresOn": "2026-11-23"}], ids=["disabled", "expired"]
    )
    async def test_has_no_gift_card_that_cannot_be_paid_with(
        self, customers: ShopifyCustomers, simulator: ShopifySimulator, spoilt: dict[str, object]
    ) -> None:
        for card in simulator.store.gift_cards.values():
            card.update(spoilt)

        balances = [one for one in (await lea(customers)).payment_methods if one.balance]

        assert balances == []

    async def test_has_a_gift_card_until_its_last_day(
        self, customers: ShopifyCustomers, simulator: ShopifySimulator
    ) -> None:
        for card in simulator.store.gift_cards.values():
            card["expiresOn"] = "2026-11-24"

        assert PaymentKind.GIFT_CARD in kinds(await lea(customers))

    async def test_is_found_by_an_app_that_may_not_see_balances(
        self, customers: ShopifyCustomers, simulator: ShopifySimulator
    ) -> None:
        simulator.store.scopes -= {"read_gift_cards", "read_store_credit_accounts"}

        found = await lea(customers)

        assert [one for one in found.payment_methods if one.balance] == []
        assert "GiftCardsOfCustomer" not in simulator.asked

    async def test_without_address_phone_or_name_is_a_customer_still(
        self, customers: ShopifyCustomers, simulator: ShopifySimulator
    ) -> None:
        for kept in simulator.store.customers.values():
            kept |= {
                "firstName": None,
                "lastName": None,
                "defaultPhoneNumber": None,
                "defaultAddress": None,
                "locale": "fr-CA",
            }

        found = await lea(customers)

        assert (found.given_name, found.phone, found.default_address) == ("", "", None)
        assert found.language == "fr"


class TestSearchByName:
    async def test_does_not_take_its_words_for_a_query(
        self, customers: ShopifyCustomers, simulator: ShopifySimulator
    ) -> None:
        found = await customers.named('Léa" OR email:*', "Le Goff", "29100")

        assert found == ()
        assert simulator.invalid == []

    async def test_finds_all_of_one_name_at_one_place(
        self, customers: ShopifyCustomers, simulator: ShopifySimulator
    ) -> None:
        twin = next(iter(simulator.store.customers.values()))
        for number in range(60):
            gid = f"gid://shopify/Customer/{number}"
            simulator.store.customers[gid] = twin | {"id": gid, "orders": []}

        assert len(await customers.named("Léa", "Le Goff", "29100")) == 61
