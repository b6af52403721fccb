"""What became of a copilot's help to an agent, and its summary of what led to a handoff."""

from dataclasses import dataclass
from typing import Literal

from assistant.conversation.event_base import Event
from assistant.conversation.ids import AgentId, MessageId
from assistant.conversation.conversation_message import Language

HelpOutcome = Literal["sent", "edited", "discarded", "outdated"]
"""What an agent made of a help: sent it as it was, changed it, did not want it; `outdated`: the
conversation moved on before they could."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopilotUsed(Event):
    """What became of one help; its words are not kept, what was sent stands in the reply."""

    type: Literal["copilot_used"] = "copilot_used"
    help: str  # a `copilot.types.Help`
    outcome: HelpOutcome
    by: AgentId
    message_id: MessageId | None = None  # of the reply that was sent
    distance: float = 0.0  # how much was changed, in [0, 1]: 1 - similarity of the two texts
    by_model: bool = False  # a language model had worded it


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffSummarised(Event):
    """A language model summed up what led to a handoff; every sentence passed the guard.

    Without sentences it was tried, and nothing came of it; or it was erased.
    """

    type: Literal["handoff_summarised"] = "handoff_summarised"
    summary: tuple[str, ...]
    question: str  # that is open; "": none
    language: Language
    read_to: MessageId  # the customer's last message that it has read
