"""What a language model had a part in: what it cost, what it wrote, what the guard said to it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.conversation.copilot_events import CopilotUsed, HandoffSummarised
from assistant.conversation.event_base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUsed(Event):
    """A model was asked for an answer, or what it had answered before was used again."""

    type: Literal["model_used"] = "model_used"
    purpose: str  # a `model.ports.Purpose`
    outcome: str  # `written`, `cached`, `cut`, `replaced`, `declined`; of a dialogue: `read`,
    # `pointed`; of a copilot's: `stopped` by who asked; or a model error's `word`
    model: str = ""  # as the endpoint names it; "": none answered
    endpoint: str = ""  # its host
    prompt: int = 0  # tokens, cached ones included
    cached: int = 0  # tokens of `prompt` that the endpoint had kept
    completion: int = 0  # tokens
    cost: Decimal = Decimal(0)  # by the prices in the settings, in their currency
    kept: int = 0  # sentences that passed the guard
    dropped: int = 0
    shown: bool = False  # sentences were shown as they came, before the reply
    first_ms: float = 0.0  # until the first sentence had passed the guard; 0: none did
    latency_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceJudged(Event):
    """The guard looked at a sentence of the model's."""

    type: Literal["sentence_judged"] = "sentence_judged"
    rule: str = ""  # that it failed; "": it passed, and stands in the reply
    text: str = ""  # of one that was dropped


ModelEvent = ModelUsed | SentenceJudged | CopilotUsed | HandoffSummarised
