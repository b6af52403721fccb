"""Update the kept insights from a build's findings: pure.

A finding with the same kind and subject is the same insight. A dismissed insight stays dismissed
until its time is up; a measured one opens again if it is still found a window later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from assistant.insights.insight import (
    Finding,
    Insight,
    InsightId,
    Kind,
    Move,
    Status,
)

BUILD = "build"
"""Author of moves that no person makes."""

COOL_DOWN = timedelta(days=14)
"""Time in which a topic that spikes again is still in the same spike."""

EPISODES = frozenset({Kind.SPIKE, Kind.EMERGING_TOPIC})
"""Types whose insights begin and end; insights of other types stay the same for ever."""


def keep(
    known: Mapping[InsightId, Insight], findings: Sequence[Finding], *, now: datetime
) -> list[Insight]:
    """Return the insights that are new or changed; `version` is that of the one replaced."""
    return [_kept(known, _in_episode(known, one), now) for one in findings]


def _kept(known: Mapping[InsightId, Insight], finding: Finding, now: datetime) -> Insight:
    last = _last_day(finding)
    before = known.get(finding.insight_id)
    if before is None:
        return Insight(finding=finding, first_seen=last, found_at=now, last_seen=last)
    seen = replace(before, finding=finding, last_seen=last)
    if _opens_again(before, finding):
        move = Move(to=Status.OPEN, at=now, by=BUILD)
        return replace(
            seen,
            status=Status.OPEN,
            reason="",
            quiet_until=None,
            done_on=None,
            effect=None,
            moves=(*before.moves, move),
        )
    return seen


def _opens_again(before: Insight, finding: Finding) -> bool:
    if before.status is Status.DISMISSED:
        return before.quiet_until is not None and _last_day(finding) >= before.quiet_until
    if before.status is Status.MEASURED and before.effect is not None:
        return finding.window.since >= before.effect.after_window.until
    return False


def _in_episode(known: Mapping[InsightId, Insight], finding: Finding) -> Finding:
    """Return the finding named by the day on which its episode was first seen."""
    if finding.kind not in EPISODES:
        return finding
    last = _last_day(finding)
    running = [
        one
        for one in known.values()
        if one.finding.kind is finding.kind
        and one.finding.subject.topic == finding.subject.topic
        and abs(last - one.last_seen) <= COOL_DOWN
    ]
    began = (
        max(running, key=lambda one: one.last_seen).finding.subject.value
        if running
        else last.isoformat()
    )
    return replace(finding, subject=replace(finding.subject, value=began))


def _last_day(finding: Finding) -> date:
    return finding.window.until - timedelta(days=1)
