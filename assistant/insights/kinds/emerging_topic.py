"""12. Something that nobody spoke of before is spoken of."""

import numpy as np

from assistant.insights.facts import WEEK, customers, weekly
from assistant.insights.insight import Kind, Owner, Window
from assistant.insights.kinds.judgement import enough
from assistant.insights.kinds.insight_type import SearchScope, JudgedGroup, InsightType
from assistant.insights.kinds.spike import group_of
from assistant.insights.kinds.topic_counts import BY_TOPIC
from assistant.insights.statistics.intervals import wilson

NEW_WEEKS = 2
BEFORE_WEEKS = 8
LEAST_CONVERSATIONS = 10
STRAY = 0.02
"""Share of a topic's conversations that may be older: classification errs."""


def find_emerging_topics(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Return topics of the last two weeks that the eight before know nothing of."""
    weeks = NEW_WEEKS + BEFORE_WEEKS
    seen = weekly(asked.lake, asked.tables, type_.ratio, asked.window.until, weeks=weeks)
    if not seen.subjects or (seen.exposure == 0).any():
        return []  # what was before is not known, so that nothing is known to be new
    now, before = seen.counts[:, -NEW_WEEKS:].sum(axis=1), seen.counts[:, :-NEW_WEEKS].sum(axis=1)
    new = (now >= LEAST_CONVERSATIONS) & (before <= np.floor(STRAY * now))
    window = Window.before(asked.window.until, days=NEW_WEEKS * WEEK)
    behind = customers(asked.lake, asked.tables, type_.ratio, window)
    found = []
    for index in np.flatnonzero(new):
        group = group_of(seen.subjects[index], behind, int(seen.exposure[-NEW_WEEKS:].sum()))
        if enough(group):
            rate = wilson(group.count, group.of)
            at_least = rate.low * group.of
            found.append(JudgedGroup(group=group, rate=rate, at_least=at_least, window=window))
    return found


EMERGING_TOPIC = InsightType(
    kind=Kind.EMERGING_TOPIC,
    ratio=BY_TOPIC,
    find=find_emerging_topics,
    owner=Owner.MERCHANDISING,
    value=1.5,
    days=NEW_WEEKS * WEEK,
)
