"""A question that is a part of a message is searched by itself."""

from dataclasses import replace

from assistant.answers.reply_draft import Draft
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ModelUsed, ReplyKind, ReplyWritten
from assistant.operations.dialogue.engine_moves import Aside, EngineMove, NotAnOperation
from assistant.operations.dialogue.heard_message import HeardMessage
from assistant.understanding.types import Intent
from tests.support.seeds.conversation_events import NOON, started, wrote
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import CID, RETURNS, Assistant

TEXT = "annulez ma commande. Combien de jours pour un retour ?"
PART = "Combien de jours pour un retour ?"
USED = ModelUsed(conversation_id=CID, at=NOON, purpose="dialogue", outcome="read")


class Moves:
    """A dialogue that always moves so."""

    def __init__(self, move: EngineMove) -> None:
        self._move = move

    async def advance(self, conversation: Conversation, heard: HeardMessage) -> EngineMove:
        del conversation, heard
        return self._move


def assistant(move: EngineMove) -> Assistant:
    found = Assistant(replace(asked(TEXT), intent=Intent.CANCEL_ORDER), RETURNS)
    policy = replace(found.turn.policy, operates=True)
    found.turn = replace(found.turn, dialogue=Moves(move), policy=policy)
    return found


class TestAPartOfAMessage:
    async def test_is_searched_and_answered_before_what_is_in_progress(self) -> None:
        read_back = Draft(kind=ReplyKind.ASKED, text="Vous confirmez ?", language="fr")
        one = assistant(Aside(events=(USED,), resume=read_back, question=PART))

        events = await one.take(started(), wrote("m1", text=TEXT))

        (reply,) = (event for event in events if isinstance(event, ReplyWritten))
        assert one.shelf.looked_for[-1] == PART
        assert "30 jours" in reply.text
        assert reply.text.endswith("Vous confirmez ?")
        assert USED in events

    async def test_is_searched_where_nothing_is_in_progress(self) -> None:
        one = assistant(NotAnOperation(events=(USED,), question=PART))

        events = await one.take(started(), wrote("m1", text=TEXT))

        assert one.shelf.looked_for[-1] == PART
        assert USED in events
