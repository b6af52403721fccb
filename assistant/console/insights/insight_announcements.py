"""Make announcements of insights, their moves and the week's digest.

They hold numbers, and no customer's words. Nothing about fewer than five customers is told, nor who
moved an insight, nor the note of a move.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from assistant.console.insights.week_digest import MOST, item, parts
from assistant.conversation.message import Language
from assistant.insights.insight import LEAST_CUSTOMERS, Insight, Move, Status
from assistant.insights.ports import InsightBook
from assistant.insights.queries.insight_views import Overview
from assistant.insights.wording import figures
from assistant.insights.wording.insight_wording import Names
from assistant.insights.wording.texts import say, word
from assistant.kit.announcing.ports import AnnouncementBook
from assistant.kit.announcing.types import Announcement, AnnouncementId, AnnouncementType
from assistant.kit.fault_log import report
from assistant.ports import Clock

FRESH = timedelta(days=14)
"""What happened longer ago is not told: it is no news. Ids are kept for longer than that."""

_AT_ONCE = 100

_TYPES = {
    Status.OPEN: AnnouncementType.INSIGHT_OPENED,
    Status.ACCEPTED: AnnouncementType.INSIGHT_ACCEPTED,
    Status.DONE: AnnouncementType.INSIGHT_DONE,
    Status.MEASURED: AnnouncementType.INSIGHT_MEASURED,
    Status.DISMISSED: AnnouncementType.INSIGHT_DISMISSED,
}

_LANGUAGES: tuple[Language, ...] = ("fr", "en")

NamesOf = Callable[[Language], Awaitable[Names]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcer:
    """Announce every happening of insights once, even if a process dies in between.

    An announcement is put before it is marked as announced; put again, its id is known already.
    """

    book: InsightBook
    announcements: AnnouncementBook
    names: NamesOf
    clock: Clock
    url: str = ""  # the console's origin, for links; "": none

    async def follow_up(self, insight: Insight) -> None:
        """Announce after a move; the next move or the day's round makes up for a failure."""
        try:
            await self.announce()
        except Exception as error:  # noqa: BLE001 - the move itself is done
            report("insights.not_announced", error, insight=insight.insight_id)

    async def announce(self) -> int:
        """Put every new announcement; return how many there were.

        Raises:
            LogUnavailableError: the books cannot be used.
        """
        put = 0
        while waiting := await self.book.unannounced(limit=_AT_ONCE):
            wanted = await self.announcements.is_wanted(*_TYPES.values())
            named = await self._names() if wanted else {}
            for insight, known in waiting:
                for number in range(known, insight.happenings) if wanted else ():
                    made = self._make(insight, number, named)
                    put += made is not None and await self.announcements.put(made)
                await self.book.mark_announced(insight.insight_id, insight.happenings)
        return put

    async def _names(self) -> Mapping[Language, Names]:
        return {one: await self.names(one) for one in _LANGUAGES}

    def _make(
        self, insight: Insight, number: int, named: Mapping[Language, Names]
    ) -> Announcement | None:
        """Return the announcement of a happening, 0: the insight was found; None: there is none."""
        now = self.clock.now()
        move = insight.moves[number - 1] if number else None
        if not is_told(insight, move, now):
            return None
        status = move.to if move else Status.OPEN
        return Announcement(
            announcement_id=AnnouncementId(f"insight_{insight.insight_id}_{number}"),
            type=_TYPES[status],
            at=move.at if move else insight.found_at or now,
            data={"insight": describe(insight, status, named, url=self.url)},
        )


def is_told(insight: Insight, move: Move | None, now: datetime) -> bool:
    """Return whether a move is announced, or, without a move, that an insight was found."""
    if insight.finding.measure.customers < LEAST_CUSTOMERS:
        return False
    if move is not None:
        return now - move.at <= FRESH
    return now.date() - insight.first_seen <= FRESH


def describe(
    insight: Insight, status: Status, named: Mapping[Language, Names], *, url: str
) -> Mapping[str, Any]:
    """Return an insight as JSON: figures for programs, sentences in both languages for people."""
    finding, measure = insight.finding, insight.finding.measure
    told: dict[str, Any] = {
        "id": insight.insight_id,
        "kind": finding.kind,
        "status": status,
        "subject": finding.subject.named(),
        "products": [{"id": one, "name": named["en"].product(one)} for one in finding.products],
        "measure": {
            "conversations": measure.count,
            "customers": measure.customers,
            "of": measure.of,
            "unit": measure.unit,
            "rate": measure.rate.value,
            "low": measure.rate.low,
            "high": measure.rate.high,
        },
        "since": finding.window.since.isoformat(),
        "until": finding.window.until.isoformat(),
        "state": {one: word("status", status, one) for one in _LANGUAGES},
        **texts(insight, named),
        "url": f"{url}/insights/i/{insight.insight_id}" if url else "",
    }
    if insight.effect is not None and status is Status.MEASURED:
        difference = insight.effect.difference
        told["effect"] = {
            "verdict": insight.effect.verdict,
            "difference": difference.value,
            "low": difference.low,
            "high": difference.high,
        }
    return told


def texts(insight: Insight, named: Mapping[Language, Names]) -> Mapping[str, Any]:
    """Return the sentence of an insight, its figures and its task, each by language."""
    items = {one: item(insight, named[one], one) for one in _LANGUAGES}
    return {
        "title": {one: each.says for one, each in items.items()},
        "figures": {one: each.measure for one, each in items.items()},
        "todo": {one: each.todo for one, each in items.items()},
    }


def announce_digest(
    overview: Overview,
    named: Mapping[Language, Names],
    *,
    shop: str,
    url: str,
    at: datetime,
) -> Announcement:
    """Return the announcement of the digest; its id is the same all week."""
    year, week, _ = at.date().isocalendar()
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
            for title, insights in parts(overview)
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
