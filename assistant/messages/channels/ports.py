"""Ports of channels that other companies run: who is who, how far replies came, what waits.

Every method may raise `LogUnavailableError`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from assistant.conversation.ids import AccountId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind, DeliveryStatus, MediaReference
from assistant.messages.channels.updates import (
    AccountContact,
    ContactKeys,
    StatusArrived,
    UnknownUpdate,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A customer as one account of a channel knows them, and the conversation with them."""

    conversation_id: ConversationId
    channel: ChannelKind
    account_id: AccountId
    keys: ContactKeys  # as last told
    name: str = ""  # of their profile


class ContactBook(Protocol):
    """Who is who at an account. Two contacts become one only by the channel's own word for it."""

    async def open(
        self, place: AccountContact, *, name: str, conversation_id: ConversationId
    ) -> tuple[Contact, bool]:
        """Return the contact, and whether it is new: then its conversation is `conversation_id`.

        The user id decides; a phone number counts only where no user id is known of either side. A
        number that comes with another user id than before has changed hands: it moves to the new
        contact, and the conversation stays with the old one.
        """
        ...

    async def find(self, place: AccountContact) -> Contact | None:
        """Return the contact, by the same rules; None: nobody yet."""
        ...

    async def rekey(
        self, channel: ChannelKind, account_id: AccountId, *, old: ContactKeys, new: ContactKeys
    ) -> Contact | None:
        """Know the contact of `old` by `new` from now on, as the channel vouches; None: unknown.

        What is already another contact's stays theirs.
        """
        ...

    async def of(self, conversation_id: ConversationId) -> Contact | None:
        """Return the contact of a conversation."""
        ...

    async def those(
        self, conversation_ids: Iterable[ConversationId]
    ) -> Mapping[ConversationId, Contact]:
        """Return the contacts of conversations, of those that have one."""
        ...

    async def forget(self, conversation_id: ConversationId) -> None:
        """Forget who the contact of a conversation is; who writes again is new."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SendKey:
    """One message at the channel: a reply may take several."""

    conversation_id: ConversationId
    message_id: MessageId
    part: int = 0  # 0, 1, 2 ...

    def callback(self) -> str:
        """Return the words that the channel hands back with each status."""
        return f"{self.conversation_id}/{self.message_id}/{self.part}"

    @classmethod
    def parse(cls, callback: str) -> "SendKey | None":
        """Return what `callback` made; None: it is somebody else's."""
        match callback.split("/"):
            case [conversation_id, message_id, part] if part.isascii() and part.isdecimal():
                return cls(
                    conversation_id=ConversationId(conversation_id),
                    message_id=MessageId(message_id),
                    part=int(part[:4]),
                )
            case _:
                return None


class SendState(StrEnum):
    """What is known of a send before it is tried."""

    NEW = "new"  # never tried
    UNSURE = "unsure"  # tried since `at`; nobody knows whether the channel took it
    SENT = "sent"  # the channel has it


@dataclass(frozen=True, slots=True, kw_only=True)
class SendProgress:
    """How a send stands."""

    state: SendState
    at: datetime  # since when
    provider_message_id: str = ""  # if it was sent


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusNews:
    """A status that was news: it is in the log."""

    conversation_id: ConversationId
    message_id: MessageId
    status: DeliveryStatus
    settled: bool = False  # it ended the doubt whether the message was sent


