from dataclasses import replace

import pytest

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import ConversationId
from assistant.messages.reading.focus_question import FocusQuestion, focus_question
from assistant.understanding.types import Intent, Tone
from retrieval.catalogue.vocabulary import Vocabulary
from tests.support.seeds.conversation_events import replied, started, wrote
from tests.unit.assistant.answers.shop_fixture import asked

SHOP = Vocabulary(
    titles=(("aber", "Bottes Aber"), ("drisse", "Vareuse Drisse")),
    categories=("Bottes", "Vareuses", "Bonnets"),
    options=(("Couleur", "Noir"), ("Pointure", "40"), ("Pointure", "41")),
)
CID = ConversationId("c1")


def question(
    text: str, *events: ConversationEvent, focus: tuple[str, ...] = ("aber",)
) -> FocusQuestion | None:
    conversation = Conversation.fold(CID, (started(), *events))
    return focus_question(conversation, text, focus=focus, vocabulary=SHOP)


class TestFocusQuestion:
    @pytest.mark.parametrize(
        "text",
        [
            "elles sont imperméables ?",
            "does it have pockets",
            "en 41 ?",
            "dispo en noir ?",
            "le pied fait 25 cm",
            "ça chausse petit ?",
            "seawater ok?",
            "c'est vegan ces bottes ?",
        ],
    )
    def test_asks_of_the_product_that_is_seen(self, text: str) -> None:
        asks = question(text)

        assert asks is not None
        assert asks.product_id == "aber"

    @pytest.mark.parametrize(
        "text",
        [
            "et un bonnet ?",
            "vous avez des vareuses ?",
            "je cherche quelque chose pour la pluie",
            "c'est livré quand ?",
            "how long do I have to return it?",
            "moins cher ?",
            "pas en noir",
            "la Vareuse Drisse est chaude ?",
            "il a déjà plein de pulls",
            "ça taille petit, je voudrais échanger",
        ],
    )
    def test_asks_of_something_else(self, text: str) -> None:
        assert question(text) is None

    def test_leans_on_a_page_that_was_told_last(self) -> None:
        told = (wrote("m1"), replied("r1", "m1"))

        assert question("c'est long ?", *told) is None

    def test_means_the_first_of_several_by_a_pronoun_of_one(self) -> None:
        both = ("aber", "drisse")

        assert question("elle est chaude ?", focus=both) is not None
        assert question("ils sont chauds ?", focus=both) is None


class TestReadInto:
    def test_is_a_question_about_the_product(self) -> None:
        asks = FocusQuestion(product_id="aber", surely=True)
        read = asks.read_into(asked("en 41 ?", intent=Intent.EXCHANGE_ITEMS))

        assert read.intent is Intent.PRODUCT_QUESTION
        assert read.products == ("aber",)

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("a person, I waited for it", Intent.ASK_FOR_PERSON),
            ("where is my parcel, is it a 41?", Intent.ORDER_STATUS),
            ("I want to return it, it runs small", Intent.RETURN_ITEMS),
        ],
    )
    def test_outweighs_no_wish_for_a_person_nor_for_an_order(
        self, text: str, intent: Intent
    ) -> None:
        asks = FocusQuestion(product_id="aber", surely=True)
        read = asked(text, intent=intent)

        assert asks.read_into(read) == read

    def test_has_no_tone(self) -> None:
        asks = FocusQuestion(product_id="aber", surely=True)
        heavy = replace(asked("c'est lourd", intent=Intent.QUESTION), tone=Tone.GRUMBLE)

        assert asks.read_into(heavy).tone is None

    @pytest.mark.parametrize("intent", [Intent.THANKS, Intent.ADD_TO_BASKET, Intent.RETURN_ITEMS])
    def test_leaves_other_wishes_alone(self, intent: Intent) -> None:
        asks = FocusQuestion(product_id="aber", surely=False)
        read = asked("merci", intent=intent)

        assert asks.read_into(read) == read

    def test_is_one_only_by_its_words_where_nothing_leans(self) -> None:
        asks = replace(FocusQuestion(product_id="aber", surely=False), leans=False)

        assert asks.read_into(asked("une poche ?", intent=Intent.QUESTION)).products == ()
        assert asks.read_into(asked("?", intent=Intent.PRODUCT_QUESTION)).products == ("aber",)
