"""Measure a published change: how often customers were not helped, before and after. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assistant.answers.verified.types import WayOfAsking
from assistant.answers.verified.way_agreement import asked_words
from assistant.conversation.message import Language
from assistant.improvement.changes.change_set import ChangeEffect, EffectScope
from assistant.improvement.changes.raised_questions import LEAST_CUSTOMERS, are_near
from assistant.insights.insight import Measurement, Unit, Window
from assistant.insights.insight_effect import DAYS, SOON, verdict_of
from assistant.insights.statistics.intervals import newcombe, wilson
from retrieval.types import Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedQuestion:
    """Hold a question of a customer, and whether it helped them to ask."""

    conversation_id: str
    customer: str  # keyed hash
    language: Language
    text: str  # redacted
    at: datetime  # aware, UTC
    is_unmet: bool  # it stayed open, or its customer disliked the answer

    @property
    def day(self) -> date:
        """Return its day, UTC."""
        return self.at.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectWindows:
    """Hold the days before and after a publication; the day itself is left out."""

    before: Window
    after: Window

    @classmethod
    def around(cls, published: date, until: date) -> "EffectWindows":
        """Return as many days before as are known after; days from `until` on are not known."""
        after = Window(
            since=published + timedelta(days=1),
            until=min(until, published + timedelta(days=DAYS + 1)),
        )
        return cls(before=Window.before(published, days=max(after.days, 1)), after=after)


def is_measurable(published: date, until: date) -> bool:
    """Tell whether enough days have passed since a publication."""
    return (until - published).days > SOON


def share_words(question: LoggedQuestion, ways: Iterable[WayOfAsking]) -> bool:
    """Tell whether a question may be near a way of asking, before anything is encoded."""
    mine = asked_words(question.text, question.language)
    return any(
        way.language == question.language
        and not mine.terms.isdisjoint(asked_words(way.text, way.language).terms)
        for way in ways
    )


def measure_questions(
    asked: Sequence[LoggedQuestion],
    ways: Sequence[WayOfAsking],
    windows: EffectWindows,
    vectors: Mapping[str, Vector],
) -> ChangeEffect:
    """Return the effect on the questions near some ways of asking."""
    near = questions_near(asked, ways, vectors)
    then, now = _measure(near, windows.before), _measure(near, windows.after)
    return _effect(EffectScope.ASKED, then, now, windows)


def questions_near(
    asked: Iterable[LoggedQuestion], ways: Sequence[WayOfAsking], vectors: Mapping[str, Vector]
) -> list[LoggedQuestion]:
    """Return the questions that may well ask the same as some ways of asking."""
    return [
        one
        for one in asked
        if share_words(one, ways)
        and any(
            are_near((way.text, way.language), (one.text, one.language), vectors) for way in ways
        )
    ]


def are_met(asked: Sequence[LoggedQuestion]) -> bool:
    """Tell whether as many customers as make a proposal asked, and an answer helped each."""
    customers = {one.customer for one in asked}
    return len(customers) >= LEAST_CUSTOMERS and not any(one.is_unmet for one in asked)


def measure_visits(
    before: tuple[int, int], after: tuple[int, int], windows: EffectWindows
) -> ChangeEffect:
    """Return the effect on all visits, of those not resolved and of all, before and after.

    This is for a change that has no question of its own: settings, levels, rules.
    """
    then, now = (
        Measurement(
            count=count, customers=0, of=of, unit=Unit.CONVERSATIONS, rate=wilson(count, of)
        )
        for count, of in (before, after)
    )
    return _effect(EffectScope.ALL, then, now, windows)


def _effect(
    scope: EffectScope, then: Measurement, now: Measurement, windows: EffectWindows
) -> ChangeEffect:
    difference = newcombe(now.count, int(now.of), then.count, int(then.of))
    return ChangeEffect(
        before=then.count,
        of_before=int(then.of),
        after=now.count,
        of_after=int(now.of),
        difference=difference.value,
        low=difference.low,
        high=difference.high,
        verdict=verdict_of(then, now, difference),
        days=windows.before.days,
        scope=scope,
    )


def _measure(asked: Sequence[LoggedQuestion], window: Window) -> Measurement:
    """Return the conversations that ask, and those of them in which it was not met."""
    inside = [one for one in asked if window.since <= one.day < window.until]
    conversations = {one.conversation_id for one in inside}
    unmet = {one.conversation_id for one in inside if one.is_unmet}
    return Measurement(
        count=len(unmet),
        customers=len({one.customer for one in inside}),
        of=len(conversations),
        unit=Unit.QUESTIONS,
        rate=wilson(len(unmet), len(conversations)),
    )
