"""Receive the changes that Shopify posts, for `assistant.kit.web.signed_webhooks`.

Shopify wants an answer within five seconds and delivers again for hours if it gets none, in any
order.
Sources: shopify.dev/docs/apps/build/webhooks/verify-deliveries, .../webhooks/delivery-structure
"""

import re
from functools import partial

from starlette.datastructures import Headers

from assistant.kit.web.signed_webhooks import Poster

PATH = "/webhooks/shopify"
TOPICS = frozenset(
    {
        "orders/create",
        "orders/updated",
        "orders/edited",
        "orders/cancelled",
        "orders/fulfilled",
        "orders/paid",
        "products/create",
        "products/update",
        "products/delete",
        "inventory_levels/update",
    }
)
MAX_BYTES = 256 * 1024  # the id is all that is read: subscribe with `include_fields`
_RESOURCE = re.compile(r"gid://shopify/\w+/\d+")


def poster(domain: str) -> Poster:
    """Return the settings of the webhooks of the store at `{shop}.myshopify.com`."""
    return Poster(
        system="shopify",
        path=PATH,
        summary="Take what a Shopify store says has changed",
        topics=TOPICS,
        stock_topics=("products/", "inventory_levels/"),
        signature_header="X-Shopify-Hmac-Sha256",
        topic_header="X-Shopify-Topic",
        delivery_header="X-Shopify-Webhook-Id",
        max_bytes=MAX_BYTES,
        resource=_resource,
        is_ours=partial(_is_of, domain=domain),
    )


def _is_of(headers: Headers, domain: str) -> bool:
    return headers.get("X-Shopify-Shop-Domain", "").lower() == domain


def _resource(topic: str, payload: object) -> str:
    """Return the id of the changed object; an inventory level names an item without its product."""
    if not isinstance(payload, dict):
        raise ValueError  # noqa: TRY004 - the sender's fault, not the caller's
    if topic.startswith("inventory_levels/"):
        return ""
    kind = "Order" if topic.startswith("orders/") else "Product"
    edited = payload.get("order_edit")
    number = edited.get("order_id") if isinstance(edited, dict) else payload.get("id")
    gid = f"gid://shopify/{kind}/{number}"
    return gid if _RESOURCE.fullmatch(gid) else ""
