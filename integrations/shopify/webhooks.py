"""Takes what Shopify says has changed: signed, once each, and without keeping what is in it.

A delivery only says that something is no longer as it was; what it is now is asked. Shopify wants
an answer within five seconds and delivers again for hours if it gets none, in any order.
Sources: shopify.dev/docs/apps/build/webhooks/verify-deliveries, .../webhooks/delivery-structure
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

import structlog
from fastapi import APIRouter, Header, Request, Response, status

from assistant.ports import Clock
from assistant.web.deliveries import Deliveries, Note, ShopEvent, is_signed, read_body

log = structlog.get_logger(__name__)

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


@dataclass(slots=True, kw_only=True)
class Webhooks:
    """Verifies and deduplicates deliveries of one store."""

    domain: str  # {shop}.myshopify.com
    secrets: Sequence[str]  # the app's client secret; during a rotation the old one beside it
    clock: Clock
    note: Note
    _told: Deliveries = field(default_factory=Deliveries, init=False)

    async def take(self, *, topic: str, delivery_id: str, body: bytes) -> bool:
        """Tell of a verified delivery; False: it was told of before, or nobody wants it.

        Raises:
            ValueError: the body is no JSON object.
        """
        if topic not in TOPICS:
            return False
        event = ShopEvent(
            topic=topic,
            resource_id=_resource(topic, json.loads(body)),
            delivery_id=delivery_id,
            at=self.clock.now(),
        )
        told = await self._told.once(delivery_id, lambda: self.note(event))
        if told:
            log.info("shopify.webhook", topic=topic, resource=event.resource_id)
        return told


def routes(webhooks: Webhooks) -> APIRouter:
    """Return the route that Shopify posts to."""
    router = APIRouter(tags=["shopify"])

    async def receive(
        request: Request,
        signature: Annotated[str, Header(alias="X-Shopify-Hmac-Sha256")] = "",
        topic: Annotated[str, Header(alias="X-Shopify-Topic")] = "",
        domain: Annotated[str, Header(alias="X-Shopify-Shop-Domain")] = "",
        delivery_id: Annotated[str, Header(alias="X-Shopify-Webhook-Id", max_length=100)] = "",
    ) -> Response:
        body = await read_body(request, max_bytes=MAX_BYTES)
        if body is None:
            return Response(status_code=status.HTTP_413_CONTENT_TOO_LARGE)
        if not is_signed(body, signature, webhooks.secrets) or domain.lower() != webhooks.domain:
            log.warning("shopify.webhook_refused", topic=topic[:40])
            return Response(status_code=status.HTTP_401_UNAUTHORIZED)
        try:
            await webhooks.take(topic=topic, delivery_id=delivery_id, body=body)
        except ValueError:
            return Response(status_code=status.HTTP_400_BAD_REQUEST)
        return Response(status_code=status.HTTP_200_OK)

    router.add_api_route(
        PATH,
        receive,
        methods=["POST"],
        summary="Take what a Shopify store says has changed",
        response_class=Response,
        responses={401: {"description": "Not signed by this store's app"}},
    )
    return router


def _resource(topic: str, payload: object) -> str:
    """Return what changed; an inventory level names an item, of which no product is known here."""
    if not isinstance(payload, dict):
        raise ValueError  # noqa: TRY004 - the sender's fault, not the caller's
    if topic.startswith("inventory_levels/"):
        return ""
    kind = "Order" if topic.startswith("orders/") else "Product"
    edited = payload.get("order_edit")
    number = edited.get("order_id") if isinstance(edited, dict) else payload.get("id")
    gid = f"gid://shopify/{kind}/{number}"
    return gid if _RESOURCE.fullmatch(gid) else ""
