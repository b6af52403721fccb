"""Count the topics of a window, name them, and compare them with the time before."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis

from assistant.insights.analysis_rows import SignalType
from assistant.insights.insight import LEAST_CUSTOMERS, Window
from assistant.insights.lake.builds import Build
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.ports import TopicEdit, merges
from assistant.insights.queries.insight_views import TopicLine
from assistant.insights.queries.suppression import without_differences
from assistant.insights.ratios import BY_TOPIC, groups, within
from assistant.insights.statistics.intervals import Rate, differ, wilson
from assistant.insights.topics.topic_set import TopicSet

_EXAMPLES = 3


def load(build: Build) -> TopicSet:
    """Return a build's topics; none if the build has no file of topics."""
    return _load(build.topics)


@lru_cache(maxsize=2)
def _load(path: Path) -> TopicSet:
    try:
        return TopicSet.load(path)
    except FileNotFoundError:
        return TopicSet.none(0)


def names(build: Build, edits: Sequence[TopicEdit], language: str) -> dict[str, str]:
    """Return every topic's name in a language; a name that people gave comes first."""
    found = {
        one.topic_id: one.names.get(language) or next(iter(one.names.values()), "")
        for one in load(build).topics
    }
    given = {one.topic_id: one.names for one in edits if one.names}
    for topic, by_language in given.items():
        found[topic] = by_language.get(language) or next(iter(by_language.values()))
    return {topic: name or topic for topic, name in found.items()}


def topic_lines(
    lake: Lake,
    tables: Tables,
    window: Window,
    edits: Sequence[TopicEdit],
    language: str,
    *,
    whole: Tables | None = None,
) -> list[TopicLine]:
    """Return topics that enough customers speak of, most conversations first.

    `whole` are the tables that `tables` narrow down; see `suppression.without_differences`.
    """
    counted, of, of_before = _now_and_before(lake, tables, window)
    called, negative = names(lake.build, edits, language), _negative(lake, tables, window)
    born = {one.topic_id: one.born for one in load(lake.build).topics}
    into = merges(edits)
    found = []
    for row in counted:
        topic = row["topic"]
        if row["customers"] < LEAST_CUSTOMERS:
            continue
        rate, earlier = wilson(row["count"], of), wilson(row["was"], of_before)
        found.append(
            TopicLine(
                topic_id=topic,
                name=called.get(topic, topic),
                count=row["count"],
                customers=row["customers"],
                rate=rate,
                before=earlier,
                change=differ(rate, earlier) if of_before else None,
                negative=negative.get(topic, wilson(0, 0)),
                born=born.get(topic),
                merged=tuple(sorted(one for one, end in into.items() if end == topic)),
            )
        )
    if whole is not None:
        counts = {one.subject.topic: one.count for one in groups(lake, whole, BY_TOPIC, window)}
        told = without_differences(found, counts, lambda one: one.topic_id, lambda one: one.count)
        found = list(told.shown)
    return sorted(found, key=lambda one: (-one.count, one.topic_id))


def _now_and_before(
    lake: Lake, tables: Tables, window: Window
) -> tuple[list[dict[str, Any]], int, int]:
    """Return each topic's counts in a window, and in the same time before it as `was`.

    With them come all conversations of both times; 0 before if nothing had a topic then. It is one
    query for both, because building a query takes longer than running it.
    """
    before = Window.before(window.since, days=window.days)
    span = Window(since=before.since, until=window.until)
    on, every = within(BY_TOPIC.events(tables), span), within(BY_TOPIC.trials(tables), span)
    now, all_now = (one.day >= ibis.literal(window.since, "date") for one in (on, every))
    counted = lake.rows(
        on.group_by("topic").agg(
            count=on.conversation_key.nunique(where=now),
            customers=on.customer_key.nunique(where=now),
            was=on.conversation_key.nunique(where=~now),
        )
    )
    [of] = lake.rows(
        every.agg(
            now=every.conversation_key.nunique(where=all_now),
            was=every.conversation_key.nunique(where=~all_now),
        )
    )
    return counted, of["now"], of["was"] if any(row["was"] for row in counted) else 0


def topic_examples(lake: Lake, tables: Tables, window: Window) -> dict[str, list[str]]:
    """Return, by topic, the ids of the messages that lie closest to its middle."""
    told = within(tables.messages.filter(tables.messages.topic != ""), window)
    order = [ibis.desc("similarity"), "message_id"]
    ranked = told.mutate(place=ibis.row_number().over(group_by="topic", order_by=order))
    chosen = ranked.filter(ranked.place < _EXAMPLES).order_by(["topic", "place"])
    found: dict[str, list[str]] = {}
    for row in lake.rows(chosen.select("topic", "message_id", "place")):
        found.setdefault(row["topic"], []).append(row["message_id"])
    return found


def _negative(lake: Lake, tables: Tables, window: Window) -> Mapping[str, Rate]:
    """Return, by topic, the share of opinions that are negative."""
    signals = tables.signals.filter(tables.signals.type == SignalType.ASPECT)
    said = within(signals.filter(signals.topic != "", signals.polarity.notnull()), window)
    bad = said.polarity == -1
    rows = lake.rows(
        said.group_by("topic").agg(
            of=said.message_id.nunique(), count=said.message_id.nunique(where=bad)
        )
    )
    return {row["topic"]: wilson(row["count"], row["of"]) for row in rows}
