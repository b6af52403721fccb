"""Receive the webhook that Chatwoot posts: verify the signature, store it in one write, answer.

Chatwoot signs `{timestamp}.{raw body}` with the secret of the webhook (an account's since 4.11.2,
an API inbox's since 4.13). It waits five seconds and does not deliver a message's event again, so
`assistant.desk.helpdesk.helpdesk_loop` looks for missed messages.

A message is taken as it was posted: its number makes a repeat harmless. A status is not believed
but looked up, because deliveries come in any order.
Sources: chatwoot/chatwoot pull requests 13573 and 13892; `lib/webhooks/trigger.rb`
"""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from fastapi import APIRouter, status
from pydantic import ValidationError
from starlette.datastructures import Headers

from assistant.desk.desk_service import ContendedError
from assistant.desk.helpdesk.helpdesk_moves import HelpdeskMoves
from assistant.desk.helpdesk.ports import CaseBook
from assistant.desk.helpdesk.types import HelpdeskCaseId
from assistant.kit.web.signed_webhooks import add_webhook, in_hex, is_signed
from assistant.ports import Clock, LogUnavailableError, UnknownConversationError
from integrations.services.chatwoot.chatwoot_payloads import (
    ChatwootMessageUpdate,
    ChatwootStatusUpdate,
    ChatwootUpdate,
)

log = structlog.get_logger(__name__)

PATH = "/webhooks/chatwoot"
EVENTS = ("message_created", "conversation_status_changed")
"""The events that the webhook has to be subscribed to."""
MAX_BYTES = 1_000_000  # a message has at most 150,000 characters
_TOLERANCE_S = 300
_EVENT_CHARS = 40  # of an event that nobody knows, in logs


def is_fresh_and_signed(
    body: bytes, *, timestamp: str, signature: str, secrets: Sequence[str], now_s: float
) -> bool:
    """Return whether the body was signed with one of `secrets` within the last five minutes."""
    if not (timestamp.isascii() and timestamp.isdecimal()):
        return False
    signed = is_signed(timestamp.encode() + b"." + body, signature, secrets, in_hex)
    return signed and abs(now_s - int(timestamp[:12])) <= _TOLERANCE_S


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatwootWebhook:
    """Take the messages and statuses of one inbox of one account."""

    secrets: Sequence[str]  # during a rotation the old one beside the new
    account: int
    inbox: int
    book: CaseBook
    taking: HelpdeskMoves
    clock: Clock

    async def answer(self, headers: Headers, body: bytes) -> int:
        """Store a delivery, and return the status that it is answered with."""
        if not is_fresh_and_signed(
            body,
            timestamp=headers.get("X-Chatwoot-Timestamp", ""),
            signature=headers.get("X-Chatwoot-Signature", ""),
            secrets=self.secrets,
            now_s=self.clock.now().timestamp(),
        ):
            log.warning("chatwoot.webhook_refused")
            return status.HTTP_401_UNAUTHORIZED
        try:
            await self._take(body)
        except ValidationError:
            return status.HTTP_400_BAD_REQUEST
        except (LogUnavailableError, ContendedError):
            return status.HTTP_503_SERVICE_UNAVAILABLE
        return status.HTTP_200_OK

    async def _take(self, body: bytes) -> None:
        event = ChatwootUpdate.model_validate_json(body).event
        match event:
            case "message_created":
                await self._message(ChatwootMessageUpdate.model_validate_json(body))
            case "conversation_status_changed":
                await self._status(ChatwootStatusUpdate.model_validate_json(body))
            case _:
                log.info("chatwoot.webhook_ignored", webhook_event=event[:_EVENT_CHARS])

    async def _message(self, told: ChatwootMessageUpdate) -> None:
        heard = told.heard()
        if heard.by is None or heard.entry_id:
            return  # a message of a customer, of a machine, or of ours
        if not self._is_ours(told.account.id, told.conversation.inbox_id):
            return
        kept = await self.book.of_case(HelpdeskCaseId(str(told.conversation.id)))
        if kept is None:
            return
        try:
            await self.taking.message(kept.conversation_id, heard, up_to=kept.mirrored)
        except UnknownConversationError:
            log.warning("chatwoot.conversation_unknown")
            return
        log.info("chatwoot.message_taken", conversation_id=kept.conversation_id)

    async def _status(self, told: ChatwootStatusUpdate) -> None:
        if self._is_ours(told.account.id, told.inbox_id):
            case = HelpdeskCaseId(str(told.id))
            await self.book.look_at([case], now=self.clock.now())

    def _is_ours(self, account: int, inbox: int) -> bool:
        return account in (0, self.account) and inbox in (0, self.inbox)


def routes(webhook: ChatwootWebhook) -> APIRouter:
    """Return the route that Chatwoot posts to."""
    router = APIRouter(tags=["chatwoot"])
    add_webhook(
        router,
        PATH,
        webhook.answer,
        max_bytes=MAX_BYTES,
        summary="Take what agents did in Chatwoot",
    )
    return router
