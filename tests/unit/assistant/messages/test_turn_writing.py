"""When a turn has its answer put into a model's words."""

from dataclasses import dataclass, field, replace

import pytest

from assistant.answers.guard.draft_review import KnownProductNames
from assistant.answers.reply_draft import Draft
from assistant.answers.writing.writing_account import WrittenDraft
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ModelUsed
from assistant.conversation.message import Call
from assistant.kit.model.ports import Purpose
from assistant.operations.dialogue.engine_moves import EngineMove, NotAnOperation
from assistant.operations.dialogue.heard_message import HeardMessage
from assistant.understanding.types import Understanding
from tests.support.seeds.conversation_events import NOON, started, wrote
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import CID, RETURNS, Assistant

ASKED = "Combien de jours pour un retour ?"


@dataclass
class Asks:
    """A writer that changes nothing, and keeps what it was asked for."""

    drafts: list[Draft] = field(default_factory=list)

    async def write(
        self,
        conversation: Conversation,
        understanding: Understanding,
        draft: Draft,
        *,
        names: KnownProductNames,
        version: str,
        aloud: bool,
    ) -> WrittenDraft:
        del conversation, understanding, names, version, aloud
        self.drafts.append(draft)
        return WrittenDraft(draft=draft)


@dataclass(frozen=True)
class Reading:
    """A dialogue whose model was asked, and says that the message asks the shop something."""

    outcome: str

    async def advance(self, conversation: Conversation, heard: HeardMessage) -> EngineMove:
        del conversation, heard
        used = ModelUsed(
            conversation_id=CID,
            at=NOON,
            purpose=Purpose.DIALOGUE,
            outcome=self.outcome,
            model="m",
            endpoint="e",
            latency_ms=1.0,
        )
        return NotAnOperation(events=(used,))


class TestAnAnswer:
    @pytest.mark.parametrize(
        ("outcome", "words"),
        [
            ("read", 1),
            ("unusable", 1),
            ("too_slow", 0),
            ("unavailable", 0),
            ("refused", 0),
            ("over_budget", 0),
        ],
    )
    async def test_waits_once_in_a_turn_for_a_model_that_is_away(
        self, outcome: str, words: int
    ) -> None:
        writer = Asks()
        one = Assistant(asked(ASKED), RETURNS)
        policy = replace(one.turn.policy, operates=True)
        one.turn = replace(one.turn, writer=writer, dialogue=Reading(outcome), policy=policy)
        calls = replace(wrote("m1", text=ASKED), call=Call(operation="list_orders"))

        await one.take(started(), calls)

        assert len(writer.drafts) == words
