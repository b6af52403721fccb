"""Compute figures of people's work: by agent, team and day. Pure, over `Measures`.

Every figure says how many values it rests on. A 90th percentile of fewer than `ENOUGH_FOR_P90`
values is not given, because it would be their maximum; a share comes with the 95 % interval of so
many values.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from math import ceil, sqrt
from statistics import mean, median
from typing import Protocol, TypeVar

from assistant.conversation.ids import AgentId, TeamId
from assistant.desk.lists.work_measures import HELPS, Measure, MeasureKind

ENOUGH_FOR_P90 = 10
FEW = 20
"""Fewer say little: one more or less moves them by five points and more."""

_Z95 = 1.959964  # of the normal distribution, two-sided

_HELPS = {
    name: HELPS[one]
    for name, one in (
        ("draft", "draft"),
        ("rewording", "shorter"),
        ("answer", "ask"),
        ("operation", "operation"),
    )
}
"""Kinds of help as the report names them."""

K = TypeVar("K")


class Measures(Protocol):
    """Read the measures of people's work. Every method may raise `LogUnavailableError`."""

    async def measures(self, since: datetime, until: datetime) -> Sequence[Measure]:
        """Return the measures from `since` on and before `until`, oldest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """Hold the median and the 90th percentile of some durations."""

    count: int  # 1 or more
    median_s: float
    p90_s: float | None  # None: too few

    @property
    def few(self) -> bool:
        """Return whether there are too few values to compare."""
        return self.count < FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Hold a share, with the interval of 95 % confidence that it lies in (Wilson's)."""

    part: int
    of: int  # 1 or more
    low: float  # in [0, 1]
    high: float  # in [0, 1]

    @property
    def share(self) -> float:
        """Return the share as a number in [0, 1]."""
        return self.part / self.of

    @property
    def few(self) -> bool:
        """Return whether there are too few values to compare."""
        return self.of < FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfaction:
    """Hold the customers' satisfaction (CSAT): the last rating of each conversation."""

    count: int  # 1 or more
    mean: float  # 1 to 5
    content: Share  # who gave 4 or 5

    @property
    def few(self) -> bool:
        """Return whether there are too few values to compare."""
        return self.count < FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Helps:
    """Hold how much of the copilot's help agents used."""

    used: Share  # sent, as it was or changed
    unchanged: Share | None  # of those used; None: none was
    changed: float | None  # the median of how much of a text was, in [0, 1]; None: none was used


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Hold the figures of an agent, a team, a day or all; None: there was no such measure."""

    conversations: int  # that a person wrote in or resolved
    resolved: int
    first_reply: Durations | None  # from the first unanswered message to a person's reply
    resolution: Durations | None  # from becoming a person's to being resolved
    reopened: Share | None  # of those resolved, became a person's again within a week
    satisfaction: Satisfaction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkReport:
    """Hold the report of one range of days."""

    total: Figures
    agents: dict[AgentId, Figures]
    teams: dict[TeamId, Figures]
    helps: dict[str, Helps]  # of the copilot, by what it helped with; see `measures.HELPS`
    helped: dict[AgentId, Helps]  # of every kind together, by agent
    days: dict[date, Figures]  # of the zone that was asked for; a day without anything is left out


def report(measures: Sequence[Measure], *, zone: tzinfo) -> WorkReport:
    """Return the report of measures, oldest first, in days of `zone`."""
    return WorkReport(
        total=figures(measures),
        agents=_by(measures, lambda one: one.agent_id),
        teams=_by(measures, lambda one: one.team),
        helps={
            name: found
            for name, kinds in _HELPS.items()
            if (found := helps(measures, (kinds,))) is not None
        },
        helped=_helped(measures),
        days=_by(measures, lambda one: one.at.astimezone(zone).date()),
    )


def figures(measures: Sequence[Measure]) -> Figures:
    """Return the figures of measures, oldest first."""
    worked = {
        one.conversation_id
        for one in measures
        if one.kind in (MeasureKind.REPLIED, MeasureKind.RESOLVED)
    }
    resolved = [one.value for one in measures if one.kind is MeasureKind.RESOLVED]
    reopened = sum(one.kind is MeasureKind.REOPENED for one in measures)
    return Figures(
        conversations=len(worked),
        resolved=len(resolved),
        first_reply=durations(one.value for one in measures if one.kind is MeasureKind.FIRST_REPLY),
        resolution=durations(resolved),
        reopened=share(reopened, len(resolved)),
        satisfaction=_satisfaction(measures),
    )


def _helped(measures: Sequence[Measure]) -> dict[AgentId, Helps]:
    groups = _grouped(measures, lambda one: one.agent_id)
    found = {agent: helps(some, _HELPS.values()) for agent, some in groups.items()}
    return {agent: one for agent, one in found.items() if one is not None}


def helps(
    measures: Sequence[Measure], kinds: Iterable[tuple[MeasureKind, MeasureKind]]
) -> Helps | None:
    """Return how agents used helps of these kinds, each a pair (used, not used); None: no help."""
    pairs = tuple(kinds)
    changed = [one.value for one in measures if any(one.kind is used for used, _ in pairs)]
    unused = sum(any(one.kind is not_ for _, not_ in pairs) for one in measures)
    used = share(len(changed), len(changed) + unused)
    if used is None:
        return None
    return Helps(
        used=used,
        unchanged=share(sum(not one for one in changed), len(changed)),
        changed=median(changed) if changed else None,
    )


def durations(seconds: Iterable[float]) -> Durations | None:
    """Return the median and the 90th percentile of `seconds`; None: there are none."""
    ordered = sorted(seconds)
    if not ordered:
        return None
    p90 = ordered[ceil(0.9 * len(ordered)) - 1] if len(ordered) >= ENOUGH_FOR_P90 else None
    return Durations(count=len(ordered), median_s=median(ordered), p90_s=p90)


def share(part: int, of: int) -> Share | None:
    """Return `part` of `of` with Wilson's score interval; None: there are none."""
    if of == 0:
        return None
    part = min(part, of)  # the range may begin between the two
    rate, z2 = part / of, _Z95**2
    middle = (rate + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z95 * sqrt(rate * (1 - rate) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return Share(part=part, of=of, low=max(0.0, middle - half), high=min(1.0, middle + half))


def _satisfaction(measures: Sequence[Measure]) -> Satisfaction | None:
    last = {one.conversation_id: one.value for one in measures if one.kind is MeasureKind.RATED}
    content = share(sum(score >= 4 for score in last.values()), len(last))  # noqa: PLR2004
    if content is None:
        return None
    return Satisfaction(count=len(last), mean=mean(last.values()), content=content)


def _by(measures: Sequence[Measure], key: Callable[[Measure], K | None]) -> dict[K, Figures]:
    return {of: figures(some) for of, some in _grouped(measures, key).items()}


def _grouped(
    measures: Sequence[Measure], key: Callable[[Measure], K | None]
) -> dict[K, list[Measure]]:
    groups: dict[K, list[Measure]] = {}
    for one in measures:
        of = key(one)
        if of is not None:
            groups.setdefault(of, []).append(one)
    return groups
