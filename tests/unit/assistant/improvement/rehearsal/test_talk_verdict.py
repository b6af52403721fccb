"""The verdict on a talk."""

from dataclasses import replace

import pytest

from assistant.conversation.event_base import ReplyKind
from assistant.improvement.rehearsal.played_talk import DryEffect, PlayedTalk, PlayedTurn
from assistant.improvement.rehearsal.saved_scenario import (
    ANY_OPERATION,
    ExpectedEffect,
    TalkExpectation,
)
from assistant.improvement.rehearsal.talk_verdict import Miss, judge_talk
from tests.unit.assistant.improvement.rehearsal.scenes import scenario

CANCELLED = DryEffect(effect="cancel_order", order="BM1", values=("no_longer_needed", "45.00"))


def turn(said: str = "", *effects: DryEffect, kind: str = ReplyKind.ANSWERED) -> PlayedTurn:
    return PlayedTurn(wrote=("?",), said=said, kind=kind, effects=effects, sources=("Retours /r",))


def misses(expected: TalkExpectation, *turns: PlayedTurn, **talk: bool) -> list[Miss]:
    played = PlayedTalk(turns=turns, person=talk.get("person", False), proven=False)
    return [one.miss for one in judge_talk(scenario(expected), played).misses]


WANTED = TalkExpectation(effects=(ExpectedEffect(effect="cancel_order", holds=("bm1", "45.00")),))


class TestEffects:
    def test_that_must_be_are_there(self) -> None:
        assert misses(WANTED, turn("C'est fait.", CANCELLED)) == []

    def test_that_are_missing_are_told(self) -> None:
        assert misses(WANTED, turn("Non.")) == [Miss.NOT_DONE]

    def test_on_other_values_are_both_missing_and_unasked(self) -> None:
        other = DryEffect(effect="cancel_order", order="BM2", values=("45.00",))

        assert misses(WANTED, turn("", other)) == [Miss.DONE_UNASKED, Miss.NOT_DONE]

    def test_that_nobody_named_must_not_be(self) -> None:
        assert misses(TalkExpectation(), turn("", CANCELLED)) == [Miss.DONE_UNASKED]

    def test_count_once_for_each_that_must_be(self) -> None:
        assert misses(WANTED, turn("", CANCELLED, CANCELLED)) == [Miss.DONE_UNASKED]


class TestWords:
    def test_are_said_in_any_case(self) -> None:
        expected = TalkExpectation(says=("30 JOURS",), source="retours")

        assert misses(expected, turn("Vous avez 30 jours.")) == []

    def test_that_are_missing_or_forbidden_are_told(self) -> None:
        expected = TalkExpectation(says=("30 jours",), never_says=("14",), source="Livraison")

        found = misses(expected, turn("14 jours"))

        assert found == [Miss.SAID, Miss.NOT_SAID, Miss.OTHER_SOURCE]

    def test_must_not_promise(self) -> None:
        promise = turn("Je vous rembourse demain, promis.")

        assert misses(TalkExpectation(), promise) == [Miss.PROMISED]
        assert misses(TalkExpectation(no_promise=False), promise) == []

    def test_must_not_be_where_silence_is_wanted(self) -> None:
        silent = TalkExpectation(silent=True)

        assert misses(silent, turn("30 jours.")) == [Miss.ANSWERED]
        assert misses(silent, turn("Je ne sais pas.", kind=ReplyKind.ABSTAINED)) == []


class TestAQuestion:
    def test_that_must_be_answered_is_answered_in_some_reply(self) -> None:
        wanted = TalkExpectation(answered=True)

        assert misses(wanted, turn("30 jours.")) == []
        assert misses(wanted, turn("Je ne sais pas.", kind=ReplyKind.ABSTAINED)) == [
            Miss.NOT_ANSWERED
        ]
        assert misses(wanted) == [Miss.NOT_ANSWERED]

    @pytest.mark.parametrize("operation", [ANY_OPERATION, "cancel_order"])
    def test_that_must_open_an_operation_opens_it(self, operation: str) -> None:
        opened = replace(turn(kind=ReplyKind.ASKED), opens=("cancel_order", "affirm"))

        assert misses(TalkExpectation(opens=operation), opened) == []
        assert misses(TalkExpectation(opens=operation), turn()) == [Miss.NOT_OPENED]
        assert misses(TalkExpectation(opens="return_items"), opened) == [Miss.NOT_OPENED]


class TestPeople:
    def test_are_asked_where_they_must_be(self) -> None:
        assert misses(TalkExpectation(person=True), turn()) == [Miss.NOT_HANDED_OVER]
        assert misses(TalkExpectation(person=False), turn(), person=True) == [Miss.HANDED_OVER]
        assert misses(TalkExpectation(), turn(), person=True) == []

    def test_are_proven_only_where_they_may_be(self) -> None:
        assert misses(TalkExpectation(proven=True), turn()) == [Miss.NOT_PROVEN]

    def test_of_a_talk_that_broke_off_are_not_looked_at(self) -> None:
        verdict = judge_talk(scenario(WANTED), PlayedTalk(broken="no_order"))

        assert [(one.miss, one.what) for one in verdict.misses] == [(Miss.BROKEN, "no_order")]
