from dataclasses import replace

import pytest

from assistant.commerce.order import OrderStatus
from assistant.commerce.shop_effects import ChangeAddress, ChangeDefaultAddress
from assistant.operations.declarations.address_changes import (
    CHANGE_ADDRESS,
    CHANGE_DEFAULT_ADDRESS,
    DefaultAddress,
    NewAddress,
    ShippingAddress,
)
from assistant.operations.types import Allowed
from tests.support.seeds.shop_records import PENDING, QUAY
from tests.unit.assistant.operations.cases import LEA, case, code

NEW = NewAddress(line1="8 rue Haute", postcode="29200", city="Brest")
WHOLE = replace(QUAY, line1="8 rue Haute", postcode="29200", city="Brest")


def to(address: NewAddress) -> ShippingAddress:
    return ShippingAddress(order_number="#1001", address=address)


class TestChangingAnOrdersAddress:
    def test_takes_over_what_was_not_said(self) -> None:
        weighed = CHANGE_ADDRESS.weigh(case(to(NEW), order=PENDING))

        assert weighed == Allowed(
            effect=ChangeAddress(order_id=PENDING.order_id, version=PENDING.version, address=WHOLE)
        )

    def test_spells_a_country_in_capitals(self) -> None:
        asked = to(NEW.model_copy(update={"country": "be"}))

        weighed = CHANGE_ADDRESS.weigh(case(asked, order=PENDING))

        assert isinstance(weighed, Allowed)
        assert isinstance(weighed.effect, ChangeAddress)
        assert weighed.effect.address.country == "BE"

    @pytest.mark.parametrize("status", [one for one in OrderStatus if one != "pending"])
    def test_is_refused_once_it_is_packed(self, status: OrderStatus) -> None:
        order = replace(PENDING, status=status)

        assert code(CHANGE_ADDRESS.weigh(case(to(NEW), order=order))) == f"is_{status}"

    def test_is_refused_for_the_same_address(self) -> None:
        same = NewAddress(line1=QUAY.line1, postcode=QUAY.postcode, city=QUAY.city)

        assert code(CHANGE_ADDRESS.weigh(case(to(same), order=PENDING))) == "same_address"

    def test_is_refused_where_nothing_is_delivered(self) -> None:
        asked = to(NEW.model_copy(update={"country": "US"}))

        assert code(CHANGE_ADDRESS.weigh(case(asked, order=PENDING))) == "country_not_served"

    def test_reads_back_the_whole_address(self) -> None:
        asked = case(to(NEW), order=PENDING)
        weighed = CHANGE_ADDRESS.weigh(asked)
        assert isinstance(weighed, Allowed)

        text = CHANGE_ADDRESS.tell(asked, weighed, "en")

        assert text == (
            "Send order #1001 to this address: Léa Le Goff, 8 rue Haute, 29200 Brest, France?"
        )


class TestChangingTheDefaultAddress:
    ASKED = DefaultAddress(address=NEW)

    def test_takes_the_country_from_the_one_before(self) -> None:
        weighed = CHANGE_DEFAULT_ADDRESS.weigh(case(self.ASKED))

        assert weighed == Allowed(
            effect=ChangeDefaultAddress(customer_id=LEA.customer_id, address=WHOLE)
        )

    def test_asks_for_the_country_where_there_was_none(self) -> None:
        nowhere = replace(LEA, default_address=None)

        weighed = CHANGE_DEFAULT_ADDRESS.weigh(case(self.ASKED, customer=nowhere))
        assert code(weighed) == "country_missing"

    def test_is_refused_where_nothing_is_delivered(self) -> None:
        asked = DefaultAddress(address=NEW.model_copy(update={"country": "JP"}))

        assert code(CHANGE_DEFAULT_ADDRESS.weigh(case(asked))) == "country_not_served"
