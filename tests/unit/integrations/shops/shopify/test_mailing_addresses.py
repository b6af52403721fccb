from assistant.commerce.customer import Address
from integrations.shops.shopify.api_payloads import MailingAddress
from integrations.shops.shopify.mailing_addresses import is_at, read_address, write_address

QUAY = Address(
    recipient="Léa Le Goff", line1="3 quai", postcode="29100", city="Douarnenez", country="FR"
)
KEPT = MailingAddress.model_validate(
    {
        "firstName": "Léa",
        "lastName": "Le Goff",
        "name": "Léa Le Goff",
        "address1": "3 Quai",
        "zip": "29100",
        "city": "DOUARNENEZ",
        "countryCodeV2": "FR",
        "phone": "+33298000001",
    }
)


class TestAnAddress:
    def test_is_read(self) -> None:
        assert read_address(KEPT).recipient == "Léa Le Goff"
        assert read_address(KEPT).country == "FR"

    def test_that_is_missing_is_empty(self) -> None:
        assert read_address(None).line1 == ""

    def test_is_the_same_in_whatever_case(self) -> None:
        assert is_at(KEPT, QUAY)

    def test_with_another_line_is_another(self) -> None:
        assert not is_at(KEPT, Address(**{**_fields(QUAY), "line2": "B"}))

    def test_keeps_recipient_and_phone_that_are_not_said(self) -> None:
        said = Address(line1="1 rue", postcode="75001", city="Paris", country="fr")

        written = write_address(said, KEPT)

        assert (written["firstName"], written["lastName"]) == ("Léa", "Le Goff")
        assert written["phone"] == "+33298000001"
        assert written["countryCode"] == "FR"

    def test_keeps_both_names_as_they_are_parted(self) -> None:
        said = Address(**{**_fields(QUAY), "line1": "1 rue"})

        written = write_address(said, KEPT)

        assert (written["firstName"], written["lastName"]) == ("Léa", "Le Goff")

    def test_sends_a_region_as_a_code_only(self) -> None:
        coded = Address(**{**_fields(QUAY), "region": "ny"})
        worded = Address(**{**_fields(QUAY), "region": "Bretagne"})

        assert write_address(coded, None)["provinceCode"] == "NY"
        assert "provinceCode" not in write_address(worded, None)


def _fields(address: Address) -> dict[str, str]:
    return {name: getattr(address, name) for name in Address.__dataclass_fields__}
