from dataclasses import replace

from integrations.shops.woocommerce.api_payloads import PostalAddress
from integrations.shops.woocommerce.mailing_addresses import (
    is_at,
    pick_address,
    read_address,
    write_address,
)
from tests.support.seeds.shop_records import LANE, QUAY

EMPTY = PostalAddress()


class TestAnAddress:
    def test_is_the_same_there_and_back(self) -> None:
        address = replace(LANE, line2="Flat 2", region="CO")

        assert read_address(PostalAddress(**write_address(address, EMPTY))) == address

    def test_keeps_who_it_is_for_unless_that_is_said(self) -> None:
        before = PostalAddress(first_name="Léa", last_name="Le Goff")

        written = write_address(replace(QUAY, recipient=""), before)

        assert (written["first_name"], written["last_name"]) == ("Léa", "Le Goff")

    def test_keeps_both_names_as_they_are_parted(self) -> None:
        before = PostalAddress(first_name="Anne Marie", last_name="Le Goff")

        written = write_address(replace(QUAY, recipient="Anne Marie  Le Goff"), before)

        assert (written["first_name"], written["last_name"]) == ("Anne Marie", "Le Goff")

    def test_leaves_the_company_as_it_is(self) -> None:
        assert "company" not in write_address(QUAY, EMPTY)


class TestWhereAParcelGoes:
    def test_is_the_billing_address_without_another_one(self) -> None:
        billing = PostalAddress(address_1="3 quai de l'Yser")

        assert pick_address(EMPTY, billing) == billing
        assert pick_address(PostalAddress(city="Cork"), billing).city == "Cork"

    def test_is_known_however_it_is_written(self) -> None:
        found = PostalAddress(**write_address(QUAY, EMPTY))

        assert is_at(found, replace(QUAY, city="DOUARNENEZ", recipient=""))
        assert not is_at(found, replace(QUAY, line2="Flat 2"))
        assert not is_at(found, replace(QUAY, recipient="Tom O'Brien"))
