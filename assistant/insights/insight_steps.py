"""Move insights and edit topics as people ask: read this beside `queries.insight_reader`.

open -> accepted (owner, note) -> done -> measured        open or accepted -> dismissed (reason)
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.insights.insight import Insight, InsightId, Move, Status
from assistant.insights.insight_effect import is_due, measure_effect
from assistant.insights.kept_insights import BUILD
from assistant.insights.lake.lake import Lakes, Tables
from assistant.insights.ports import InsightBook, InsightConflictError, TopicEdit, merges
from assistant.ports import Clock

QUIET_WEEKS = 8
"""Weeks for which a dismissed insight is not raised again, unless somebody says otherwise."""

_FROM = {
    Status.ACCEPTED: frozenset({Status.OPEN, Status.ACCEPTED}),  # again: by another owner
    Status.DONE: frozenset({Status.ACCEPTED}),
    Status.MEASURED: frozenset({Status.DONE, Status.MEASURED}),
    Status.DISMISSED: frozenset({Status.OPEN, Status.ACCEPTED}),
    Status.OPEN: frozenset({Status.ACCEPTED, Status.DONE, Status.MEASURED, Status.DISMISSED}),
}


FollowUp = Callable[[Insight], Awaitable[None]]
"""Called after a move is stored; raises nothing: a later call makes up for a failed one."""


class MoveRefusedError(Exception):
    """Say that an insight cannot go from its present status to the wanted one."""

    def __init__(self, status: Status, to: Status) -> None:
        super().__init__(f"an insight that is {status} cannot become {to}")
        self.status = status
        self.to = to


class TopicEditError(ValueError):
    """Say why a topic cannot be merged into another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightSteps:
    """Move insights; a move is refused if somebody else moved the insight first.

    All moves raise `UnknownInsightError`, `InsightConflictError` (the version given is not the
    stored one), `MoveRefusedError` and `LogUnavailableError`, and return the moved insight.
    `by` is the id of a person of the shop.
    """

    book: InsightBook
    lakes: Lakes
    clock: Clock
    follow_ups: tuple[FollowUp, ...] = ()  # of every move, in this order

    async def accept(
        self, insight_id: InsightId, *, by: str, owner: str = "", note: str = "", version: int
    ) -> Insight:
        """Accept the insight: its owner will be `owner`, or else the person who accepts it."""
        before = await self._read(insight_id, version)
        moved = self._moved(before, Status.ACCEPTED, by, note)
        return await self._put(replace(moved, owner=owner or by, note=note or before.note))

    async def done(
        self,
        insight_id: InsightId,
        *,
        by: str,
        note: str = "",
        on: date | None = None,
        version: int,
    ) -> Insight:
        """Say that the work is done, today or `on` a day; its effect counts from the next day."""
        before = await self._read(insight_id, version)
        moved = self._moved(before, Status.DONE, by, note)
        return await self._put(replace(moved, done_on=on or self.clock.now().date()))

    async def dismiss(
        self,
        insight_id: InsightId,
        *,
        by: str,
        reason: str,
        weeks: int = QUIET_WEEKS,
        version: int,
    ) -> Insight:
        """Close the insight without any work, for a reason; for some weeks it is not raised again.

        Raises:
            ValueError: there is no reason, or `weeks` is not positive.
        """
        if not reason.strip() or weeks < 1:
            msg = "a dismissal needs a reason, and one week at least"
            raise ValueError(msg)
        before = await self._read(insight_id, version)
        moved = self._moved(before, Status.DISMISSED, by, reason)
        until = self.clock.now().date() + timedelta(weeks=weeks)
        return await self._put(replace(moved, reason=reason, quiet_until=until))

    async def reopen(
        self, insight_id: InsightId, *, by: str, note: str = "", version: int
    ) -> Insight:
        """Undo the last moves: the insight is open again."""
        before = await self._read(insight_id, version)
        moved = self._moved(before, Status.OPEN, by, note)
        cleared = replace(moved, reason="", quiet_until=None, done_on=None, effect=None)
        return await self._put(cleared)

    async def measure(self, insight_id: InsightId, *, by: str = BUILD, version: int) -> Insight:
        """Measure the effect of the work that was done, with the days known by now.

        Raises:
            NoBuildError: there is no build yet.
        """
        before = await self._read(insight_id, version)
        moved = self._moved(before, Status.MEASURED, by, "")
        done_on = before.done_on
        if done_on is None:
            raise MoveRefusedError(before.status, Status.MEASURED)
        merged = merges(await self.book.topic_edits())
        effect = await asyncio.to_thread(
            lambda: measure_effect(
                self.lakes.current(),
                Tables.with_topics_merged(merged),
                before.finding,
                done_on=done_on,
                until=self.clock.now().date(),
            )
        )
        return await self._put(replace(moved, effect=effect))

    async def measure_due(self, until: date) -> list[Insight]:
        """Measure all effects that are due; days from `until` on are not known."""
        measured = []
        for one in await self.book.all():
            if one.status is Status.DONE and is_due(one, until):
                try:
                    measured.append(await self.measure(one.insight_id, version=one.version))
                except InsightConflictError:
                    continue  # somebody has just moved it; the next build looks again
        return measured

    async def rename_topic(self, topic_id: str, names: dict[str, str]) -> None:
        """Give a topic other names, by language; no names: those that it was found under."""
        await self.book.edit_topic(replace(await self._edit(topic_id), names=names))

    async def merge_topic(self, topic_id: str, *, into: str) -> None:
        """Count a topic's messages for another topic; `into` "" undoes that.

        Raises:
            TopicEditError: the topics are the same, or the other one is merged into this one.
        """
        known = merges(await self.book.topic_edits())
        if into and known.get(into, into) == topic_id:
            msg = "a topic cannot be merged into itself"
            raise TopicEditError(msg)
        await self.book.edit_topic(replace(await self._edit(topic_id), merged_into=into))

    async def split_topic(self, topic_id: str) -> None:
        """Ask the next build to split a topic."""
        await self.book.edit_topic(replace(await self._edit(topic_id), split=True))

    async def _edit(self, topic_id: str) -> TopicEdit:
        edits = {one.topic_id: one for one in await self.book.topic_edits()}
        return edits.get(topic_id) or TopicEdit(topic_id=topic_id)

    async def _read(self, insight_id: InsightId, version: int) -> Insight:
        insight = await self.book.get(insight_id)
        if insight.version != version:
            raise InsightConflictError(insight_id)
        return insight

    def _moved(self, before: Insight, to: Status, by: str, note: str) -> Insight:
        if before.status not in _FROM[to]:
            raise MoveRefusedError(before.status, to)
        move = Move(to=to, at=self.clock.now(), by=by, note=note)
        return replace(before, status=to, moves=(*before.moves, move))

    async def _put(self, insight: Insight) -> Insight:
        moved = replace(insight, version=insight.version + 1)
        await self.book.put(moved, expected_version=insight.version)
        for follow_up in self.follow_ups:
            await follow_up(moved)
        return moved
