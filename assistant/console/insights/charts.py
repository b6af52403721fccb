"""Draw figures as tables with charts.

SVG made on the server, no script in the page, the page's own colours. Every mark is told apart by
its shape or place as well as by its colour.
"""

import asyncio
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, cast

import altair as alt
import vl_convert

from assistant.conversation.message import Language
from assistant.insights.insight import Kind, Unit
from assistant.insights.queries.insight_views import Lines, Point, TopicLine
from assistant.insights.wording import figures
from assistant.insights.wording.insight_wording import Names, label
from assistant.insights.wording.texts import say

_ROW = 26  # pixels of one line
_HEIGHT = 200
_TICKS = 5  # of an axis of numbers

# Drawn in colours that stand for the page's, which follow its theme.
_PLACES = {
    "#010101": "var(--ink)",
    "#020202": "var(--quiet)",
    "#030303": "var(--line)",
    "#040404": "var(--accent)",
    "#050505": "var(--accent-soft)",
    "#060606": "var(--warn)",
}
_INK, _QUIET, _LINE, _ACCENT, _SOFT, _WARN = _PLACES
Chart = alt.LayerChart | alt.FacetChart
_FONT = "system-ui, sans-serif"
_LOCALES: Mapping[Language, Literal["fr-FR", "en-GB"]] = {"fr": "fr-FR", "en": "en-GB"}
_STYLE = re.compile(r' style="[^"]*"')  # the pages' policy lets no style attribute through


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Hold the width and margins of a chart, in pixels."""

    name: str  # of its class in the page
    plot: int
    label: int  # longer ones end in an ellipsis
    dates: int  # at most so many on the axis
    padding: int  # left and right: the reader's font may be wider


SIZES = (
    Size(name="wide", plot=560, label=230, dates=14, padding=36),
    Size(name="narrow", plot=200, label=110, dates=4, padding=20),
)
"""A chart is drawn once for desks and once for phones: scaled down it could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Hold a line of a chart of intervals; numbers in the unit that the axis names."""

    label: str
    value: float
    low: float
    high: float
    usual: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Hold a week of a series; nothing is drawn where `value` is None."""

    week: date
    value: float | None
    low: float | None
    high: float | None


async def draw_intervals(marks: Sequence[Mark], *, unit: str, language: Language) -> str:
    """Return a chart: a dot for each value, a bar from `low` to `high`, a tick for `usual`."""
    return await asyncio.to_thread(_intervals, tuple(marks), unit, language)


async def draw_weeks(weeks: Sequence[Week], *, unit: str, language: Language) -> str:
    """Return a line of values in a band from `low` to `high`, a point for each week."""
    return await asyncio.to_thread(_weeks, tuple(weeks), unit, language)


def warm() -> None:
    """Draw a chart that nobody sees: the first chart of a process takes a second."""
    _intervals((Mark(label="", value=0.5, low=0, high=1),), "%", "en")


@lru_cache(maxsize=256)
def _intervals(marks: tuple[Mark, ...], unit: str, language: Language) -> str:
    rows = [
        {"at": place, "value": one.value, "low": one.low, "high": one.high, "usual": one.usual}
        for place, one in enumerate(marks)
    ]
    # two lines may be called the same, so that a line is its place and the axis says its name
    named = f"{json.dumps([_drawable(one.label) for one in marks])}[datum.value]"
    axis = alt.Axis(labelExpr=named, ticks=False, domain=False)
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=alt.Y("at:O", title=None, axis=axis))
    across = alt.X("low:Q", title=unit, axis=alt.Axis(tickCount=_TICKS, domain=False))
    bars = base.mark_rule(color=_ACCENT, strokeWidth=2.5).encode(x=across, x2="high:Q")
    dots = base.mark_point(color=_ACCENT, fill=_ACCENT, opacity=1, size=70).encode(x="value:Q")
    layers = [bars, dots]
    if any(one.usual is not None for one in marks):
        usual = base.mark_tick(color=_WARN, thickness=3, size=16, orient="vertical", opacity=1)
        layers.append(usual.encode(x="usual:Q"))
    chart = alt.layer(*layers)
    return _draw(lambda _: chart, height=_ROW * len(rows), language=language)