class StatusBook(Protocol):
    """How far each reply came: a lattice, whatever order statuses come in."""

    async def begin(self, key: SendKey, account_id: AccountId, *, at: datetime) -> SendProgress:
        """Note that a send is about to be tried, durably; return how it stood before that.

        What is `SENT` or `UNSURE` stays as it is.
        """
        ...

    async def retry(self, key: SendKey, *, at: datetime) -> None:
        """Note that an unsure send is tried once more, from `at`."""
        ...

    async def give_back(self, key: SendKey) -> None:
        """Note that the channel surely did not take it: the next try is a first one."""
        ...

    async def sent(
        self, key: SendKey, account_id: AccountId, provider_message_id: str, *, at: datetime
    ) -> StatusNews | None:
        """Note that the channel took it; a status that came before is reported now."""
        ...

    async def report(self, status: StatusArrived) -> StatusNews | None:
        """Store the status with its event in one transaction; None: no news, or parked.

        A status of a message that is not known as sent is parked for `sent`, unless its callback
        says which send it is: then that send is known to have happened.
        """
        ...

    async def report_up_to(
        self,
        conversation_id: ConversationId,
        status: DeliveryStatus,
        *,
        up_to: datetime,
        at: datetime,
    ) -> Sequence[StatusNews]:
        """Report `status` of all that was sent there up to a time; return the news."""
        ...

    async def find(self, account_id: AccountId, provider_message_id: str) -> SendKey | None:
        """Return which reply a channel's message is; None: none of ours."""
        ...

    async def drop_before(self, before: datetime) -> int:
        """Forget sends and parked statuses from before a time; return how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a webhook was posted, as it came."""

    envelope_id: int  # growing
    channel: ChannelKind
    body: bytes
    at: datetime  # when it came; aware, UTC


class Envelopes(Protocol):
    """What was acknowledged and is not applied yet. Applying it twice is harmless."""

    async def keep(self, channel: ChannelKind, body: bytes, *, at: datetime) -> Envelope:
        """Store it durably, in one write: from then on it may be acknowledged."""
        ...

    async def waiting(self, before: datetime, *, limit: int, after: int = 0) -> Sequence[Envelope]:
        """Return envelopes from before a time, in the order of their ids, those past `after`."""
        ...

    async def done(
        self, envelope_ids: Sequence[int], *, at: datetime, aside: Sequence[UnknownUpdate] = ()
    ) -> None:
        """Forget envelopes, and keep of them what nobody knew, in one transaction."""
        ...

    async def aside(self, *, limit: int) -> Sequence[UnknownUpdate]:
        """Return what was set aside, newest first."""
        ...

    async def set_aside(self, one: UnknownUpdate, *, at: datetime) -> None:
        """Keep what nobody can use yet, at once."""
        ...

    async def aside_of(
        self, place: AccountContact, what: str, *, limit: int
    ) -> Sequence[UnknownUpdate]:
        """Return what was set aside of one kind from one user id, newest first."""
        ...

    async def drop_before(self, before: datetime) -> int:
        """Forget what was set aside before a time; return how much."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMedia:
    """A file of a customer's that is still to be fetched."""

    conversation_id: ConversationId
    message_id: MessageId
    channel: ChannelKind
    account_id: AccountId
    media: MediaReference
    since: datetime  # when its message was accepted; aware, UTC
    tries: int = 0


class MediaQueue(Protocol):
    """Files that are still to be fetched: one a message."""

    async def put(self, due: DueMedia) -> None:
        """Have a file fetched; a repeat changes nothing while it waits."""
        ...

    async def due(self, now: datetime, *, limit: int) -> Sequence[DueMedia]:
        """Return what is to be fetched by now, the longest due first."""
        ...

    async def postpone(self, message_id: MessageId, *, until: datetime) -> None:
        """Try again later, and count the try."""
        ...

    async def done(self, message_id: MessageId) -> None:
        """Forget it: it was fetched, or never will be."""
        ...


class ScanVerdict(StrEnum):
    """What a scanner says of a file."""

    CLEAN = "clean"
    INFECTED = "infected"


class ScannerUnavailableError(Exception):
    """The scanner gives no verdict now: the file waits, it is not let through."""


class MediaScanner(Protocol):
    """Looks for what harms in a file."""

    async def scan(self, data: bytes) -> ScanVerdict:
        """Return the verdict.

        Raises:
            ScannerUnavailableError: see there.
        """
        ...
