"""Moves of the desk itself: ask an agent, end an offer, wake what was put away. Pure.

Each looks at the conversation as it is and does nothing if somebody was quicker, so repeating one
is harmless.
"""

from datetime import datetime, timedelta

from assistant.conversation.conversation_conversation import Conversation, ConversationStatus
from assistant.conversation.events import ConversationAssigned, ConversationReopened
from assistant.conversation.ids import AgentId
from assistant.desk.moves.moves import Decided, Move
from assistant.desk.handoff.agent_routing import NOT_ACCEPTED


def ask(agent_id: AgentId, *, accept: timedelta) -> Move:
    """Ask an agent to take a conversation of the queue, for as long as `accept`."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        now = conversation.ownership
        if now.status is not ConversationStatus.OPEN or now.agent_id is not None:
            return ()
        asked = ConversationAssigned(
            conversation_id=conversation.conversation_id,
            at=at,
            agent_id=agent_id,
            team=now.team,
            rule="routed",
            accept_by=at + accept,
        )
        return (asked,)

    return decide


def end_offer(conversation: Conversation, at: datetime) -> Decided:
    """Put back into the queue what an agent did not accept in time."""
    now = conversation.ownership
    over = now.accept_by is not None and now.accept_by <= at
    if now.status is not ConversationStatus.OPEN or now.claimed or now.agent_id is None or not over:
        return ()
    back = ConversationAssigned(
        conversation_id=conversation.conversation_id,
        at=at,
        agent_id=None,
        team=now.team,
        rule=NOT_ACCEPTED,
    )
    return (back,)


def leave(agent_id: AgentId) -> Move:
    """Put back into the queue what an agent has who does not work here any more."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        now = conversation.ownership
        if now.status is not ConversationStatus.OPEN or now.agent_id != agent_id:
            return ()
        back = ConversationAssigned(
            conversation_id=conversation.conversation_id,
            at=at,
            agent_id=None,
            team=now.team,
            rule="agent_gone",
        )
        return (back,)

    return decide


def wake(conversation: Conversation, at: datetime) -> Decided:
    """Open what was put away until now: it is the agent's who had it, else the queue's."""
    now = conversation.ownership
    over = now.snoozed_until is not None and now.snoozed_until <= at
    if now.status is not ConversationStatus.SNOOZED or not over:
        return ()
    woke = ConversationReopened(
        conversation_id=conversation.conversation_id,
        at=at,
        by=now.agent_id if now.claimed else None,
        rule="woke",
    )
    return (woke,)
