"""Receive the changes that WooCommerce posts, for `assistant.kit.web.signed_webhooks`.

WooCommerce delivers once, in any order, and switches a webhook off after five failures in a row.
When a webhook is made it posts `webhook_id=12` unsigned and wants 200 for it.
A delivery's id is a hash of the webhook and the second, so two things that change in one second
have one id: a change is known by the id together with the body.
Sources: woocommerce.github.io/woocommerce-rest-api-docs/#webhooks; woocommerce's
`class-wc-webhook.php`, which sends X-WC-Webhook-Delivery-ID where the page says X-WC-Delivery-ID
"""

import hashlib
import re

from assistant.kit.web.signed_webhooks import Poster

PATH = "/webhooks/woocommerce"
TOPICS = frozenset(
    f"{resource}.{event}"
    for resource in ("order", "product")
    for event in ("created", "updated", "deleted", "restored")
)
MAX_BYTES = 2_000_000  # a product with hundreds of variations has a tenth of it
_PING = re.compile(rb"webhook_id=\d{1,12}")


def poster() -> Poster:
    """Return the settings of a WooCommerce shop's webhooks."""
    return Poster(
        system="woocommerce",
        path=PATH,
        summary="Take what a WooCommerce shop says has changed",
        topics=TOPICS,
        stock_topics=("product.",),
        signature_header="X-WC-Webhook-Signature",
        topic_header="X-WC-Webhook-Topic",
        delivery_header="X-WC-Webhook-Delivery-ID",
        max_bytes=MAX_BYTES,
        resource=_resource,
        is_ping=_is_ping,
        named=_named,
    )


def _is_ping(body: bytes) -> bool:
    return _PING.fullmatch(body) is not None


def _named(delivery_id: str, body: bytes) -> str:
    return f"{delivery_id} {hashlib.sha256(body).hexdigest()}" if delivery_id else ""


def _resource(topic: str, payload: object) -> str:
    """Return the number of the changed object; a variation is kept with its product."""
    del topic  # an order's and a product's are told alike
    if not isinstance(payload, dict):
        raise ValueError  # noqa: TRY004 - the sender's fault, not the caller's
    number = payload.get("id")
    if payload.get("type") == "variation":
        number = payload.get("parent_id")
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueError  # noqa: TRY004 - the sender's fault, not the caller's
    return str(number)
