"""Figures with their charts, as the templates take them."""

from collections.abc import Sequence
from typing import Any

from assistant.conversation.conversation_message import Language
from assistant.console.insights import figures
from assistant.console.insights.dashboard_charts import Mark, Week, draw_intervals, draw_weeks
from assistant.console.insights.dashboard_texts import say
from assistant.console.insights.insight_wording import Names, label
from assistant.insights.insight import Kind, Unit
from assistant.insights.queries.insight_views import Lines, Point, TopicLine

DRAWN = 10
"""Lines of a table that its chart has."""

SHOWN = 50
"""Lines of a table."""

_PERCENT, _PER_THOUSAND = 100, 1000


async def draw_table(kind: Kind, lines: Lines, names: Names, language: Language) -> dict[str, Any]:
    """Return a type's table with its chart."""
    unit = lines.lines[0].unit if lines.lines else Unit.CONVERSATIONS
    factor = _factor(unit)
    marks = [
        Mark(
            label=label(kind, one.subject, names, language),
            value=one.rate.value * factor,
            low=one.rate.low * factor,
            high=one.rate.high * factor,
        )
        for one in lines.lines[:DRAWN]
    ]
    chart = (
        await draw_intervals(marks, unit=_named(unit, language), language=language) if marks else ""
    )
    return {
        "kind": kind,
        "chart": chart,
        "lines": [(label(kind, one.subject, names, language), one) for one in lines.lines[:SHOWN]],
        "left_out": lines.left_out,
    }


async def draw_topics(lines: Sequence[TopicLine], language: Language) -> str:
    """Return topics' shares beside those of the time before; none has no chart."""
    marks = [
        Mark(
            label=one.name,
            value=one.rate.value * _PERCENT,
            low=one.rate.low * _PERCENT,
            high=one.rate.high * _PERCENT,
            usual=one.before.value * _PERCENT,
        )
        for one in lines[:DRAWN]
    ]
    return await draw_intervals(marks, unit="%", language=language) if marks else ""


async def draw_series(points: Sequence[Point], unit: Unit, language: Language) -> dict[str, Any]:
    """Return a series with its chart; a single week has none."""
    factor = _factor(unit)
    weeks = [_week(one, factor) for one in points]
    drawn = len(weeks) > 1 and any(one.value is not None for one in weeks)
    chart = await draw_weeks(weeks, unit=_named(unit, language), language=language) if drawn else ""
    return {"points": points, "chart": chart, "unit": unit}


def _week(point: Point, factor: int) -> Week:
    rate = point.rate
    if rate is None:
        return Week(week=point.week, value=None, low=None, high=None)
    return Week(
        week=point.week,
        value=rate.value * factor,
        low=rate.low * factor,
        high=rate.high * factor,
    )


def _factor(unit: Unit) -> int:
    if figures.is_share(unit):
        return _PERCENT
    return 1 if unit is Unit.DAYS else _PER_THOUSAND


def _named(unit: Unit, language: Language) -> str:
    """Return what an axis is called."""
    if figures.is_share(unit):
        return "%"
    name = "per_day" if unit is Unit.DAYS else "per_thousand"
    return say(f"figure.{name}", language, value="").strip()
