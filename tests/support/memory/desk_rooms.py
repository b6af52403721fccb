"""Implement the desk's small ports in memory: files, canned replies, who is there and who looks
at what.
"""

import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from assistant.conversation.ids import AgentId, ConversationId, TeamId
from assistant.conversation.message import Attachment
from assistant.desk.attachment_store import (
    FileRecord,
    StoredFile,
    UnknownAttachmentError,
    UploadOrigin,
    judge,
)
from assistant.desk.canned_replies import CannedReply, ShortcutTakenError
from assistant.desk.handoff.agent_routing import Availability
from assistant.ports import Clock


class MemoryAttachments:
    """Files for one event loop."""

    def __init__(self, *, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._files: dict[str, StoredFile] = {}
        self._since: dict[str, datetime] = {}

    async def keep(
        self, name: str, data: bytes, *, origin: UploadOrigin | None = None
    ) -> Attachment:
        attachment = judge(secrets.token_hex(16), name, data, most_bytes=self._most_bytes)
        self._files[attachment.attachment_id] = StoredFile(
            attachment=attachment, data=data, origin=origin
        )
        self._since[attachment.attachment_id] = datetime.now(UTC)
        return attachment

    async def read(self, attachment_id: str) -> StoredFile:
        try:
            return self._files[attachment_id]
        except KeyError:
            raise UnknownAttachmentError(attachment_id) from None

    async def describe(self, attachment_id: str) -> FileRecord:
        return await self.read(attachment_id)

    async def drop(self, attachment_id: str) -> None:
        self._files.pop(attachment_id, None)
        self._since.pop(attachment_id, None)

    async def kept_before(self, before: datetime) -> Mapping[str, datetime]:
        return {one: at for one, at in self._since.items() if at < before}


class MemoryCannedReplies:
    """Canned replies for one event loop."""

    def __init__(self) -> None:
        self._replies: dict[str, CannedReply] = {}

    async def all(self, teams: Collection[TeamId] | None = None) -> Sequence[CannedReply]:
        found = [
            reply
            for reply in self._replies.values()
            if teams is None or reply.team is None or reply.team in teams
        ]
        return sorted(found, key=lambda reply: (reply.shortcut, reply.team or ""))

    async def keep(self, reply: CannedReply) -> None:
        for other in self._replies.values():
            same = (other.shortcut, other.team) == (reply.shortcut, reply.team)
            if same and other.reply_id != reply.reply_id:
                raise ShortcutTakenError(reply.shortcut)
        self._replies[reply.reply_id] = reply

    async def drop(self, reply_id: str) -> None:
        self._replies.pop(reply_id, None)


KEPT_WAITS = 50


class MemoryAgentPresence:
    """An `AgentPresence` within one process."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._there: dict[AgentId, tuple[Availability, float]] = {}

    async def beat(self, agent_id: AgentId, availability: Availability, *, for_s: float) -> None:
        self._there[agent_id] = (availability, self._now() + for_s)

    async def leave(self, agent_id: AgentId) -> None:
        self._there.pop(agent_id, None)

    async def present(self) -> Mapping[AgentId, Availability]:
        now = self._now()
        return {one: how for one, (how, until) in self._there.items() if now < until}


class MemoryCustomerPresence:
    """A `CustomerPresence` within one process."""

    def __init__(self) -> None:
        self._seen: dict[ConversationId, datetime] = {}

    async def seen(self, conversation_id: ConversationId, at: datetime) -> None:
        self._seen[conversation_id] = at

    async def last_seen(self, conversation_id: ConversationId) -> datetime | None:
        return self._seen.get(conversation_id)


class MemoryCustomerTyping:
    """A `CustomerTyping` within one process."""

    def __init__(self) -> None:
        self._typed: dict[ConversationId, datetime] = {}

    async def note(self, conversation_id: ConversationId, at: datetime) -> None:
        self._typed[conversation_id] = at

    async def last(self, conversation_id: ConversationId) -> datetime | None:
        return self._typed.get(conversation_id)


class MemoryReplyWaits:
    """`ReplyWaits` within one process."""

    def __init__(self) -> None:
        self._waits: defaultdict[TeamId | None, deque[tuple[datetime, timedelta]]] = defaultdict(
            lambda: deque(maxlen=KEPT_WAITS)
        )

    async def record(self, team: TeamId | None, wait: timedelta, *, at: datetime) -> None:
        self._waits[team].appendleft((at, wait))

    async def recent(self, team: TeamId | None, *, since: datetime) -> Sequence[timedelta]:
        return [wait for at, wait in self._waits[team] if at > since]


class MemoryViewers:
    """A `Viewers` within one process, by its own clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._looking: defaultdict[ConversationId, dict[AgentId, tuple[datetime, bool]]] = (
            defaultdict(dict)
        )

    async def look(
        self, conversation_id: ConversationId, agent_id: AgentId, *, typing: bool, for_s: float
    ) -> None:
        until = self._clock.now() + timedelta(seconds=for_s)
        self._looking[conversation_id][agent_id] = (until, typing)

    async def leave(self, conversation_id: ConversationId, agent_id: AgentId) -> None:
        self._looking[conversation_id].pop(agent_id, None)

    async def of(self, conversation_id: ConversationId) -> Mapping[AgentId, bool]:
        now = self._clock.now()
        looking = self._looking.get(conversation_id, {})
        return {agent: typing for agent, (until, typing) in looking.items() if until > now}
