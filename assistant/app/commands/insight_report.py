"""Print the result of a build."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TextIO, get_args

import orjson

from assistant.conversation.message import Language
from assistant.insights.analysis_rows import SignalType
from assistant.insights.insight import Finding, Window
from assistant.insights.kinds.type_table import TYPES
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.queries.figure_queries import aspects
from assistant.insights.queries.topic_query import topic_examples, topic_lines
from assistant.insights.rounds.learning_round import RoundOutcome
from assistant.insights.statistics.intervals import Rate
from assistant.insights.wording.texts import say

LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """Hold the insights of one file."""

    messages: int
    window: Window
    found: tuple[Finding, ...]
    contents: Mapping[str, Any]
    each: tuple[Mapping[str, Any], ...]

    def write(self, to: TextIO, *, as_json: bool) -> None:
        """Print the report: one object, and with `each` one more a message; or a table."""
        if not as_json:
            to.write(_table(self))
            return
        first = {
            "messages": self.messages,
            "since": self.window.since.isoformat(),
            "until": self.window.until.isoformat(),
            **self.contents,
            "insights": [as_record(one) for one in self.found],
            "nothing_qualifies": not self.found,
        }
        to.writelines(orjson.dumps(record).decode() + "\n" for record in (first, *self.each))


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """Hold the result of a build of the log."""

    learned: RoundOutcome

    def write(self, to: TextIO, *, as_json: bool) -> None:
        """Print the report: one object, or a table."""
        if as_json:
            to.write(orjson.dumps(summary(self.learned)).decode() + "\n")
            return
        built = self.learned.built
        to.write(
            f"Build {built.number}: {built.messages:,} messages of {built.conversations:,}"
            f" conversations, {built.topics} topics; {built.read:,} read"
            f"{' anew' if built.anew else ''}.\n"
        )
        to.write(_findings(self.learned.found))


def _table(report: FileReport) -> str:
    lines = [f"{report.messages:,} messages, {report.window.since} to {report.window.until}\n"]
    for name, title in (("topics", "Topic"), ("aspects", "Aspect")):
        lines.append(f"{title:<44} {'count':>7} {'negative':>9}  95 %\n")
        for one in report.contents[name]:
            bad = one["negative"]
            share = f"{bad['value']:>8.0%}  {bad['low']:.0%} to {bad['high']:.0%}"
            called = one.get("name") or one.get("aspect")
            lines.append(f"{called:<44.44} {one['count']:>7,} {share}\n")
    return "".join([*lines, _findings(report.found)])


def _findings(found: Sequence[Finding]) -> str:
    if not found:
        return "Nothing qualifies: no matter has enough customers behind it.\n"
    lines = [f"{'Insight':<60} {'n':>6} {'of':>8}  95 %\n"]
    for one in found[:_SHOWN]:
        named = ", ".join(one.subject.named().values())
        measure = one.measure
        lines.append(
            f"{f'{one.kind}: {named}':<60.60} {measure.count:>6,} {measure.of:>8,.0f}"
            f"  {measure.rate.low:.3g} to {measure.rate.high:.3g}\n"
        )
    return "".join(lines)


_SHOWN = 20


def summary(learned: RoundOutcome) -> dict[str, Any]:
    """Return the result of a build of the log as values for JSON."""
    built = learned.built
    return {
        "build": built.number,
        "changed": built.changed,
        "read": built.read,
        "messages": built.messages,
        "conversations": built.conversations,
        "topics": built.topics,
        "insights": [as_record(one) for one in learned.found],
        "new": [one.insight_id for one in learned.new],
        "measured": [one.insight_id for one in learned.measured],
        "nothing_qualifies": not learned.found,
    }


def as_record(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON takes it."""
    measure = finding.measure
    return {
        "id": finding.insight_id,
        "kind": finding.kind,
        "subject": finding.subject.named(),
        "score": finding.score,
        "n": measure.count,
        "customers": measure.customers,
        "of": measure.of,
        "unit": measure.unit,
        **_rate(measure.rate),
        "baseline": _rate(finding.baseline) if finding.baseline else None,
        "since": finding.window.since.isoformat(),
        "until": finding.window.until.isoformat(),
        "products": finding.products,
        "variants": finding.variants,
        "quotes": finding.quotes,
        "details": dict(finding.details),
        "owner": TYPES[finding.kind].owner,
        "action": {one: say(f"todo.{finding.kind}", one) for one in LANGUAGES},
    }


def contents(lake: Lake, window: Window, *, language: str) -> dict[str, Any]:
    """Return the topics and aspects of a window: counts, negative share, interval, examples."""
    tables = Tables()
    topics = topic_lines(lake, tables, window, (), language)
    examples = topic_examples(lake, tables, window)
    return {
        "topics": [
            {
                "id": one.topic_id,
                "name": one.name,
                "count": one.count,
                "customers": one.customers,
                "share": _rate(one.rate),
                "negative": _rate(one.negative),
                "examples": examples.get(one.topic_id, []),
            }
            for one in topics
        ],
        "aspects": [
            {
                "aspect": one.aspect,
                "count": one.count,
                "customers": one.customers,
                "negative": _rate(one.negative),
                "examples": list(one.examples),
            }
            for one in aspects(lake, tables, window)
        ],
    }


def per_message(lake: Lake) -> Iterator[Mapping[str, Any]]:
    """Yield each message with its aspects and their polarity, in the order of ids."""
    tables = Tables()
    messages, signals = tables.messages, tables.signals
    said = signals.filter(signals.type == SignalType.ASPECT)
    rows = lake.rows(said.select("message_id", "value", "polarity").distinct())
    of: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        entry = {"aspect": row["value"], "polarity": row["polarity"]}
        of.setdefault(row["message_id"], []).append(entry)
    for row in lake.rows(messages.select("message_id", "language", "topic").order_by("message_id")):
        found: Sequence[dict[str, Any]] = of.get(row["message_id"], [])
        yield {
            "id": row["message_id"],
            "lang": row["language"],
            "topic": row["topic"] or None,
            "aspects": sorted(found, key=lambda one: str(one["aspect"])),
        }


def _rate(rate: Rate) -> dict[str, float]:
    return {name: round(value, 6) for name, value in asdict(rate).items()}
