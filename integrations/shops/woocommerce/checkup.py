"""Says what is wrong with a shop's connection, for `comptoir doctor`."""

from assistant.commerce.ports import ShopUnavailableError
from integrations.shops.woocommerce.client import RestClient

_NEEDED = {
    "orders": "finding orders",
    "customers": "finding customers",
    "products": "finding products",
    "payment_gateways": "whether a gateway refunds",
}
"""What the adapter reads, and what for. Nothing is written to try whether the key may."""


async def examine(client: RestClient) -> str:
    """Return what there is to say of a shop that answers and lets the key read what is needed.

    Raises:
        ShopUnavailableError: it does not, and the message says what to mend.
    """
    for path, use in _NEEDED.items():
        try:
            await client.list(path, {"_fields": "id"}, most=1)
        except ShopUnavailableError as error:
            msg = f"{error} ({use})"
            raise ShopUnavailableError(msg) from None
    gateways = await client.list("payment_gateways", most=100)
    without = [
        str(one.get("id", ""))
        for one in gateways
        if one.get("enabled") and "refunds" not in (one.get("method_supports") or ())
    ]
    if without:
        return f"WooCommerce answers; orders paid by {', '.join(without)} are cancelled by a person"
    return "WooCommerce answers"
