"""Takes what WooCommerce says has changed: signed, once each, and without keeping what is in it.

A delivery only says that something is no longer as it was; what it is now is asked. WooCommerce
delivers once, in any order, and switches a webhook off after five failures in a row. When a
webhook is made it posts `webhook_id=12` unsigned and wants 200 for it.
A delivery's id is a hash of the webhook and the second, so two things that change in one second
have one id: what is told of once is the id together with the body.
Sources: woocommerce.github.io/woocommerce-rest-api-docs/#webhooks; woocommerce's
`class-wc-webhook.php`, which sends X-WC-Webhook-Delivery-ID where the page says X-WC-Delivery-ID
"""

import hashlib
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

PATH = "/webhooks/woocommerce"
TOPICS = frozenset(
    f"{resource}.{event}"
    for resource in ("order", "product")
    for event in ("created", "updated", "deleted", "restored")
)
MAX_BYTES = 2_000_000  # a product with hundreds of variations has a tenth of it
_PING = re.compile(rb"webhook_id=\d{1,12}")


@dataclass(slots=True, kw_only=True)
class Webhooks:
    """Verifies and deduplicates deliveries of one shop."""

    secrets: Sequence[str]  # of the webhooks; during a rotation the old one beside it
    clock: Clock
    note: Note
    _told: Deliveries = field(default_factory=Deliveries, init=False)

    async def take(self, *, topic: str, delivery_id: str, body: bytes) -> bool:
        """Tell of a verified delivery; False: it was told of before, or nobody wants it.

        Raises:
            ValueError: the body is no JSON object with an id.
        """
        if topic not in TOPICS:
            return False
        event = ShopEvent(
            topic=topic,
            resource_id=_resource(json.loads(body)),
            delivery_id=delivery_id,
            at=self.clock.now(),
        )
        once = f"{delivery_id} {hashlib.sha256(body).hexdigest()}"
        told = await self._told.once(once, lambda: self.note(event))
        if told:
            log.info("woocommerce.webhook", topic=topic, resource=event.resource_id)
        return told


def routes(webhooks: Webhooks) -> APIRouter:
    """Return the route that WooCommerce posts to."""
    router = APIRouter(tags=["woocommerce"])

    async def receive(
        request: Request,
        signature: Annotated[str, Header(alias="X-WC-Webhook-Signature")] = "",
        topic: Annotated[str, Header(alias="X-WC-Webhook-Topic")] = "",
        delivery_id: Annotated[str, Header(alias="X-WC-Webhook-Delivery-ID", max_length=100)] = "",
    ) -> Response:
        body = await read_body(request, max_bytes=MAX_BYTES)
        if body is None:
            return Response(status_code=status.HTTP_413_CONTENT_TOO_LARGE)
        if not signature and _PING.fullmatch(body):
            return Response(status_code=status.HTTP_200_OK)  # nothing is told of it
        if not is_signed(body, signature, webhooks.secrets):
            log.warning("woocommerce.webhook_refused", topic=topic[:40])
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
        summary="Take what a WooCommerce shop says has changed",
        response_class=Response,
        responses={401: {"description": "Not signed with the shop's webhook secret"}},
    )
    return router


def _resource(payload: object) -> str:
    """Return the number of what changed; a variation is kept with its product."""
    if not isinstance(payload, dict):
        raise ValueError  # noqa: TRY004 - the sender's fault, not the caller's
    number = payload.get("id")
    if payload.get("type") == "variation":
        number = payload.get("parent_id")
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueError  # noqa: TRY004 - the sender's fault, not the caller's
    return str(number)
