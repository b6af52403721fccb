"""A message is read in its own words, or in those that a model writes for it."""

import json
from dataclasses import replace

import pytest
from assistant.answers.restating.message_restater import MessageRestater

from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId
from assistant.kit.model.ports import Completion
from assistant.messages.reading.message_reading import MessageMeaning, understand
from assistant.understanding.types import (
    Intent,
    MessageSignal,
    PriceObjection,
    Signal,
    Understanding,
)
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.language_model import MemoryModel
from tests.unit.assistant.answers.shop_fixture import BOOTS, asked, found
from tests.unit.assistant.answers.writing.writing import ended
from tests.unit.assistant.messages.turning import RETURNS, Reads, Shelf

TALK = Conversation(conversation_id=ConversationId("c1"))
OWN = asked("et ça tient la flotte ?", intent=Intent.ORDER_STATUS)


async def read(
    kind: str,
    message: str,
    *,
    own: Understanding = OWN,
    sells: bool = False,
    talk: Conversation = TALK,
    also: str = "",
) -> tuple[MessageMeaning, Reads]:
    text = json.dumps({"kind": kind, "message": message, "also": also})
    model = MemoryModel(lambda _: Completion(text=text, end=ended()))
    reads = Reads(own, HandClock())
    meaning = await understand(
        talk,
        own.message,
        Shelf(found(BOOTS), RETURNS),
        reader=reads,
        restater=MessageRestater(model=model, clock=HandClock()),
        sells=sells,
    )
    return meaning, reads


