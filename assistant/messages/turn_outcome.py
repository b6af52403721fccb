"""Conclude a turn: put its outcome into words and events.

Where a person should go on, the reply offers or announces the person.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from assistant.answers.fixed_replies import (
    SEARCH_AWAY,
    UNFINISHED,
    Shop,
    announce_look,
    hand_off,
    how_to_reach,
    offer,
    offer_to_add,
)
from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    AbsenceAnnounced,
    Author,
    ConversationAssigned,
    ConversationEvent,
    HandoffOffered,
    HandoffRequested,
    OperationDropped,
    OperationProposed,
    Reason,
    ReplyKind,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import MessageId
from assistant.desk.handoff.handoff_notices import announce
from assistant.desk.handoff.wait_outlook import Outlook
from assistant.messages.person_request import (
    as_said_to_who_waits,
    ask_again,
    graver,
    is_asked_again,
    with_way_back,
)
from assistant.messages.policy.escalation_rules import DraftedAnswer, Escalation, ImmediateHandoff
from assistant.messages.policy.turn_decision import Decision, HandOff
from assistant.operations.autonomy.answer_autonomy import suggestion
from assistant.operations.autonomy.autonomy_verdict import Verdict
from assistant.operations.dialogue.engine_moves import UNAVAILABLE
from assistant.ports import Clock
from assistant.understanding.types import Understanding

_DROPPED_BY_CHOICE = frozenset({"declined", "replaced", "outdated", "expired", "not_carried_out"})
"""Rules of `OperationDropped` that are no failure of the shop's system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Hold the outcome of a turn, before the guard has seen it."""

    events: tuple[ConversationEvent, ...] = ()
    draft: Draft | None = None  # None: there is nothing to say yet
    resume: Draft | None = None  # goes on with the operation in progress, behind every answer
    answer: Draft | None = None  # to what was asked beside a request for a person
    rule: str = ""  # of the escalation policy, where the answer called for a person
    verdict: Verdict | None = None  # why a person has to see `draft` first; None: nobody has to


def is_alone(outcome: Outcome) -> bool:
    """Tell whether the assistant says something, and no person has to see it or to go on."""
    draft = outcome.draft
    return draft is not None and outcome.verdict is None and draft.kind is not ReplyKind.HANDED_OFF


def _without_answer(draft: Draft, asked: str) -> Draft:
    """Return words that name the second question, where there is no answer to it."""
    looked_up = draft.rule != SEARCH_AWAY
    if draft.kind is not ReplyKind.ABSTAINED or draft.cards or not (asked and looked_up):
        return draft
    said = TEXTS[draft.language].no_answer_to_part.format(question=asked.strip(" ?"))
    return replace(draft, text=said, evidence=(*draft.evidence, asked))


def may_say_more(outcome: Outcome) -> bool:
    """Tell whether a second question is answered too: a request for a person leaves room for it."""
    draft = outcome.draft
    requested = draft is not None and draft.reason is Reason.ASKED_FOR_PERSON
    return requested or is_alone(outcome)


def with_second(outcome: Outcome, behind: Outcome, asked: Understanding) -> Outcome:
    """Return an outcome with the answer to a second question of the message.

    A question of the assistant stays at the end, and an answer stands before words that there is
    none, or that a person is asked for.
    """
    first, second = outcome.draft, behind.draft
    if first is None or second is None or not is_alone(behind):
        return outcome
    if first.kind is ReplyKind.HANDED_OFF:
        return replace(outcome, answer=second) if second.kind is ReplyKind.ANSWERED else outcome
    unanswered = first.kind is ReplyKind.ABSTAINED
    asks = first.kind is ReplyKind.ASKED
    none = second.kind is not ReplyKind.ANSWERED
    if none and (unanswered or (first.cards and second.cards)):
        return outcome
    if not unanswered:
        second = _without_answer(second, asked.message)
    one, other = (second, first) if unanswered or asks else (first, second)
    both = replace(
        one.followed_by(other),
        text=one.text if one.text == other.text else f"{one.text}\n\n{other.text}",
        kind=first.kind if asks else one.kind,
        rule=first.rule,
        sources=(*one.sources, *other.sources),
        cards=(*one.cards, *other.cards),
        search=first.search or second.search,
        topic=first.topic or second.topic,
    )
    return replace(outcome, draft=both)


def resumed(outcome: Outcome) -> Outcome:
    """Return an outcome whose draft ends with the question of the operation in progress."""
    if outcome.draft is None or outcome.resume is None:
        return outcome
    return replace(outcome, draft=outcome.draft.followed_by(outcome.resume), resume=None)


