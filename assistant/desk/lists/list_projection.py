"""Keep the desk's lists along with the log: in one process of many, in more when it is behind.

The holder of a lease takes in all shards. When it is too far behind it calls the others, and each
takes in its share. Lease and shares save work and no more: an event is taken in once, whichever
process takes it in. An agent sees their own move at once, because `Desk` has it taken in before it
answers.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import orjson
import structlog

from assistant.conversation.events import EventUnread, StoredEvent
from assistant.conversation.ids import ALL_SHARDS, ConversationId
from assistant.desk.lists.case_standing import Standing
from assistant.desk.lists.consent_changes import ConsentRow, consents_in
from assistant.desk.lists.list_shares import share_of
from assistant.desk.lists.search_words import words_of
from assistant.desk.lists.source_uses import ReplyThumb, SourceUse, thumb_in, uses_in
from assistant.desk.lists.work_measures import Measure, measured
from assistant.desk.ports import CaseProjection, ProjectionStep
from assistant.kit.duty import Duty, pause, repeat_for
from assistant.kit.fault_log import report
from assistant.kit.telemetry.metrics import UNREAD
from assistant.ports import BrokerUnavailableError, Fanout, Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectedCase:
    """Hold one conversation before and after some events; `words` by the event's sequence."""

    before: Standing
    after: Standing
    words: tuple[tuple[int, tuple[str, ...]], ...]
    measures: tuple[Measure, ...]
    uses: tuple[SourceUse, ...] = ()
    thumbs: tuple[ReplyThumb, ...] = ()  # in their order
    consents: tuple[ConsentRow, ...] = ()


def project(before: Standing, events: Iterable[StoredEvent]) -> ProjectedCase:
    """Take in a conversation's events, oldest first; those it has taken in change nothing.

    Raises:
        MissingEventError: one between them is missing.
    """
    standing = before
    words, measures = list[tuple[int, tuple[str, ...]]](), list[Measure]()
    uses, thumbs, consents = list[SourceUse](), list[ReplyThumb](), list[ConsentRow]()
    for stored in events:
        after = standing.after(stored)
        if after is standing:
            continue
        if found := words_of(stored.event):
            words.append((stored.sequence, found))
        measures += measured(standing, stored, after)
        uses += uses_in(stored)
        consents += consents_in(stored)
        if thumb := thumb_in(stored):
            thumbs.append(thumb)
        standing = after
    return ProjectedCase(
        before=before,
        after=standing,
        words=tuple(words),
        measures=tuple(measures),
        uses=tuple(uses),
        thumbs=tuple(thumbs),
        consents=tuple(consents),
    )


log = structlog.get_logger(__name__)

LISTS = ConversationId("desk.lists")
"""What `Fanout` tells open lists under; its notices are `ids_of`. No conversation is called so."""

_STAYS = 3  # looks for which a process is believed to help
_TOLD = 200  # conversations of one notice; more: all may have changed


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectorLimits:
    """Hold how soon lists show an event."""

    every_s: float = 0.1  # four indexed queries when nothing happened
    duty_every_s: float = 1.0  # to look whether it is this process's turn
    batch: int = 500  # events of one transaction: some 30 ms of the write lock on SQLite
    far_behind: int = 5_000  # events: half a second of what one process can take in


_LEADS = "!"  # before the name of the process that called the others; sorts before every name


