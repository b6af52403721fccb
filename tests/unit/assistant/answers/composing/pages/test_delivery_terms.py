import pytest

from assistant.answers.composing.pages.delivery_terms import (
    DeliveryTerm,
    countries_in,
    delivery_terms,
    for_country,
)
from assistant.answers.composing.pages.passage_statements import READINGS
from retrieval.catalogue.types import Money
from retrieval.types import Evidence
from tests.unit.assistant.answers.shop_fixture import section

TABLE = section(
    "Livraison",
    "| Pays | Mode | Tarif | Délai | Offert dès |\n|---|---|---|---|---|\n"
    "| France | Relais | 3,90 € | 3 jours | 60 € |\n"
    "| France | Express | 12,90 € | jour suivant | jamais |\n"
    "| Belgique, Luxembourg | À domicile | 8,90 € | 5 jours | 120 € |",
)
TWO_COLUMNS = section(
    "Shipping", "| Country | Price |\n|---|---|\n| UK | £4 |\n| Spain | free |", language="en"
)


def eur(amount: str) -> Money:
    return Money(amount_minor=round(float(amount) * 100), currency="EUR")


def terms_of(*found: Evidence, currency: str = "EUR") -> tuple[DeliveryTerm, ...]:
    return delivery_terms([READINGS.of(one.passage) for one in found], currency)


class TestATable:
    def test_gives_a_term_for_each_row(self) -> None:
        relay, express, abroad = terms_of(TABLE)

        assert (relay.name, relay.price, relay.free_from) == ("Relais", eur("3.90"), eur("60"))
        assert (express.name, express.free_from) == ("Express", None)
        assert abroad.countries == {"BE", "LU"}

    def test_of_two_columns_names_terms_by_their_country(self) -> None:
        british, spanish = terms_of(TWO_COLUMNS)

        assert (british.name, british.price.currency) == ("UK", "GBP")
        assert spanish.price == eur("0")

    def test_without_prices_gives_none(self) -> None:
        page = section("Tailles", "| Taille | Tour |\n|---|---|\n| M | 96 cm |")

        assert terms_of(page) == ()


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "price", "free_from"),
        [
            ("La livraison coûte 4,90 €, elle est offerte dès 50 € d'achat.", "4.90", "50"),
            ("Frais de port : 6,50 €.", "6.50", None),
            ("Livraison standard : 5 €, gratuite à partir de 80 €.", "5", "80"),
        ],
    )
    def test_give_a_price_and_a_bound(self, text: str, price: str, free_from: str | None) -> None:
        (term,) = terms_of(section("Livraison", text))

        assert term.price == eur(price)
        assert term.free_from == (eur(free_from) if free_from else None)

    def test_in_english_give_them_too(self) -> None:
        text = "Standard shipping: £3.95, free on orders over £40."
        (term,) = terms_of(section("Shipping", text, language="en"), currency="GBP")

        assert (term.name, term.price.amount_minor) == ("Standard shipping", 395)
        assert term.free_from == Money(amount_minor=4000, currency="GBP")

    @pytest.mark.parametrize(
        "text",
        [
            "Nous livrons en 3 jours ouvrés.",
            "Le retour coûte 4 €.",
            "La livraison coûte 4 € en France et 9 € en Belgique.",  # which price is it?
        ],
    )
    def test_that_state_no_single_price_of_delivery_give_none(self, text: str) -> None:
        assert terms_of(section("Aide", text)) == ()


class TestTermsForACountry:
    def test_are_those_that_name_it(self) -> None:
        assert [one.name for one in for_country(terms_of(TABLE), "LU", "FR")] == ["À domicile"]

    def test_are_none_where_others_are_named(self) -> None:
        assert for_country(terms_of(TABLE), "DE", "FR") == ()

    def test_are_the_shops_own_else_the_first_where_no_country_is_wanted(self) -> None:
        terms = terms_of(TABLE)

        assert [one.name for one in for_country(terms, "", "BE")] == ["À domicile"]
        assert [one.name for one in for_country(terms, "", "")] == ["Relais", "Express"]

    def test_are_the_shops_own_where_no_term_names_a_country(self) -> None:
        terms = terms_of(section("Livraison", "Frais de port : 6,50 €."))

        assert for_country(terms, "FR", "FR") == for_country(terms, "", "FR") == terms
        assert for_country(terms, "BE", "FR") == ()


class TestCountries:
    @pytest.mark.parametrize(
        ("text", "codes"),
        [
            ("et en Belgique ?", {"BE"}),
            ("how much to Germany or the Netherlands", {"DE", "NL"}),
            ("c'est combien", set()),
        ],
    )
    def test_are_found_in_words(self, text: str, codes: set[str]) -> None:
        assert countries_in(text) == codes
