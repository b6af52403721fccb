"""Weigh decisions: is the assistant agreed with often enough, and does that go on? Pure.

Decisions are looked at whenever there is a new one, so the usual intervals, which hold for one
look, would let far more than 5 % through. The interval here holds at every look at once: a mixture
of likelihood ratios that, as long as the assistant is not good enough, passes 1 / `RISK` with a
chance of at most `RISK`, ever (Ville 1939; Ramdas et al., Statistical Science 2023).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, log, log1p

from scipy.special import betaincc, betaln

from assistant.improvement.autonomy.agreement import Agreed, Agreement
from assistant.improvement.changes.change_set import ChangeStake

RISK = 0.05
"""Most chance that a row is ever proposed though people agree less often than wanted."""

MOST_QUIET = 400
"""Decisions between two false alarms of drift, on average and at least."""

NEWEST = (20, 80, 320, 1_280)
"""How many of the newest decisions drift is looked for in."""

PEOPLE = 2
"""Least number of people who decide: nobody raises a row alone."""

MOST_OF_ONE = 0.75
"""Most share of the decisions that one person may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustLimit:
    """Hold the evidence that a row of some stake needs, to be proposed and to stay."""

    agreed: float  # least share of decisions, in (0, 1)
    decisions: int  # least number


LIMITS: Mapping[ChangeStake, TrustLimit] = {
    ChangeStake.PLAIN: TrustLimit(agreed=0.90, decisions=20),
    ChangeStake.MONEY: TrustLimit(agreed=0.95, decisions=50),
    ChangeStake.LAW: TrustLimit(agreed=0.98, decisions=100),
}
"""A wrong word about socks is put right with a word; money comes back slowly, a court does not."""


class TrustState(StrEnum):
    """Name the standings of a row."""

    OPEN = "open"  # not enough is known
    EARNED = "earned"  # it may be proposed to go further
    DRIFTED = "drifted"  # people agree less than wanted, or a figure was wrong: it goes back


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Hold the evidence of decisions on a row."""

    decisions: int
    agreed: int
    critical: int
    people: int  # who decided
    low: float  # the share agreed lies above, at every look; in [0, 1]
    high: float  # and below
    standing: TrustState


def weigh(decisions: Sequence[Agreement], limit: TrustLimit) -> Trust:
    """Return the trust that decisions give, oldest first, since the row or its rules changed."""
    judgements = [one.judgement for one in decisions]
    by = Counter(one.by for one in decisions)
    alone = len(by) < PEOPLE or max(by.values()) > MOST_OF_ONE * len(decisions)
    agreed = sum(one is Agreed.AGREED for one in judgements)
    critical = sum(one is Agreed.CRITICAL for one in judgements)
    earned = (
        len(judgements) >= limit.decisions
        and not critical
        and not alone
        and log_evidence(agreed, len(judgements), limit.agreed) >= -log(RISK)
    )
    standing = TrustState.EARNED if earned else TrustState.OPEN
    if critical or has_drifted(judgements, limit.agreed):
        standing = TrustState.DRIFTED
    return Trust(
        decisions=len(judgements),
        agreed=agreed,
        critical=critical,
        people=len(by),
        low=lower_bound(agreed, len(judgements)),
        high=1.0 - lower_bound(len(judgements) - agreed, len(judgements)),
        standing=standing,
    )


def log_evidence(agreed: int, decisions: int, least: float) -> float:
    """Return the logarithm of the evidence that more than the share `least` is agreed with.

    The likelihood ratio to `least`, averaged over all shares above it with equal weight. `least` is
    in (0, 1).
    """
    missed = decisions - agreed
    above = float(betaincc(agreed + 1, missed + 1, least))
    if above <= 0.0:
        return -inf
    whole = float(betaln(agreed + 1, missed + 1)) + log(above)
    return whole - log1p(-least) - agreed * log(least) - missed * log1p(-least)


def lower_bound(agreed: int, decisions: int, *, risk: float = RISK) -> float:
    """Return the largest share that the decisions disprove, in [0, 1); 0: none."""
    low, high = 0.0, agreed / decisions if decisions else 0.0
    for _ in range(40):  # to far below a thousandth
        middle = (low + high) / 2
        enough = middle > 0.0 and log_evidence(agreed, decisions, middle) >= -log(risk)
        low, high = (middle, high) if enough else (low, middle)
    return low


def has_drifted(judgements: Sequence[Agreed], least: float) -> bool:
    """Tell whether of the newest decisions surely less than the share `least` was agreed with.

    The interval is the same, asked of the misses. Where `least` still holds, each look is wrong
    with a chance of at most 1 / `MOST_QUIET`.
    """
    enough = log(MOST_QUIET * len(NEWEST))
    for newest in (judgements[-most:] for most in NEWEST):
        missed = sum(one is not Agreed.AGREED for one in newest)
        if log_evidence(missed, len(newest), 1.0 - least) >= enough:
            return True
    return False
