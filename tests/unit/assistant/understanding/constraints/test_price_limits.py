import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.constraints.price_limits import PriceLimits, find
from assistant.understanding.message_words import fold


def limits(text: str, currency: str = "EUR") -> tuple[int | None, int | None]:
    prices = find(fold(text), currency)
    return prices.min_minor, prices.max_minor


class TestPrices:
    @pytest.mark.parametrize(
        ("text", "low", "high"),
        [
            ("sous 50 EUR", None, 5000),
            ("moins de 50€", None, 5000),
            ("under $80", None, 8000),
            ("entre 20 et 40 euros", 2000, 4000),
            ("between 40 and 20", 2000, 4000),
            ("20-40 €", 2000, 4000),
            ("jusqu'à 100", None, 10000),
            ("plus de 30", 3000, None),
            ("max 60", None, 6000),
            ("60 max", None, 6000),
            ("une lampe à 49,90 €", 4990, 4990),
            ("pas plus de 80", None, 8000),
            ("budget 100", None, 10000),
            ("budget de 100 euros", None, 10000),
            ("autour de 50 euros", 4000, 6000),
            ("1 200 € maximum", None, 120000),
            ("below 1,200.50 dollars", None, 120050),
            ("80 euros or more", 8000, None),
            ("robe 50€", None, 5000),
        ],
    )
    def test_are_read_as_they_are_said(self, text: str, low: int | None, high: int | None) -> None:
        assert limits(text) == (low, high)

    @pytest.mark.parametrize(
        "text",
        [
            "retour sous 14 jours",
            "livré en moins de 48h",
            "moins de 50% de réduction",
            "from 9 to 5",
            "entre 9h et 18h",
            "au moins 2",
            "2 or more",
            "taille 42",
            f"moins de {'9' * 13} €",
            f"entre {'9' * 30} et {'9' * 40} euros",
            f"under 1{',000' * 4}.00 dollars",
            "j'ai payé 30 euros pour la livraison et je veux un remboursement",
        ],
    )
    def test_are_no_other_numbers(self, text: str) -> None:
        assert find(fold(text), "EUR") == PriceLimits()

    def test_count_in_the_smallest_unit_of_the_shop(self) -> None:
        assert limits("under 5000", "JPY") == (None, 5000)

    def test_say_where_they_stand(self) -> None:
        text = "robe sous 50 € en M"

        (span,) = find(fold(text), "EUR").spans

        assert text[slice(*span)] == "sous 50 €"

    @given(st.text(alphabet="0123456789 .,€$-sousmaxentreà%", max_size=60))
    def test_survive_any_text(self, text: str) -> None:
        prices = find(fold(text), "EUR")

        assert prices.min_minor is None or prices.min_minor >= 0
        assert prices.max_minor is None or prices.max_minor >= 0
