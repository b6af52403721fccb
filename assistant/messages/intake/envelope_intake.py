"""Store the posts of webhooks in one write, acknowledge them, then apply them to conversations.

    webhook -> `take`: one write -> 200
    `run`: parse -> apply, one contact's updates in their order, contacts side by side -> forget

Envelopes that a crash left are found in the store. Updates of a contact that wait together are
applied in the order in which the channel says they happened, since they may be delivered in any.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import orjson
import structlog

from assistant.conversation.ids import AccountId
from assistant.conversation.message import ChannelKind
from assistant.kit.duty import pause
from assistant.kit.failpoints import hit
from assistant.kit.fault_log import report
from assistant.messages.channels.ports import Envelope, Envelopes
from assistant.messages.channels.updates import (
    AccountAlert,
    AccountContact,
    ContactRekeyed,
    StatusArrived,
    UnknownUpdate,
    Update,
)
from assistant.messages.intake.conversation_changes import TooEarlyError
from assistant.ports import Clock, LogUnavailableError

log = structlog.get_logger(__name__)

Parser = Callable[[bytes], Sequence[Update]]
"""Reads a whole body; what it does not know is an `UnknownUpdate`. Raises nothing."""


class Applies(Protocol):
    """Apply an update; doing it again is harmless."""

    async def apply(self, update: Update) -> None: ...


class Tidies(Protocol):
    """Drop old rows of a store."""

    async def drop_before(self, before: datetime) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeLimits:
    """Hold how much is applied at once, and how long a failing update is tried again."""

    batch: int = 128  # envelopes
    in_memory: int = 4096  # envelopes; more wait in the store alone
    lanes: int = 16  # contacts side by side: the database's writer groups what they store
    every_s: float = 5.0  # between looks for what a crash left
    left_after_s: float = 15.0  # an envelope that waits as long is nobody's
    tries: int = 8  # of an update that comes too early, or fails
    pause_s: float = 0.25  # before the second try; doubles
    longest_pause_s: float = 30.0
    last_s: float = 3.0  # for what has arrived, once it is asked to stop
    keep: timedelta = timedelta(days=30)  # what nobody knew, and what was sent
    tidy_every: timedelta = timedelta(hours=1)


@dataclass(slots=True)
class _Open:
    """Hold an envelope whose updates are not all applied."""

    envelope: Envelope
    left: list[Update] | None = None  # None: not read yet
    aside: list[UnknownUpdate] = field(default_factory=list)
    tries: int = 0
    away: bool = False  # the log was: that is no try


class Intake:
    """Take in the posts of channels. One in each process that has webhooks."""

    def __init__(
        self,
        *,
        envelopes: Envelopes,
        parsers: Mapping[ChannelKind, Parser],
        applies: Applies,
        clock: Clock,
        limits: IntakeLimits | None = None,
        tidies: Sequence[Tidies] = (),
    ) -> None:
        """Apply the updates that `parsers` read; `tidies` are the stores that drop old rows."""
        self._envelopes = envelopes
        self._parsers = parsers
        self._applies = applies
        self._clock = clock
        self._limits = limits or IntakeLimits()
        self._tidies = tidies
        self._tidied: datetime | None = None
        self._arrived: asyncio.Queue[_Open | None] = asyncio.Queue()  # None: no more
        self._mine: set[int] = set()
        self._looked = 0  # up to this envelope
        self._waiting: set[asyncio.Task[None]] = set()  # for what is tried again

    async def take(self, channel: ChannelKind, body: bytes) -> None:
        """Store the bytes of a post; it may be acknowledged when this returns.

        Raises:
            LogUnavailableError: it is not stored.
        """
        envelope = await self._envelopes.keep(channel, body, at=self._clock.now())
        hit("after_envelope")
        if self._arrived.qsize() < self._limits.in_memory:
            self._enter(envelope)  # else it is found when there is room

    async def run(self, stop: asyncio.Event) -> None:
        """Apply envelopes as they arrive until `stop` is set; the next process finds the rest."""
        async with asyncio.TaskGroup() as group:
            looking = group.create_task(self._look_for_left(stop))
            applying = group.create_task(self._apply_all(group))
            await stop.wait()
            self._arrived.put_nowait(None)
            await asyncio.wait([applying], timeout=self._limits.last_s)
            for task in (looking, applying, *self._waiting):
                task.cancel()

    async def drain(self) -> None:
        """Apply all envelopes that have arrived, in the caller's task; for tests and tools."""
        self._arrived.put_nowait(None)
        while batch := self._next(first=self._arrived.get_nowait()):
            await self.apply_batch(batch)

    def arrived(self) -> list[_Open]:
        """Return the envelopes that have arrived and are not applied."""
        return [] if self._arrived.empty() else self._next(first=self._arrived.get_nowait())

    async def apply_batch(self, batch: Sequence[_Open]) -> Sequence[_Open]:
        """Apply a batch; return the envelopes that have to be tried again."""
        lanes: dict[str, list[tuple[datetime, Update, _Open]]] = defaultdict(list)
        for one in batch:
            for update in self._read(one):
                lanes[lane_of(update)].append((at_of(update, one.envelope.at), update, one))
            await asyncio.sleep(0)  # posts are acknowledged between two bodies
        failed: list[tuple[Update, _Open]] = []
        gate = asyncio.Semaphore(self._limits.lanes)

        async def go(lane: list[tuple[datetime, Update, _Open]]) -> None:
            async with gate:
                for _, update, one in sorted(lane, key=lambda each: each[0]):
                    if not await self._apply(update, one):
                        failed.append((update, one))

        async with asyncio.TaskGroup() as group:
            for lane in lanes.values():
                group.create_task(go(lane))
        for one in batch:
            one.left = [update for update, of in failed if of is one]
            one.tries += not one.away
            one.away = False
        return await self._conclude(batch)

    def _read(self, one: _Open) -> list[Update]:
        """Return the updates that are left; the first time they are parsed from the body."""
        if one.left is None:
            envelope = one.envelope
            try:
                one.left = list(self._parsers[envelope.channel](envelope.body))
            except Exception as error:  # noqa: BLE001 - a fault of ours: what came is kept
                report("intake.unreadable", error, channel=envelope.channel)
                one.left = [_unreadable(envelope)]
        return one.left

    async def _conclude(self, batch: Sequence[_Open]) -> Sequence[_Open]:
        over: list[_Open] = []
        again: list[_Open] = []
        for one in batch:
            given_up = one.tries >= self._limits.tries
            if given_up:
                one.aside += [_unapplied(update) for update in one.left or ()]
            (over if given_up or not one.left else again).append(one)
        if over:
            aside = [unknown for one in over for unknown in one.aside]
            ids = [one.envelope.envelope_id for one in over]
            try:
                await self._envelopes.done(ids, at=self._clock.now(), aside=aside)
            except Exception as error:  # noqa: BLE001 - the log is away; a later look finds them
                report("intake.not_forgotten", error, envelopes=len(ids))
            self._mine.difference_update(ids)
        return again

    async def _apply(self, update: Update, one: _Open) -> bool:
        """Return whether the update is done with."""
        try:
            await self._applies.apply(update)
        except TooEarlyError:
            return False
        except LogUnavailableError:
            one.away = True
            return False
        except Exception as error:  # noqa: BLE001 - one update's trouble is not its siblings'
            report("intake.failed", error, channel=one.envelope.channel)
            return False
        if isinstance(update, UnknownUpdate):
            one.aside.append(update)
        return True

    def _enter(self, envelope: Envelope) -> None:
        if envelope.envelope_id in self._mine:
            return
        self._mine.add(envelope.envelope_id)
        self._arrived.put_nowait(_Open(envelope=envelope))

    def _next(self, first: _Open | None) -> list[_Open]:
        """Return the envelopes that have arrived, `first` at the start; empty: no more come."""
        batch: list[_Open] = []
        one = first
        with suppress(asyncio.QueueEmpty):
            while one is not None:
                batch.append(one)
                if len(batch) == self._limits.batch:
                    break
                one = self._arrived.get_nowait()
            else:
                if batch:
                    self._arrived.put_nowait(None)  # for the next look
        return batch

    async def _apply_all(self, group: asyncio.TaskGroup) -> None:
        while batch := self._next(first=await self._arrived.get()):
            for one in await self.apply_batch(batch):
                task = group.create_task(self._later(one))
                self._waiting.add(task)
                task.add_done_callback(self._waiting.discard)

    async def _later(self, one: _Open) -> None:
        limits = self._limits
        await asyncio.sleep(min(limits.pause_s * 2**one.tries, limits.longest_pause_s))
        self._arrived.put_nowait(one)

    async def _look_for_left(self, stop: asyncio.Event) -> None:
        after_s = 0.0  # at the start all that waits was left, or is another's: twice is harmless
        while not stop.is_set():
            many = False
            try:
                many = await self.look(after_s=after_s)
                after_s = after_s if many else self._limits.left_after_s
            except Exception as error:  # noqa: BLE001 - the log is away, a later look finds it back
                report("intake.look_failed", error)
            await pause(stop, self._limits.pause_s if many else self._limits.every_s)

    async def look(self, *, after_s: float) -> bool:
        """Queue the envelopes that a process stored and did not apply before it died.

        The process may be another one. Return whether there may be more.
        """
        now = self._clock.now()
        await self._tidy(now)
        if self._arrived.qsize() >= self._limits.in_memory:
            return False
        before = now - timedelta(seconds=after_s)
        limit = self._limits.batch
        # From where the last look ended: what is tried again waits in front of all the others.
        found = await self._envelopes.waiting(before, limit=limit, after=self._looked)
        many = len(found) == limit
        self._looked = found[-1].envelope_id if many else 0
        for envelope in found:
            self._enter(envelope)
        return many

    async def _tidy(self, now: datetime) -> None:
        """Drop old rows, once in each `tidy_every`."""
        if self._tidied is None or now - self._tidied >= self._limits.tidy_every:
            self._tidied = now
            for store in (self._envelopes, *self._tidies):
                await store.drop_before(now - self._limits.keep)


