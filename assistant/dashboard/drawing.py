"""Figures with their charts, as the templates take them."""

from collections.abc import Sequence
from typing import Any

from assistant.conversation.message import Language
from assistant.dashboard import figures
from assistant.dashboard.charts import Mark, Week, draw_intervals, draw_weeks
from assistant.dashboard.texts import say
from assistant.dashboard.wording import Names, label
from assistant.insights.insight import Kind, Unit
from assistant.insights.views import Lines, Point

DRAWN = 10
"""Lines of a table that its chart has."""

SHOWN = 50
"""Lines of a table."""

_PERCENT, _PER_THOUSAND = 100, 1000


async def draw_table(kind: Kind, lines: Lines, names: Names, language: Language) -> dict[str, Any]:
    """Return a type's table with its chart."""
    factor = _factor(lines.lines[0].unit if lines.lines else Unit.CONVERSATIONS)
    marks = [
        Mark(
            label=label(kind, one.subject, names, language),
            value=one.rate.value * factor,
            low=one.rate.low * factor,
            high=one.rate.high * factor,
        )
        for one in lines.lines[:DRAWN]
    ]
    chart = await draw_intervals(marks, unit=_named(factor, language)) if marks else ""
    return {
        "kind": kind,
        "chart": chart,
        "lines": [(label(kind, one.subject, names, language), one) for one in lines.lines[:SHOWN]],
        "left_out": lines.left_out,
    }


async def draw_series(points: Sequence[Point], unit: Unit, language: Language) -> dict[str, Any]:
    """Return a series with its chart; a single week has none."""
    factor = _factor(unit)
    weeks = [
        Week(
            week=one.week,
            value=one.rate.value * factor,
            low=one.rate.low * factor,
            high=one.rate.high * factor,
        )
        for one in points
    ]
    chart = await draw_weeks(weeks, unit=_named(factor, language)) if len(weeks) > 1 else ""
    return {"points": points, "chart": chart, "unit": unit}


def _factor(unit: Unit) -> int:
    if figures.is_share(unit):
        return _PERCENT
    return 1 if unit is Unit.DAYS else _PER_THOUSAND


def _named(factor: int, language: Language) -> str:
    if factor == _PERCENT:
        return "%"
    return say("figure.per_thousand", language, value="").strip() if factor > 1 else ""
