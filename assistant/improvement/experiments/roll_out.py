"""Move a roll-out from stage to stage, each with enough days and visitors to see harm. Pure."""

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class RollOutStage:
    """Hold a stage: a share of the visitors, with the days and visitors that it takes."""

    share: float  # of the visitors, in (0, 1), who get the change
    days: int  # at least
    visitors: int  # at least, who got the change since the stage began


STAGES = (
    RollOutStage(share=0.01, days=2, visitors=20),
    RollOutStage(share=0.10, days=3, visitors=100),
    RollOutStage(share=0.50, days=0, visitors=0),
)
"""The last stage splits in halves, which learns most of each visitor; all of them is publishing."""

PATIENCE_DAYS = 5
"""Days after which `LEAST_VISITORS` are enough: a small shop would wait long for all of them."""

LEAST_VISITORS = 5
"""Visitors of each arm without whom no stage goes on, for no guard sees harm to nobody."""


def next_share(share: float, *, days: int, changed: int, control: int) -> float:
    """Return the share of the changed arm from now on, where nothing shows harm.

    `days` are those since the stage began, `changed` and `control` the visitors of both arms who
    were exposed since.
    """
    for stage, after in pairwise(STAGES):
        if share <= stage.share:
            needed = LEAST_VISITORS if days >= PATIENCE_DAYS else stage.visitors
            enough = changed >= needed and control >= LEAST_VISITORS
            return after.share if days >= stage.days and enough else share
    return share