@lru_cache(maxsize=256)
def _weeks(weeks: tuple[Week, ...], unit: str, language: Language) -> str:
    rows = [
        {"week": one.week.isoformat(), "value": one.value, "low": one.low, "high": one.high}
        for one in weeks
    ]
    up = alt.Y("low:Q", title=unit, axis=alt.Axis(tickCount=_TICKS, domain=False))
    dot = {"color": _ACCENT, "fill": _ACCENT, "opacity": 1, "size": 45}

    def make(size: Size) -> Chart:
        step = -(-len(weeks) // size.dates)  # so that as many as there is room for are named
        across = alt.X(
            "week:T",
            title=None,
            scale=alt.Scale(type="utc"),
            axis=_dated([one.week for one in weeks][::-step]),
        )
        base = alt.Chart(alt.InlineData(values=rows)).encode(x=across)
        band = base.mark_area(color=_SOFT, stroke=_QUIET, strokeDash=[2, 3])
        line = base.mark_line(color=_ACCENT, strokeWidth=2.5, point=dot)
        return alt.layer(band.encode(y=up, y2="high:Q"), line.encode(y="value:Q"))

    return _draw(make, height=_HEIGHT, language=language)


def _drawable(text: str) -> str:
    """Return a label in characters that can be drawn: printable, none above U+FFFF.

    A control character is none of XML's, and ends the whole process in vl-convert 1.9; a label
    that is too long is cut in UTF-16, where half of a character above U+FFFF raises an error.
    """
    plain = (unicodedata.normalize("NFKC", c) if c > "\uffff" else c for c in text)
    kept = (c for one in plain for c in one if c <= "\uffff" and (c.isprintable() or c.isspace()))
    return " ".join("".join(kept).split())


def _draw(make: Callable[[Size], Chart], *, height: int, language: Language) -> str:
    drawn = []
    for size in SIZES:
        styled = _styled(make(size).properties(width=size.plot, height=height), size)
        svg = _svg(styled.to_dict(validate=False), language)  # which would take half of the time
        drawn.append(f'<div class="{size.name}">{svg}</div>')
    return "".join(drawn)


def _dated(days: Sequence[date]) -> alt.Axis:
    """Return an axis of time that names these days, none of them cut at the edge."""
    named = [alt.DateTime(year=one.year, month=one.month, date=one.day, utc=True) for one in days]
    return alt.Axis(format="%-d %b", values=named, labelFlush=False, labelOverlap=False, grid=False)


def _styled(chart: Chart, size: Size) -> Chart:
    styled = (
        chart.configure(
            background="transparent",
            font=_FONT,
            padding={"left": size.padding, "right": size.padding, "top": 6, "bottom": 4},
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=_INK,
            titleColor=_QUIET,
            gridColor=_LINE,
            domainColor=_LINE,
            tickColor=_LINE,
            labelLimit=size.label,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
        )
    )
    return cast("Chart", styled)  # Altair's own types do not say so


def _svg(spec: dict[str, Any], language: Language) -> str:
    locale = _LOCALES[language]
    svg = str(vl_convert.vegalite_to_svg(spec, format_locale=locale, time_format_locale=locale))
    for place, colour in _PLACES.items():
        svg = svg.replace(place, colour)
    return _STYLE.sub("", svg)


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
    """Return a chart of topics' shares beside those of the time before; "": there are no topics."""
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
    """Return a series with its chart; a series of a single week has no chart."""
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
    """Return the name of an axis."""
    if figures.is_share(unit):
        return "%"
    name = "per_day" if unit is Unit.DAYS else "per_thousand"
    return say(f"figure.{name}", language, value="").strip()


SECTIONS: Mapping[str, tuple[Kind, ...]] = {
    "demand": (Kind.UNMET_DEMAND, Kind.OUT_OF_STOCK_DEMAND, Kind.VOCABULARY_GAP),
    "gaps": (Kind.CONTENT_GAP, Kind.MISSING_ATTRIBUTE, Kind.CONTRADICTION),
    "friction": (Kind.POLICY_FRICTION, Kind.REGIONAL_PAIN, Kind.JOURNEY_DROP),
    "languages": (Kind.LANGUAGE_DEMAND,),
}
"""Pages that are tables of one type each."""

OF_PRODUCTS = (
    Kind.DEFECT_CLUSTER,
    Kind.SIZE_CONFUSION,
    Kind.PRICE_OBJECTION,
    Kind.COMPETITOR_MENTION,
)
"""Tables below the one of all products."""
