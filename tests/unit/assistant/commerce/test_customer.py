import pytest

from assistant.commerce.customer import fold_email, fold_name, fold_number, fold_postcode


class TestFolding:
    @pytest.mark.parametrize("number", ["#W12", "w12", " # W12 ", "W 12", "##w12"])
    def test_finds_an_orders_number_however_it_is_written(self, number: str) -> None:
        assert fold_number(number) == "w12"

    def test_keeps_what_tells_numbers_apart(self) -> None:
        assert len({fold_number(one) for one in ("W12", "W-12", "W012", "12")}) == 4

    @pytest.mark.parametrize("name", ["Le Goff", "LE-GOFF", " le  goff ", "Lé Goff"])
    def test_finds_a_name_without_case_accents_and_hyphens(self, name: str) -> None:
        assert fold_name(name) == "le goff"

    def test_keeps_letters_of_other_alphabets(self) -> None:
        assert fold_name("Łukasz Straße") == "łukasz strasse"

    def test_finds_addresses_and_postcodes(self) -> None:
        assert fold_email(" Lea@Example.COM ") == "lea@example.com"
        assert fold_postcode("TR11 3lp") == fold_postcode("tr113LP") == "tr113lp"
