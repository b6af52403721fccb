import json
from dataclasses import replace

import pytest

from assistant.answers.restating.message_restater import MessageRestater
from assistant.answers.restating.restatement_request import RestatedKind, Restatement
from assistant.conversation.conversation import Conversation
from assistant.conversation.dealings import Proposal
from assistant.conversation.events import ModelUsed
from assistant.conversation.ids import ConversationId, CustomerId
from assistant.kit.model.ports import Completion, ModelUnavailableError, Request
from assistant.understanding.entities.message_entities import read_entities
from assistant.understanding.types import Intent, MessageSignal, Signal, Understanding
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.language_model import MemoryModel
from tests.unit.assistant.answers.shop_fixture import BOOTS, asked, found
from tests.unit.assistant.answers.writing.writing import ended
from tests.unit.assistant.messages.turning import RETURNS, Shelf

TALK = Conversation(conversation_id=ConversationId("c1"))


def says(kind: str, message: str) -> MemoryModel:
    text = json.dumps({"kind": kind, "message": message})
    return MemoryModel(lambda _: Completion(text=text, end=ended()))


async def restate(
    model: MemoryModel, own: Understanding, *, focus: tuple[str, ...] = ()
) -> tuple[Restatement | None, tuple[ModelUsed, ...]]:
    restater = MessageRestater(model=model, clock=HandClock())
    return await restater.restate(TALK, own, Shelf(found(BOOTS), RETURNS), focus)


class TestRestate:
    async def test_returns_the_model_s_words_and_accounts_for_them(self) -> None:
        restated, used = await restate(says("product", "Bottes : étanches ?"), asked("étanches ?"))

        assert restated == Restatement(kind=RestatedKind.PRODUCT, text="Bottes : étanches ?")
        assert [(one.purpose, one.outcome) for one in used] == [("reading", "product")]

    async def test_shows_the_products_before_the_customer_and_what_is_near(self) -> None:
        model = says("product", "Bottes : étanches ?")
        await restate(model, asked("étanches ?"), focus=(BOOTS.product_id,))

        shown = json.loads(model.asked[0].messages[-1].text)
        assert shown["before_the_customer"][0].startswith(BOOTS.title)
        assert shown["pages_near"] == ["Retours"]

    async def test_shows_the_products_that_were_seen_earlier_apart(self) -> None:
        model = says("product", "Bottes : étanches ?")
        restater = MessageRestater(model=model, clock=HandClock())
        talk = replace(TALK, seen=(BOOTS.product_id,))
        await restater.restate(talk, asked("les bleues ?"), Shelf(found(BOOTS), RETURNS), ())

        shown = json.loads(model.asked[0].messages[-1].text)
        assert shown["seen_earlier"][0].startswith(BOOTS.title)
        assert "before_the_customer" not in shown

    async def test_shows_no_personal_data(self) -> None:
        model = says("pages", "Livrez-vous ?")
        await restate(model, asked("je suis au 06 12 34 56 78, vous livrez ?"))

        assert "06 12 34 56 78" not in model.asked[0].messages[-1].text

    @pytest.mark.parametrize(
        "own",
        [
            replace(
                asked("je vais vous attaquer"),
                signals=(MessageSignal(signal=Signal.LEGAL_THREAT, rule="words", confidence=1.0),),
            ),
            replace(asked("oui"), entities=read_entities("oui")),
            replace(asked("lea@example.com"), entities=read_entities("lea@example.com")),
            replace(asked("bonjour", intent=Intent.GREETING), ranked=((Intent.GREETING, 0.99),)),
        ],
        ids=["grave", "a yes", "a proof", "a greeting"],
    )
    async def test_leaves_to_its_own_words(self, own: Understanding) -> None:
        model = says("pages", "Autre chose ?")

        assert await restate(model, own) == (None, ())
        assert not model.asked

    @pytest.mark.parametrize(
        ("text", "restated"),
        [
            ("et la livraison ?", False),
            ("les bougies ouvertes, on peut vous les renvoyer quand même ?", True),
        ],
    )
    async def test_leaves_what_is_short_as_it_is_while_a_read_back_waits(
        self, text: str, *, restated: bool
    ) -> None:
        waiting = Proposal(
            proposal_id="p1",
            operation="cancel_order",
            parameters="{}",
            fingerprint="f",
            customer_id=CustomerId("lea"),
            at=HandClock().now(),
        )
        talk = replace(TALK, dealings=replace(TALK.dealings, proposal=waiting))
        model = says("pages", "Autre chose ?")
        restater = MessageRestater(model=model, clock=HandClock())

        found, _ = await restater.restate(talk, asked(text), Shelf(RETURNS), ())

        assert (found is not None) is restated
        assert bool(model.asked) is restated

    async def test_restates_a_wish_that_the_own_words_take_for_an_operation(self) -> None:
        """ "Les gris, et mettez la bonne taille" is no exchange where nothing was bought."""
        own = asked("alors les gris et mettez la bonne taille", intent=Intent.EXCHANGE_ITEMS)

        assert (await restate(says("basket", "Ajoute Bottes au panier"), own))[0] is not None

    async def test_restates_what_stands_behind_a_no(self) -> None:
        message = "non merci, et en laine ?"
        own = replace(asked(message), entities=read_entities(message))

        assert (await restate(says("search", "pull en laine"), own))[0] is not None

    async def test_leaves_the_message_as_it_is_when_the_model_fails(self) -> None:
        def away(request: Request) -> Completion:
            del request
            msg = "no answer in time"
            raise ModelUnavailableError(msg)

        restated, used = await restate(MemoryModel(away), asked("étanches ?"))

        assert restated is None
        assert [one.outcome for one in used] == ["unavailable"]
