"""Read the costs of products that the settings list, by the ids of the shop system."""

from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import get_currency_precision

from assistant.app.compose.shop_profile import read_options
from assistant.commerce.shop_ids import ProductId
from assistant.kit.settings.settings import Settings

_SHOPIFY = "gid://shopify/Product/"


def product_costs(settings: Settings) -> Mapping[ProductId, int]:
    """Return the cost of a piece of each product, without tax, in minor units.

    Raises:
        ShopFileError: the shop's file is missing or does not fit.
    """
    lines = [one.split() for one in settings.offers.costs.splitlines() if one.strip()]
    if not lines:
        return {}
    currency = read_options(settings.shop).currency
    prefix = _SHOPIFY if settings.shop.system == "shopify" else ""
    return {
        ProductId(prefix + name if name.isdigit() else name): minor_units(
            Decimal(cost.replace(",", ".")), currency
        )
        for name, cost in lines
    }


def minor_units(amount: Decimal, currency: str) -> int:
    """Return an amount in the smallest unit of its currency, cut off."""
    return int(amount.scaleb(get_currency_precision(currency)))
