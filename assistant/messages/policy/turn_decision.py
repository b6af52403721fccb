"""Decide the outcome of a turn: a table of rules, no I/O and no clock."""

from dataclasses import dataclass, field

from assistant.answers.texts import TEXTS
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.ids import AgentId
from assistant.messages.policy.escalation_rules import (
    DraftedAnswer,
    Escalation,
    EscalationCase,
    EscalationRules,
    ImmediateHandoff,
    Reopening,
    escalate,
)
from assistant.operations.customer_attributes import NOTHING_KNOWN, CustomerAttributes
from assistant.understanding.intents.placed_orders import is_about_own_order
from assistant.understanding.types import (
    BASKET_INTENTS,
    DIALOGUE_INTENTS,
    OPERATION_INTENTS,
    Intent,
    Remark,
    Understanding,
)

SMALL_TALK = frozenset({Intent.GREETING, Intent.THANKS, Intent.GOODBYE, Intent.ABOUT_ASSISTANT})
ACKNOWLEDGED = frozenset({Intent.AFFIRM, Intent.DENY, Intent.STOP})
"""Answers to nothing that was asked."""

SURE_OF_ITSELF = 0.95
"""Probability from which a question is about the assistant. Below, it may be about the shop: "how
long do you keep chat conversations?" has 0.91, "who are you?" 0.99 or more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer from the shop's own words; `floor` is the least confidence, in [0, 1]."""

    rule: str
    floor: float


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """Answer politely, without stating a fact."""

    rule: str


@dataclass(frozen=True, slots=True)
class HandOff:
    """Let a person go on; `agent_id` is the agent who knows the conversation already, if any."""

    rule: str
    reason: Reason
    agent_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class StaySilent:
    """Say nothing: a person is in charge, or no message is unanswered."""

    rule: str


@dataclass(frozen=True, slots=True)
class Operate:
    """Begin an operation in the shop, or go on with it."""

    rule: str