def drafted(outcome: Outcome) -> DraftedAnswer | None:
    """Return the draft as the escalation policy judges it; None: there is nothing to decide on."""
    draft = outcome.draft
    if draft is None or draft.kind is ReplyKind.HANDED_OFF:
        return None
    refused = any(
        isinstance(event, OperationDropped) and event.rule not in _DROPPED_BY_CHOICE
        for event in outcome.events
    )
    return DraftedAnswer(
        kind=draft.kind,
        text=draft.text,
        reason=draft.reason,
        operation_failed=refused or draft.rule in {UNAVAILABLE, UNFINISHED},
    )


def escalated(
    outcome: Outcome,
    why: Escalation | None,
    *,
    conversation: Conversation,
    now: datetime,
) -> Outcome:
    """Return the outcome with a person offered, or announced in place of the answer."""
    draft = outcome.draft
    if why is None or draft is None:
        return outcome
    if isinstance(why, ImmediateHandoff):
        kept = (one for one in outcome.events if not isinstance(one, OperationProposed))
        announced = hand_off(why.reason, draft.language, rule=why.rule)
        if draft.rule == UNFINISHED:
            announced = replace(announced, text=TEXTS[draft.language].unfinished)
        return replace(outcome, events=tuple(kept), draft=announced, verdict=None)
    if outcome.verdict is not None:  # a person looks at it as it is
        return outcome
    offered = HandoffOffered(
        conversation_id=conversation.conversation_id, at=now, reason=why.reason, rule=why.rule
    )
    return replace(
        outcome,
        events=(*outcome.events, offered),
        draft=offer(draft, why.reason),
        rule=f"offer_{why.rule}",
    )


def assigned_back(
    conversation: Conversation, decision: Decision, *, now: datetime, accept: timedelta
) -> tuple[ConversationEvent, ...]:
    """Return that who had the conversation last is to have it again, if it was so decided."""
    if not isinstance(decision, HandOff) or decision.agent_id is None:
        return ()
    return (
        ConversationAssigned(
            conversation_id=conversation.conversation_id,
            at=now,
            agent_id=decision.agent_id,
            rule="reopened",
            accept_by=now + accept,
        ),
    )


_SAID = (OperationProposed, AbsenceAnnounced)
"""What only holds if the reply that goes with it is sent."""


