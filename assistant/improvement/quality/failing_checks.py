"""Make a task of each check of quality that fails surely more often than before.

With the round of insights alone, for it counts rows of them.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from assistant.improvement.changes import change_moves
from assistant.improvement.changes.change_proposals import RaisedTask, propose_task
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeDeed,
    ChangeSet,
    ChangeSignal,
    ChangeState,
)
from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.analysis_rows import CheckedSide, QualityName
from assistant.insights.insight import Window
from assistant.insights.queries.insight_views import BuildStatus
from assistant.insights.queries.quality_views import (
    CheckDetail,
    CheckLine,
    CheckTally,
    QualityReport,
)
from assistant.insights.queries.report_views import VERIFIED_AFTER
from assistant.insights.statistics.intervals import LEVEL, Rate, level_of_looks, newcombe

DAYS = 14
"""Days that are compared with as many before."""

LEAST = 30
"""Least number of visits on either side, as for the effect of an answer."""

_LEVEL = level_of_looks(len(QualityName))


class CheckFigures(Protocol):
    """Count the checks of quality, as `InsightReader` does and with its errors."""

    async def built(self) -> BuildStatus: ...

    async def scorecards(
        self,
        window: Window,
        *,
        built_at: datetime,
        least: int = ...,
        off: Collection[QualityName] = ...,
    ) -> QualityReport: ...

    async def check_detail(
        self, window: Window, name: QualityName, *, built_at: datetime
    ) -> CheckDetail: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingChecks:
    """Look at the assistant's own checks; those that people switched off are left out."""

    figures: CheckFigures
    off: Callable[[], Awaitable[Collection[QualityName]]]

    async def look(self, known: Sequence[ChangeSet], now: datetime) -> list[ChangeSet]:
        """Return the tasks of checks that fail more often, and those that are closed by now.

        A task stays for as long as its check fails surely more often than before it was made.
        """
        built = await self.figures.built()
        if built.at is None:
            return []
        try:
            lines = await self._lines(known_until(built.at), built.at)
            closed = [
                change_moves.expire(one, at=now, why=ChangeDeed.MENDED)
                for one in known
                if _is_task(one) and not await self._still_fails(one, lines, built.at)
            ]
            ours = {one.change_id for one in closed}
            made = [await self._task(line, built.at) for line in lines.values() if fails_more(line)]
        except NoBuildError:  # of a program that knew no checks
            return []
        left = [one for one in known if one.change_id not in ours]
        tasks = [propose_task(one, left, now=now) for one in made]
        return [*closed, *(one for one in tasks if one is not None)]

    async def _lines(self, until: date, built_at: datetime) -> Mapping[QualityName, CheckLine]:
        report = await self.figures.scorecards(
            Window.before(until, days=DAYS), built_at=built_at, off=await self.off()
        )
        own = [one for one in report.cards if one.side is CheckedSide.ASSISTANT]
        return {line.check: line for card in own for line in card.lines}

    async def _still_fails(
        self, task: ChangeSet, lines: Mapping[QualityName, CheckLine], built_at: datetime
    ) -> bool:
        """Compare a check now with the time before its task; too few visits tell nothing."""
        name = QualityName(task.change.content)
        if name not in lines:
            return name not in await self.off()
        then = (await self._lines(known_until(task.proposed_at), built_at)).get(name)
        before = then.before if then else lines[name].before
        return _is_worse(lines[name].now, before) is not False

    async def _task(self, line: CheckLine, built_at: datetime) -> RaisedTask:
        window = Window.before(known_until(built_at), days=DAYS)
        detail = await self.figures.check_detail(window, line.check, built_at=built_at)
        places = [one for one in detail.places if one.side is CheckedSide.ASSISTANT]
        return RaisedTask(
            cause=ChangeCause.FAILING_CHECK,
            subject=str(line.check),
            about=str(line.check),
            signals=tuple(
                ChangeSignal(
                    conversation_id=one.conversation_key, message_id=one.message_id, at=one.at
                )
                for one in places
            ),
            conversations=line.now.checked - line.now.passed,
            customers=line.now.customers,
        )


def fails_more(line: CheckLine) -> bool:
    """Tell whether a check fails surely more often than before.

    All checks, and all nights of a year, share the risk of one look at one check.
    """
    if min(line.now.checked, line.before.checked) < LEAST:
        return False
    return _passed_more(line.now, line.before, level=_LEVEL).high < 0


def _is_worse(now: CheckTally, before: CheckTally) -> bool | None:
    """Tell whether a check that failed more often still does; None: too few visits.

    One look's interval is enough for that: by the wider one of `fails_more` a task would close
    with the first better night.
    """
    if min(now.checked, before.checked) < LEAST:
        return None
    return _passed_more(now, before, level=LEVEL).high < 0


def _passed_more(now: CheckTally, before: CheckTally, *, level: float) -> Rate:
    return newcombe(now.passed, now.checked, before.passed, before.checked, level=level)


def known_until(at: datetime) -> date:
    """Return the day before which it is known whether customers came back."""
    return (at.astimezone(UTC) - VERIFIED_AFTER).date()


def _is_task(change: ChangeSet) -> bool:
    return change.cause is ChangeCause.FAILING_CHECK and change.state is ChangeState.PROPOSED
