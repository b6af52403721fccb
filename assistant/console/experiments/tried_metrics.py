"""Choose the metrics that a change can be judged by. Pure."""

from collections.abc import Sequence

import orjson

from assistant.improvement.changes.change_set import ChangeSet
from assistant.kit.experiments.experiment import VisitorMetric
from assistant.messages.trials.tried_changes import (
    ADVICE,
    PAGE,
    SETTINGS,
    VERIFIED,
)

METRICS = (
    VisitorMetric.RESOLVED,
    VisitorMetric.HANDED_OVER,
    VisitorMetric.UNANSWERED,
    VisitorMetric.DISLIKED,
)
"""The metrics that a visit tells, for every change of a turn."""

OF_SALES = (VisitorMetric.ORDERED,)
"""The metric of changes that are made to sell; the value of orders is watched as a guard."""


def metrics_of(change: ChangeSet, *, sells: bool) -> Sequence[VisitorMetric]:
    """Return the metrics that a change can be judged by, the one to begin with first.

    `sells` tells whether sales of the shop are taken in. A code that answers an objection to a
    price is worth what is bought with it, and nothing else.
    """
    kind, content = str(change.kind), change.change.content
    if not sells:
        return METRICS
    if kind == SETTINGS and all(one.startswith(ADVICE) for one in orjson.loads(content)):
        return (*OF_SALES, *METRICS)
    return (*METRICS, *OF_SALES) if kind in {VERIFIED, PAGE} else METRICS
