"""Questions without an answer: which are still open, and asked again once for each version."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.conversation.event_base import Author, Reason, ReplyKind
from assistant.conversation.events import (
    ConversationEvent,
    ConversationResolved,
    HandoffRequested,
    MessageRevoked,
)
from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.outreach.fact_sources.question_facts import open_questions
from assistant.outreach.triggers.trigger import TriggerName
from tests.support.memory.assemblies.outreach_house import MONDAY, OutreachHouse
from tests.support.seeds.conversation_events import replied, wrote
from tests.support.seeds.outreach_facts import ANSWER, QUESTION, unanswered_question

C1 = ConversationId("c1")
ASKED = MONDAY + timedelta(days=1)
NOW = MONDAY + timedelta(days=3)
OPEN = unanswered_question(C1, ASKED)


def still_open(*later: ConversationEvent, days: int = 0) -> list[str]:
    return [one.message_id for one in open_questions([*OPEN, *later], NOW + timedelta(days=days))]


class TestAQuestionIsOpen:
    def test_that_had_no_answer(self) -> None:
        assert still_open() == ["q1"]

    def test_that_was_given_to_a_person_who_said_nothing(self) -> None:
        asked = HandoffRequested(
            conversation_id=C1, at=ASKED, reason=Reason.NO_EVIDENCE, messages=(MessageId("q2"),)
        )
        assert still_open(wrote("q2", at=ASKED, text="Et en bleu ?"), asked) == ["q1", "q2"]

    def test_also_beside_answers_to_other_questions(self) -> None:
        none = replace(replied("r2", "q2", at=ASKED), kind=ReplyKind.ABSTAINED)
        answered = replied("r3", "m3", at=ASKED)
        later: list[ConversationEvent] = [
            wrote("q2", at=ASKED, text="Et ?"),
            none,
            wrote("m3", at=ASKED),
            answered,
        ]
        assert still_open(*later) == ["q1"]


class TestAQuestionIsClosed:
    @pytest.mark.parametrize(
        "event",
        [
            replace(replied("r2", at=ASKED), author=Author.AGENT),
            ConversationResolved(conversation_id=C1, at=ASKED, by=AgentId("ops")),
            MessageRevoked(conversation_id=C1, at=ASKED, message_id=MessageId("q1")),
            replace(replied("o1", at=ASKED), author=Author.SYSTEM, origin="basket_question"),
        ],
    )
    def test_by_people_by_the_customer_and_by_a_message_that_told_it(
        self, event: ConversationEvent
    ) -> None:
        assert still_open(event) == []

    def test_by_an_answer_to_the_same_in_other_words(self) -> None:
        again = wrote("q2", at=ASKED, text="De quoi est-elle faite ?")
        assert still_open(again, replied("r2", "q2", at=ASKED)) == []

    def test_by_a_month(self) -> None:
        assert still_open(days=29) == []

    def test_not_by_the_desks_own_rules(self) -> None:
        assert still_open(ConversationResolved(conversation_id=C1, at=ASKED)) == ["q1"]


class TestAnAnswer:
    async def test_is_told_once_to_who_proved_nothing(self) -> None:
        one = OutreachHouse(on=(TriggerName.QUESTION_ANSWERED,))
        one.clock.at = ASKED
        at = await one.meet("lea")
        await one.log.append(at, unanswered_question(at, ASKED))
        one.clock.at = NOW
        await one.go()
        assert one.ledger() == []
        one.trial.says = ANSWER
        for _ in range(3):
            await one.go()
        (said,) = await one.said(at)
        assert said.template is not None
        assert said.template.body == ("3 novembre 2026", QUESTION, ANSWER)
        assert set(one.trial.asked) == {QUESTION}

    async def test_is_the_same_message_before_and_after_the_customer_is_known(self) -> None:
        one = OutreachHouse(on=(TriggerName.QUESTION_ANSWERED,))
        one.clock.at = ASKED
        at = await one.meet("lea", known=False)
        await one.log.append(at, unanswered_question(at, ASKED))
        one.clock.at = NOW
        await one.look()
        one.trial.says = ANSWER
        await one.look()
        await one.log.append(at, [one.proof(at, "lea")])
        for _ in range(3):
            await one.go()
        assert len(await one.said(at)) == 1

    async def test_that_is_too_long_is_none(self) -> None:
        one = OutreachHouse(on=(TriggerName.QUESTION_ANSWERED,))
        one.clock.at = ASKED
        at = await one.meet("lea")
        await one.log.append(at, unanswered_question(at, ASKED))
        one.clock.at = NOW
        await one.look()
        one.trial.says = ANSWER * 20
        await one.go()
        assert one.ledger() == []
