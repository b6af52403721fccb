"""The week's digest as an announcement, in both languages. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from assistant.kit.announcing.announcement import Announcement, AnnouncementId, AnnouncementType
from assistant.conversation.conversation_message import Language
from assistant.console.insights import figures
from assistant.console.insights.announcing import texts
from assistant.console.insights.week_digest import MOST
from assistant.console.insights.dashboard_texts import say
from assistant.console.insights.insight_wording import Names
from assistant.insights.insight import LEAST_CUSTOMERS, Insight
from assistant.insights.queries.insight_views import Overview

_LANGUAGES: tuple[Language, ...] = ("fr", "en")


def announce_digest(
    overview: Overview,
    named: Mapping[Language, Names],
    *,
    shop: str,
    url: str,
    at: datetime,
) -> Announcement:
    """Return the announcement of the week that `at` is in: the same id all week."""
    year, week, _ = at.date().isocalendar()
    known = [one for one in overview.open if one not in overview.new]
    parts = (
        ("overview.new", overview.new),
        ("overview.todo", known),
        ("overview.measured", overview.measured),
    )
    digest = {
        "title": _both(
            "digest.subject",
            lambda one: {"shop": shop, "until": _day(overview.last_day, one)},
        ),
        "totals": _totals(overview),
        "until": overview.last_day.isoformat() if overview.last_day else "",
        "nothing": _both("empty.nothing", lambda _: {}),
        "parts": [
            {"title": _both(title, lambda _: {}), "items": _items(insights, named, url)}
            for title, insights in parts
        ],
        "url": f"{url}/insights/digest" if url else "",
    }
    return Announcement(
        announcement_id=AnnouncementId(f"digest_{year}w{week:02d}"),
        type=AnnouncementType.DIGEST_READY,
        at=at,
        data={"digest": digest},
    )


def _totals(overview: Overview) -> Mapping[Language, str]:
    totals = overview.totals
    if totals.customers < LEAST_CUSTOMERS:
        return _both("empty.nothing", lambda _: {})
    return _both(
        "digest.totals",
        lambda one: {
            "n": figures.number(totals.conversations, one),
            "answered": figures.percent(totals.answered.value, one),
        },
    )


def _items(
    insights: Sequence[Insight], named: Mapping[Language, Names], url: str
) -> list[Mapping[str, Any]]:
    told = [one for one in insights if one.finding.measure.customers >= LEAST_CUSTOMERS]
    return [
        {
            "id": one.insight_id,
            "kind": one.finding.kind,
            **texts(one, named),
            "url": f"{url}/insights/i/{one.insight_id}" if url else "",
        }
        for one in told[:MOST]
    ]


def _both(name: str, values: Any) -> Mapping[Language, str]:  # noqa: ANN401 - a function of a language
    return {one: say(name, one, **values(one)) for one in _LANGUAGES}


def _day(day: date | None, language: Language) -> str:
    return figures.day(day, language) if day else ""
