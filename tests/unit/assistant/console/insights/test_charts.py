"""Charts as SVG."""

import re
from datetime import date, timedelta

import pytest
from defusedxml.ElementTree import fromstring

from assistant.console.insights.charts import Mark, Week, draw_intervals, draw_weeks


def mark(label: str, value: float) -> Mark:
    return Mark(label=label, value=value, low=value - 1, high=value + 1)


TICK = re.compile(r'text-anchor="\w+"[^>]*>([\u2212-]?[\d.,\s]+)</text>')


def ticks(drawn: str) -> set[str]:
    """Return what an axis of numbers has written at its marks."""
    return {one.strip() for one in TICK.findall(drawn)}


class TestIntervals:
    async def test_of_shares_begin_at_nothing(self) -> None:
        drawn = await draw_intervals(
            [mark("Robe", 83), mark("Bottes", 91)], unit="%", language="fr"
        )

        assert "0" in ticks(drawn)

    async def test_have_a_line_each_though_two_are_called_the_same(self) -> None:
        drawn = await draw_intervals([mark("Robe", 3), mark("Robe", 5)], unit="%", language="fr")

        assert drawn.count(">Robe<") == 4  # two lines, for desks and for phones

    async def test_let_no_name_become_markup(self) -> None:
        name = "\"] || alert('x') <script>"

        drawn = await draw_intervals([mark(name, 3)], unit="%", language="en")

        assert "<script>" not in drawn
        assert fromstring(f"<figure>{drawn}</figure>") is not None

    @pytest.mark.parametrize(
        ("name", "drawn_as"),
        [
            ("Guide\x0cdes tailles", "Guide des tailles"),  # of a PDF: it ended the process
            ("a\x00b\x01", "ab"),
            ("\ud83d", ""),
            ("\U0001d5e5obe \u00bd m\u00b2", "Robe \u00bd m\u00b2"),
            ("Robe fleurie " + "\U0001f338" * 3, "Robe fleurie"),
        ],
    )
    async def test_write_names_without_characters_that_cannot_be_drawn(
        self, name: str, drawn_as: str
    ) -> None:
        drawn = await draw_intervals([mark(name, 3)], unit="%", language="en")

        assert fromstring(f"<figure>{drawn}</figure>") is not None
        assert not drawn_as or drawn.count(f">{drawn_as}<") == 2  # for desks and for phones

    async def test_cut_a_name_of_emoji_without_an_error(self) -> None:
        family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

        drawn = await draw_intervals([mark(family * 300, 3)], unit="%", language="en")

        assert fromstring(f"<figure>{drawn}</figure>") is not None


class TestWeeks:
    async def test_of_counts_begin_at_nothing(self) -> None:
        weeks = [
            Week(week=date(2026, 4, 5) + timedelta(days=7 * n), value=812, low=801, high=823)
            for n in range(6)
        ]

        drawn = await draw_weeks(weeks, unit="in 1,000", language="en")

        assert "0" in ticks(drawn)

    async def test_are_named_as_the_reader_writes_dates_and_numbers(self) -> None:
        weeks = [
            Week(week=date(2026, 4, 5) + timedelta(days=7 * n), value=1200, low=900, high=1500)
            for n in range(6)
        ]

        french = await draw_weeks(weeks, unit="sur 1 000", language="fr")
        english = await draw_weeks(weeks, unit="in 1,000", language="en")

        assert "10 mai" in french
        assert "10 May" in english
        assert "1,000<" in english

    async def test_of_too_few_have_no_point(self) -> None:
        weeks = [
            Week(week=date(2026, 4, 5), value=12, low=9, high=15),
            Week(week=date(2026, 4, 12), value=None, low=None, high=None),
            Week(week=date(2026, 4, 19), value=11, low=8, high=14),
        ]

        drawn = await draw_weeks(weeks, unit="%", language="en")

        assert "NaN" not in drawn
        assert drawn.count('aria-roledescription="point"') == 4
