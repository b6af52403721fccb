"""What becomes of a turn where a person should go on: offered with its reply, or in its place."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assistant.answers.reply_draft import Draft
from assistant.answers.replies import UNFINISHED, hand_off, offer
from assistant.answers.texts import TEXTS
from assistant.operations.autonomy.decide import Verdict
from assistant.conversation.conversation_conversation import Conversation
from assistant.conversation.events import (
    ConversationAssigned,
    ConversationEvent,
    HandoffOffered,
    OperationDropped,
    OperationProposed,
    ReplyKind,
)
from assistant.operations.dialogue.engine_moves import UNAVAILABLE
from assistant.messages.policy.turn_decision import Decision, HandOff
from assistant.messages.policy.escalation_rules import DraftedAnswer, Escalation, ImmediateHandoff

_DROPPED_BY_CHOICE = frozenset({"declined", "replaced", "outdated", "expired", "not_carried_out"})
"""Rules of `OperationDropped` that are no failure of the shop's system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a turn came to, before the guard has seen it."""

    events: tuple[ConversationEvent, ...] = ()
    draft: Draft | None = None  # None: there is nothing to say yet
    rule: str = ""  # of the escalation policy, where the answer called for a person
    verdict: Verdict | None = None  # why a person has to see `draft` first; None: nobody has to


def drafted(outcome: Outcome) -> DraftedAnswer | None:
    """Return what the escalation policy wants to know; None: there is nothing to decide on."""
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
