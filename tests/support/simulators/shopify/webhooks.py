"""Deliveries as Shopify sends them.

Headers and signature: shopify.dev/docs/apps/build/webhooks/delivery-structure. The payloads have
the documented shapes, trimmed.
"""

import base64
import hashlib
import hmac
from pathlib import Path
from uuid import uuid4

FIXTURES = Path(__file__).parent / "fixtures"


def payload(topic: str) -> bytes:
    """Return a body of a topic, byte for byte as it is signed."""
    return (FIXTURES / f"{topic.replace('/', '_')}.json").read_bytes()


def headers(
    topic: str, body: bytes, *, secret: str, domain: str, delivery_id: str = ""
) -> dict[str, str]:
    """Return what comes with a delivery."""
    digest = hmac.digest(secret.encode(), body, hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "X-Shopify-Topic": topic,
        "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
        "X-Shopify-Shop-Domain": domain,
        "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Webhook-Id": delivery_id or str(uuid4()),
        "X-Shopify-Event-Id": str(uuid4()),
        "X-Shopify-Triggered-At": "2026-11-24T09:00:00.000000000Z",
    }
