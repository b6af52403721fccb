"""Says what is wrong with a store's connection, for `comptoir doctor`."""

from assistant.commerce.ports import ShopUnavailableError
from integrations.shops.shopify.installation import Installation

NEEDED = {
    "read_orders": "finding orders",
    "read_customers": "finding customers",
    "read_products": "finding products",
    "read_inventory": "stock",
    "read_returns": "returns and exchanges",
    "write_orders": "cancelling, other addresses, refunds",
    "write_returns": "returns and exchanges",
    "write_order_edits": "other variants before packing",
    "write_customers": "default addresses",
}
"""Access scopes that the adapter asks for, and what is lost without one.

Source: shopify.dev/docs/api/usage/access-scopes
"""

WANTED = {
    "read_all_orders": "orders older than 60 days",
    "read_gift_cards": "gift card balances",
    "read_store_credit_accounts": "store credit",
    "read_translations": "product names in other languages",
}
"""Scopes without which it works, with less."""


async def examine(installation: Installation) -> str:
    """Return what there is to say of a store that answers and gives the scopes needed.

    Raises:
        ShopUnavailableError: it does not, and the message says what to mend.
    """
    scopes = await installation.scopes()
    missing = [f"{scope} ({use})" for scope, use in NEEDED.items() if scope not in scopes]
    if missing:
        msg = f"the app lacks scopes: {', '.join(missing)}"
        raise ShopUnavailableError(msg)
    without = [f"{use} ({scope})" for scope, use in WANTED.items() if scope not in scopes]
    return f"Shopify answers; without {', '.join(without)}" if without else "Shopify answers"
