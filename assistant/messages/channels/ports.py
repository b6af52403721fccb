"""Declare the stores of other companies' channels: contacts, statuses of replies, envelopes, files.

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
    """Hold a customer as one account of a channel knows them, and the conversation with them."""

    conversation_id: ConversationId
    channel: ChannelKind
    account_id: AccountId
    keys: ContactKeys  # as last told
    name: str = ""  # of their profile


class ContactBook(Protocol):
    """Store the contacts of accounts. Two become one only if the channel itself says so."""

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
        """Return the contact, by the same rules; None: there is none yet."""
        ...

    async def rekey(
        self, channel: ChannelKind, account_id: AccountId, *, old: ContactKeys, new: ContactKeys
    ) -> Contact | None:
        """Replace a contact's keys `old` by `new`, as the channel vouches; None: none has them.

        A key that another contact has already stays theirs.
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
        """Forget the contact of a conversation; if they write again, they are a new contact."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SendKey:
    """Identify one message at the channel: a reply may take several."""

    conversation_id: ConversationId
    message_id: MessageId
    part: int = 0  # 0, 1, 2 ...

    def callback(self) -> str:
        """Return the text that the channel hands back with each status."""
        return f"{self.conversation_id}/{self.message_id}/{self.part}"

    @classmethod
    def parse(cls, callback: str) -> "SendKey | None":
        """Return the key that `callback` wrote; None: somebody else wrote the text."""
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
    """Name the state of a send before it is tried."""

    NEW = "new"  # never tried
    UNSURE = "unsure"  # tried since `at`; nobody knows whether the channel took it
    SENT = "sent"  # the channel has it


@dataclass(frozen=True, slots=True, kw_only=True)
class SendProgress:
    """Hold the state of a send."""

    state: SendState
    at: datetime  # since when
    provider_message_id: str = ""  # if it was sent


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusNews:
    """Hold a status that was news, and is in the log now."""

    conversation_id: ConversationId
    message_id: MessageId
    status: DeliveryStatus
    settled: bool = False  # it ended the doubt whether the message was sent


class StatusBook(Protocol):
    """Keep the furthest status of each reply, in whichever order the statuses come."""

    async def begin(self, key: SendKey, account_id: AccountId, *, at: datetime) -> SendProgress:
        """Note that a send is about to be tried, durably; return its state before that.

        A state of `SENT` or `UNSURE` stays as it is.
        """
        ...

    async def retry(self, key: SendKey, *, at: datetime) -> None:
        """Note that an unsure send is tried once more, from `at`."""
        ...

    async def give_back(self, key: SendKey) -> None:
        """Note that the channel surely did not accept the message: the next try is a first one."""
        ...

    async def sent(
        self, key: SendKey, account_id: AccountId, provider_message_id: str, *, at: datetime
    ) -> StatusNews | None:
        """Note that the channel accepted the message; a status that came before is reported now."""
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
        """Report `status` for all messages that were sent there up to a time; return the news."""
        ...

    async def find(self, account_id: AccountId, provider_message_id: str) -> SendKey | None:
        """Return the reply that a channel's message belongs to; None: none of ours."""
        ...

    async def drop_before(self, before: datetime) -> int:
        """Forget sends and parked statuses from before a time; return how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Hold the bytes of one post to a webhook, as they came."""

    envelope_id: int  # growing
    channel: ChannelKind
    body: bytes
    at: datetime  # when it came; aware, UTC


class Envelopes(Protocol):
    """Store envelopes that are acknowledged and not applied yet. Applying one twice is harmless."""

    async def keep(self, channel: ChannelKind, body: bytes, *, at: datetime) -> Envelope:
        """Store an envelope durably, in one write: from then on it may be acknowledged."""
        ...

    async def waiting(self, before: datetime, *, limit: int, after: int = 0) -> Sequence[Envelope]:
        """Return envelopes from before a time, in the order of their ids, those past `after`."""
        ...

    async def done(
        self, envelope_ids: Sequence[int], *, at: datetime, aside: Sequence[UnknownUpdate] = ()
    ) -> None:
        """Forget envelopes, and keep their unknown updates, in one transaction."""
        ...

    async def aside(self, *, limit: int) -> Sequence[UnknownUpdate]:
        """Return the updates that were set aside, newest first."""
        ...

    async def set_aside(self, one: UnknownUpdate, *, at: datetime) -> None:
        """Keep an update that nobody can use yet, at once."""
        ...

    async def aside_of(
        self, place: AccountContact, what: str, *, limit: int
    ) -> Sequence[UnknownUpdate]:
        """Return the updates of one kind that were set aside from one user id, newest first."""
        ...

    async def drop_before(self, before: datetime) -> int:
        """Forget the updates that were set aside before a time; return how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMedia:
    """Hold a customer's file that is still to be fetched."""

    conversation_id: ConversationId
    message_id: MessageId
    channel: ChannelKind
    account_id: AccountId
    media: MediaReference
    since: datetime  # when its message was accepted; aware, UTC
    tries: int = 0


class MediaQueue(Protocol):
    """Store the files that are still to be fetched: one for each message."""

    async def put(self, due: DueMedia) -> None:
        """Queue a file; a repeat changes nothing while it waits."""
        ...

    async def due(self, now: datetime, *, limit: int) -> Sequence[DueMedia]:
        """Return the files that are to be fetched by now, the longest due first."""
        ...

    async def postpone(self, message_id: MessageId, *, until: datetime) -> None:
        """Note to try a file again later, and count the try."""
        ...

    async def done(self, message_id: MessageId) -> None:
        """Forget a file: it was fetched, or never will be."""
        ...


class ScanVerdict(StrEnum):
    """Name a scanner's verdict on a file."""

    CLEAN = "clean"
    INFECTED = "infected"


class ScannerUnavailableError(Exception):
    """Say that the scanner gives no verdict now: the file waits, it is not let through."""


class MediaScanner(Protocol):
    """Scan files for harmful content."""

    async def scan(self, data: bytes) -> ScanVerdict:
        """Return the verdict on a file.

        Raises:
            ScannerUnavailableError: see there.
        """
        ...