class TestUnderstand:
    async def test_reads_the_restatement_as_the_message(self) -> None:
        meaning, _ = await read("product", "Bottes : sont-elles étanches ?")

        assert meaning.understanding.text == "Bottes : sont-elles étanches ?"
        assert meaning.understanding.intent is Intent.PRODUCT_QUESTION
        assert meaning.stands_alone
        assert len(meaning.events) == 1

    async def test_reads_in_the_customers_own_words_what_is_about_an_order(self) -> None:
        meaning, reads = await read("order", "Annulez ma commande")

        assert meaning.understanding.text == OWN.text
        assert not meaning.stands_alone
        assert [text for text, _, _ in reads.read_so_far] == [OWN.text]

    async def test_asks_no_model_about_an_objection_to_a_price(self) -> None:
        objects = replace(asked("c'est trop cher"), price_objection=PriceObjection())
        meaning, _ = await read("product", "Bottes : prix ?", own=objects)

        assert meaning.understanding == objects
        assert meaning.events == ()

    async def test_reads_an_objection_to_the_price_of_a_service_as_the_question_for_it(
        self,
    ) -> None:
        own = replace(asked("la livraison est trop chère"), products=(BOOTS.product_id,))
        _, reads = await read("order", "", own=own)

        assert [text for text, _, _ in reads.read_so_far] == [
            own.message,
            "Combien coûte la livraison ?",
        ]

    async def test_leaves_an_objection_to_the_price_of_a_service_that_is_grave(self) -> None:
        grave = MessageSignal(signal=Signal.INSULT, rule="words", confidence=1.0)
        own = replace(asked("la livraison est trop chère"), signals=(grave,))
        _, reads = await read("order", "", own=own)

        assert [text for text, _, _ in reads.read_so_far] == [own.message]

    async def test_hears_no_wish_for_an_order_in_a_restatement(self) -> None:
        cancels = replace(OWN, intent=Intent.CANCEL_ORDER)
        meaning, _ = await read("pages", "Annulez ma commande", own=cancels)

        assert meaning.understanding.intent is Intent.QUESTION

    async def test_hears_a_wish_for_the_basket_where_there_is_one(self) -> None:
        wish = f"Ajoute {BOOTS.title} au panier"

        own = replace(asked("je les prends"), products=(BOOTS.product_id,))  # as any reader finds
        heard, _ = await read("basket", wish, own=own, sells=True)
        unheard, _ = await read("basket", wish, own=own, sells=False)

        assert heard.understanding.intent is Intent.ADD_TO_BASKET
        assert unheard.understanding.intent is own.intent

    @pytest.mark.parametrize(
        ("said", "lines", "also"),
        [
            ("je pourrai retirer les bottes plus tard ?", "Retire {} du panier", ""),
            ("elles sont étanches ?", "Ajoute {} au panier", "Quel temps ?"),
            ("elles sont étanches ?", "Montre mon panier\nAjoute {} au panier", ""),
        ],
    )
    async def test_changes_no_basket_by_a_question(self, said: str, lines: str, also: str) -> None:
        own = replace(asked(said), products=(BOOTS.product_id,))
        meaning, _ = await read("basket", lines.format(BOOTS.title), own=own, sells=True, also=also)

        assert meaning.understanding.text == said

    async def test_lets_an_operation_in_progress_hear_the_customer_s_own_words(self) -> None:
        own = asked("12 rue des Lilas, 69003 Lyon")
        in_progress = replace(TALK, dealings=replace(TALK.dealings, dialogue="in progress"))
        meaning, _ = await read("pages", "Livrez au 99 rue Basse ?", own=own, talk=in_progress)

        assert meaning.understanding.message == own.message

    async def test_answers_in_the_customer_s_language(self) -> None:
        own = replace(asked("je les prends"), products=(BOOTS.product_id,))
        meaning, _ = await read("basket", f"Add {BOOTS.title} to my basket", own=own, sells=True)

        assert meaning.understanding.language == "fr"

    async def test_hears_a_wish_that_is_said_twice_once(self) -> None:
        own = replace(asked("je les prends"), products=(BOOTS.product_id,))
        line = f"Ajoute {BOOTS.title} en 39 au panier"
        meaning, _ = await read("basket", f"{line}\n{line}", own=own, sells=True)

        assert not meaning.understanding.requests

    async def test_hears_a_wish_for_each_line_of_the_basket(self) -> None:
        lines = (f"Ajoute {BOOTS.title} en 39 au panier", f"Ajoute {BOOTS.title} en 41 au panier")
        own = replace(asked("les deux tailles"), products=(BOOTS.product_id,))
        meaning, _ = await read("basket", "\n".join(lines), own=own, sells=True)

        assert meaning.understanding.intent is Intent.ADD_TO_BASKET
        assert [(one.text, one.intent, one.products) for one in meaning.understanding.requests] == [
            (line, Intent.ADD_TO_BASKET, (BOOTS.product_id,)) for line in lines
        ]

    async def test_takes_the_wish_about_an_order_from_a_model(self) -> None:
        own = asked("j'ai rien recu c'etait pour samedi", intent=Intent.QUESTION)
        meaning, reads = await read("order", "status", own=own)

        assert meaning.understanding.intent is Intent.ORDER_STATUS
        assert meaning.understanding.text == own.text
        assert len(reads.read_so_far) == 1

    async def test_leaves_an_order_to_the_operation_in_progress(self) -> None:
        own = asked("celle de samedi", intent=Intent.QUESTION)
        in_progress = replace(TALK, dealings=replace(TALK.dealings, dialogue="in progress"))
        meaning, _ = await read("order", "cancel", own=own, talk=in_progress)

        assert meaning.understanding.intent is Intent.QUESTION

    async def test_takes_out_of_the_basket_though_the_total_is_asked_for(self) -> None:
        own = replace(asked("enlevez-les, ça fait combien ?"), products=(BOOTS.product_id,))
        lines = f"Retire {BOOTS.title} du panier\nMontre mon panier"
        meaning, _ = await read("basket", lines, own=own, sells=True)

        assert meaning.understanding.intent is Intent.CHANGE_BASKET
        assert [one.intent for one in meaning.understanding.requests] == [
            Intent.CHANGE_BASKET,
            Intent.SHOW_BASKET,
        ]

    async def test_hears_a_wish_in_a_sentence_beside_a_question(self) -> None:
        own = replace(
            asked("Do one in the basket for me. What comes there on?", language="en"),
            products=(BOOTS.product_id,),
        )
        meaning, _ = await read("basket", f"Add {BOOTS.title} to my basket", own=own, sells=True)

        assert meaning.understanding.intent is Intent.ADD_TO_BASKET

    async def test_hears_a_question_beside_a_wish_for_the_basket(self) -> None:
        own = replace(asked("je les prends, vous livrez samedi ?"), products=(BOOTS.product_id,))
        wish = f"Ajoute {BOOTS.title} au panier"
        meaning, reads = await read(
            "basket", wish, own=own, sells=True, also="Livrez-vous le samedi ?"
        )

        assert meaning.understanding.intent is Intent.ADD_TO_BASKET
        assert meaning.also is not None
        assert "Livrez-vous le samedi ?" in [text for text, _, _ in reads.read_so_far]

    async def test_does_nothing_for_a_second_question(self) -> None:
        cancels = replace(OWN, intent=Intent.CANCEL_ORDER)
        meaning, _ = await read("pages", "Retours ?", own=cancels, also="Annulez ma commande")

        assert meaning.also is not None
        assert meaning.also.intent is Intent.QUESTION

    async def test_hears_no_wish_for_the_basket_in_a_question(self) -> None:
        own = replace(asked("vous les avez en 39 ?"), products=(BOOTS.product_id,))
        meaning, _ = await read("basket", f"Ajoute {BOOTS.title} au panier", own=own, sells=True)

        assert meaning.understanding.text == own.text

    async def test_takes_talk_for_talk(self) -> None:
        assert (await read("talk", "mdr"))[0].understanding.intent is Intent.CHITCHAT

    async def test_reads_own_words_where_no_model_is(self) -> None:
        reads = Reads(OWN, HandClock())
        meaning = await understand(
            TALK, OWN.message, Shelf(RETURNS), reader=reads, restater=None, sells=False
        )

        assert meaning.understanding.text == OWN.text
        assert not meaning.events
