"""Write amounts as a customer reads them."""

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency, get_currency_precision

from assistant.conversation.message import Language
from retrieval.catalogue.types import Money

_LOCALES: dict[Language, str] = {"fr": "fr_FR", "en": "en_GB"}


def major_units(money: Money) -> Decimal:
    """Return the amount in the currency's main unit: 8900 EUR cents -> 89.00."""
    return Decimal(money.amount_minor).scaleb(-get_currency_precision(money.currency))


@lru_cache(maxsize=4096)
def write_amount(money: Money, language: Language) -> str:
    """Return "89,00 €" in French, "€89.00" in English."""
    return format_currency(major_units(money), money.currency, locale=_LOCALES[language])
