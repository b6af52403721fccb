"""Test that a check that people do not agree with is switched off, and on by people alone."""

from datetime import datetime, timedelta

from assistant.conversation.ids import AgentId
from assistant.improvement.quality.judged_samples import draw
from assistant.improvement.quality.judgement_desk import JudgementDesk
from assistant.improvement.quality.kappa import LEAST_JUDGED
from assistant.insights.analysis_rows import CheckedSide, QualityName
from assistant.insights.queries.quality_views import CheckedPlace
from tests.support.memory.quality_book import MemoryQualityBook
from tests.support.seeds.conversation_events import NOON

MARA, NOOR = AgentId("mara"), AgentId("noor")


class Ticks:
    """A clock that goes on by a minute each time it is read."""

    def __init__(self) -> None:
        self._at = NOON

    def now(self) -> datetime:
        self._at += timedelta(minutes=1)
        return self._at


def place(number: int, **changed: object) -> CheckedPlace:
    fields: dict[str, object] = {
        "check": QualityName.TONE,
        "side": CheckedSide.ASSISTANT,
        "conversation_key": f"c{number}",
        "visit_id": f"m{number}",
        "message_id": f"m{number}",
        "at": NOON,
        "verdict": "failed" if number % 2 else "ok",
        "reason": "",
        "doubt": 0.5,
    }
    return CheckedPlace(**{**fields, **changed})  # type: ignore[arg-type]  # by name


def desk() -> JudgementDesk:
    return JudgementDesk(book=MemoryQualityBook(), clock=Ticks())


class TestTheDesk:
    async def test_switches_a_check_off_that_people_disagree_with(self) -> None:
        judging = desk()
        off = [
            await judging.judge(place(number), agrees=False, by=MARA)
            for number in range(LEAST_JUDGED)
        ]

        assert off == [False] * (LEAST_JUDGED - 1) + [True]
        assert await judging.off() == {QualityName.TONE}

    async def test_keeps_a_check_that_people_agree_with(self) -> None:
        judging = desk()
        for number in range(LEAST_JUDGED + 5):
            await judging.judge(place(number), agrees=True, by=MARA)

        assert await judging.off() == frozenset()

    async def test_forgets_what_was_judged_before_a_person_switched_it_on_again(self) -> None:
        judging = desk()
        for number in range(LEAST_JUDGED):
            await judging.judge(place(number), agrees=False, by=MARA)
        await judging.switch(QualityName.TONE, is_on=True, by=NOOR)

        assert await judging.off() == frozenset()
        assert not await judging.judge(place(99), agrees=False, by=MARA)
        assert (await judging.trust())[QualityName.TONE].with_people.pairs == 1

    async def test_leaves_out_returns_with_what_they_follow_from(self) -> None:
        judging = desk()
        await judging.switch(QualityName.RESOLVED, is_on=False, by=NOOR)

        assert QualityName.STILL_7D in await judging.off()

    async def test_knows_how_far_people_agree_with_each_other(self) -> None:
        judging = desk()
        for number in range(4):
            await judging.judge(place(number), agrees=True, by=MARA)
            await judging.judge(place(number), agrees=number > 0, by=NOOR)
        trust = (await judging.trust())[QualityName.TONE]

        assert (trust.among_people.pairs, trust.among_people.same) == (4, 3)
        assert trust.with_people.same == 4  # the first judgement of each counts


class TestTheSample:
    async def test_takes_each_stratum_in_turn_the_unsure_ones_first(self) -> None:
        places = [
            place(1, doubt=0.2),
            place(3, doubt=0.9),
            place(5, doubt=0.4),
            place(2, doubt=0.1),
        ]

        drawn = [one.visit_id for one in draw(places, [], by="mara")]

        assert drawn[:2] == ["m3", "m2"]
        assert drawn[2:] == ["m5", "m1"]

    async def test_shows_nobody_their_own_work_nor_the_same_place_twice(self) -> None:
        judging = desk()
        await judging.judge(place(1), agrees=True, by=MARA)
        places = [place(1), place(2, agent_id="mara", side=CheckedSide.PERSON), place(3)]

        drawn = draw(places, await judging.book.judgements(), by="mara")

        assert [one.visit_id for one in drawn] == ["m3"]

    async def test_shows_some_places_to_a_second_person(self) -> None:
        judging, places = desk(), [place(number) for number in range(200)]
        for one in places:
            await judging.judge(one, agrees=True, by=MARA)

        second = [*draw(places, await judging.book.judgements(), by="noor")]

        assert 20 <= len(second) <= 60  # one in five
