"""Whole turns in which a person should go on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    ConversationAssigned,
    ConversationEvent,
    CustomerWrote,
    HandoffOffered,
    HandoffRequested,
    Reason,
    ReplyKind,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import AgentId, MessageId
from assistant.messages.policy.escalation_rules import EscalationRules, ReasonHandling, Reopening
from assistant.messages.turn_outcome import Outcome, drafted, is_alone, resumed, with_second
from assistant.operations.dialogue.engine_moves import UNAVAILABLE
from assistant.understanding.types import MessageSignal, Signal, Understanding
from tests.support.seeds.conversation_events import NOON, started, wrote
from tests.support.seeds.people_events import claimed, handed_off, released, resolved
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import CID, FAR, RETURNS, Assistant

TALK = TEXTS["fr"].talk_to_person
T = TypeVar("T", bound=ConversationEvent)


def meant(*signals: Signal) -> Understanding:
    found = (MessageSignal(signal=one, rule="words", confidence=1.0) for one in signals)
    return replace(asked("Combien de jours ?"), signals=tuple(found))


def question(message: str) -> CustomerWrote:
    return wrote(message, text="Combien de jours pour un retour ?")


def only(events: Sequence[ConversationEvent], kind: type[T]) -> T:
    (one,) = (event for event in events if isinstance(event, kind))
    return one


def none_of(events: Sequence[ConversationEvent], kind: type[ConversationEvent]) -> bool:
    return not any(isinstance(event, kind) for event in events)


def told(kind: ReplyKind, text: str) -> Draft:
    return Draft(kind=kind, text=text, language="fr")


def answered(kind: ReplyKind, text: str) -> Outcome:
    return Outcome(draft=told(kind, text))


ASKED = replace(meant(), message="et deux ?")

NAMED = "un\n\nPour « et deux », je ne trouve rien dans les pages de la boutique."


class TestTheAnswerToASecondQuestion:
    @pytest.mark.parametrize(
        ("first", "second", "kind", "text"),
        [
            (ReplyKind.DID, ReplyKind.ANSWERED, ReplyKind.DID, "un\n\ndeux"),
            (ReplyKind.ANSWERED, ReplyKind.ABSTAINED, ReplyKind.ANSWERED, NAMED),
            (ReplyKind.ASKED, ReplyKind.ANSWERED, ReplyKind.ASKED, "deux\n\nun"),
            (ReplyKind.ABSTAINED, ReplyKind.ANSWERED, ReplyKind.ANSWERED, "deux\n\nun"),
            (ReplyKind.ABSTAINED, ReplyKind.ABSTAINED, ReplyKind.ABSTAINED, "un"),
        ],
    )
    def test_stands_where_a_reader_expects_it(
        self, first: ReplyKind, second: ReplyKind, kind: ReplyKind, text: str
    ) -> None:
        both = with_second(Outcome(draft=told(first, "un")), answered(second, "deux"), ASKED).draft

        assert both is not None
        assert (both.kind, both.text) == (kind, text)

    def test_stands_before_the_question_of_an_operation_in_progress(self) -> None:
        first = Outcome(
            draft=told(ReplyKind.ANSWERED, "un"), resume=told(ReplyKind.ASKED, "Quelle taille ?")
        )
        both = resumed(with_second(first, answered(ReplyKind.ANSWERED, "deux"), ASKED)).draft

        assert both is not None
        assert both.text == "un\n\ndeux\n\nQuelle taille ?"

    def test_hides_no_failure_of_the_shop_s_system(self) -> None:
        away = Outcome(draft=replace(told(ReplyKind.ANSWERED, "un"), rule=UNAVAILABLE))
        both = drafted(with_second(away, answered(ReplyKind.ANSWERED, "deux"), ASKED))

        assert both is not None
        assert both.operation_failed

    def test_is_given_by_the_assistant_alone(self) -> None:
        assert is_alone(Outcome(draft=told(ReplyKind.ANSWERED, "un")))
        assert not is_alone(Outcome())
        assert not is_alone(Outcome(draft=told(ReplyKind.HANDED_OFF, "un")))


class TestASensitiveMessage:
    async def test_is_announced_and_handed_off_with_reason_and_rule(self) -> None:
        assistant = Assistant(meant(Signal.SELF_HARM), RETURNS)

        events = await assistant.take(started(), wrote("m1"))
        request, reply = only(events, HandoffRequested), only(events, ReplyWritten)

        assert (request.reason, request.rule) == (Reason.SELF_HARM, "self_harm_words")
        assert request.messages == (MessageId("m1"),)
        assert reply.kind is ReplyKind.HANDED_OFF
        assert all(number in reply.text for number in ("15", "112", "3114"))
        assert only(events, TurnTaken).signals == ("self_harm",)
        assert only(events, TurnTaken).rule.startswith("self_harm_words/")

    async def test_about_an_injury_gets_the_emergency_numbers_in_both_languages(self) -> None:
        for language in ("fr", "en"):
            understanding = replace(meant(Signal.SAFETY), language=language)
            events = await Assistant(understanding, RETURNS).take(started(), wrote("m1"))

            text = only(events, ReplyWritten).text
            assert "112" in text
            assert "15" in text

    async def test_leaves_the_assistant_silent_once_a_person_has_it(self) -> None:
        assistant = Assistant(meant(Signal.LEGAL_THREAT), RETURNS)
        before = (started(), wrote("m1"))
        events = await assistant.take(*before)

        assert await assistant.take(*before, *events, claimed("awa"), wrote("m2")) == ()


class TestOldWords:
    async def test_lead_to_no_new_handoff_once_it_is_given_back(self) -> None:
        grave, calm = Assistant(meant(Signal.LEGAL_THREAT)), Assistant(meant(), RETURNS)
        before = (started(), wrote("m1", text="je porte plainte"))
        handed = await grave.take(*before)
        back = (*before, *handed, claimed("awa"), released("m1"))

        assert await calm.take(*back) == ()
        events = await calm.take(*back, wrote("m2", text="et le délai de retour ?"))

        assert only(events, ReplyWritten).kind is ReplyKind.ANSWERED
        assert none_of(events, HandoffRequested)
        assert calm.reader.read_so_far[-1][:2] == ("et le délai de retour ?", "")

    async def test_count_for_nothing_once_it_is_given_back(self) -> None:
        lost = Assistant(meant(), FAR)
        before: tuple[ConversationEvent, ...] = (started(),)
        for message in ("m1", "m2"):
            before = (*before, wrote(message))
            before = (*before, *await lost.take(*before))
        assert not none_of(before, HandoffOffered)

        back = (*before, handed_off(), released(), wrote("m3"))

        assert none_of(await lost.take(*back), HandoffOffered)

    async def test_of_anger_may_be_met_with_an_offer_again_once_it_is_given_back(self) -> None:
        angry = Assistant(meant(Signal.ANGER), RETURNS)
        first = (started(), question("m1"))
        told = (*first, *await angry.take(*first))
        again = (*told, question("m2"))
        back = (*told, handed_off(), released(), question("m2"))

        assert not none_of(told, HandoffOffered)
        assert none_of(await angry.take(*again), HandoffOffered)
        assert not none_of(await angry.take(*back), HandoffOffered)


class TestAnOffer:
    async def test_goes_out_once_with_the_answer(self) -> None:
        events = await Assistant(meant(Signal.ANGER), RETURNS).take(started(), question("m1"))
        reply, offered = only(events, ReplyWritten), only(events, HandoffOffered)

        assert reply.kind is ReplyKind.ANSWERED
        assert "30 jours" in reply.text
        assert reply.text.endswith(TEXTS["fr"].offered_for[Reason.ANGER])
        assert reply.quick_replies.count(TALK) == 1
        assert (offered.reason, offered.rule) == (Reason.ANGER, "anger_words")
        assert only(events, TurnTaken).rule.endswith("/offer_anger_words")
        assert Conversation.fold(CID, (started(), *events)).status is ConversationStatus.PENDING

    async def test_is_not_said_twice_where_the_reply_makes_it_anyway(self) -> None:
        events = await Assistant(meant(Signal.ANGER), FAR).take(started(), wrote("m1"))
        reply = only(events, ReplyWritten)

        assert reply.text == TEXTS["fr"].unclear
        assert reply.quick_replies == (TALK,)
        assert only(events, HandoffOffered).reason is Reason.ANGER

    async def test_is_a_handoff_where_the_shop_wants_it_so(self) -> None:
        assistant = Assistant(meant(), FAR)
        rules = EscalationRules(no_answer=ReasonHandling.IMMEDIATE, no_answer_times=1)
        policy = replace(assistant.turn.policy, escalation=rules)
        assistant.turn = replace(assistant.turn, policy=policy)

        events = await assistant.take(started(), wrote("m1"))

        assert only(events, HandoffRequested).reason is Reason.LOW_CONFIDENCE
        assert only(events, ReplyWritten).kind is ReplyKind.HANDED_OFF


class TestAConversationWrittenToSoonAfterItWasResolved:
    async def test_goes_back_to_who_resolved_it(self) -> None:
        assistant = Assistant(meant(), RETURNS)
        rules = EscalationRules(reopened=Reopening.LAST_AGENT)
        policy = replace(assistant.turn.policy, escalation=rules)
        assistant.turn = replace(assistant.turn, policy=policy)
        done = (started(), wrote("m1"), claimed("awa"), resolved("m1"))
        again = wrote("m2", at=NOON + timedelta(minutes=5))

        events = await assistant.take(*done, again)
        after = Conversation.fold(CID, (*done, again, *events))

        assert only(events, HandoffRequested).reason is Reason.REOPENED
        assert only(events, ConversationAssigned).agent_id == AgentId("awa")
        assert after.status is ConversationStatus.OPEN
        assert after.ownership.agent_id == AgentId("awa")
        assert not after.ownership.claimed
        assert after.ownership.accept_by is not None

    async def test_stays_with_the_assistant_where_nobody_takes_over(self) -> None:
        assistant = Assistant(meant(), RETURNS)
        rules = EscalationRules(reopened=Reopening.LAST_AGENT)
        policy = replace(assistant.turn.policy, escalation=rules)
        assistant.turn = replace(assistant.turn, policy=policy, outlooks=None)
        done = (started(), wrote("m1"), claimed("awa"), resolved("m1"))
        again = wrote("m2", at=NOON + timedelta(minutes=5))

        events = await assistant.take(*done, again)

        after = Conversation.fold(CID, (*done, again, *events))
        assert (after.status, after.unanswered) == (ConversationStatus.PENDING, ())
