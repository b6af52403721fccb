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

    def test_of_other_things_gives_none(self) -> None:
        page = "| Modèle | Matière | Prix |\n|---|---|---|\n| Couteau | inox | 29,00 € |"

        assert terms_of(section("Nos couteaux", page)) == ()
        assert terms_of(section("Livraison", page, heading="Emballage cadeau")) == ()

    @pytest.mark.parametrize(
        "table",
        [
            "| Poids | Tarif |\n|---|---|\n| 0 à 2 kg | 5,90 € |\n| 2 à 10 kg | 9,80 € |",
            "| Commande | Frais |\n|---|---|\n| moins de 50 € | 5,90 € |\n| au-delà | offert |",
            "| Mode | Tarif France | Tarif Belgique |\n|---|---|---|\n| Relais | 3,90 € | 6,90 € |",
            "| Mode | Tarif | Commande minimum |\n|---|---|---|\n| Relais | 3,90 € | 20 € |",
            "| Mode | Prix HT |\n|---|---|\n| Relais | 3,90 € |",
            "| Mode | Price excl. VAT |\n|---|---|\n| Relay | 3,90 € |",
            "| Mode | Prix par kg |\n|---|---|\n| Relais | 3,90 € |",
            "| Mode | Prix |\n|---|---|\n| Le samedi | +3 € |",
            "| Pays | Tarif |\n|---|---|\n| Europe hors France | 12 € |",
        ],
    )
    def test_whose_prices_hold_for_some_orders_only_gives_none(self, table: str) -> None:
        assert terms_of(section("Livraison", table)) == ()

    def test_has_the_currency_of_its_column(self) -> None:
        page = "| Mode | Tarif (CHF) | Offert dès |\n|---|---|---|\n| Poste | 9.00 | 80 |"
        (term,) = terms_of(section("Livraison", page))

        assert term.price == Money(amount_minor=900, currency="CHF")

    def test_names_every_column_but_the_place(self) -> None:
        page = (
            "| Destination | Carrier | Days | Price |\n|---|---|---|---|\n"
            "| Atlantic provinces | Canada Post | 4-6 | 12.90 |\n| USA | UPS | 4-7 | 22 |"
        )
        home, abroad = terms_of(section("Shipping", page, language="en"))

        assert (home.name, abroad.name) == ("Atlantic provinces, Canada Post", "UPS")
        assert not home.countries
        assert abroad.countries == {"US"}


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

    def test_in_a_list_below_delivery_give_them_with_the_country_of_the_heading(self) -> None:
        page = section("Delivery", "- Tracked: €9.80\n- Gift wrap: €3", heading="Great Britain")
        (term,) = terms_of(page)

        assert (term.name, term.price) == ("Tracked", eur("9.80"))
        assert term.countries == {"GB"}

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
            "Delivery is free for orders of €60 and more.",
            "Livraison à partir de 4,90 €.",
            "Shipping from €3.95.",
            "La livraison coûte 2 € par article.",
            "Frais de port : 10 € HT.",
            "Livraison : 5 €, gratuite avec la carte.",
            "Livraison : 5-9 €.",
            "Express delivery: €5 extra.",
            "A delivery discount is €5.",
            "Livraison hors de France : 12 €.",
            "Emballage cadeau à la livraison : 3 €.",
            "Le livre d'or : 25 €.",
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

    def test_are_those_without_a_country_where_others_name_one_abroad(self) -> None:
        home, abroad = terms_of(
            section("Livraison", "| Pays | Tarif |\n|---|---|\n| Ontario | 8 € |\n| USA | 22 € |")
        )

        assert for_country((home, abroad), "", "CA") == (home,)
        assert for_country((home, abroad), "US", "CA") == (abroad,)
        assert for_country((home, abroad), "FR", "CA") == ()

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
            ("en Nouvelle-Écosse", set()),
        ],
    )
    def test_are_found_in_words(self, text: str, codes: set[str]) -> None:
        assert countries_in(text) == codes
