"""A turn whose search gives no answer: it says so at once, and does what needs no search."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from prometheus_client import REGISTRY

from assistant.answers.fixed_replies import SEARCH_AWAY
from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.conversation.events import (
    ConversationEvent,
    HandoffOffered,
    HandoffRequested,
    OperationRefused,
    Reason,
    ReplyKind,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.message import Language
from assistant.messages.reading.page_focus import versions_of
from assistant.operations.dialogue.engine_moves import Reply
from assistant.understanding.types import Intent, MessageSignal, Signal, Understanding
from retrieval.catalogue.types import Product
from retrieval.ports import StoreMismatchError, StoreUnavailableError
from retrieval.types import Evidence
from tests.support.seeds.conversation_events import LATER, NOON, replied, started, wrote
from tests.unit.assistant.answers.shop_fixture import BOOTS, asked
from tests.unit.assistant.messages.test_turn_questions import Moves
from tests.unit.assistant.messages.turning import CID, RETURNS, Assistant, Shelf

ASKED = "Combien de jours pour un retour ?"


class DeadShelf(Shelf):
    """Finds nothing, for its store gives no answer."""

    error: type[StoreUnavailableError] = StoreUnavailableError

    async def search(self, *_: object, **__: object) -> tuple[Evidence, ...]:
        raise self.error

    async def products_of(self, ids: tuple[str, ...]) -> list[Product]:
        del ids
        raise self.error


def assistant(understanding: Understanding) -> Assistant:
    made = Assistant(understanding, RETURNS)
    made.shelf.__class__ = DeadShelf
    return made


def reply_of(events: Sequence[ConversationEvent]) -> ReplyWritten:
    (reply,) = (event for event in events if isinstance(event, ReplyWritten))
    return reply


def count(error: type[StoreUnavailableError]) -> float:
    reason = {"reason": error.__name__}
    return REGISTRY.get_sample_value("comptoir_turn_failures_total", reason) or 0.0


class TestAQuestion:
    @pytest.mark.parametrize("language", ["fr", "en"])
    async def test_is_told_that_nothing_can_be_looked_up_and_offered_a_person(
        self, language: Language
    ) -> None:
        events = await assistant(asked(ASKED, language=language)).take(
            started(), wrote("m1", text=ASKED)
        )

        reply, texts = reply_of(events), TEXTS[language]
        assert (reply.kind, reply.reason) == (ReplyKind.ABSTAINED, Reason.ASSISTANT_FAILED)
        assert reply.text == texts.search_away
        assert reply.quick_replies == (texts.talk_to_person,)
        assert reply.sources == ()
        assert any(isinstance(event, HandoffOffered) for event in events)
        (taken,) = (event for event in events if isinstance(event, TurnTaken))
        assert SEARCH_AWAY in taken.rule

    async def test_that_follows_one_without_an_answer_goes_to_a_person(self) -> None:
        before = replace(
            replied("r1", "m1"), kind=ReplyKind.ABSTAINED, reason=Reason.ASSISTANT_FAILED
        )

        events = await assistant(asked(ASKED)).take(
            started(), wrote("m1"), before, wrote("m2", text=ASKED, at=LATER)
        )

        assert reply_of(events).kind is ReplyKind.HANDED_OFF
        assert any(isinstance(event, HandoffRequested) for event in events)

    @pytest.mark.parametrize("error", [StoreUnavailableError, StoreMismatchError])
    async def test_is_counted_by_what_ails_the_search(
        self, error: type[StoreUnavailableError]
    ) -> None:
        one = assistant(asked(ASKED))
        one.shelf.error = error  # type: ignore[attr-defined]
        before = count(error)

        await one.take(started(), wrote("m1", text=ASKED))

        assert count(error) == before + 1


class TestWhatNeedsNoSearch:
    async def test_a_courtesy_is_returned(self) -> None:
        thanks = replace(asked("merci"), intent=Intent.THANKS, confidence=0.99)

        reply = reply_of(await assistant(thanks).take(started(), wrote("m1", text="merci")))

        assert reply.kind is ReplyKind.SMALL_TALK

    async def test_who_asks_for_a_person_gets_one(self) -> None:
        wish = replace(asked("une personne"), intent=Intent.ASK_FOR_PERSON, confidence=0.99)

        reply = reply_of(await assistant(wish).take(started(), wrote("m1", text="une personne")))

        assert (reply.kind, reply.reason) == (ReplyKind.HANDED_OFF, Reason.ASKED_FOR_PERSON)

    async def test_a_grave_message_goes_to_people(self) -> None:
        grave = replace(
            asked(ASKED),
            signals=(MessageSignal(signal=Signal.SAFETY, rule="words", confidence=1.0),),
        )

        reply = reply_of(await assistant(grave).take(started(), wrote("m1", text=ASKED)))

        assert (reply.kind, reply.reason) == (ReplyKind.HANDED_OFF, Reason.SAFETY)

    async def test_an_operation_goes_on_without_the_page_that_could_stand_beside_it(self) -> None:
        refused = OperationRefused(
            conversation_id=CID, at=NOON, operation="cancel_order", rule="is_processed"
        )
        said = Draft(kind=ReplyKind.DID, text="Elle est déjà en préparation.", language="fr")
        one = assistant(replace(asked("annulez-la"), intent=Intent.CANCEL_ORDER))
        policy = replace(one.turn.policy, operates=True)
        moves = Moves(Reply(events=(refused,), draft=said))
        one.turn = replace(one.turn, dialogue=moves, policy=policy)

        events = await one.take(started(), wrote("m1", text="annulez ma commande"))

        assert refused in events
        assert reply_of(events).text.startswith(said.text)

    async def test_a_basket_takes_what_is_named_though_nobody_knows_its_versions(self) -> None:
        one = assistant(asked("x"))

        assert await versions_of(one.shelf, (BOOTS.product_id,)) == {}
