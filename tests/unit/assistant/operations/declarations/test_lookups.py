from dataclasses import replace
from datetime import date

from assistant.commerce.order import OrderStatus, ShipmentStatus
from assistant.operations.declarations.lookups import (
    BALANCE,
    LIST_ORDERS,
    ORDER_STATUS,
    NoParameters,
)
from assistant.operations.types import Allowed, OrderParameters
from tests.support.seeds.shop_records import ARRIVED, PENDING
from tests.unit.assistant.operations.cases import LEA, case

NUMBER = OrderParameters(order_number="#1003")


class TestTellingAnOrdersStatus:
    def test_names_state_parcel_and_lines(self) -> None:
        text = ORDER_STATUS.tell(case(NUMBER, order=ARRIVED), Allowed(), "en")

        assert text.splitlines() == [
            "Order #1003: delivered.",
            (
                "Colissimo 6A00000000001: delivered on 10 November 2026."
                " https://parcels.example/6A00000000001"
            ),
            "- Ouessant Shirt (S)",
            "- 2 x Sein Socks",
        ]

    def test_expects_a_parcel_that_is_on_its_way_but_none_that_failed(self) -> None:
        moving = replace(
            ARRIVED.shipments[0],
            status=ShipmentStatus.IN_TRANSIT,
            delivered_at=None,
            expected_on=date(2026, 11, 12),
        )
        shipped = replace(ARRIVED, status=OrderStatus.SHIPPED, shipments=(moving,))
        failed = replace(shipped, shipments=(replace(moving, status=ShipmentStatus.FAILED),))

        told = ORDER_STATUS.tell(case(NUMBER, order=shipped), Allowed(), "fr")
        assert "Prévu le 12 novembre 2026." in told
        assert "Prévu" not in ORDER_STATUS.tell(case(NUMBER, order=failed), Allowed(), "fr")

    def test_tells_of_a_parcel_that_nobody_tracks(self) -> None:
        plain = replace(
            ARRIVED.shipments[0],
            status=ShipmentStatus.IN_TRANSIT,
            delivered_at=None,
            carrier="",
            tracking_number="",
            tracking_url="",
        )
        by_post = replace(plain, carrier="La Poste")
        shipped = replace(ARRIVED, status=OrderStatus.SHIPPED, shipments=(plain, by_post))

        told = ORDER_STATUS.tell(case(NUMBER, order=shipped), Allowed(), "en")

        assert told.splitlines()[1:3] == ["Parcel: on its way.", "La Poste: on its way."]


class TestListingOrders:
    def test_says_that_there_are_none(self) -> None:
        text = LIST_ORDERS.tell(case(NoParameters()), Allowed(), "en")

        assert text == "There is no order in your account."

    def test_names_the_newest(self) -> None:
        many = [replace(PENDING, number=f"#{n}") for n in range(7)]

        text = LIST_ORDERS.tell(case(NoParameters(), orders=many), Allowed(), "en")

        assert text.startswith("Your 5 latest orders:")
        assert text.count("\n- #") == 5


class TestTellingBalances:
    def test_names_each(self) -> None:
        text = BALANCE.tell(case(NoParameters()), Allowed(), "en")

        assert text.splitlines() == [
            "This is what you have left:",
            "- gift card ending in 0042: €40.00",
            "- store credit: €500.00",
        ]

    def test_says_that_there_is_none(self) -> None:
        poor = replace(LEA, payment_methods=LEA.payment_methods[:1])

        text = BALANCE.tell(case(NoParameters(), customer=poor), Allowed(), "en")

        assert text == "There is no gift card or store credit in your account."
