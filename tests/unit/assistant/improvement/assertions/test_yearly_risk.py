"""In a year in which nothing gets worse, a part that looks every night says so one time in 20."""

from datetime import date
from types import MappingProxyType

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.improvement.assertions.observed_figures import ObservedFigures
from assistant.improvement.assertions.part_rules import observe
from assistant.improvement.quality.failing_checks import DAYS, fails_more
from assistant.insights.analysis_rows import CheckedSide, QualityName
from assistant.insights.insight import Window
from assistant.insights.queries.quality_views import CheckLine, CheckTally
from assistant.insights.queries.report_views import VisitCounts, WorkLine, WorkOutcome
from assistant.insights.statistics.intervals import NIGHTS

YEARS = 40
MOST = 5  # of 40 years: more have a probability of 1 in 70 at a risk of 5 %
TOPICS, TOPIC_DAYS = 4, 28
WINDOW = Window(since=date(2026, 6, 1), until=date(2026, 6, 29))

Counts = NDArray[np.int64]


def windows(days: int, things: int, *, visits: int, rate: float) -> tuple[Counts, Counts]:
    """Return visits and events of the `days` before each night, of shape (nights, things, years).

    The nights of the year come after as many days before them as two windows take.
    """
    chance = np.random.default_rng(18)
    seen = chance.poisson(visits, (NIGHTS + 2 * days, things, YEARS))
    both = []
    for daily in (seen, chance.binomial(seen, rate)):
        summed = np.cumsum(np.concatenate([np.zeros_like(daily[:1]), daily]), axis=0)
        both.append(summed[days:] - summed[:-days])
    return both[0], both[1]


def tally(checked: int, failed: int) -> CheckTally:
    return CheckTally(checked=checked, passed=checked - failed, customers=checked)


def visits_of(of: int, unanswered: int) -> VisitCounts:
    counts = dict.fromkeys(WorkOutcome, 0)
    counts |= {WorkOutcome.UNANSWERED: unanswered, WorkOutcome.RESOLVED: of - unanswered}
    return VisitCounts(customers=of, counts=MappingProxyType(counts))


@pytest.mark.slow
@pytest.mark.parametrize(("visits", "rate"), [(10, 0.2), (50, 0.1)])
def test_checks_that_fail_as_ever_are_seldom_said_to_fail_more(visits: int, rate: float) -> None:
    checked, failed = windows(DAYS, len(QualityName), visits=visits, rate=rate)

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


@pytest.mark.slow
def test_topics_that_stay_open_as_ever_are_seldom_said_to_do_so_more() -> None:
    asked, opened = windows(TOPIC_DAYS, TOPICS, visits=8, rate=0.3)

    def line(topic: int, year: int, night: int) -> WorkLine:
        now, before = (
            visits_of(int(asked[it, topic, year]), int(opened[it, topic, year]))
            for it in (night + TOPIC_DAYS, night)
        )
        return WorkLine(name=f"t{topic}", now=now, before=before)

    def says(year: int, night: int) -> bool:
        lines = [line(topic, year, night) for topic in range(TOPICS)]
        figures = ObservedFigures(
            topics=lines, window=WINDOW, complaint_window=WINDOW, check_window=WINDOW
        )
        return any(one.is_firm for one in observe(figures))

    wrong = sum(any(says(year, night) for night in range(NIGHTS)) for year in range(YEARS))
    assert wrong <= MOST