def lane_of(update: Update) -> str:
    """Return the key of the lane in which an update keeps its order."""
    match update:
        case StatusArrived():
            return f"status:{update.account_id}:{update.provider_message_id}"
        case ContactRekeyed() | AccountAlert() | UnknownUpdate():
            return f"account:{update.account_id}"
        case _:
            keys = update.place.keys
            return f"contact:{update.place.account_id}:{keys.user_id or keys.phone}"


def at_of(update: Update, arrived: datetime) -> datetime:
    """Return when an update happened, by the channel's clock."""
    return arrived if isinstance(update, UnknownUpdate) else update.at


def _unapplied(update: Update) -> UnknownUpdate:
    """Return the value that is set aside for an update that could not be applied."""
    if isinstance(update, UnknownUpdate):
        return update
    log.error("intake.given_up", update=type(update).__name__)
    at = (
        update
        if isinstance(update, StatusArrived | ContactRekeyed | AccountAlert)
        else update.place
    )
    return UnknownUpdate(
        channel=at.channel,
        account_id=at.account_id,
        what=f"unapplied_{type(update).__name__}",
        raw=orjson.dumps(update).decode(),
        user_id=at.keys.user_id if isinstance(at, AccountContact) else "",
    )


def _unreadable(envelope: Envelope) -> UnknownUpdate:
    return UnknownUpdate(
        channel=envelope.channel,
        account_id=AccountId(""),
        what="unreadable",
        raw=envelope.body.decode(errors="replace"),
    )
