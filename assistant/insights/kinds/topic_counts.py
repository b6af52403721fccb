"""Topics by week: what spikes, drifts and new topics are told from."""

from ibis.expr import types as ir

from assistant.insights import facts
from assistant.insights.facts import Ratio
from assistant.insights.lake.lake import Tables


def on_topics(tables: Tables) -> ir.Table:
    """Return the messages that have a topic."""
    return tables.messages.filter(tables.messages.topic != "")


BY_TOPIC = Ratio(events=on_topics, by=("topic",), trials=facts.conversations)
