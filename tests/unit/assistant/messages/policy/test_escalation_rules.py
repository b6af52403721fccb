from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.conversation import Conversation, ConversationProgress
from assistant.conversation.event_base import SENSITIVE
from assistant.conversation.events import (
    CustomerWrote,
    HandoffOffered,
    Reason,
    ReplyKind,
)
from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.conversation.ownership import Ownership
from assistant.messages.policy.escalation_rules import (
    DraftedAnswer,
    EscalationCase,
    EscalationRules,
    ImmediateHandoff,
    PersonOffer,
    ReasonHandling,
    Reopening,
    escalate,
)
from assistant.messages.policy.turn_decision import HandOff, Policy
from assistant.operations.customer_attributes import CustomerAttributes
from assistant.understanding.types import Constraints, Intent, MessageSignal, Signal, Understanding
from tests.support.seeds.conversation_events import replied

CID = ConversationId("c1")
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WROTE = CustomerWrote(
    conversation_id=CID, at=NOON, message_id=MessageId("m1"), text="où est mon colis ?"
)
ASKED = Conversation(conversation_id=CID).after(WROTE)
PLAIN = Understanding(
    text="où est mon colis ?",
    language="fr",
    intent=Intent.QUESTION,
    confidence=0.9,
    vector=np.zeros(2, dtype=np.float32),
    constraints=Constraints(),
    rest="",
    follow_up=False,
)
ANSWER = DraftedAnswer(kind=ReplyKind.ANSWERED, text="Demain.")
NO_ANSWER = DraftedAnswer(
    kind=ReplyKind.ABSTAINED, text="Je ne sais pas.", reason=Reason.NO_EVIDENCE
)

FAILED = replace(NO_ANSWER, text="Désolé.", reason=Reason.ASSISTANT_FAILED)

handlings = st.sampled_from(ReasonHandling)
rules = st.builds(
    EscalationRules,
    anger=handlings,
    insult=handlings,
    no_answer=handlings,
    no_progress=handlings,
    operation_failed=handlings,
    assistant_failed=handlings,
    high_value=handlings,
    high_value_amount=st.none() | st.just(Decimal(100)),
    vip=handlings,
    vip_tags=st.sampled_from([frozenset[str](), frozenset({"vip"})]),
    reopened=st.sampled_from(Reopening),
)
progresses = st.builds(
    ConversationProgress,
    abstained=st.integers(0, 4),
    stalled=st.integers(0, 4),
    insults=st.integers(0, 2),
)
drafts = st.sampled_from([None, ANSWER, NO_ANSWER, replace(ANSWER, operation_failed=True), FAILED])


def meant(*signals: Signal) -> Understanding:
    found = (MessageSignal(signal=one, rule="words", confidence=1.0) for one in signals)
    return replace(PLAIN, signals=tuple(found))


def case(*signals: Signal, drafted: DraftedAnswer | None = None, **known: object) -> EscalationCase:
    conversation = replace(ASKED, **known)  # type: ignore[arg-type]  # fields of a conversation
    return EscalationCase(conversation=conversation, understanding=meant(*signals), drafted=drafted)


def signals_of(told: EscalationCase) -> tuple[Signal, ...]:
    return tuple(one.signal for one in told.understanding.signals) if told.understanding else ()


GRAVE = [signal for signal in Signal if signal.value in {reason.value for reason in SENSITIVE}]
cases = st.builds(
    lambda signals, progress, offered, drafted: case(
        *signals, drafted=drafted, progress=progress, ownership=Ownership(offered=offered)
    ),
    st.sets(st.sampled_from([Signal.ANGER, Signal.INSULT])),
    progresses,
    st.frozensets(st.sampled_from(Reason)),
    drafts,
)


class TestWhatMayBeGrave:
    def test_has_a_person_offered_and_nothing_grave_said(self) -> None:
        unsure = replace(case(), understanding=replace(PLAIN, perhaps_grave=True))

        assert escalate(unsure, EscalationRules()) == PersonOffer(
            Reason.LOW_CONFIDENCE, "perhaps_grave"
        )

    def test_is_not_said_where_something_surely_is(self) -> None:
        both = replace(case(), understanding=replace(meant(Signal.SAFETY), perhaps_grave=True))

        assert escalate(both, EscalationRules()) == ImmediateHandoff(Reason.SAFETY, "safety_words")


