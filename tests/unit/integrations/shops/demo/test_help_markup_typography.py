import pytest

from integrations.shops.demo.help_markup import price, typeset
from retrieval.catalogue.types import Money


class TestTypeset:
    @pytest.mark.parametrize(
        ("plain", "set_"),
        [
            ("Quoi ? Non !", "Quoi\u202f? Non\u202f!"),
            ("l'eau à 30 °C", "l\u2019eau à 30\u00a0°C"),
            ("20 000 mm", "20\u202f000\u00a0mm"),
            ("dès 60 € : offert", "dès 60\u00a0€\u00a0: offert"),
            ("« ici »", "«\u00a0ici\u00a0»"),
            ("3 à 5 jours", "3\u00a0à\u00a05 jours"),
        ],
    )
    def test_french_keeps_its_marks_and_units_on_the_line(self, plain: str, set_: str) -> None:
        assert typeset(plain, "fr") == set_

    @pytest.mark.parametrize(
        ("plain", "set_"),
        [
            ("it's", "it\u2019s"),
            ('choose "Exchange"', "choose \u201cExchange\u201d"),
            ("80 to 83 cm", "80\u00a0to\u00a083\u00a0cm"),
        ],
    )
    def test_english_gets_its_quotes(self, plain: str, set_: str) -> None:
        assert typeset(plain, "en") == set_


class TestPrice:
    def test_is_written_the_way_its_reader_writes_it(self) -> None:
        money = Money(amount_minor=123450, currency="EUR")

        assert price(money, "fr") == "1\u202f234,50\u00a0€"
        assert price(money, "en") == "€1,234.50"
