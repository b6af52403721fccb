"""Build the requests to a model: the customer's words and the state of their request. Pure.

Nothing of the shop's system or pages is shown here, no name, title, note or address: a customer's
wish is read in the customer's words, and in nothing else.
"""

from collections.abc import Collection, Mapping, Sequence

import orjson
from pydantic import JsonValue

from assistant.kit.model.ports import Message, MessageRole, Purpose, Request
from assistant.operations.dialogue.by_model.model_reading import CustomerWords
from assistant.operations.dialogue.by_model.model_tools import offered, prompts
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.frames import CONFIRM, Frame
from assistant.operations.dialogue.slot_questions import is_filled
from assistant.operations.operation_register import OPERATIONS
from assistant.understanding.entities.message_entities import read_entities
from assistant.understanding.types import ExpectedEntity

MAX_TOKENS = 400
"""Most tokens of the tool calls of one message."""


def reading_request(run: DialogueRun, said: CustomerWords, impossible: Collection[str]) -> Request:
    """Return the request that asks a model for the wishes in the customer's message."""
    in_progress = run.dialogue.current is not None
    last = run.last
    shown: dict[str, JsonValue] = {
        "earlier": [without_addresses(one) for one in said.earlier],
        "in_progress": _stands(run.dialogue.current),
        "also_waiting": [frame.operation for frame in run.dialogue.frames[1:]],
        "last_done": last.operation if last else None,
        "now": without_addresses(said.now),
    }
    return Request(
        messages=messages("read", shown),
        purpose=Purpose.DIALOGUE,
        conversation_id=run.conversation.conversation_id,
        spent=run.conversation.model_tokens,
        tools=offered(impossible, run.gate.rules, in_progress=in_progress),
        max_tokens=MAX_TOKENS,
    )


def without_addresses(text: str) -> str:
    """Return a text without e-mail addresses, which may prove an identity."""
    for found in reversed(read_entities(text, wanted={ExpectedEntity.EMAIL}).emails):
        text = f"{text[: found.start]}…{text[found.end :]}"
    return text


def messages(prompt: str, shown: Mapping[str, JsonValue]) -> tuple[Message, ...]:
    """Return a prompt of ours, and data for it as one JSON object."""
    return (
        Message(role=MessageRole.SYSTEM, text=prompts()[prompt]),
        Message(role=MessageRole.USER, text=orjson.dumps(shown).decode()),
    )


def _stands(frame: Frame | None) -> JsonValue:
    if frame is None:
        return None
    slots = OPERATIONS[frame.operation].slots
    lacks: Sequence[JsonValue] = [
        slot.name for slot in slots if slot.required and not is_filled(frame, slot)
    ]
    asked = "yes or no" if frame.asked == CONFIRM else frame.asked.partition(" ")[0]
    return {"operation": frame.operation, "lacks": [*lacks], "asked": asked}
