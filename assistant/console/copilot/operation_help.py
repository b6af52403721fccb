"""Find the operation that a conversation calls for, as the assistant would, without doing it.

The dialogue engine is asked for its next move. The events of that move are read and thrown away:
none is stored, no letter is sent, and a yes that stands in the log is not touched.
"""

from dataclasses import dataclass, replace
from typing import TypeVar

import orjson
from pydantic import JsonValue

from assistant.console.copilot.types import Failed, Suggested, Why
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationEvent,
    DialogueMoved,
    ModelUsed,
    OperationProposed,
    OperationRefused,
)
from assistant.kit.model.ports import Purpose
from assistant.operations.dialogue.engine_moves import (
    UNAVAILABLE,
    DialogueEngine,
    EngineMove,
    Reply,
)
from assistant.operations.dialogue.frames import Dialogue, Frame
from assistant.operations.dialogue.heard_message import HeardMessage, hear
from assistant.operations.gate import Gate
from assistant.operations.operation_register import OPERATIONS
from assistant.understanding.types import Understanding

E = TypeVar("E", bound=ConversationEvent)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationHelp:
    """Ask the dialogue engine for an operation; it holds collaborators and no state."""

    dialogue: DialogueEngine  # that proves nobody's identity
    gate: Gate
    min_confidence: float  # probability in [0, 1] of what a message asks for

    async def suggest(
        self, conversation: Conversation, understanding: Understanding
    ) -> tuple[Suggested | Failed, tuple[ModelUsed, ...]]:
        """Return the operation with its known parameters, and the account of a model."""
        if _waits(conversation):
            return Failed(why=Why.UNDECIDED), ()
        heard = hear(understanding, min_confidence=self.min_confidence)
        if not self.gate.knows(conversation.dealings.identity):
            return _of_words(heard, understanding), ()
        move = await self.dialogue.advance(conversation, heard)
        if _is_away(move):
            return Failed(why=Why.SHOP_AWAY), accounts(move)
        return _read(move, conversation), accounts(move)

    async def look_up(
        self, conversation: Conversation, understanding: Understanding
    ) -> tuple[str | Why, tuple[ModelUsed, ...]]:
        """Return the shop's answer to a question of the customer's orders; "": no such question.

        `Why.SHOP_AWAY`: it does not answer.
        """
        heard = hear(understanding, min_confidence=self.min_confidence)
        looked = [one for one in heard.wishes if not OPERATIONS[one.operation].has_effect]
        if not looked or _waits(conversation):
            return "", ()
        if not self.gate.knows(conversation.dealings.identity):
            return "", ()
        move = await self.dialogue.advance(conversation, replace(heard, wishes=tuple(looked)))
        if _is_away(move):
            return Why.SHOP_AWAY, accounts(move)
        says = isinstance(move, Reply) and move.draft.reason is None
        asks = _last(move.events, DialogueMoved)
        told = says and (asks is None or not asks.state)
        return (move.draft.text if isinstance(move, Reply) and told else ""), accounts(move)


def accounts(move: EngineMove) -> tuple[ModelUsed, ...]:
    """Return the accounts of models in a move, with the copilot as their purpose."""
    return tuple(
        replace(one, purpose=Purpose.COPILOT.value)
        for one in move.events
        if isinstance(one, ModelUsed)
    )


def _is_away(move: EngineMove) -> bool:
    """Return whether the engine says, for customers, that the shop's system does not answer."""
    return isinstance(move, Reply) and move.draft.rule == UNAVAILABLE


def _waits(conversation: Conversation) -> bool:
    """Return whether an operation waits to be done, which the engine would settle."""
    dealings = conversation.dealings
    return dealings.confirmed is not None or dealings.ordered is not None


def _of_words(heard: HeardMessage, understanding: Understanding) -> Suggested | Failed:
    """Return the operation that the words alone ask for: no identity is proven."""
    wish = next((w for w in heard.wishes if OPERATIONS[w.operation].has_effect), None)
    if wish is None:
        return Failed(why=Why.NO_WISH)
    orders = understanding.entities.orders
    number = orders[0].value if orders else ""
    return Suggested(operation=wish.operation, number=number, proven=False)


def _read(move: EngineMove, conversation: Conversation) -> Suggested | Failed:
    if (proposed := _last(move.events, OperationProposed)) is not None:
        known: dict[str, JsonValue] = orjson.loads(proposed.parameters)
        return _suggested(proposed.operation, known)
    moved = _last(move.events, DialogueMoved)
    state = conversation.dealings.dialogue if moved is None else moved.state
    frame = Dialogue.read(state).current
    if frame is not None and OPERATIONS[frame.operation].has_effect:
        return _suggested(frame.operation, frame.slots)
    if (refused := _last(move.events, OperationRefused)) is not None:
        about = Frame.read(moved.about) if moved is not None else None
        number = str(about.slots.get("order_number", "")) if about else ""
        text = move.draft.text if isinstance(move, Reply) else ""
        return Suggested(operation=refused.operation, number=number, refusal=text)
    return Failed(why=Why.NO_WISH)


def _suggested(operation: str, known: dict[str, JsonValue]) -> Suggested:
    number = known.get("order_number")
    return Suggested(
        operation=operation,
        number=number if isinstance(number, str) else "",
        parameters=orjson.dumps(known).decode(),
    )


def _last(events: tuple[ConversationEvent, ...], kind: type[E]) -> E | None:
    return next((one for one in reversed(events) if isinstance(one, kind)), None)
