"""Find the topics of a build: those of the build before, and new ones among the remaining texts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import ibis
import numpy as np
from ibis.expr import types as ir

from assistant.insights.analysis_rows import Origin, Rows
from assistant.insights.insight import Window
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.ratios import within
from assistant.insights.rounds.build_sources import Keys
from assistant.insights.topics.topic_discovery import LEAST, MOST_TEXTS, Text, discover
from assistant.insights.topics.topic_set import TopicSet

LOOK_DAYS = 56
"""Days whose texts without a topic are read again: with newer texts they may make one."""

LOOKED_AT = 6_000
"""Conversations or texts in which a build looks for topics."""


def look_again(lake: Lake, *, until: date, split: Collection[str], limit: int) -> Keys:
    """Return texts that have no topic yet, and all texts of topics that are to be split.

    Of the first up to `limit`, the newest. Of the second all, because a text that was not read
    again
    would stay with a topic that is no more.
    """
    messages = Tables().messages
    recent = within(messages, Window.before(until, days=LOOK_DAYS))
    lost = _by_conversation(recent.filter(recent.topic == "", recent.question))
    rows = lake.rows(lost.order_by([ibis.desc("at"), "conversation_key"]).limit(limit))
    if split:
        of_split = _by_conversation(messages.filter(messages.topic.isin(sorted(split))))
        rows += lake.rows(of_split.order_by([ibis.desc("at"), "conversation_key"]))
    found = {row["conversation_key"]: row["origin"] for row in rows}  # each once
    return Keys(
        conversations=[key for key, origin in found.items() if origin == Origin.CONVERSATION],
        texts=[key for key, origin in found.items() if origin != Origin.CONVERSATION],
    )


def _by_conversation(messages: ir.Table) -> ir.Table:
    return messages.group_by(["conversation_key", "origin"]).agg(at=messages.at.max())


def sample(keys: Keys, limit: int) -> Keys:
    """Return up to `limit` of the ids, evenly spread."""
    share = limit / max(len(keys), 1)
    return Keys(
        conversations=_spread(keys.conversations, share), texts=_spread(list(keys.texts), share)
    )


def _spread(things: Sequence[str], share: float) -> Sequence[str]:
    if share >= 1 or not things:
        return things
    places = np.linspace(0, len(things) - 1, max(round(len(things) * share), 1))
    return [things[int(place)] for place in places]


def find_topics(
    known: TopicSet,
    read: Iterable[Rows],
    *,
    on: date,
    before: TopicSet | None,
    least: int = LEAST,
) -> TopicSet:
    """Return `known` with new topics of the texts that no known topic reaches; see `discover`."""
    texts: list[Text] = []
    vectors: list[np.ndarray] = []
    for rows in read:
        for message in rows.messages:
            vector = rows.vectors.get(message.message_id)
            if vector is not None and len(texts) < MOST_TEXTS:
                text = rows.masked.get(message.message_id, message.text)
                texts.append(
                    Text(message_id=message.message_id, text=text, language=message.language)
                )
                vectors.append(vector)
    if not vectors:
        return known
    matrix = np.asarray(vectors, np.float32)
    lost = [i for i, (topic, _) in enumerate(known.assign(matrix)) if not topic]
    return discover(
        known, [texts[i] for i in lost], matrix[lost], on=on, before=before, least=least
    )


def with_topics(rows: Rows, topics: TopicSet) -> Rows:
    """Return the messages with the topic of each, and all other rows with their message's."""
    vectors: Mapping[str, np.ndarray] = rows.vectors
    told = [one for one in rows.messages if one.message_id in vectors]
    if not told or not topics.topics:
        return rows
    found = topics.assign(np.asarray([vectors[one.message_id] for one in told], np.float32))
    of = {one.message_id: pair for one, pair in zip(told, found, strict=True) if pair[0]}
    if not of:
        return rows
    messages = [
        replace(one, topic=of[one.message_id][0], similarity=round(of[one.message_id][1], 4))
        if one.message_id in of
        else one
        for one in rows.messages
    ]
    signals = [
        replace(one, topic=of[one.message_id][0]) if one.message_id in of else one
        for one in rows.signals
    ]
    visits = [
        replace(one, topic=of[one.asked_id][0]) if one.asked_id in of else one
        for one in rows.visits
    ]
    checks = [
        replace(one, topic=of[one.asked_id][0]) if one.asked_id in of else one
        for one in rows.checks
    ]
    return replace(rows, messages=messages, signals=signals, visits=visits, checks=checks)
