"""Answer the tools that show insights to the shop's people, by the same rules as the pages.

Numbers of too few customers are left out, words are redacted, and every call is in the audit.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mcp.types import CallToolResult

from assistant.conversation.message import Language
from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.analysis_rows import QualityName
from assistant.insights.insight import Insight, InsightId, Kind, Measurement, Status, Window
from assistant.insights.kinds.type_table import TYPES
from assistant.insights.ports import UnknownInsightError
from assistant.insights.queries.insight_reader import InsightReader
from assistant.insights.queries.insight_views import FigureFilter, Line, Totals
from assistant.insights.queries.quality_views import CheckLine, CheckTally
from assistant.insights.wording.figures import interval, percent, rate
from assistant.insights.wording.insight_wording import Names, label, sentence
from assistant.tools.facts import ToolError
from integrations.channels.mcp.tool_parts import (
    INSIGHTS,
    NUMBERS,
    OVERVIEW,
    QUALITY,
    QUOTES,
)
from integrations.channels.mcp.tool_results import told

_SHOWN = 10  # insights of each kind of news in the overview
_LINES = 100
_QUOTES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightTools:
    """Carry out the tools that read insights."""

    reading: InsightReader
    product_names: Callable[[Language], Awaitable[Mapping[str, str]]]
    checks_off: Callable[[], Awaitable[Collection[QualityName]]]

    async def call(self, name: str, given: Mapping[str, Any]) -> CallToolResult:
        """Return the result of a call.

        Raises:
            ToolError: nothing was built yet, or there is no such insight.
            PortError: nothing can be said now.
        """
        tools = {
            OVERVIEW: self._overview,
            INSIGHTS: self._insights,
            NUMBERS: self._numbers,
            QUOTES: self._quotes,
            QUALITY: self._quality,
        }
        try:
            return told(await tools[name](given))
        except NoBuildError as error:
            raise ToolError(str(error)) from None
        except UnknownInsightError:
            message = f"there is no such insight: {INSIGHTS} gives ids"
            raise ToolError(message) from None

    async def _overview(self, given: Mapping[str, Any]) -> dict[str, Any]:
        language: Language = given.get("language", "en")
        overview = await self.reading.overview(await self._window(given))
        names = await self._names(language)

        def some(insights: tuple[Insight, ...]) -> list[dict[str, Any]]:
            return [_insight(one, names, language) for one in insights[:_SHOWN]]

        known = tuple(one for one in overview.open if one not in overview.new)
        return {
            "days": given.get("days", 28),
            "built_at": str(overview.built_at),
            "now": _totals(overview.totals, language),
            "before": _totals(overview.before, language),
            "new": some(overview.new),
            "open": some(known),
            "in_hand": some(overview.in_hand),
            "measured": some(overview.measured),
        }

    async def _insights(self, given: Mapping[str, Any]) -> dict[str, Any]:
        language: Language = given.get("language", "en")
        found = await self.reading.insights(
            kinds=[Kind(given["kind"])] if "kind" in given else (),
            statuses=[Status(given["status"])] if "status" in given else (),
            product_id=given.get("product_id", ""),
        )
        names = await self._names(language)
        shown = found[: given.get("limit", 20)]
        return {
            "insights": [_insight(one, names, language) for one in shown],
            "more": len(found) - len(shown),
        }

    async def _numbers(self, given: Mapping[str, Any]) -> dict[str, Any]:
        language: Language = given.get("language", "en")
        kind, product_id = Kind(given["kind"]), given.get("product_id", "")
        filter_ = FigureFilter(window=await self._window(given), product_id=product_id)
        lines = await self.reading.lines(kind, filter_)
        names = await self._names(language)
        return {
            "kind": kind,
            "days": filter_.window.days,
            "lines": [_line(kind, one, names, language) for one in lines.lines[:_LINES]],
            "left_out_for_too_few_customers": lines.left_out,
        }

    async def _quotes(self, given: Mapping[str, Any]) -> dict[str, Any]:
        insight = await self.reading.insight(InsightId(given["insight_id"]))
        quotes = await self.reading.behind(insight.finding, limit=_QUOTES)
        return {
            "insight_id": insight.insight_id,
            "quotes": [{"day": str(one.at.date()), "text": one.text} for one in quotes],
        }

    async def _quality(self, given: Mapping[str, Any]) -> dict[str, Any]:
        built, window = await self.reading.built(), await self._window(given)
        off = await self.checks_off()
        report = await self.reading.scorecards(
            window, built_at=built.at or datetime.now(UTC), off=off
        )
        return {
            "days": window.days,
            "switched_off": sorted(off),
            "cards": [
                {
                    "side": card.side,
                    "team": card.team,
                    "checks": [_check(one) for one in card.lines],
                }
                for card in report.cards
            ],
        }

    async def _window(self, given: Mapping[str, Any]) -> Window:
        built = await self.reading.built()
        if built.at is None:
            raise NoBuildError
        return Window.before(built.at.astimezone(UTC).date(), days=given.get("days", 28))

    async def _names(self, language: Language) -> Names:
        return Names(
            products=await self.product_names(language),
            topics=await self.reading.topic_names(language=language),
        )


def _insight(insight: Insight, names: Names, language: Language) -> dict[str, Any]:
    finding = insight.finding
    return {
        "insight_id": insight.insight_id,
        "kind": finding.kind,
        "says": sentence(finding.kind, finding.subject, names, language),
        "status": insight.status,
        "owner": insight.owner or TYPES[finding.kind].owner,
        "first_seen": str(insight.first_seen),
        "last_seen": str(insight.last_seen),
        "score": round(finding.score, 2),
        "products": list(finding.products),
        **_measure(finding.measure, language),
        "effect": insight.effect.verdict if insight.effect else None,
    }


def _check(line: CheckLine) -> dict[str, Any]:
    def share(tally: CheckTally) -> dict[str, Any] | None:
        if tally.is_hidden:
            return None
        rate = tally.rate
        return {"passed": rate.value, "low": rate.low, "high": rate.high, "of": tally.checked}

    return {"check": line.check, "now": share(line.now), "before": share(line.before)}


def _measure(measure: Measurement | Line, language: Language) -> dict[str, Any]:
    return {
        "conversations": measure.count,
        "customers": measure.customers,
        "of": measure.of,
        "unit": measure.unit,
        "rate": rate(measure.rate, measure.unit, language),
        "interval": interval(measure.rate, measure.unit, language),
    }


def _line(kind: Kind, line: Line, names: Names, language: Language) -> dict[str, Any]:
    said = {"subject": label(kind, line.subject, names, language), **line.subject.named()}
    return said | _measure(line, language)


def _totals(totals: Totals, language: Language) -> dict[str, Any]:
    return {
        "conversations": totals.conversations,
        "customers": totals.customers,
        "messages": totals.messages,
        "questions_answered": percent(totals.answered.value, language),
        "handed_to_people": percent(totals.handed_off.value, language),
    }
