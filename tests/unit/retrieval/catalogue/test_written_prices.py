from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalogue.types import Money, UnreadableError
from retrieval.catalogue.written_prices import decimals_of, parse_money, parse_plain, with_tax


class TestAPriceThatPeopleWrite:
    @pytest.mark.parametrize(
        ("text", "minor"),
        [
            ("89", 8900),
            ("89.00", 8900),
            ("89,5", 8950),
            ("0,99", 99),
            (".99", 99),
            ("0.500", 50),
            ("1 234,56", 123456),
            ("1\u202f234,56", 123456),
            ("1\u00a0234", 123400),
            ("1,234.56", 123456),
            ("1.234,56", 123456),
            ("1'234.50", 123450),
            ("1\u2019234.50", 123450),
            ("1,234", 123400),
            ("1,234,567", 123456700),
            ("1.234.567", 123456700),
            ("1.234.567,89", 123456789),
            ("+12", 1200),
        ],
    )
    def test_is_read_with_either_separator(self, text: str, minor: int) -> None:
        assert parse_money(text, "EUR") == Money(amount_minor=minor, currency="EUR")

    @pytest.mark.parametrize(
        ("text", "currency"),
        [
            ("15.00 USD", "USD"),
            ("eur 15", "EUR"),
            ("15 €", "EUR"),
            ("£15", "GBP"),
            ("US$ 15", "USD"),
            ("15 euros", "EUR"),
            ("15 zł", "PLN"),
        ],
    )
    def test_may_name_its_currency(self, text: str, currency: str) -> None:
        assert parse_money(text, "CHF") == Money(amount_minor=1500, currency=currency)

    @pytest.mark.parametrize(("shop", "meant"), [("CAD", "CAD"), ("USD", "USD"), ("EUR", "USD")])
    def test_in_dollars_is_in_the_shops_own_dollars(self, shop: str, meant: str) -> None:
        assert parse_money("$5", shop).currency == meant

    @pytest.mark.parametrize(("currency", "minor"), [("JPY", 500), ("TND", 500_000)])
    def test_counts_in_its_currencys_smallest_unit(self, currency: str, minor: int) -> None:
        assert parse_money("500", currency).amount_minor == minor

    def test_keeps_three_decimals_where_the_currency_has_them(self) -> None:
        assert parse_money("1,234", "TND").amount_minor == 1234

    @pytest.mark.parametrize(
        "text",
        ["", "abc", "-5", "1,23,4", "1 2345", "5,", "1.2.3", "12 kg", "€€5", "5 € 6", "9" * 80],
    )
    def test_that_is_none_says_how_to_write_one(self, text: str) -> None:
        with pytest.raises(UnreadableError, match=r"is not a price: write it as 89\.00 or 89,00"):
            parse_money(text, "EUR")

    @pytest.mark.parametrize("text", ["1.234", "89.999", "0.001"])
    def test_with_too_many_decimals_is_refused_because_it_could_mean_two_things(
        self, text: str
    ) -> None:
        with pytest.raises(UnreadableError, match=r"more decimals than EUR has \(2\)"):
            parse_money(text, "EUR")

    def test_beyond_all_prices_is_refused(self) -> None:
        with pytest.raises(UnreadableError, match="too large"):
            parse_money("9" * 20, "EUR")

    def test_in_no_currency_is_refused(self) -> None:
        with pytest.raises(UnreadableError, match="'EURO' is not a currency"):
            parse_money("5", "EURO")

    @given(st.integers(min_value=0, max_value=10**12))
    def test_is_exact_however_it_is_grouped(self, minor: int) -> None:
        whole, cents = divmod(minor, 100)
        written = [
            f"{whole}.{cents:02}",
            f"{whole},{cents:02} €",
            f"{whole:,}.{cents:02}",
            f"{whole:,}".replace(",", " ") + f",{cents:02}",
            f"{whole:,}".replace(",", ".") + f",{cents:02}",
        ]

        assert {parse_money(text, "EUR").amount_minor for text in written} == {minor}

    @given(st.text(max_size=100))
    def test_is_an_amount_or_an_error_whatever_is_written(self, text: str) -> None:
        try:
            money = parse_money(text, "EUR")
        except UnreadableError:
            return
        assert money.amount_minor >= 0


class TestAMachinesDecimal:
    def test_keeps_its_point_and_loses_its_zeros(self) -> None:
        assert parse_plain("23.900000", "EUR").amount_minor == 2390

    def test_is_rounded_half_up_to_the_smallest_unit(self) -> None:
        assert parse_plain("23.915", "EUR").amount_minor == 2392

    def test_takes_tax_on_before_it_is_rounded(self) -> None:
        assert parse_plain("19.916667", "EUR", tax_percent=Decimal(20)).amount_minor == 2390

    @pytest.mark.parametrize("text", ["", "1,5", "-1", "1e5", "NaN"])
    def test_that_is_none_is_refused(self, text: str) -> None:
        with pytest.raises(UnreadableError, match="is not a price"):
            parse_plain(text, "EUR")


class TestTax:
    def test_is_added_and_rounded_half_up(self) -> None:
        assert with_tax(Money(amount_minor=19900, currency="EUR"), Decimal(20)) == Money(
            amount_minor=23880, currency="EUR"
        )


class TestACurrencysDecimals:
    @pytest.mark.parametrize(("code", "decimals"), [("EUR", 2), ("JPY", 0), ("KWD", 3)])
    def test_follow_the_standard(self, code: str, decimals: int) -> None:
        assert decimals_of(code) == decimals
