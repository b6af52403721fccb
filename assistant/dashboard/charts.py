"""Charts as SVG, drawn on the server: no script in the page, and the page's own colours.

Every mark is told apart by its shape or place as well as by its colour.
"""

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt
import vl_convert

_WIDTH = 560
_ROW = 26  # pixels of one line
_HEIGHT = 200

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
_FONT = "system-ui, sans-serif"
_PADDING = {"left": 24, "right": 12, "top": 4, "bottom": 4}  # the reader's font may be wider
_STYLE = re.compile(r' style="[^"]*"')  # the pages' policy lets no style attribute through


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One line of a chart of intervals; numbers in the unit that the axis names."""

    label: str
    value: float
    low: float
    high: float
    usual: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One week of a series."""

    week: date
    value: float
    low: float
    high: float


async def draw_intervals(marks: Sequence[Mark], *, unit: str) -> str:
    """Return a dot for each value with a bar from `low` to `high`, and a tick for what is usual."""
    rows = [
        {"at": place, "label": _short(one.label), "value": one.value, "low": one.low}
        | {"high": one.high, "usual": one.usual}
        for place, one in enumerate(marks)
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("label:N", sort=alt.SortField("at"), title=None)
    )
    bars = base.mark_rule(color=_ACCENT, strokeWidth=2).encode(
        x=alt.X("low:Q", title=unit), x2="high:Q"
    )
    dots = base.mark_point(color=_ACCENT, fill=_ACCENT, filled=True, size=60).encode(x="value:Q")
    layers = [bars, dots]
    if any(one.usual is not None for one in marks):
        layers.append(base.mark_tick(color=_WARN, thickness=3, size=14).encode(x="usual:Q"))
    return await _draw(alt.layer(*layers).properties(width=_WIDTH, height=_ROW * len(rows)))


async def draw_weeks(weeks: Sequence[Week], *, unit: str) -> str:
    """Return a line of values in a band from `low` to `high`, a point for each week."""
    rows = [
        {"week": one.week.isoformat(), "value": one.value, "low": one.low, "high": one.high}
        for one in weeks
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("week:T", title=None, axis=alt.Axis(format="%d.%m.", labelOverlap=True))
    )
    band = base.mark_area(color=_SOFT, stroke=_LINE).encode(
        y=alt.Y("low:Q", title=unit), y2="high:Q"
    )
    line = base.mark_line(color=_ACCENT, point={"color": _ACCENT, "fill": _ACCENT}).encode(
        y="value:Q"
    )
    return await _draw(alt.layer(band, line).properties(width=_WIDTH, height=_HEIGHT))


async def _draw(chart: alt.LayerChart | alt.FacetChart) -> str:
    styled = (
        chart.configure(background="transparent", font=_FONT, padding=_PADDING)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=_QUIET,
            titleColor=_QUIET,
            gridColor=_LINE,
            domainColor=_LINE,
            tickColor=_LINE,
            labelLimit=220,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
        )
    )
    return await asyncio.to_thread(_svg, json.dumps(styled.to_dict(), sort_keys=True))


@lru_cache(maxsize=256)
def _svg(spec: str) -> str:
    parsed: dict[str, Any] = json.loads(spec)
    svg = str(vl_convert.vegalite_to_svg(parsed))
    for place, colour in _PLACES.items():
        svg = svg.replace(place, colour)
    return _STYLE.sub("", svg)


def _short(label: str, most: int = 34) -> str:
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"