Decision = Answer | SmallTalk | HandOff | Operate | StaySilent


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Hold the thresholds of decisions, which `settings.PolicySettings` fills in."""

    min_confidence: float  # probability in [0, 1] of an intent that is not a question
    floor: float  # confidence in [0, 1] that a statement needs
    chitchat_floor: float  # the same when the question looks like none for a shop
    operates: bool = False  # whether there is a shop system to do anything in
    sells: bool = False  # whether products can be put into a basket here
    escalation: EscalationRules = field(default_factory=EscalationRules)

    def decide(
        self,
        conversation: Conversation,
        understanding: Understanding,
        attributes: CustomerAttributes = NOTHING_KNOWN,
    ) -> Decision:
        """Return the decision of the first rule that applies."""
        if not conversation.ownership.stage.is_assistants:
            return StaySilent("a_person_is_in_charge")
        if not conversation.unanswered:
            return StaySilent("nothing_is_unanswered")
        escalated = self.escalate(conversation, understanding, attributes)
        if isinstance(escalated, ImmediateHandoff):
            return self.hand_off(conversation, escalated)
        may_operate = conversation.started is None or conversation.started.operates
        if conversation.ownership.approval is not None:
            may_operate = False  # a yes waits for a person's: nothing else is done before
        agrees = understanding.intent is Intent.AFFIRM
        to_a_person = agrees and _was_told_of_failure(conversation)  # whatever was in progress
        if (
            (self.operates or self.sells)
            and may_operate
            and not to_a_person
            and self._is_about_an_operation(conversation, understanding)
        ):
            return Operate("an_operation")
        if agrees and _was_offered_a_person(conversation):
            return HandOff("accepted_a_person", Reason.ASKED_FOR_PERSON)
        return self.converse(understanding)

    def escalate(
        self,
        conversation: Conversation,
        understanding: Understanding | None,
        attributes: CustomerAttributes = NOTHING_KNOWN,
        drafted: DraftedAnswer | None = None,
    ) -> Escalation | None:
        """Return whether a person should go on; `drafted` is the answer that would go out."""
        case = EscalationCase(
            conversation=conversation,
            understanding=understanding,
            asks_for_person=understanding is not None
            and self._sure_intent(understanding) is Intent.ASK_FOR_PERSON,
            attributes=attributes,
            drafted=drafted,
        )
        return escalate(case, self.escalation)

    def hand_off(self, conversation: Conversation, why: ImmediateHandoff) -> HandOff:
        """Return the decision that follows from an immediate reason."""
        back = why.reason is Reason.REOPENED and self.escalation.reopened is Reopening.LAST_AGENT
        agent_id = conversation.ownership.last_agent_id if back else None
        return HandOff(why.rule, why.reason, agent_id)

    def _is_about_an_operation(
        self, conversation: Conversation, understanding: Understanding
    ) -> bool:
        """Return whether an operation is in progress, or the message asks for one."""
        called = any(wrote.call is not None for wrote in conversation.unanswered)
        if called or conversation.dealings.dialogue or understanding.intent in BASKET_INTENTS:
            return True
        talks = understanding.tone is not None or understanding.price_objection is not None
        if not self.operates or talks:
            return False
        if _remarks_on_operation(conversation, understanding):
            return True
        if self._is_of_no_order(conversation, understanding):
            return False
        if understanding.may_ask_for_operation(self.min_confidence):
            return True
        asked = (request.intent for request in understanding.requests)
        return not OPERATION_INTENTS.isdisjoint(asked)

    def _is_of_no_order(self, conversation: Conversation, understanding: Understanding) -> bool:
        """Return whether nobody knows the customer, and no order of theirs is spoken of."""
        dealings = conversation.dealings
        known = dealings.identity is not None or dealings.done is not None
        return not known and not is_about_own_order(understanding)

    def converse(self, understanding: Understanding) -> Answer | SmallTalk:
        """Return the decision for a message that asks for nothing to be done."""
        if understanding.price_objection is not None:
            return Answer("an_objection_to_a_price", self.floor)
        intent = self._sure_intent(understanding)
        acknowledges = understanding.intent in ACKNOWLEDGED
        if acknowledges and understanding.confidence >= self.min_confidence:
            return SmallTalk("acknowledged")
        if understanding.tone is not None and intent is not Intent.GREETING:
            return SmallTalk(f"tone_{understanding.tone}")
        if intent in SMALL_TALK:
            return SmallTalk(f"small_talk_{intent}")
        if intent is Intent.CHITCHAT:
            return Answer("outside_the_shop", self.chitchat_floor)
        return Answer("a_question", self.floor)

    def _sure_intent(self, understanding: Understanding) -> Intent:
        """Return the intent, or that of a question where the understanding is not sure enough."""
        intent = understanding.intent
        if intent in DIALOGUE_INTENTS:
            return Intent.QUESTION
        least = SURE_OF_ITSELF if intent is Intent.ABOUT_ASSISTANT else self.min_confidence
        return intent if understanding.confidence >= least else Intent.QUESTION


def _remarks_on_operation(conversation: Conversation, understanding: Understanding) -> bool:
    """Return whether the message remarks on an operation, or on a defect that one can mend."""
    dealings = conversation.dealings
    match understanding.remark:
        case Remark.UNDO:
            return True
        case Remark.DEFECT:
            known = dealings.identity is not None or dealings.done is not None
            return known or is_about_own_order(understanding)
        case Remark.WHETHER_DONE:
            return dealings.done is not None or dealings.left_undone
        case _:
            return False


def _was_told_of_failure(conversation: Conversation) -> bool:
    """Return whether the last reply said that a turn broke off, and to ask for a person.

    One that goes on with an operation asks something else: a yes to it is no wish for a person.
    """
    last = conversation.last_reply
    return (
        last is not None
        and last.kind is ReplyKind.ABSTAINED
        and last.reason is Reason.ASSISTANT_FAILED
        and {TEXTS[last.language].talk_to_person}.issuperset(last.quick_replies)
    )


def _was_offered_a_person(conversation: Conversation) -> bool:
    last = conversation.last_reply
    if last is None:
        return False
    offered = TEXTS[last.language].talk_to_person in last.quick_replies
    return last.kind is ReplyKind.ABSTAINED or offered
