"""The counts of a rehearsal, and whether a change does harm."""

from assistant.improvement.rehearsal.played_talk import PlayedTalk
from assistant.improvement.rehearsal.rehearsal_tally import tally_verdicts
from assistant.improvement.rehearsal.talk_verdict import FoundMiss, Miss, TalkVerdict
from tests.unit.assistant.improvement.rehearsal.scenes import scenario


def verdict(name: str, *misses: Miss) -> TalkVerdict:
    return TalkVerdict(
        scenario_id=name,
        scenario_version=1,
        talk=PlayedTalk(),
        misses=tuple(FoundMiss(miss=one) for one in misses),
    )


def verdicts(*these: TalkVerdict) -> dict[str, TalkVerdict]:
    return {one.scenario_id: one for one in these}


class TestAChange:
    def test_that_breaks_a_protected_scenario_does_harm(self) -> None:
        kept = [scenario(name="a", protected=True), scenario(name="b")]

        tally = tally_verdicts(
            kept,
            verdicts(verdict("a", Miss.NOT_SAID), verdict("b")),
            verdicts(verdict("a"), verdict("b")),
        )

        assert tally.broken == ("a",)
        assert tally.does_harm

    def test_is_not_blamed_for_what_fails_already(self) -> None:
        failed = verdicts(verdict("a", Miss.ANSWERED))

        tally = tally_verdicts([scenario(name="a", protected=True)], failed, failed)

        assert (tally.broken, tally.answers, tally.does_harm) == ((), (), False)

    def test_that_answers_what_must_stay_silent_does_harm(self) -> None:
        tally = tally_verdicts(
            [scenario(name="a")], verdicts(verdict("a", Miss.ANSWERED)), verdicts(verdict("a"))
        )

        assert tally.answers == ("a",)
        assert tally.does_harm

    def test_that_may_lose_more_than_a_point_does_harm(self) -> None:
        kept = [scenario(name=f"s{place}") for place in range(40)]
        before = verdicts(*(verdict(one.scenario_id) for one in kept))
        after = {**before, "s1": verdict("s1", Miss.NOT_SAID)}

        tally = tally_verdicts(kept, after, before)

        assert tally.change.lost == 1
        assert tally.loses

    def test_that_loses_nothing_does_none(self) -> None:
        kept = [scenario(name="a")]

        tally = tally_verdicts(kept, verdicts(verdict("a")), verdicts(verdict("a", Miss.NOT_SAID)))

        assert tally.change.gained == 1
        assert not tally.does_harm


class TestWithoutAChange:
    def test_each_protected_scenario_that_fails_is_broken(self) -> None:
        kept = [scenario(name="a", protected=True), scenario(name="b")]

        tally = tally_verdicts(
            kept, verdicts(verdict("a", Miss.NOT_DONE), verdict("b", Miss.NOT_SAID))
        )

        assert (tally.played, tally.passed, tally.broken) == (2, 0, ("a",))
