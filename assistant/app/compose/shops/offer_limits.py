"""Read the limits of offers from the settings, and put together their keeper."""

from decimal import Decimal

from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.shop_profile import read_options
from assistant.app.compose.shops.product_costs import live_costs, minor_units
from assistant.commerce.amounts import Money
from assistant.kit.settings.settings import Settings
from assistant.operations.goodwill.offers.offer_keeper import OfferKeeper
from assistant.operations.goodwill.offers.offer_terms import OfferLimits, OfferOccasion
from integrations.stores.sql.operations.offer_book import SqlOfferBook


def offer_limits(settings: Settings) -> OfferLimits:
    """Return the limits of the settings, in the shop's currency.

    Raises:
        ShopFileError: the shop's file is missing or does not fit.
    """
    own, currency = settings.offers, read_options(settings.shop).currency

    def money(amount: Decimal) -> Money:
        return Money(amount_minor=minor_units(amount, currency), currency=currency)

    return OfferLimits(
        occasions=frozenset(one for one in OfferOccasion if getattr(own, one, False)),
        percent=own.percent,
        most=money(own.most),
        least=money(own.least),
        day_budget=money(own.day_budget),
        margin=own.margin_percent / 100,
        tax=own.tax_percent / 100,
        valid_days=own.valid_days,
        customer_days=own.customer_days,
        held_percent=own.held_percent,
        costs=live_costs(settings),
    )


def offer_keeper(settings: Settings, parts: Parts) -> OfferKeeper:
    """Return the keeper of the limits, for the gate. Raises as `offer_limits` and `find_key` do."""
    book, limits = SqlOfferBook(parts.database, find_key(settings)), offer_limits(settings)
    return OfferKeeper(book=book, limits=limits, clock=SystemClock())