class TestWhatIsSensitive:
    @given(told=cases, signal=st.sampled_from(GRAVE), rules=rules)
    def test_is_handed_off_whatever_the_shop_sets(
        self, told: EscalationCase, signal: Signal, rules: EscalationRules
    ) -> None:
        graver = replace(told, understanding=meant(signal, *signals_of(told)))

        assert escalate(graver, rules) == ImmediateHandoff(Reason(signal.value), f"{signal}_words")

    def test_is_all_of_what_no_setting_names(self) -> None:
        told = {escalate(case(signal), EscalationRules()) for signal in Signal}

        assert {one.reason for one in told if isinstance(one, ImmediateHandoff)} == SENSITIVE | {
            Reason.INSULT  # of a threat
        }

    @pytest.mark.parametrize("signal", [Signal.SELF_HARM, Signal.SAFETY])
    def test_comes_before_a_wish_for_a_person_where_a_life_is_in_danger(
        self, signal: Signal
    ) -> None:
        told = replace(case(signal), asks_for_person=True)

        assert escalate(told, EscalationRules()) == ImmediateHandoff(
            Reason(signal.value), f"{signal}_words"
        )

    @pytest.mark.parametrize(
        "signal", [Signal.LEGAL_THREAT, Signal.MINOR, Signal.THREAT, Signal.ANGER]
    )
    def test_comes_after_it_otherwise(self, signal: Signal) -> None:
        told = replace(case(signal), asks_for_person=True)

        assert escalate(told, EscalationRules()) == ImmediateHandoff(
            Reason.ASKED_FOR_PERSON, "asked_for_person"
        )


class TestAnOffer:
    @given(told=cases, rules=rules)
    def test_is_made_once_a_reason_until_the_next_release(
        self, told: EscalationCase, rules: EscalationRules
    ) -> None:
        made: list[Reason] = []
        told = replace(told, attributes=CustomerAttributes(tags=frozenset({"vip"})))
        for _ in Reason:
            why = escalate(told, rules)
            if not isinstance(why, PersonOffer):
                break
            made.append(why.reason)
            offered = HandoffOffered(conversation_id=CID, at=NOON, reason=why.reason)
            told = replace(told, conversation=told.conversation.after(offered))

        assert len(made) == len(set(made))

    def test_is_made_for_anger(self) -> None:
        assert escalate(case(Signal.ANGER), EscalationRules()) == PersonOffer(
            Reason.ANGER, "anger_words"
        )

    def test_is_a_handoff_where_the_shop_wants_it_so(self) -> None:
        at_once = EscalationRules(anger=ReasonHandling.IMMEDIATE)

        assert escalate(case(Signal.ANGER), at_once) == ImmediateHandoff(
            Reason.ANGER, "anger_words"
        )
        assert escalate(case(Signal.ANGER), EscalationRules(anger=ReasonHandling.OFF)) is None

    def test_is_made_when_no_answer_was_found_twice_in_a_row(self) -> None:
        once = case(drafted=NO_ANSWER)
        twice = case(drafted=NO_ANSWER, progress=ConversationProgress(abstained=1, stalled=1))

        assert escalate(once, EscalationRules()) is None
        assert escalate(twice, EscalationRules()) == PersonOffer(
            Reason.NO_EVIDENCE, "no_answer_2_times"
        )

    def test_says_low_confidence_where_there_was_some_evidence(self) -> None:
        unclear = replace(NO_ANSWER, reason=Reason.UNCLEAR)
        twice = case(drafted=unclear, progress=ConversationProgress(abstained=1, stalled=1))

        assert escalate(twice, EscalationRules()) == PersonOffer(
            Reason.LOW_CONFIDENCE, "no_answer_2_times"
        )

    def test_is_made_when_three_turns_led_nowhere(self) -> None:
        again = case(drafted=ANSWER, progress=ConversationProgress(stalled=2, said="Demain."))
        new = case(drafted=ANSWER, progress=ConversationProgress(stalled=2, said="Hier."))

        assert escalate(again, EscalationRules()) == PersonOffer(Reason.NO_PROGRESS, "no_progress")
        assert escalate(new, EscalationRules()) is None

    def test_is_made_when_the_shop_system_failed(self) -> None:
        failed = case(drafted=replace(ANSWER, operation_failed=True))

        assert escalate(failed, EscalationRules()) == PersonOffer(
            Reason.OPERATION_FAILED, "operation_failed"
        )

    @pytest.mark.parametrize(
        ("attributes", "offer"),
        [
            (CustomerAttributes(order_values=(Decimal("499.99"),)), None),
            (
                CustomerAttributes(order_values=(Decimal(500),)),
                PersonOffer(Reason.HIGH_VALUE, "order_value"),
            ),
            (CustomerAttributes(tags=frozenset({"wholesale"})), None),
            (CustomerAttributes(tags=frozenset({"vip"})), PersonOffer(Reason.VIP, "customer_tag")),
        ],
    )
    def test_is_made_for_what_the_shop_says_of_order_and_customer(
        self, attributes: CustomerAttributes, offer: PersonOffer | None
    ) -> None:
        set_ = EscalationRules(high_value_amount=Decimal(500), vip_tags=frozenset({"vip"}))

        assert escalate(replace(case(), attributes=attributes), set_) == offer
        assert escalate(replace(case(), attributes=attributes), EscalationRules()) is None