class Outlooks(Protocol):
    """Tell the outlook of a customer who is handed to a person; cheap, and never fails."""

    async def outlook(self, conversation: Conversation, reason: Reason) -> Outlook:
        """Return the outlook as of now, without the parts that are not known."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopVoice:
    """Talk for the shop; without `outlooks` nobody takes over, and replies name another way."""

    shop: Shop
    clock: Clock
    outlooks: Outlooks | None
    sells: bool = False  # whether products can be put into a basket here

    async def tell_of_handoff(self, conversation: Conversation, outcome: Outcome) -> Outcome:
        """Add the outlook to the outcome of a handoff; any other outcome stays as it is.

        What else was asked is answered before.
        """
        return _behind_answer(await self._with_outlook(conversation, outcome))

    async def _with_outlook(self, conversation: Conversation, outcome: Outcome) -> Outcome:
        draft = outcome.draft
        if draft is None or draft.kind is not ReplyKind.HANDED_OFF or draft.reason is None:
            return outcome
        reason = draft.reason
        again = is_asked_again(conversation, draft)
        if conversation.awaits_person and not again:
            return outcome  # passed on to the person who was asked: the customer knows the wait
        if self.outlooks is None:
            if reason is Reason.HUMAN_ONLY:  # says that it was passed on: it is not
                draft = replace(draft, text=hand_off(reason, draft.language).text)
            return replace(outcome, draft=_adding(draft, how_to_reach(self.shop, draft.language)))
        outlook = await self.outlooks.outlook(conversation, reason)
        said = announce(outlook, draft.language, again=again)
        events = outcome.events
        if said.absent:
            absence = AbsenceAnnounced(
                conversation_id=conversation.conversation_id,
                at=self.clock.now(),
                asks_address=said.asks_address,
            )
            events = (*events, absence)
        if again:
            return replace(outcome, draft=ask_again(draft, said.text), events=events)
        draft = with_way_back(_adding(draft, said.text))
        return replace(outcome, draft=draft, events=events)

    def took(
        self,
        conversation: Conversation,
        understanding: Understanding,
        *,
        decision: str,
        rule: str,
        index_version: str,
        started: datetime,
    ) -> TurnTaken:
        """Return the record of a turn: how it came to its outcome."""
        now = self.clock.now()
        return TurnTaken(
            conversation_id=conversation.conversation_id,
            at=now,
            answers=tuple(wrote.message_id for wrote in conversation.unanswered),
            intent=understanding.intent,
            confidence=round(understanding.confidence, 4),
            language=understanding.language,
            decision=decision,
            rule=rule,
            index_version=index_version,
            latency_ms=round((now - started).total_seconds() * 1000, 2),
            signals=tuple(str(found.signal) for found in understanding.signals),
        )

    def unread(self, conversation: Conversation, draft: Draft, *, decision: str) -> TurnTaken:
        """Return the record of a turn in which nothing was understood, or timed."""
        return TurnTaken(
            conversation_id=conversation.conversation_id,
            at=self.clock.now(),
            answers=tuple(wrote.message_id for wrote in conversation.unanswered),
            intent="",
            confidence=0.0,
            language=draft.language,
            decision=decision,
            rule=draft.rule,
            latency_ms=0.0,
        )

    def conclude(
        self, conversation: Conversation, outcome: Outcome, reviewed: Draft | None
    ) -> tuple[ConversationEvent, ...]:
        """Return the events of an outcome; words that were not sent are not recorded as sent."""
        if reviewed is None:
            return outcome.events
        said = reviewed is outcome.draft and outcome.verdict is None
        events = outcome.events if said else without_said(outcome.events)
        if outcome.verdict is None or reviewed is not outcome.draft:
            return (*events, *self.write(conversation, reviewed))
        verdict, now = outcome.verdict, self.clock.now()
        return (
            *events,
            suggestion(conversation, reviewed, verdict, at=now),
            *self.write(conversation, announce_look(verdict.rule, reviewed.language)),
        )

    def write(self, conversation: Conversation, draft: Draft) -> tuple[ConversationEvent, ...]:
        """Return the events of a reply to the unanswered messages, with the handoff in it."""
        now = self.clock.now()
        draft = as_said_to_who_waits(conversation, draft)
        owed = conversation.reach.owes_disclosure(now)
        disclosure = TEXTS[draft.language].disclosure.format(shop=self.shop.name) if owed else ""
        reply = ReplyWritten(
            conversation_id=conversation.conversation_id,
            at=now,
            message_id=MessageId(uuid.uuid4().hex),
            author=Author.SYSTEM if draft.kind is ReplyKind.NOTICE else Author.ASSISTANT,
            kind=draft.kind,
            text=draft.text,
            language=draft.language,
            answers=tuple(wrote.message_id for wrote in conversation.unanswered),
            reason=draft.reason,
            sources=draft.sources,
            cards=offer_to_add(draft.cards, draft.language) if self.sells else draft.cards,
            quick_replies=draft.quick_replies,
            disclosure=disclosure,
            topic=draft.topic,
            search=draft.search,
        )
        silent = draft.kind is ReplyKind.HANDED_OFF and self.outlooks is None
        handed_on = draft.kind in {ReplyKind.HANDED_OFF, ReplyKind.NOTICE} and not silent
        if not handed_on or draft.reason is None:
            return (reply,)
        asked = HandoffRequested(
            conversation_id=conversation.conversation_id,
            at=now,
            reason=graver(conversation, draft.reason),
            rule=draft.rule,
            messages=reply.answers,
        )
        # Announced, not answered: the wait for a person runs from the customer's own words.
        return (asked, replace(reply, answers=()))


def _behind_answer(outcome: Outcome) -> Outcome:
    """Return an outcome in which the answer stands before the words that a person is asked for."""
    draft, answer = outcome.draft, outcome.answer
    if draft is None or answer is None:
        return outcome
    handed = draft.kind is ReplyKind.HANDED_OFF
    both = replace(
        answer.followed_by(draft),
        kind=draft.kind if handed else answer.kind,
        reason=draft.reason,
        quick_replies=draft.quick_replies,
        rule=draft.rule,
    )
    return replace(outcome, draft=both, answer=None)


def _adding(draft: Draft, text: str) -> Draft:
    """Return the draft of a handoff with its outlook; `text` rests on the shop's own settings."""
    return replace(draft, text=f"{draft.text} {text}", evidence=(*draft.evidence, text))


def without_said(events: tuple[ConversationEvent, ...]) -> tuple[ConversationEvent, ...]:
    """Return the events of a move whose words are not said to the customer now."""
    return tuple(event for event in events if not isinstance(event, _SAID))