@dataclass(frozen=True, slots=True, kw_only=True)
class Projector:
    """Take in the log, and tell open lists which conversations changed."""

    projection: CaseProjection
    duty: Duty
    fanout: Fanout
    limits: ProjectorLimits
    helpers: Presence  # processes that take in a share each; empty while one can keep up
    name: str  # of this process

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the log until `stop` is set, whenever it is this process's turn."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self.duty.run(stop, self.follow, every_s=self.limits.duty_every_s))
            both.create_task(self.help(stop))

    async def follow(self, stop: asyncio.Event) -> None:
        """Follow the log for as long as the duty is sure to be ours."""
        if not await self.projection.is_current():
            log.info("projector.starting_over")
            await self.projection.start_over()
        me = _LEADS + self.name
        if await self.projection.level() < self.limits.far_behind:
            await self.helpers.leave(me)
            await self._take_in(ALL_SHARDS, stop)
        else:
            await self.helpers.beat(me, for_s=_STAYS * self.limits.duty_every_s)
            await self._take_in(share_of(me, await self.helpers.alive() | {me}), stop)

    async def help(self, stop: asyncio.Event) -> None:
        """Take in a share whenever another process calls, until `stop` is set."""
        while not stop.is_set():
            helped = False
            try:
                helped = await self._help(stop)
            except BrokerUnavailableError:
                pass  # the duty says so
            except Exception as error:  # noqa: BLE001 - as in the duty
                report("duty.failed", error, duty=f"{self.duty.name}.help")
            if not helped:
                await pause(stop, self.limits.duty_every_s)

    async def _help(self, stop: asyncio.Event) -> bool:
        """Take in this process's share for a while; return whether anybody called."""
        members = await self.helpers.alive()
        leads = {one for one in members if one.startswith(_LEADS)}
        if not leads - {_LEADS + self.name} or not await self.projection.is_current():
            return False
        await self.helpers.beat(self.name, for_s=_STAYS * self.limits.duty_every_s)
        await self._take_in(share_of(self.name, members | {self.name}), stop, rests=True)
        return True

    async def _take_in(
        self, shards: Sequence[int], stop: asyncio.Event, *, rests: bool = False
    ) -> None:
        """Take in shards for a while; with `rests` half of the time is left to customers."""
        loop = asyncio.get_running_loop()

        async def has_more() -> bool:
            begun = loop.time()
            taken = await self.once(shards)
            if rests:
                await pause(stop, loop.time() - begun)
            return taken.more

        limits = self.limits
        await repeat_for(limits.duty_every_s, stop, has_more, idle_s=limits.every_s)

    async def once(self, shards: Sequence[int] = ALL_SHARDS) -> ProjectionStep:
        """Take in one batch of the log, and tell open lists."""
        taken = await self.projection.advance(limit=self.limits.batch, shards=shards)
        for event in taken.unread:
            _log_unread(event)
        if taken.changed:
            await tell(self.fanout, taken.changed)
        return taken


def _log_unread(event: EventUnread) -> None:
    """Raise the alarm for an event of another version, once; an erased one is no loss."""
    UNREAD.inc()
    log.error("event.unread", conversation_id=event.conversation_id, type=event.written_type)


async def tell(fanout: Fanout, changed: tuple[ConversationId, ...]) -> None:
    """Tell open lists that conversations changed; a lost notice is made good by the next."""
    named = list(changed) if len(changed) <= _TOLD else []
    try:
        await fanout.publish(LISTS, orjson.dumps(named))
    except BrokerUnavailableError:
        log.warning("projector.not_told")


def ids_of(notice: bytes) -> frozenset[ConversationId]:
    """Return the ids of the conversations that changed; empty: any may have."""
    return frozenset(orjson.loads(notice)) if notice else frozenset()


async def rebuild(
    projection: CaseProjection, *, batch: int = 1000, progress: Callable[[int, int], None]
) -> int:
    """Make all lists again from the log's first event; return how many events there were.

    `progress` is given the position and the last position there was at the beginning. Lists show
    what is taken in so far. Memory holds one batch.
    """
    last = await projection.last_position()
    await projection.start_over()
    return await take_in_all(
        projection,
        ALL_SHARDS,
        batch=batch,
        progress=lambda position: progress(position, max(last, position)),
    )


async def take_in_all(
    projection: CaseProjection,
    shards: Sequence[int],
    *,
    batch: int = 1000,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Take in some shards up to the log's end; return how many events that were."""
    events, more = 0, True
    while more:
        taken = await projection.advance(limit=batch, shards=shards)
        events, more = events + taken.events, taken.more
        if progress:
            progress(taken.position)
    return events
