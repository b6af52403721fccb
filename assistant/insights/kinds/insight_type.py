"""Declare the form of a type of insight, and the groups that it judges."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.insights.insight import Kind, Owner, Window
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.ratios import Group, Ratio
from assistant.insights.statistics.intervals import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedGroup:
    """Hold a group that a type of insight reports."""

    group: Group
    rate: Rate  # of one
    baseline: Rate | None = None
    at_least: float  # conversations concerned, or beyond what is usual, at the interval's lower end
    of: float | None = None  # the denominator where it is not the group's
    window: Window | None = None  # where it is not the one asked for
    details: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SearchScope:
    """Hold the rows and the days that a type searches."""

    lake: Lake
    tables: Tables
    window: Window


Find = Callable[["InsightType", SearchScope], Sequence[JudgedGroup]]
Judge = Callable[[Sequence[Group]], Sequence[JudgedGroup]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InsightType:
    """Declare one type of insight."""

    kind: Kind
    ratio: Ratio
    find: Find
    owner: Owner
    value: float = 1.0  # what one conversation weighs, beside one of another type
    days: int = 28  # of its window
