"""In a year in which nothing gets worse, a check is said to fail more one time in 20."""

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.improvement.quality.failing_checks import DAYS, fails_more
from assistant.insights.analysis_rows import CheckedSide, QualityName
from assistant.insights.queries.quality_views import CheckLine, CheckTally
from assistant.insights.statistics.intervals import NIGHTS

YEARS = 40
MOST = 5  # of 40 years: more have a probability of 1 in 70 at a risk of 5 %

Counts = NDArray[np.int64]


def windows(visits: int, rate: float) -> tuple[Counts, Counts]:
    """Return visits and failures of the `DAYS` before each night, of shape (nights, checks, years).

    The nights of the year come after as many days before them as two windows take.
    """
    chance = np.random.default_rng(18)
    seen = chance.poisson(visits, (NIGHTS + 2 * DAYS, len(QualityName), YEARS))
    both = []
    for daily in (seen, chance.binomial(seen, rate)):
        summed = np.cumsum(np.concatenate([np.zeros_like(daily[:1]), daily]), axis=0)
        both.append(summed[DAYS:] - summed[:-DAYS])
    return both[0], both[1]


def tally(checked: int, failed: int) -> CheckTally:
    return CheckTally(checked=checked, passed=checked - failed, customers=checked)


@pytest.mark.slow
@pytest.mark.parametrize(("visits", "rate"), [(10, 0.2), (50, 0.1)])
def test_checks_that_fail_as_ever_are_seldom_said_to_fail_more(visits: int, rate: float) -> None:
    checked, failed = windows(visits, rate)

    def says(name: int, year: int, night: int) -> bool:
        now, before = ((it, name, year) for it in (night + DAYS, night))
        return fails_more(
            CheckLine(
                check=QualityName.COMPLETE,
                side=CheckedSide.ASSISTANT,
                now=tally(int(checked[now]), int(failed[now])),
                before=tally(int(checked[before]), int(failed[before])),
            )
        )

    wrong = sum(
        any(says(name, year, night) for name in range(len(QualityName)) for night in range(NIGHTS))
        for year in range(YEARS)
    )
    assert wrong <= MOST
