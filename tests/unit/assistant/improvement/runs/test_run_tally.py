"""The counts of a run, and whether a change does harm."""

from dataclasses import replace

from assistant.improvement.rehearsal.played_talk import PlayedTalk
from assistant.improvement.rehearsal.talk_verdict import FoundMiss, Miss, TalkVerdict
from assistant.improvement.runs.run_tally import tally_verdicts, turned_red
from tests.unit.assistant.improvement.rehearsal.scenes import scenario


def verdict(name: str, *misses: Miss, before: bool | None = None) -> TalkVerdict:
    return TalkVerdict(
        scenario_id=name,
        scenario_version=1,
        talk=PlayedTalk(),
        misses=tuple(FoundMiss(miss=one) for one in misses),
        before=before,
    )


class TestAChange:
    def test_that_breaks_a_protected_scenario_does_harm(self) -> None:
        kept = [scenario(name="a", protected=True), scenario(name="b")]

        tally = tally_verdicts(kept, [verdict("a", Miss.NOT_SAID), verdict("b")], {"a"})

        assert tally.broken == ("a",)
        assert tally.does_harm

    def test_is_not_blamed_for_what_fails_already(self) -> None:
        failed = [verdict("a", Miss.ANSWERED, before=False)]

        tally = tally_verdicts([scenario(name="a", protected=True)], failed, ())

        assert (tally.broken, tally.answers, tally.does_harm) == ((), (), False)

    def test_that_answers_what_must_stay_silent_does_harm(self) -> None:
        tally = tally_verdicts([scenario(name="a")], [verdict("a", Miss.ANSWERED)], {"a"})

        assert tally.answers == ("a",)
        assert tally.does_harm

    def test_that_may_lose_more_than_a_talk_in_a_hundred_does_harm(self) -> None:
        kept = [scenario(name=f"s{place}") for place in range(40)]
        after = [verdict(one.scenario_id) for one in kept[1:]]

        tally = tally_verdicts(kept, [verdict("s0", Miss.NOT_SAID), *after], {"s0"})

        assert tally.change.lost == 1
        assert tally.does_harm

    def test_that_turns_a_question_red_is_for_any_person_to_look_at(self) -> None:
        talk = scenario(name="a")
        question = replace(talk, part=replace(talk.part, once=True))

        tally = tally_verdicts([question], [verdict("a", Miss.NOT_ANSWERED)], {"a"})

        assert (tally.passed, tally.change.pairs, tally.does_harm) == (0, 0, False)

    def test_that_loses_nothing_does_none(self) -> None:
        tally = tally_verdicts([scenario(name="a")], [verdict("a", before=False)], ())

        assert tally.change.gained == 1
        assert not tally.does_harm


class TestWithoutAChange:
    def test_each_protected_scenario_that_fails_is_broken(self) -> None:
        kept = [scenario(name="a", protected=True), scenario(name="b")]

        tally = tally_verdicts(kept, [verdict("a", Miss.NOT_DONE), verdict("b", Miss.NOT_SAID)])

        assert (tally.played, tally.passed, tally.broken) == (2, 0, ("a",))


def test_turned_red_is_what_passed_in_the_run_before_or_at_the_same_time() -> None:
    before = [verdict("old", Miss.NOT_SAID), verdict("fine")]
    red = [verdict(one, Miss.NOT_SAID) for one in ("old", "fine", "new")]
    beside = [verdict("old", Miss.SAID, before=True), verdict("fine", Miss.SAID, before=False)]

    assert [one.scenario_id for one in turned_red(before, [*red, verdict("green")])] == [
        "fine",
        "new",
    ]
    assert [one.scenario_id for one in turned_red(before, beside)] == ["old"]
