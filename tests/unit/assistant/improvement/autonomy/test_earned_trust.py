"""How many decisions are enough, whoever looks how often, and how soon a fall is seen."""

import random
from dataclasses import replace
from functools import cache
from math import log

import pytest

from assistant.improvement.autonomy.agreement import Agreed, Agreement
from assistant.improvement.autonomy.earned_trust import (
    LIMITS,
    MOST_QUIET,
    RISK,
    TrustState,
    has_drifted,
    log_evidence,
    lower_bound,
    weigh,
)
from assistant.improvement.changes.change_set import ChangeStake
from tests.contract.agreement_book import ONE

PLAIN = LIMITS[ChangeStake.PLAIN]
YES, NO, WRONG = Agreed.AGREED, Agreed.MISSED, Agreed.CRITICAL


evidence, bound = cache(log_evidence), cache(lower_bound)  # of the same counts again and again


def decided(*judgements: Agreed, people: int = 3) -> list[Agreement]:
    return [
        replace(ONE, decision_id=str(number), judgement=one, by=f"agent{number % people}")
        for number, one in enumerate(judgements)
    ]


def drawn(chance: random.Random, share: float, count: int) -> list[Agreed]:
    return [YES if chance.random() < share else NO for _ in range(count)]


class TestTrust:
    def test_is_open_while_too_little_is_known(self) -> None:
        trust = weigh(decided(*[YES] * (PLAIN.decisions - 1)), PLAIN)

        assert trust.standing is TrustState.OPEN

    def test_is_earned_by_many_who_agree(self) -> None:
        trust = weigh(decided(*[YES] * 60), PLAIN)

        assert trust.standing is TrustState.EARNED
        assert (trust.decisions, trust.agreed) == (60, 60)
        assert 0.9 < trust.low < 1.0

    def test_is_earned_by_nobody_alone(self) -> None:
        alone = weigh(decided(*[YES] * 200, people=1), PLAIN)
        mostly = [*decided(*[YES] * 160, people=1), replace(ONE, decision_id="x", by="other")]

        assert alone.standing is weigh(mostly, PLAIN).standing is TrustState.OPEN
        assert (alone.people, alone.agreed) == (1, 200)

    def test_is_lost_by_one_wrong_figure(self) -> None:
        trust = weigh(decided(*[YES] * 200, WRONG), PLAIN)

        assert trust.standing is TrustState.DRIFTED
        assert trust.critical == 1

    def test_is_lost_once_people_stop_agreeing(self) -> None:
        assert weigh(decided(*[YES] * 200, *[NO] * 12), PLAIN).standing is TrustState.DRIFTED

    @pytest.mark.parametrize("stake", list(ChangeStake))
    def test_is_hardly_ever_earned_by_less_than_is_wanted_however_often_it_is_looked_at(
        self, stake: ChangeStake
    ) -> None:
        limit, chance, wrongly = LIMITS[stake], random.Random(11), 0  # noqa: S311
        for _ in range(200):
            agreed = 0
            for number in range(1, 401):
                agreed += chance.random() < limit.agreed  # on the border itself: the worst case
                enough = evidence(agreed, number, limit.agreed) >= -log(RISK)
                if number >= limit.decisions and enough:
                    wrongly += 1
                    break

        assert wrongly / 200 <= 0.07  # 5 %, as far as 200 runs can tell


class TestALowerBound:
    def test_grows_with_what_is_known(self) -> None:
        assert lower_bound(0, 0) == 0.0
        assert lower_bound(20, 20) < lower_bound(200, 200) < 1.0
        assert lower_bound(150, 200) < 0.75

    def test_holds_at_every_look(self) -> None:
        chance, broken = random.Random(3), 0  # noqa: S311
        for _ in range(60):
            agreed, low = 0, 0.0
            for number in range(1, 151):
                agreed += chance.random() < 0.8
                if number % 5 == 0:
                    low = max(low, bound(agreed, number))
            broken += low > 0.8

        assert broken / 60 <= RISK + 0.05


class TestDrift:
    def test_is_hardly_seen_where_people_agree_as_wanted(self) -> None:
        chance, alarms = random.Random(7), 0  # noqa: S311
        for _ in range(10):
            judged = drawn(chance, 0.95, 400)
            alarms += sum(has_drifted(judged[:n], 0.95) for n in range(1, 401))

        assert alarms <= 10 * 400 / MOST_QUIET

    @pytest.mark.parametrize(("share", "most"), [(0.5, 20), (0.7, 60)])
    def test_is_seen_soon_after_a_fall(self, share: float, most: int) -> None:
        chance = random.Random(2)  # noqa: S311
        judged = drawn(chance, 0.99, 200)
        fallen = [*judged, *drawn(chance, share, 200)]

        after = next(n for n in range(200) if has_drifted(fallen[: 200 + n], 0.95))

        assert not has_drifted(judged, 0.95)
        assert after <= most
