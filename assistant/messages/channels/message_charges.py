"""Count charged messages, and price them by the shop's own prices. Pure.

WhatsApp charges for a template that was delivered, by its category and the recipient's country.
Everything else inside the window is free. Source: Meta, WhatsApp Business Platform, "Pricing".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

import phonenumbers

EVERY = "*"
"""Stands in a price for every category, or every country."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageCharge:
    """Hold the charge of a message; it names nobody."""

    category: str  # `utility`, `marketing`, `authentication` ...
    country: str = ""  # ISO 3166-1 alpha-2, of the recipient's number; "": not known


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargedMessages:
    """Hold how many messages were charged as the same."""

    charge: MessageCharge
    count: int


class ChargeBook(Protocol):
    """Tell the charged messages. Methods may raise `LogUnavailableError`."""

    async def charged(self, since: date, until: date) -> Sequence[ChargedMessages]:
        """Return the messages charged from one day (UTC) to before another, most first."""
        ...

    async def counted_since(self) -> date | None:
        """Return the first day of which a charge is known; None: none is."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePrices:
    """Hold the price of a message, in the shop's currency, by category and country."""

    prices: Mapping[tuple[str, str], Decimal]  # either may be `EVERY`

    @classmethod
    def read(cls, text: str) -> "MessagePrices":
        """Return the prices of lines such as "marketing FR 0,0859"; the last one of its kind holds.

        Raises:
            ValueError: a line has no three words.
            decimal.InvalidOperation: its last word is no amount.
        """
        lines = [one.split() for one in text.splitlines() if one.strip()]
        return cls(
            prices={
                (category.lower(), country.upper()): Decimal(price.replace(",", "."))
                for category, country, price in lines
            }
        )

    def of(self, charge: MessageCharge) -> Decimal | None:
        """Return the price of a message, the most exact first; None: no line has it."""
        category, country = charge.category, charge.country or EVERY
        for key in ((category, country), (category, EVERY), (EVERY, country), (EVERY, EVERY)):
            if key in self.prices:
                return self.prices[key]
        return None


@lru_cache(maxsize=4096)
def country_of(number: str) -> str:
    """Return the country of a telephone number, in E.164 with or without "+"; "": not known."""
    try:
        parsed = phonenumbers.parse(f"+{number.lstrip('+')}") if number else None
    except phonenumbers.NumberParseException:
        return ""
    if parsed is None or parsed.country_code is None:
        return ""
    region = phonenumbers.region_code_for_number(parsed)
    told = region or phonenumbers.region_code_for_country_code(parsed.country_code)
    return told if len(told) == 2 and told.isalpha() and told != "ZZ" else ""  # noqa: PLR2004
