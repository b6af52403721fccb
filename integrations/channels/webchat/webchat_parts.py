"""Define the parts of the web chat, and assemble them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self

from assistant.conversation.conversation import Conversation
from assistant.desk.attachment_store import Attachments
from assistant.desk.ports import CustomerPresence
from assistant.kit.settings.settings import WebChatSettings
from assistant.messages.inbox import Inbox
from assistant.messages.intake.customer_files import CustomerFiles
from assistant.messages.load_gate import LoadGate
from assistant.messages.ports import CustomerTyping
from assistant.operations.identity.ports import CustomerIdentifier
from assistant.ports import Arrivals, Clock, EventLog, Fanout, RateLimits
from integrations.channels.webchat.conversation_stream import HEARTBEAT_S, PageStreams
from integrations.channels.webchat.token_access import TokenAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Hold the time that a conversation waits for a person; None: not known."""

    position: int | None = None  # in the queue; 1 is next
    minutes: int | None = None  # until a person may answer, at least 1
    opens_at: datetime | None = None  # begin of the opening hours; aware, UTC
    opens: str = ""  # the same in words, as the conversation says it


class Waits(Protocol):
    """Find the time that conversations wait for a person."""

    async def wait(self, conversation: Conversation) -> Wait: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WebChat:
    """Hold the parts that the routes use."""

    log: EventLog
    inbox: Inbox
    fanout: Fanout
    limits: RateLimits
    clock: Clock
    settings: WebChatSettings
    access: TokenAccess
    streams: PageStreams
    identifier: CustomerIdentifier | None  # None: no customer can be identified
    typing: CustomerTyping | None = None  # None: nobody listens
    waits: Waits | None = None  # None: no desk
    files: Attachments | None = None  # None: no desk
    customer_files: CustomerFiles | None = None  # None: customers send none
    most_file_bytes: int = 10_000_000  # of one
    faces: Attachments | None = None  # pictures of agents; None: there are none
    load: LoadGate | None = None  # None: every message is accepted, however many wait
    arrivals: Arrivals | None = None  # None: nobody counts

    @classmethod
    def assemble(
        cls,
        *,
        log: EventLog,
        inbox: Inbox,
        fanout: Fanout,
        limits: RateLimits,
        clock: Clock,
        settings: WebChatSettings,
        token_key: bytes,
        identifier: CustomerIdentifier | None = None,
        typing: CustomerTyping | None = None,
        waits: Waits | None = None,
        files: Attachments | None = None,
        customer_files: CustomerFiles | None = None,
        most_file_bytes: int = 10_000_000,
        faces: Attachments | None = None,
        arrivals: Arrivals | None = None,
        customers: CustomerPresence | None = None,
        load: LoadGate | None = None,
        heartbeat_s: float = HEARTBEAT_S,
    ) -> Self:
        """Assemble the parts; call `streams.close` when the process is asked to stop."""
        return cls(
            log=log,
            inbox=inbox,
            fanout=fanout,
            limits=limits,
            clock=clock,
            settings=settings,
            access=TokenAccess(log, clock=clock, quiet_days=settings.token_days, key=token_key),
            streams=PageStreams(
                log, fanout, clock=clock, customers=customers, heartbeat_s=heartbeat_s
            ),
            identifier=identifier,
            typing=typing,
            waits=waits,
            files=files,
            customer_files=customer_files,
            most_file_bytes=most_file_bytes,
            faces=faces,
            load=load,
            arrivals=arrivals,
        )
