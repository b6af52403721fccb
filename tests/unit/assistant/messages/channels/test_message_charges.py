"""Prices of messages: the most exact line holds; the country follows from the number."""

from decimal import Decimal

import pytest

from assistant.messages.channels.message_charges import MessageCharge, MessagePrices, country_of

PRICES = MessagePrices.read(
    "marketing FR 0,10\n  Marketing * 0.12\n\n* be 0.05\n* * 0.04\nmarketing FR 0.11\n"
)


@pytest.mark.parametrize(
    ("category", "country", "price"),
    [
        ("marketing", "FR", "0.11"),  # the last line of its kind
        ("marketing", "BE", "0.12"),  # the category before the country
        ("utility", "BE", "0.05"),
        ("utility", "DE", "0.04"),
        ("utility", "", "0.04"),
    ],
)
def test_the_most_exact_price_holds(category: str, country: str, price: str) -> None:
    assert PRICES.of(MessageCharge(category=category, country=country)) == Decimal(price)


def test_a_message_without_a_line_has_no_price() -> None:
    assert MessagePrices.read("marketing FR 1").of(MessageCharge(category="utility")) is None
    assert MessagePrices.read("").of(MessageCharge(category="utility", country="FR")) is None


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("33612345678", "FR"),
        ("+32470123456", "BE"),
        ("14155550100", "US"),
        ("14165550100", "CA"),  # of the same calling code
        ("870773111632", ""),  # a satellite's
        ("", ""),
        ("0", ""),
    ],
)
def test_the_country_follows_from_the_number(number: str, country: str) -> None:
    assert country_of(number) == country
