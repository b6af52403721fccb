"""When a turn lets a model's mind answer, and what becomes of its reply."""

from dataclasses import dataclass, field, replace

import pytest

from assistant.answers.reply_draft import Draft
from assistant.conversation.events import (
    ConversationEvent,
    DialogueMoved,
    HandoffRequested,
    ModelUsed,
    ReplyKind,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.message import Call
from assistant.mind.ports import MindReply
from assistant.operations.dialogue.engine_moves import Aside, EngineMove
from assistant.operations.dialogue.frames import Dialogue, Frame
from assistant.operations.dialogue.heard_message import HeardMessage
from assistant.tools.tool_turn import ToolTurn
from assistant.understanding.types import Intent, MessageSignal, Signal
from tests.support.seeds.conversation_events import NOON, started, wrote
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import CID, RETURNS, Assistant

ASKED = "Combien de jours pour un retour ?"
DAYS = "Vous avez 30 jours pour un retour."
USED = ModelUsed(conversation_id=CID, at=NOON, purpose="answer", outcome="written")
IN_PROGRESS = Dialogue(frames=(Frame(operation="cancel_order", asked="order_number"),)).written()
SAID = Draft(
    kind=ReplyKind.ANSWERED,
    text="Vous avez 30 jours.",
    language="fr",
    evidence=(DAYS,),
    rule="mind",
)


@dataclass
class Thinks:
    """A mind that says what it is told, and keeps what it was asked."""

    draft: Draft | None = SAID
    asked: list[str] = field(default_factory=list)
    aloud: list[bool] = field(default_factory=list)

    async def reply(self, turn: ToolTurn, *, aloud: bool) -> MindReply:
        self.asked.append(turn.understanding.message)
        self.aloud.append(aloud)
        return MindReply(draft=self.draft, account=(USED,))


class Resumes:
    """A dialogue that has a question of its own open."""

    async def advance(self, conversation: object, heard: HeardMessage) -> EngineMove:
        del conversation, heard
        resume = Draft(kind=ReplyKind.ASKED, text="Quelle commande ?", language="fr")
        return Aside(events=(), resume=resume)


def with_mind(one: Assistant, mind: Thinks) -> Assistant:
    one.turn = replace(one.turn, mind=mind)
    return one


def reply_of(events: tuple[ConversationEvent, ...]) -> ReplyWritten:
    (reply,) = [one for one in events if isinstance(one, ReplyWritten)]
    return reply


class TestATurn:
    async def test_says_what_the_mind_says_and_records_its_account(self) -> None:
        mind = Thinks()
        events = await with_mind(Assistant(asked(ASKED), RETURNS), mind).take(
            started(), wrote("m1", text=ASKED)
        )

        assert reply_of(events).text == SAID.text
        assert USED in events
        (taken,) = [one for one in events if isinstance(one, TurnTaken)]
        assert taken.rule.endswith("/mind")
        assert mind.aloud == [True]

    async def test_answers_in_words_where_the_mind_has_nothing_to_send(self) -> None:
        events = await with_mind(Assistant(asked(ASKED), RETURNS), Thinks(draft=None)).take(
            started(), wrote("m1", text=ASKED)
        )

        assert reply_of(events).text == DAYS
        assert USED in events

    async def test_sends_no_figure_of_the_mind_that_no_evidence_has(self) -> None:
        lie = replace(SAID, text="Vous avez 90 jours.")
        events = await with_mind(Assistant(asked(ASKED), RETURNS), Thinks(draft=lie)).take(
            started(), wrote("m1", text=ASKED)
        )

        assert "90" not in reply_of(events).text

    @pytest.mark.parametrize(
        ("intent", "text"),
        [(Intent.ASK_FOR_PERSON, "une personne"), (Intent.THANKS, "merci")],
    )
    async def test_asks_no_mind_about_what_code_reads_whole(
        self, intent: Intent, text: str
    ) -> None:
        mind = Thinks()
        await with_mind(Assistant(asked(text, intent=intent), RETURNS), mind).take(
            started(), wrote("m1", text=text)
        )

        assert mind.asked == []

    async def test_asks_no_mind_about_what_is_grave(self) -> None:
        mind = Thinks()
        grave = MessageSignal(signal=Signal.SELF_HARM, rule="words", confidence=1.0)
        understanding = replace(asked("je veux mourir"), signals=(grave,))
        events = await with_mind(Assistant(understanding, RETURNS), mind).take(
            started(), wrote("m1", text="je veux mourir")
        )

        assert mind.asked == []
        assert any(isinstance(one, HandoffRequested) for one in events)

    async def test_asks_no_mind_about_the_call_of_a_program(self) -> None:
        mind = Thinks()
        called = replace(wrote("m1", text=ASKED), call=Call(operation="list_orders"))
        one = with_mind(Assistant(asked(ASKED), RETURNS), mind)
        one.turn = replace(one.turn, dialogue=Resumes())
        await one.take(started(), called)

        assert mind.asked == []

    async def test_asks_again_what_an_operation_waits_for(self) -> None:
        moved = DialogueMoved(conversation_id=CID, at=NOON, state=IN_PROGRESS, about="")
        one = with_mind(Assistant(asked(ASKED), RETURNS), Thinks())
        one.turn = replace(one.turn, dialogue=Resumes())
        events = await one.take(started(), moved, wrote("m1", text=ASKED))

        assert reply_of(events).text == f"{SAID.text}\n\nQuelle commande ?"
