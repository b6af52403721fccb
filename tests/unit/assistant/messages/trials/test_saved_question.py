"""The verdict on an answer to a saved question."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.conversation.event_base import Reason, ReplyKind
from assistant.conversation.events import (
    Author,
    ConversationEvent,
    HandoffRequested,
    ReplySuggested,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Source
from assistant.messages.trials.saved_question import (
    Expectation,
    ExpectedOutcome,
    QuestionFault,
    SavedQuestion,
    broken,
    by_question,
    judge_answer,
    turned_red,
)
from assistant.messages.trials.trial import TriedTurn
from assistant.messages.trials.turn_trace import MovedFact, TraceStep
from tests.unit.assistant.messages.turning import CID

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
RETURNS = Source(
    title="Retours et remboursements", url="/fr/retours", quote="30 jours", language="fr", score=0.4
)


def question(**expected: object) -> SavedQuestion:
    return SavedQuestion(
        question_id="q1",
        version=3,
        text="Délai ?",
        expected=Expectation(**expected),  # type: ignore[arg-type]  # its fields
        by="zoe",
        at=NOON,
    )


def reply(text: str = "Vous avez 30 jours.", kind: ReplyKind = ReplyKind.ANSWERED) -> ReplyWritten:
    return ReplyWritten(
        conversation_id=CID,
        at=NOON,
        message_id=MessageId("r1"),
        author=Author.ASSISTANT,
        kind=kind,
        text=text,
        language="fr",
        answers=(),
        sources=(RETURNS,),
    )


def taken(decision: str, intent: str = "question") -> TurnTaken:
    return TurnTaken(
        conversation_id=CID,
        at=NOON,
        answers=(),
        intent=intent,
        confidence=0.9,
        language="fr",
        decision=decision,
        rule="r",
        latency_ms=1.0,
    )


def tried(*events: ConversationEvent, moved: MovedFact | None = None) -> TriedTurn:
    return TriedTurn(
        events=(),
        followed=events,
        receipts=(),
        steps=(TraceStep(fact=moved, began_ms=0.0, ms=1.0),) if moved else (),
        codes=(),
        baskets=0,
        at=NOON,
        ms=7.0,
    )


def faults(one: SavedQuestion, answer: TriedTurn) -> list[tuple[QuestionFault, str]]:
    return [(fault.fault, fault.what) for fault in judge_answer(one, answer).faults]


class TestAnAnswer:
    @pytest.mark.parametrize("source", ["", "retours", "/fr/retours", "RETOURS  et"])
    def test_from_the_expected_source_is_green(self, source: str) -> None:
        result = judge_answer(question(source=source, facts=("30\u00a0Jours",)), tried(reply()))

        assert result.is_green
        assert (result.question_version, result.kind, result.ms) == (3, "answered", 7.0)

    def test_from_another_source_names_it(self) -> None:
        assert faults(question(source="Livraison"), tried(reply())) == [
            (QuestionFault.OTHER_SOURCE, "Retours et remboursements")
        ]

    def test_that_lacks_facts_names_each(self) -> None:
        missing = faults(question(facts=("30 jours", "gratuit", "14")), tried(reply()))

        assert missing == [(QuestionFault.NOT_SAID, "gratuit"), (QuestionFault.NOT_SAID, "14")]

    def test_that_is_none_is_red(self) -> None:
        silent = tried(reply("Je ne sais pas.", ReplyKind.ABSTAINED))

        assert faults(question(), silent) == [(QuestionFault.NOT_ANSWERED, "")]
        assert faults(question(), tried()) == [(QuestionFault.NOT_ANSWERED, "")]

    def test_that_a_person_sees_first_counts(self) -> None:
        shown = ReplySuggested(
            conversation_id=CID,
            at=NOON,
            suggestion_id=MessageId("s1"),
            kind=ReplyKind.ANSWERED,
            text="Vous avez 30 jours.",
            language="fr",
            answers=(),
            rule="topic_returns",
            role="agent",
        )

        assert not faults(question(facts=("30 jours",)), tried(shown, reply("On regarde.")))


class TestSilence:
    def test_is_kept_or_is_not(self) -> None:
        silent = question(outcome=ExpectedOutcome.SILENT)

        assert not faults(silent, tried(reply("?", ReplyKind.ABSTAINED)))
        assert faults(silent, tried(reply())) == [(QuestionFault.ANSWERED, "")]


class TestAPerson:
    def test_is_asked_for_or_is_not(self) -> None:
        wanted = question(outcome=ExpectedOutcome.PERSON)
        asked = HandoffRequested(
            conversation_id=CID, at=NOON, reason=Reason.ANGER, rule="anger", messages=()
        )

        assert not faults(wanted, tried(asked, reply(kind=ReplyKind.HANDED_OFF)))
        assert faults(wanted, tried(reply())) == [(QuestionFault.NO_PERSON, "")]


class TestAnOperation:
    MOVED = MovedFact(move="Reply", wishes=("cancel_order",), rule="", text="", events=())

    @pytest.mark.parametrize("operation", ["", "cancel_order"])
    def test_that_opens_is_green(self, operation: str) -> None:
        wanted = question(outcome=ExpectedOutcome.OPERATION, operation=operation)

        assert not faults(wanted, tried(taken("Operate", "affirm"), moved=self.MOVED))

    def test_that_is_another_or_none_is_red(self) -> None:
        wanted = question(outcome=ExpectedOutcome.OPERATION, operation="return_items")
        not_one = replace(self.MOVED, move="NotAnOperation")

        expected = [(QuestionFault.NO_OPERATION, "return_items")]
        assert faults(wanted, tried(taken("Operate"), moved=self.MOVED)) == expected
        assert faults(wanted, tried(taken("Operate"), moved=not_one)) == expected
        assert faults(wanted, tried(taken("Answer"))) == expected


class TestRuns:
    def test_tell_what_turned_red(self) -> None:
        green = judge_answer(question(), tried(reply()))
        red = broken(question(), "TimeoutError")

        assert turned_red([green], [red]) == (red,)
        assert turned_red([red], [red]) == ()
        assert turned_red([], [red, green]) == (red,)
        assert by_question([red]) == {"q1": red}