class TestATurnThatBrokeOff:
    def test_is_met_with_the_offer_of_a_person(self) -> None:
        assert escalate(case(drafted=FAILED), EscalationRules()) == PersonOffer(
            Reason.ASSISTANT_FAILED, "turn_failed"
        )
        off = EscalationRules(assistant_failed=ReasonHandling.OFF)
        assert escalate(case(drafted=FAILED), off) is None

    def test_is_first_of_all_an_operation_that_failed_where_it_was_one(self) -> None:
        unfinished = case(drafted=replace(FAILED, operation_failed=True))

        assert escalate(unfinished, EscalationRules()) == PersonOffer(
            Reason.OPERATION_FAILED, "operation_failed"
        )

    @given(rules=rules)
    def test_is_a_persons_the_second_time_in_a_row_whatever_the_shop_sets(
        self, rules: EscalationRules
    ) -> None:
        told = case(drafted=FAILED)
        apology = replace(replied("r1"), kind=ReplyKind.ABSTAINED, reason=Reason.ASSISTANT_FAILED)
        told = replace(told, conversation=told.conversation.after(apology))

        why = escalate(told, rules)

        assert isinstance(why, ImmediateHandoff)
        assert why.reason in {Reason.ASSISTANT_FAILED, Reason.NO_PROGRESS}

    def test_counts_as_no_progress_and_as_no_answer(self) -> None:
        third = case(drafted=FAILED, progress=ConversationProgress(abstained=2, stalled=2))
        reasons = {Reason.ASSISTANT_FAILED}
        told = replace(
            third,
            conversation=replace(
                third.conversation, ownership=Ownership(offered=frozenset(reasons))
            ),
        )

        assert escalate(told, EscalationRules()) == PersonOffer(Reason.NO_PROGRESS, "no_progress")
        at_once = EscalationRules(
            assistant_failed=ReasonHandling.OFF, no_answer=ReasonHandling.IMMEDIATE
        )
        assert escalate(third, at_once) == ImmediateHandoff(
            Reason.ASSISTANT_FAILED, "no_answer_3_times"
        )


class TestAnInsult:
    def test_is_met_with_an_offer_first_and_a_handoff_when_repeated(self) -> None:
        first = escalate(case(Signal.INSULT), EscalationRules())
        second = escalate(
            case(Signal.INSULT, progress=ConversationProgress(insults=1)), EscalationRules()
        )

        assert first == PersonOffer(Reason.INSULT, "insult_words")
        assert second == ImmediateHandoff(Reason.INSULT, "insult_again")

    def test_that_threatens_is_handed_off_at_once(self) -> None:
        off = EscalationRules(insult=ReasonHandling.OFF)

        assert escalate(case(Signal.THREAT), off) == ImmediateHandoff(Reason.INSULT, "threat_words")


def resolved(minutes_ago: int) -> Ownership:
    return Ownership(
        resolved_at=NOON - timedelta(minutes=minutes_ago), last_agent_id=AgentId("awa")
    )


def policy(reopened: Reopening) -> Policy:
    return Policy(
        min_confidence=0.5,
        floor=0.5,
        chitchat_floor=0.7,
        escalation=EscalationRules(reopened=reopened, reopened_minutes=30),
    )


class TestWhatIsWrittenSoonAfterItWasResolved:
    def test_goes_to_who_resolved_it_where_the_shop_wants_it_so(self) -> None:
        again = replace(ASKED, ownership=resolved(20))

        assert policy(Reopening.LAST_AGENT).decide(again, PLAIN) == HandOff(
            "reopened_last_agent", Reason.REOPENED, AgentId("awa")
        )
        assert policy(Reopening.QUEUE).decide(again, PLAIN) == HandOff(
            "reopened_queue", Reason.REOPENED
        )

    @pytest.mark.parametrize(
        ("ownership", "reopened", "intent"),
        [
            pytest.param(resolved(20), Reopening.BOT, Intent.QUESTION, id="set_so"),
            pytest.param(resolved(31), Reopening.QUEUE, Intent.QUESTION, id="late"),
            pytest.param(Ownership(), Reopening.QUEUE, Intent.QUESTION, id="never_resolved"),
            pytest.param(resolved(20), Reopening.QUEUE, Intent.THANKS, id="only_thanks"),
            pytest.param(
                replace(resolved(20), released_at=NOON),
                Reopening.QUEUE,
                Intent.QUESTION,
                id="given_back_since",
            ),
        ],
    )
    def test_is_the_assistants_otherwise(
        self, ownership: Ownership, reopened: Reopening, intent: Intent
    ) -> None:
        decided = policy(reopened).decide(
            replace(ASKED, ownership=ownership), replace(PLAIN, intent=intent)
        )

        assert not isinstance(decided, HandOff)
