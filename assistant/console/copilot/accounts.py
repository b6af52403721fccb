"""What a model was used for on behalf of an agent, as an event. Pure."""

from datetime import datetime

from assistant.conversation.ids import ConversationId
from assistant.conversation.conversation_model_events import ModelUsed
from assistant.console.copilot.types import Why
from assistant.kit.model.ports import Completed, ModelError, Purpose, Usage


def used(
    conversation_id: ConversationId,
    *,
    at: datetime,
    outcome: str,
    end: Completed | None,
    latency_ms: float,
    kept: int = 0,
    dropped: int = 0,
) -> ModelUsed:
    """Return the account of one request; `end` None: it gave no whole answer."""
    usage = end.usage if end else Usage()
    return ModelUsed(
        conversation_id=conversation_id,
        at=at,
        purpose=Purpose.COPILOT,
        outcome=outcome,
        model=end.model if end else "",
        endpoint=end.endpoint if end else "",
        prompt=usage.prompt,
        cached=usage.cached,
        completion=usage.completion,
        cost=usage.cost,
        kept=kept,
        dropped=dropped,
        latency_ms=round(latency_ms, 2),
    )


def why(error: ModelError) -> Why:
    """Return why there is no help, for a person to read."""
    return Why(error.word) if error.word in set(Why) else Why.UNAVAILABLE
