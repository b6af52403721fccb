"""Record the work of a language model: its cost, its words, its help to an agent."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.conversation.event_base import Event
from assistant.conversation.ids import AgentId, MessageId
from assistant.conversation.message import Language

HelpOutcome = Literal["sent", "edited", "discarded", "outdated"]
"""The outcome of a help: sent as it was, changed, or not wanted by the agent; `outdated`: the
conversation moved on before they decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopilotUsed(Event):
    """Record the outcome of one help; its words are not kept, the sent text stands in the reply."""

    type: Literal["copilot_used"] = "copilot_used"
    help: str  # a `copilot.types.Help`
    outcome: HelpOutcome
    by: AgentId
    message_id: MessageId | None = None  # of the reply that was sent
    distance: float = 0.0  # how much was changed, in [0, 1]: 1 - similarity of the two texts
    by_model: bool = False  # a language model had worded it


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffSummarised(Event):
    """Record a language model's summary of the way to a handoff; every sentence passed the guard.

    Without sentences: the model was tried and gave none that passed, or they were erased.
    """

    type: Literal["handoff_summarised"] = "handoff_summarised"
    summary: tuple[str, ...]
    question: str  # that is open; "": none
    language: Language
    read_to: MessageId  # the customer's last message that it has read


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUsed(Event):
    """Record that a model was asked for an answer, or that a cached answer was used again."""

    type: Literal["model_used"] = "model_used"
    purpose: str  # a `model.ports.Purpose`
    outcome: str  # `written`, `cached`, `cut`, `replaced`, `declined`; of a reading: `chosen`,
    # `searched`, `silent`; of a dialogue: `read`, `pointed`; of a copilot's: `stopped` by who
    # asked; or a model error's `word`
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
    """Record that the guard judged a sentence of the model."""

    type: Literal["sentence_judged"] = "sentence_judged"
    rule: str = ""  # that it failed; "": it passed, and stands in the reply
    text: str = ""  # of one that was objected to
    mended: str = ""  # what the model wrote in its place, and was sent; "": it was left out


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCalled(Event):
    """Record a call of a tool in a turn: by the model, or by code before it was asked."""

    type: Literal["tool_called"] = "tool_called"
    tool: str
    arguments: str  # JSON, as the model wrote it; "": code called it for the message
    facts: tuple[str, ...] = ()  # where each fact stands: "page: Returns > How long"
    note: str = ""  # what was said to the model beside them; of a refused call: why


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoDescribed(Event):
    """Record a language model's description of a customer's picture, for agents alone.

    Without words: the model was tried and wrote none that can be shown, or they were erased.
    """

    type: Literal["photo_described"] = "photo_described"
    message_id: MessageId  # of the message that the picture came with
    attachment_id: str
    text: str
    language: Language


ModelEvent = (
    ModelUsed | SentenceJudged | ToolCalled | CopilotUsed | HandoffSummarised | PhotoDescribed
)
