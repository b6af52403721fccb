"""A question that is a part of a message is searched by itself."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationEvent,
    HandoffRequested,
    ModelUsed,
    Reason,
    ReplyKind,
    ReplyWritten,
)
from assistant.operations.autonomy.autonomy_verdict import Verdict
from assistant.operations.autonomy.person_checks import Unchecked, draw
from assistant.operations.dialogue.engine_moves import Aside, EngineMove, NotAnOperation
from assistant.operations.dialogue.heard_message import HeardMessage
from assistant.understanding.types import (
    Intent,
    MessageSignal,
    ReadingContext,
    Signal,
    Understanding,
)
from retrieval.types import Evidence, PassageSentence
from tests.support.seeds.conversation_events import NOON, started, wrote
from tests.unit.assistant.answers.shop_fixture import QUESTION_VECTOR, asked
from tests.unit.assistant.messages.turning import CID, FAR, RETURNS, Assistant

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


class Parts:
    """Reads a message as a request for a person, and what is beside it as a question."""

    def __init__(self, request: Understanding) -> None:
        self.request = request

    async def read(self, text: str, context: ReadingContext) -> Understanding:
        del context
        if text in self.request.beside:
            return asked(text)
        return replace(self.request, message=text)


class EveryAnswer(Unchecked):
    """Has a person look at every answer."""

    async def of_answer(self, verdict: Verdict, conversation: Conversation) -> Verdict:
        del conversation
        return draw(replace(verdict, checked_share=1.0), b"", "")


BESIDE = "je veux parler à quelqu'un, et combien de jours pour un retour ?"
HOW_LONG = "combien de jours pour un retour ?"


def for_person(*evidence: Evidence, signals: tuple[MessageSignal, ...] = ()) -> Assistant:
    request = replace(asked(BESIDE), intent=Intent.ASK_FOR_PERSON, signals=signals)
    found = Assistant(request, *evidence)
    found.turn = replace(found.turn, reader=Parts(replace(request, beside=(HOW_LONG,))))
    return found


def reply_of(events: Sequence[ConversationEvent]) -> ReplyWritten:
    (reply,) = (event for event in events if isinstance(event, ReplyWritten))
    return reply


class TestAQuestionBesideARequestForAPerson:
    async def test_is_answered_before_the_words_that_a_person_is_asked_for(self) -> None:
        plain = Assistant(replace(asked("une personne"), intent=Intent.ASK_FOR_PERSON))
        asks = reply_of(await plain.take(started(), wrote("m1", text="une personne"))).text

        events = await for_person(RETURNS).take(started(), wrote("m1", text=BESIDE))

        reply = reply_of(events)
        assert reply.text == f"Vous avez 30 jours pour un retour.\n\n{asks}"
        assert (reply.kind, reply.reason) == (ReplyKind.HANDED_OFF, Reason.ASKED_FOR_PERSON)
        assert [source.title for source in reply.sources] == ["Retours"]
        assert any(isinstance(event, HandoffRequested) for event in events)

    async def test_is_answered_though_a_share_of_such_answers_is_checked(self) -> None:
        checked = for_person(RETURNS)
        autonomy = replace(checked.turn.autonomy, checks=EveryAnswer())
        checked.turn = replace(checked.turn, autonomy=autonomy)

        reply = reply_of(await checked.take(started(), wrote("m1", text=BESIDE)))

        assert reply.text.startswith("Vous avez 30 jours pour un retour.")

    async def test_that_nothing_answers_leaves_the_request_alone(self) -> None:
        reply = reply_of(await for_person(FAR).take(started(), wrote("m1", text=BESIDE)))

        assert (reply.kind, reply.reason) == (ReplyKind.HANDED_OFF, Reason.ASKED_FOR_PERSON)
        assert "\n\n" not in reply.text
        assert reply.sources == ()

    async def test_is_answered_to_who_asks_for_the_person_again(self) -> None:
        one = for_person(RETURNS)
        first = await one.take(started(), wrote("m1", text=BESIDE))

        again = reply_of(await one.take(started(), wrote("m1"), *first, wrote("m2", text=BESIDE)))

        assert again.kind is ReplyKind.ANSWERED
        assert again.text.startswith("Vous avez 30 jours pour un retour.\n\n")
        assert TEXTS["fr"].asked_already in again.text

    async def test_is_left_to_the_person_where_something_grave_is_said(self) -> None:
        threat = MessageSignal(signal=Signal.LEGAL_THREAT, rule="words", confidence=1.0)
        one = for_person(RETURNS, signals=(threat,))

        reply = reply_of(await one.take(started(), wrote("m1", text=BESIDE)))

        assert (reply.kind, reply.sources) == (ReplyKind.HANDED_OFF, ())

    async def test_whose_answer_the_guard_blocks_costs_no_person(self) -> None:
        invented = PassageSentence(
            text="Vous avez 90 jours pour un retour.", vector=QUESTION_VECTOR
        )
        made_up = replace(RETURNS, passage=replace(RETURNS.passage, sentences=(invented,)))

        events = await for_person(made_up).take(started(), wrote("m1", text=BESIDE))

        reply = reply_of(events)
        assert (reply.kind, reply.reason) == (ReplyKind.HANDED_OFF, Reason.ASKED_FOR_PERSON)
        assert (reply.sources, "90" in reply.text) == ((), False)
        assert any(isinstance(event, HandoffRequested) for event in events)


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
