"""Keep the desk's lists along with the log: many processes may run it, the holder of a lease works.

The lease saves work and no more: an event is taken in once, whichever process takes it in. An agent
sees their own move at once, because `Desk` has it taken in before it answers.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import orjson
import structlog

from assistant.conversation.events import EventUnread, StoredEvent
from assistant.conversation.ids import ConversationId
from assistant.desk.lists.case_standing import Standing
from assistant.desk.lists.consent_changes import ConsentRow, consents_in
from assistant.desk.lists.search_words import words_of
from assistant.desk.lists.source_uses import ReplyThumb, SourceUse, thumb_in, uses_in
from assistant.desk.lists.work_measures import Measure, measured
from assistant.desk.ports import CaseProjection, ProjectionStep
from assistant.kit.duty import Duty, repeat_for
from assistant.kit.telemetry.metrics import UNREAD
from assistant.ports import BrokerUnavailableError, Fanout


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

_TOLD = 200  # conversations of one notice; more: all may have changed


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectorLimits:
    """Hold how soon lists show an event."""

    every_s: float = 0.1  # one indexed query when nothing happened
    duty_every_s: float = 1.0  # to look whether it is this process's turn
    batch: int = 500  # events of one transaction: some 30 ms of the write lock on SQLite


@dataclass(frozen=True, slots=True, kw_only=True)
class Projector:
    """Take in the log, and tell open lists which conversations changed."""

    projection: CaseProjection
    duty: Duty
    fanout: Fanout
    limits: ProjectorLimits

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the log until `stop` is set, whenever it is this process's turn."""
        await self.duty.run(stop, self.follow, every_s=self.limits.duty_every_s)

    async def follow(self, stop: asyncio.Event) -> None:
        """Follow the log for as long as the duty is sure to be ours."""
        if not await self.projection.is_current():
            log.info("projector.starting_over")
            await self.projection.start_over()

        async def is_full() -> bool:
            return (await self.once()).events >= self.limits.batch

        limits = self.limits
        await repeat_for(limits.duty_every_s, stop, is_full, idle_s=limits.every_s)

    async def once(self) -> ProjectionStep:
        """Take in one batch of the log, and tell open lists."""
        taken = await self.projection.advance(limit=self.limits.batch)
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
    last, events = await projection.last_position(), 0
    await projection.start_over()
    while True:
        taken = await projection.advance(limit=batch)
        events += taken.events
        progress(taken.position, max(last, taken.position))
        if taken.events == 0:
            return events
