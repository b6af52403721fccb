"""Make the event that accounts for one request to a language model."""

from datetime import datetime

from assistant.conversation.ids import ConversationId
from assistant.conversation.model_events import ModelUsed
from assistant.kit.model.ports import Completed, Purpose, Usage


def account_for(
    conversation_id: ConversationId,
    purpose: Purpose,
    *,
    at: datetime,
    outcome: str,
    end: Completed | None,
    usage: Usage | None = None,
    latency_ms: float,
    kept: int = 0,
    dropped: int = 0,
    shown: bool = False,
    first_ms: float = 0.0,
) -> ModelUsed:
    """Return the account of a request.

    `end` is None where it gave no whole answer; `usage` counts in place of the end's.
    """
    used = usage or (end.usage if end else Usage())
    return ModelUsed(
        conversation_id=conversation_id,
        at=at,
        purpose=purpose,
        outcome=outcome,
        model=end.model if end else "",
        endpoint=end.endpoint if end else "",
        prompt=used.prompt,
        cached=used.cached,
        completion=used.completion,
        cost=used.cost,
        kept=kept,
        dropped=dropped,
        shown=shown,
        first_ms=round(first_ms, 2),
        latency_ms=round(latency_ms, 2),
    )
