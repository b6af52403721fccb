"""Record the outcome of the copilot's helps, as events beside the reply that was sent. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.console.copilot.types import Help
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import CopilotUsed
from assistant.conversation.ids import MessageId
from assistant.conversation.model_events import HelpOutcome
from assistant.conversation.people import Agent
from assistant.desk.moves.approval_moves import distance
from assistant.desk.moves.conversation_moves import Decided, Move


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenHelp:
    """Hold a help that an agent used, as it was before they changed it."""

    help: Help
    text: str
    by_model: bool


def sent(
    agent: Agent, helps: Sequence[GivenHelp], text: str, *, message_id: MessageId | None = None
) -> Move:
    """Record the outcome of every help that went into `text`, which was sent."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        return tuple(
            _used(
                agent,
                conversation,
                one.help,
                at=at,
                outcome="sent" if one.text.strip() == text.strip() else "edited",
                changed=distance(one.text.strip(), text.strip()),
                by_model=one.by_model,
                message_id=message_id,
            )
            for one in helps
        )

    return decide


def not_sent(agent: Agent, help_: Help, outcome: HelpOutcome, *, by_model: bool) -> Move:
    """Record that a help was not wanted, or came too late."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        return (_used(agent, conversation, help_, at=at, outcome=outcome, by_model=by_model),)

    return decide


def _used(
    agent: Agent,
    conversation: Conversation,
    help_: Help,
    *,
    at: datetime,
    outcome: HelpOutcome,
    by_model: bool,
    changed: float = 0.0,
    message_id: MessageId | None = None,
) -> CopilotUsed:
    return CopilotUsed(
        conversation_id=conversation.conversation_id,
        at=at,
        help=help_,
        outcome=outcome,
        by=agent.agent_id,
        message_id=message_id,
        distance=changed,
        by_model=by_model,
    )
