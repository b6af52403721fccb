"""Weigh decisions: is the assistant agreed with often enough, and does that go on? Pure.

Decisions are looked at whenever there is a new one, so the usual intervals, which hold for one
look, would let far more than 5 % through. All here holds at every look at once: a mixture of
likelihood ratios that, as long as the assistant is not good enough, passes 1 / `RISK` with a
chance of at most `RISK`, ever (Ville 1939; Ramdas et al., Statistical Science 2023).
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, inf, log, log1p

from scipy.special import betaincc, betaln

from assistant.improvement.autonomy.agreement import Agreed, Agreement
from assistant.improvement.changes.change_set import ChangeStake

RISK = 0.05
"""Most chance that a row is ever proposed though people agree less often than wanted."""

MOST_QUIET = 400
"""Decisions between two false alarms of drift, on average and at least."""

_FALLS = (0.05, 0.1, 0.25)  # of the agreement, that drift is looked for


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
    low: float  # bound of the share agreed, in [0, 1], that holds at every look
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
    if critical or drift(judgements, limit.agreed) >= MOST_QUIET:
        standing = TrustState.DRIFTED
    return Trust(
        decisions=len(judgements),
        agreed=agreed,
        critical=critical,
        people=len(by),
        low=lower_bound(agreed, len(judgements)),
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


def drift(judgements: Iterable[Agreed], least: float) -> float:
    """Return the evidence that from some decision on less than the share `least` was agreed with.

    Where `least` still holds, it passes a height only once in at least so many decisions.
    """
    last = deque(drifts(judgements, least), maxlen=1)
    return last[0] if last else 1.0


def drifts(judgements: Iterable[Agreed], least: float) -> Iterator[float]:
    """Yield the evidence of a drift after each decision.

    The mean of CUSUM statistics for several falls (Shin, Ramdas, Rinaldo, 2024, theorem 2.4).
    """
    sums = [0.0] * len(_FALLS)
    for one in judgements:
        is_agreed = one is Agreed.AGREED
        for place, fall in enumerate(_FALLS):
            worse = least - fall
            ratio = log(worse / least) if is_agreed else log((1 - worse) / (1 - least))
            sums[place] = max(0.0, sums[place]) + ratio
        yield sum(map(exp, sums)) / len(sums)
