"""Receive the webhook that Meta calls: verify the signature, store the body in one write, answer.

Only a body that is not signed, is too large or cannot be stored is refused: Meta delivers every
other one again for days unless it is answered with 200.
The signature is HMAC-SHA256 over the raw body with the app's secret, in the header
`X-Hub-Signature-256: sha256=<hex>`. The older `X-Hub-Signature`, which is SHA-1, is never looked
at.
Source: Meta, "Webhooks: validate payloads"
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from fastapi import APIRouter, Request, Response, status
from fastapi.responses import PlainTextResponse
from starlette.datastructures import Headers

from assistant.conversation.message import ChannelKind
from assistant.kit.web.signed_webhooks import add_webhook, in_hex, is_signed
from assistant.messages.channels.account_book import Accounts, ChannelAccount
from assistant.messages.intake.envelope_intake import Intake
from assistant.ports import LogUnavailableError

HEADER = "X-Hub-Signature-256"


log = structlog.get_logger(__name__)

MAX_BYTES = 3_000_000
"""Limit of a payload, by Meta's documentation of webhooks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaWebhook:
    """Receive a channel's webhook for all of its accounts: Meta has one address for an app."""

    channel: ChannelKind
    accounts: Accounts
    intake: Intake

    async def verify(self, *, mode: str, token: str, challenge: str) -> str | None:
        """Return the answer to Meta's handshake; None if the token is of no account."""
        accounts = await self.accounts.all(self.channel)
        matches = [
            hmac.compare_digest(one.verify_token.encode(), token.encode())
            for one in accounts
            if one.verify_token
        ]
        return challenge if mode == "subscribe" and any(matches) else None

    async def take(self, signature: str, body: bytes) -> int:
        """Store a delivery, and return the status that it is answered with."""
        try:
            secrets = _secrets(await self.accounts.all(self.channel))
            if not is_signed(body, signature, secrets, in_hex):
                log.warning("channels.webhook_refused", channel=self.channel)
                return status.HTTP_401_UNAUTHORIZED
            await self.intake.take(self.channel, body)
        except LogUnavailableError:
            return status.HTTP_503_SERVICE_UNAVAILABLE
        return status.HTTP_200_OK


def _secrets(accounts: Sequence[ChannelAccount]) -> list[str]:
    return [secret for one in accounts for secret in one.app_secrets]


def routes(webhook: MetaWebhook, *, path: str) -> APIRouter:
    """Return the routes that Meta calls at `path`."""
    router = APIRouter(tags=[webhook.channel.value])

    async def handshake(request: Request) -> Response:
        asked = request.query_params
        challenge = await webhook.verify(
            mode=asked.get("hub.mode", ""),
            token=asked.get("hub.verify_token", ""),
            challenge=asked.get("hub.challenge", ""),
        )
        if challenge is None:
            return Response(status_code=status.HTTP_403_FORBIDDEN)
        return PlainTextResponse(challenge)

    async def answer(headers: Headers, body: bytes) -> int:
        return await webhook.take(headers.get(HEADER, ""), body)

    router.add_api_route(
        path,
        handshake,
        methods=["GET"],
        summary="Answer Meta's verification",
        response_class=PlainTextResponse,
        responses={403: {"description": "Not the verify token of any account"}},
    )
    add_webhook(
        router,
        path,
        answer,
        max_bytes=MAX_BYTES,
        summary=f"Take what happened on {webhook.channel.value}",
        signed_with="the app secret of any account",
    )
    return router
