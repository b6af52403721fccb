"""Implement the ports of channels in memory: contacts, statuses, envelopes, files, accounts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.conversation.events import ReplyStatusReported
from assistant.conversation.ids import AccountId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind, DeliveryStatus, furthest
from assistant.messages.channels.account_book import ChannelAccount
from assistant.messages.channels.message_templates import Template
from assistant.messages.channels.ports import (
    Contact,
    DueMedia,
    Envelope,
    ScanVerdict,
    SendKey,
    SendProgress,
    SendState,
    StatusNews,
)
from assistant.messages.channels.updates import (
    AccountContact,
    ContactKeys,
    StatusArrived,
    UnknownUpdate,
)
from assistant.ports import EventLog, UnknownConversationError


class MemoryContactBook:
    """A `ContactBook` for one event loop."""

    def __init__(self) -> None:
        self._contacts: dict[ConversationId, Contact] = {}

    async def open(
        self, place: AccountContact, *, name: str, conversation_id: ConversationId
    ) -> tuple[Contact, bool]:
        found = await self.find(place)
        new = found is None
        contact = found or Contact(
            conversation_id=conversation_id,
            channel=place.channel,
            account_id=place.account_id,
            keys=ContactKeys(),
        )
        contact = replace(contact, name=name or contact.name)
        return self._learn(contact, place.keys, takes_over=bool(place.keys.user_id)), new

    async def find(self, place: AccountContact) -> Contact | None:
        keys = place.keys
        by_user = self._by(place.channel, place.account_id, user_id=keys.user_id)
        if by_user is not None:
            return by_user
        by_phone = self._by(place.channel, place.account_id, phone=keys.phone)
        if by_phone is not None and keys.user_id and by_phone.keys.user_id:
            return None  # the number has changed hands
        return by_phone

    async def rekey(
        self, channel: ChannelKind, account_id: AccountId, *, old: ContactKeys, new: ContactKeys
    ) -> Contact | None:
        known = await self.find(AccountContact(channel=channel, account_id=account_id, keys=old))
        return None if known is None else self._learn(known, new, takes_over=False)

    async def of(self, conversation_id: ConversationId) -> Contact | None:
        return self._contacts.get(conversation_id)

    async def those(
        self, conversation_ids: Iterable[ConversationId]
    ) -> Mapping[ConversationId, Contact]:
        return {one: self._contacts[one] for one in conversation_ids if one in self._contacts}

    async def forget(self, conversation_id: ConversationId) -> None:
        self._contacts.pop(conversation_id, None)

    def _by(
        self, channel: ChannelKind, account_id: AccountId, *, user_id: str = "", phone: str = ""
    ) -> Contact | None:
        for one in self._contacts.values():
            if (one.channel, one.account_id) != (channel, account_id):
                continue
            if (user_id and one.keys.user_id == user_id) or (phone and one.keys.phone == phone):
                return one
        return None

    def _learn(self, contact: Contact, keys: ContactKeys, *, takes_over: bool) -> Contact:
        user_id, phone = keys.user_id or contact.keys.user_id, keys.phone or contact.keys.phone
        mine = contact.conversation_id
        at = (contact.channel, contact.account_id)
        has_user = self._by(*at, user_id=user_id)
        if has_user is not None and has_user.conversation_id != mine:
            user_id = contact.keys.user_id
        has_phone = self._by(*at, phone=phone)
        if has_phone is not None and has_phone.conversation_id != mine:
            if takes_over:
                keys_left = replace(has_phone.keys, phone="")
                self._contacts[has_phone.conversation_id] = replace(has_phone, keys=keys_left)
            else:
                phone = contact.keys.phone
        known = replace(contact, keys=ContactKeys(user_id=user_id, phone=phone))
        self._contacts[mine] = known
        return known


@dataclass(slots=True, kw_only=True)
class _Send:
    key: SendKey
    account_id: AccountId
    begun_at: datetime
    provider_message_id: str = ""
    status: DeliveryStatus | None = None


class MemoryStatusBook:
    """A `StatusBook` for one event loop, beside a log."""

    def __init__(self, events: EventLog) -> None:
        self._events = events
        self._sends: dict[SendKey, _Send] = {}
        self._parked: dict[tuple[AccountId, str], StatusArrived] = {}

    async def begin(self, key: SendKey, account_id: AccountId, *, at: datetime) -> SendProgress:
        known = self._sends.get(key)
        if known is None:
            self._sends[key] = _Send(key=key, account_id=account_id, begun_at=at)
            return SendProgress(state=SendState.NEW, at=at)
        state = SendState.SENT if known.provider_message_id else SendState.UNSURE
        return SendProgress(
            state=state, at=known.begun_at, provider_message_id=known.provider_message_id
        )

    async def retry(self, key: SendKey, *, at: datetime) -> None:
        if (known := self._sends.get(key)) and not known.provider_message_id:
            known.begun_at = at

    async def give_back(self, key: SendKey) -> None:
        if (known := self._sends.get(key)) and not known.provider_message_id:
            del self._sends[key]

    async def sent(
        self, key: SendKey, account_id: AccountId, provider_message_id: str, *, at: datetime
    ) -> StatusNews | None:
        send = self._sends.setdefault(key, _Send(key=key, account_id=account_id, begun_at=at))
        send.provider_message_id = send.provider_message_id or provider_message_id
        parked = self._parked.pop((account_id, provider_message_id), None)
        return await self._advance(send, parked.status, parked.code, at) if parked else None

    async def report(self, status: StatusArrived) -> StatusNews | None:
        send = self._find(status.account_id, status.provider_message_id)
        settled = False
        if send is None and (key := SendKey.parse(status.callback)):
            send = self._sends.get(key)
            if send is not None and not send.provider_message_id:
                settled, send.provider_message_id = True, status.provider_message_id
        if send is None:
            self._park(status)
            return None
        told = await self._advance(send, status.status, status.code, status.at)
        if told is None and settled:
            told = StatusNews(
                conversation_id=send.key.conversation_id,
                message_id=send.key.message_id,
                status=status.status,
            )
        return replace(told, settled=settled) if told else None

    async def report_up_to(
        self,
        conversation_id: ConversationId,
        status: DeliveryStatus,
        *,
        up_to: datetime,
        at: datetime,
    ) -> Sequence[StatusNews]:
        theirs = [
            send
            for send in self._sends.values()
            if send.key.conversation_id == conversation_id
            and send.provider_message_id
            and send.begun_at <= up_to
        ]
        told = [await self._advance(send, status, "", at) for send in theirs]
        return tuple(one for one in told if one is not None)

    async def find(self, account_id: AccountId, provider_message_id: str) -> SendKey | None:
        send = self._find(account_id, provider_message_id)
        return send.key if send else None

    async def drop_before(self, before: datetime) -> int:
        old = [key for key, send in self._sends.items() if send.begun_at < before]
        parked = [key for key, one in self._parked.items() if one.at < before]
        for key in old:
            del self._sends[key]
        for name in parked:
            del self._parked[name]
        return len(old) + len(parked)

    def _find(self, account_id: AccountId, provider_message_id: str) -> _Send | None:
        if not provider_message_id:
            return None
        for send in self._sends.values():
            if (send.account_id, send.provider_message_id) == (account_id, provider_message_id):
                return send
        return None

    def _park(self, status: StatusArrived) -> None:
        name = (status.account_id, status.provider_message_id)
        known = self._parked.get(name)
        if known is None or furthest(known.status, status.status) is not known.status:
            self._parked[name] = status

    async def _advance(
        self, send: _Send, status: DeliveryStatus, code: str, at: datetime
    ) -> StatusNews | None:
        before = known_of(one.status for one in self._parts(send.key))
        now = furthest(send.status, status)
        if now is send.status:
            return None
        send.status = now
        if known_of(one.status for one in self._parts(send.key)) is before or (
            now is DeliveryStatus.SENT
        ):
            return None
        event = ReplyStatusReported(
            conversation_id=send.key.conversation_id,
            at=at,
            message_id=send.key.message_id,
            status=now,
            code=code,
        )
        try:
            await self._events.append(send.key.conversation_id, [event])
        except UnknownConversationError:
            return None
        return StatusNews(
            conversation_id=send.key.conversation_id, message_id=send.key.message_id, status=now
        )

    def _parts(self, key: SendKey) -> list[_Send]:
        return [one for one in self._sends.values() if one.key.message_id == key.message_id]


def known_of(statuses: Iterator[DeliveryStatus | None]) -> DeliveryStatus | None:
    """Return how far a reply came whose parts came that far each."""
    known: DeliveryStatus | None = None
    for status in statuses:
        known = furthest(known, status) if status else known
    return known


class MemoryEnvelopes:
    """`Envelopes` for one event loop."""

    def __init__(self) -> None:
        self._waiting: dict[int, Envelope] = {}
        self._aside: list[tuple[datetime, UnknownUpdate]] = []
        self._last = 0

    async def keep(self, channel: ChannelKind, body: bytes, *, at: datetime) -> Envelope:
        self._last += 1
        envelope = Envelope(envelope_id=self._last, channel=channel, body=body, at=at)
        self._waiting[self._last] = envelope
        return envelope

    async def waiting(self, before: datetime, *, limit: int, after: int = 0) -> Sequence[Envelope]:
        found = (one for one in self._waiting.values() if one.at < before)
        return tuple(one for one in found if one.envelope_id > after)[:limit]

    async def done(
        self, envelope_ids: Sequence[int], *, aside: Sequence[UnknownUpdate] = (), at: datetime
    ) -> None:
        self._aside += [(at, one) for one in aside]
        for envelope_id in envelope_ids:
            self._waiting.pop(envelope_id, None)

    async def aside(self, *, limit: int) -> Sequence[UnknownUpdate]:
        return tuple(one for _, one in reversed(self._aside))[:limit]

    async def set_aside(self, one: UnknownUpdate, *, at: datetime) -> None:
        self._aside.append((at, one))

    async def aside_of(
        self, place: AccountContact, what: str, *, limit: int
    ) -> Sequence[UnknownUpdate]:
        whose = (place.channel, place.account_id, place.keys.user_id, what)
        found = [one for _, one in reversed(self._aside)]
        return tuple(
            one for one in found if (one.channel, one.account_id, one.user_id, one.what) == whose
        )[:limit]

    async def drop_before(self, before: datetime) -> int:
        left = [one for one in self._aside if one[0] >= before]
        dropped = len(self._aside) - len(left)
        self._aside = left
        return dropped


class MemoryMediaQueue:
    """A `MediaQueue` for one event loop."""

    def __init__(self) -> None:
        self._due: dict[MessageId, tuple[datetime, DueMedia]] = {}

    async def put(self, due: DueMedia) -> None:
        self._due.setdefault(due.message_id, (due.since, due))

    async def due(self, now: datetime, *, limit: int) -> Sequence[DueMedia]:
        ready = sorted((one for one in self._due.values() if one[0] <= now), key=lambda one: one[0])
        return tuple(due for _, due in ready)[:limit]

    async def postpone(self, message_id: MessageId, *, until: datetime) -> None:
        if known := self._due.get(message_id):
            self._due[message_id] = (until, replace(known[1], tries=known[1].tries + 1))

    async def done(self, message_id: MessageId) -> None:
        self._due.pop(message_id, None)


@dataclass(frozen=True, slots=True)
class MemoryScanner:
    """A `MediaScanner` that knows some bytes."""

    infected: bytes = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

    async def scan(self, data: bytes) -> ScanVerdict:
        return ScanVerdict.INFECTED if self.infected in data else ScanVerdict.CLEAN


class MemoryKeptAccounts:
    """`KeptAccounts` for one event loop."""

    def __init__(self) -> None:
        self._kept: dict[tuple[ChannelKind, AccountId], ChannelAccount] = {}

    async def all(self) -> Sequence[ChannelAccount]:
        order = list(ChannelKind)
        return sorted(self._kept.values(), key=lambda one: (order.index(one.channel), _since(one)))

    async def keep(self, account: ChannelAccount) -> None:
        self._kept[account.channel, account.account_id] = account

    async def drop(self, channel: ChannelKind, account_id: AccountId) -> bool:
        return self._kept.pop((channel, account_id), None) is not None


def _since(one: ChannelAccount) -> float:
    return one.added_at.timestamp() if one.added_at else 0.0


@dataclass(frozen=True, slots=True)
class FixedAccounts:
    """List accounts that do not change."""

    accounts: tuple[ChannelAccount, ...]

    async def all(self, channel: ChannelKind) -> Sequence[ChannelAccount]:
        return tuple(one for one in self.accounts if one.channel is channel)


@dataclass(frozen=True, slots=True)
class FixedTemplates:
    """List templates that do not change, the same for every account of WhatsApp."""

    templates: tuple[Template, ...]

    async def of(self, channel: ChannelKind, account_id: AccountId) -> Sequence[Template]:
        del account_id
        return self.templates if channel is ChannelKind.WHATSAPP else ()
