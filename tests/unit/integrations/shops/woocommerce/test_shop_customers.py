from assistant.commerce.customer import PaymentKind
from assistant.commerce.shop_ids import CustomerId
from integrations.shops.woocommerce.store_connection import WooStore
from tests.support.seeds import shop_records as given
from tests.support.simulators.woocommerce.seed import Seed
from tests.support.simulators.woocommerce.server import WooSimulator

GUEST = "anna@example.com"


def order_as_guest(simulator: WooSimulator) -> None:
    """Let Anna order what Tom did, without an account."""
    seed = Seed(simulator.store)
    seed.fill(given.RECORDS)
    seed.order(given.TOMS, guest_email=GUEST)


class TestACustomer:
    async def test_has_the_methods_that_their_orders_were_paid_by(self, store: WooStore) -> None:
        lea = await store.system.customers.with_email(given.LEA_KNOWN.email)

        assert lea is not None
        assert [(one.kind, one.label) for one in lea.payment_methods] == [
            (PaymentKind.CARD, "Credit / Debit Card")
        ]

    async def test_is_found_by_names_of_the_billing_address(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        for customer in simulator.store.customers.values():
            customer["billing"] |= {"first_name": "Tomás"}

        found = await store.system.customers.named("Tom", "O'Brien", "T12XY34")

        assert [one.email for one in found] == [given.TOM_KNOWN.email]

    async def test_is_found_whatever_their_role(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        for customer in simulator.store.customers.values():
            customer["role"] = "subscriber"

        assert await store.system.customers.with_email(given.LEA_KNOWN.email) is not None

    async def test_of_an_address_that_is_none_is_nobody(self, store: WooStore) -> None:
        assert await store.system.customers.with_email("léa@x") is None
        assert await store.system.customers.with_email("lea@example") is None

    async def test_without_an_address_has_none(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        for customer in simulator.store.customers.values():
            for kind in ("billing", "shipping"):
                customer[kind] |= {"address_1": "", "city": ""}

        lea = await store.system.customers.with_email(given.LEA_KNOWN.email)

        assert lea is not None
        assert lea.default_address is None


class TestAGuest:
    async def test_is_found_by_the_address_of_their_orders(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        order_as_guest(simulator)

        anna = await store.system.customers.with_email("Anna@Example.com ")

        assert anna is not None
        assert anna.email == GUEST
        assert anna.default_address == given.LANE
        assert await store.system.customers.with_id(anna.customer_id) == anna

    async def test_has_their_own_orders_and_no_others(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        order_as_guest(simulator)
        anna = await store.system.customers.with_email(GUEST)
        assert anna is not None

        orders = await store.system.orders.of_customer(anna.customer_id, limit=5)

        assert [one.number for one in orders] == ["#1004"]
        assert orders[0].customer_id == anna.customer_id

    async def test_is_nobody_whose_address_only_begins_so(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        order_as_guest(simulator)

        assert await store.system.customers.with_email("anna@example.co") is None

    async def test_without_orders_is_nobody(self, store: WooStore) -> None:
        assert await store.system.customers.with_email(GUEST) is None
        assert await store.system.customers.with_id(CustomerId("guest:YUBiLmM=")) is None
