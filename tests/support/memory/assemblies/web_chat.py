"""A web chat put together from the ports in memory, for tests of its routes and its widget."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from fastapi import FastAPI

from assistant.conversation.events import (
    Author,
    ConversationEvent,
    CustomerWrote,
    ReplyKind,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import InboundMessage
from assistant.desk.attachment_store import Attachments
from assistant.desk.ports import CustomerPresence
from assistant.kit.settings.settings import WebChatSettings
from assistant.kit.web import health, middleware, web_errors
from assistant.messages.inbox import Inbox
from assistant.messages.intake.customer_files import CustomerFiles
from assistant.messages.load_gate import Pressure
from assistant.operations.identity.ports import CustomerIdentifier
from assistant.ports import Accepted, Allowance, BrokerUnavailableError, Clock, EventLog
from assistant.understanding.personal_data.payment_data import masked
from integrations.channels.webchat import routes as chat_routes
from integrations.channels.webchat import widget_files
from integrations.channels.webchat.channel import Notice
from integrations.channels.webchat.webchat_parts import Waits, WebChat
from integrations.channels.webchat.wire_bodies import describe
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.channel_books import MemoryScanner
from tests.support.memory.desk_rooms import MemoryAttachments, MemoryCustomerTyping
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.work_queue import FixedGate


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Limits:
    """Allows everything but keys that begin with a word of `refused`; may be out of order."""

    refused: tuple[str, ...] = ()
    broken: bool = False
    asked: list[str] = field(default_factory=list)

    async def allow(self, key: str, *, limit: int, per_s: float) -> Allowance:
        assert limit > 0
        assert per_s > 0
        self.asked.append(key)
        if self.broken:
            raise BrokerUnavailableError
        if key.startswith(self.refused):
            return Allowance(allowed=False, retry_after_s=2.4)
        return Allowance(allowed=True, retry_after_s=0.0)


@dataclass
class LogInbox(Inbox):
    """Keeps messages in the log, no card's number with them; tells `on_message` of each new one."""

    log: EventLog
    clock: Clock
    on_message: Callable[[CustomerWrote], Awaitable[None]] | None = None

    async def receive(self, message: InboundMessage) -> Accepted:
        wrote = CustomerWrote(
            conversation_id=message.conversation_id,
            at=self.clock.now(),
            message_id=message.message_id or MessageId(uuid4().hex),
            text=masked(message.text),
            kind=message.kind,
            attachments=message.attachments,
            call=message.call,
            confirms=message.confirms,
            page_product=message.page_product,
            page_category=message.page_category,
            page_basket=message.page_basket,
        )
        accepted = await self.log.accept(
            wrote,
            account_id=message.account_id,
            provider_message_id=message.provider_message_id,
        )
        if accepted.is_new and self.on_message:
            await self.on_message(wrote)
        return accepted


MOST_BYTES = 1_000_000
"""What one file may have here."""


class Chat:
    """An app with the web chat, and hands on its inside."""

    def __init__(
        self,
        *,
        log: EventLog | None = None,
        limits: Limits | None = None,
        settings: WebChatSettings | None = None,
        identifier: CustomerIdentifier | None = None,
        waits: Waits | None = None,
        customers: CustomerPresence | None = None,
        heartbeat_s: float = 15.0,
        files: Attachments | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.log: EventLog = log or MemoryEventLog()
        self.fanout = MemoryFanout()
        self.limits = limits or Limits()
        self.files = files or MemoryAttachments(most_bytes=MOST_BYTES)
        self.scanner = MemoryScanner()
        self.inbox = LogInbox(self.log, self.clock)
        self.typing = MemoryCustomerTyping()
        self.load = FixedGate(found=Pressure())
        self.faces = MemoryAttachments(most_bytes=1_000_000)
        self.parts = WebChat.assemble(
            log=self.log,
            inbox=self.inbox,
            fanout=self.fanout,
            limits=self.limits,
            clock=self.clock,
            settings=settings or WebChatSettings(),
            token_key=bytes(32),
            identifier=identifier,
            typing=self.typing,
            waits=waits,
            files=self.files,
            customer_files=CustomerFiles(attachments=self.files, scanner=self.scanner),
            most_file_bytes=MOST_BYTES,
            faces=self.faces,
            customers=customers,
            heartbeat_s=heartbeat_s,
            load=self.load,
        )
        self.app = self._app()

    def _app(self) -> FastAPI:
        app = FastAPI(title="web chat")
        app.include_router(chat_routes.routes(self.parts))
        app.include_router(widget_files.routes(widget_files.load()))
        app.include_router(health.routes({"log": self._log_is_there}))
        web_errors.install(app)
        middleware.install(app, origins=self.parts.settings.origins)
        return app

    async def _log_is_there(self) -> str:
        await self.log.tail(0, limit=1)
        return type(self.log).__name__

    async def tell(self, event: ConversationEvent) -> int:
        """Write an event and tell open pages, as worker and outbox do; return its sequence."""
        (stored,) = await self.log.append(event.conversation_id, [event])
        notice = Notice(
            sequence=stored.sequence, follows=stored.sequence - 1, data=describe(event) or b""
        )
        await self.fanout.publish(event.conversation_id, notice.encode())
        return stored.sequence


def a_reply(
    conversation_id: ConversationId,
    text: str = "You have 30 days.",
    *,
    author: Author = Author.ASSISTANT,
    answers: tuple[MessageId, ...] = (),
) -> ReplyWritten:
    return ReplyWritten(
        conversation_id=conversation_id,
        at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
        message_id=MessageId(uuid4().hex),
        author=author,
        kind=ReplyKind.ANSWERED,
        text=text,
        language="en",
        answers=answers,
    )
