"""Run a whole round: build rows, keep the findings, then measure the effects that are due."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.insights.insight import Finding, Insight, Window
from assistant.insights.insight_steps import InsightSteps
from assistant.insights.kept_insights import keep
from assistant.insights.ports import InsightBook, InsightConflictError, merges
from assistant.insights.rounds.build_findings import find_all
from assistant.insights.rounds.build_sources import Progress
from assistant.insights.rounds.builder import Builder, BuildOutcome, silent

LOOK_BACK = 7 * 70
"""Days that findings look at: a year of weeks, and the weeks they are compared with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOutcome:
    """Hold the result of a round."""

    built: BuildOutcome
    window: Window
    found: tuple[Finding, ...]  # the highest score first; empty: nothing qualifies
    new: tuple[Insight, ...]  # that nobody saw before
    measured: tuple[Insight, ...]  # effects


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningRound:
    """Build, find and keep insights."""

    builder: Builder
    book: InsightBook
    acting: InsightSteps

    async def learn(
        self, *, anew: bool = False, until: date | None = None, progress: Progress = silent
    ) -> RoundOutcome:
        """Run one round; `until` is the first day that is not looked at, tomorrow if None.

        Raises:
            LogUnavailableError: the log or the book cannot be used.
            OSError: the disk is full.
        """
        edits = await self.book.topic_edits()
        split = [one.topic_id for one in edits if one.split]
        built = await self.builder.build(anew=anew, split=split, progress=progress)
        for edit in edits:
            if edit.split:
                await self.book.edit_topic(replace(edit, split=False))
        progress("findings", 0, 0)
        until = until or self.builder.clock.now().date() + timedelta(days=1)
        window = Window.before(until, days=LOOK_BACK)
        found = await asyncio.to_thread(
            lambda: find_all(self.builder.lakes.current(), window, merged=merges(edits))
        )
        new = await self._keep(found)
        measured = await self.acting.measure_due(until)
        return RoundOutcome(
            built=built,
            window=window,
            found=tuple(found),
            new=tuple(new),
            measured=tuple(measured),
        )

    async def _keep(self, found: Sequence[Finding]) -> list[Insight]:
        """Store the findings as insights; return those that are new."""
        known = {one.insight_id: one for one in await self.book.all()}
        new = []
        for insight in keep(known, found, now=self.builder.clock.now()):
            before = known.get(insight.insight_id)
            try:
                version = before.version if before else None
                await self.book.put(insight, expected_version=version)
            except InsightConflictError:
                continue  # somebody moved it meanwhile; the next round has newer numbers anyway
            if before is None:
                new.append(insight)
        return new
