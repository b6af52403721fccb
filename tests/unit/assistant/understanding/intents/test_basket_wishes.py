from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from assistant.conversation.basket import BasketLine
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    Author,
    BasketChanged,
    DialogueMoved,
    ReplyKind,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Card
from assistant.understanding.intents.basket_wishes import Goods, basket_wish, for_basket
from assistant.understanding.types import BASKET_INTENTS, Constraints, Intent, Tone, Understanding
from retrieval.catalogue.vocabulary import Vocabulary
from tests.unit.assistant.understanding.everyday import EVERYDAY

CID = ConversationId("c1")
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
NEW = Conversation(conversation_id=CID)
LINE = BasketLine(product_id="top", variant_id="top-m", pieces=1)
FILLED = NEW.after(BasketChanged(conversation_id=CID, at=NOW, lines=(LINE,)))
TOLD = FILLED.after(
    ReplyWritten(
        conversation_id=CID,
        at=NOW,
        message_id=MessageId("r1"),
        author=Author.ASSISTANT,
        kind=ReplyKind.DID,
        text="In your basket: Breton Top.",
        language="en",
        answers=(),
        cards=(
            Card(
                product_id="", title="Basket", subtitle="", price="€59", availability="", url="/b"
            ),
        ),
    )
)
"""The reply before was about the basket."""

SHOP = Vocabulary(
    titles=(
        ("top", "Breton Top"),
        ("top", "Marinière"),
        ("dress", "Red Dress"),
        ("vest", "Breton Vest"),
    ),
    options=(("Size", "M"), ("Size", "L"), ("Colour", "Navy"), ("Couleur", "Marine")),
)

GOODS = Goods(vocabulary=SHOP, versions={})


def read(
    text: str,
    *focus: str,
    conversation: Conversation = NEW,
    goods: Goods = GOODS,
    **said: object,
) -> Understanding | None:
    """Return what a message means after `focus` was shown; None: nothing for the basket."""
    wish = basket_wish(conversation, text, focus=focus, goods=goods)
    if wish is None:
        return None
    words = wish.means or text
    understanding = Understanding(
        text=words,
        language="en",
        intent=Intent.QUESTION,
        confidence=0.6,
        vector=np.zeros(2, dtype=np.float32),
        constraints=Constraints(),
        rest=words,
        follow_up=False,
    )
    return wish.read_into(replace(understanding, **said))  # type: ignore[arg-type]  # any of its fields


class TestAColourThatAProductDoesNotHave:
    @pytest.mark.parametrize(
        ("text", "named"), [("I'll take it in navy", ()), ("add the Breton top in navy", ("top",))]
    )
    def test_is_asked_about_and_nothing_is_put_in(self, text: str, named: tuple[str, ...]) -> None:
        goods = Goods(vocabulary=SHOP, versions={"top": frozenset({"m", "l", "white"})})
        found = read(text, "top", goods=goods, products=named)

        assert found is not None
        assert (found.intent, found.products) == (Intent.PRODUCT_QUESTION, ("top",))

    def test_is_none_that_stands_in_its_title_or_is_a_number(self) -> None:
        goods = Goods(vocabulary=SHOP, versions={"dress": frozenset({"m", "l"})})
        found = read("add 2 of the red dress in M to my basket", "dress", goods=goods)

        assert found is not None
        assert found.intent is Intent.ADD_TO_BASKET


class TestWordsThatNameNoBasket:
    def test_mean_what_is_shown(self) -> None:
        found = read("I'll take it", "top")

        assert found is not None
        assert (found.intent, found.products) == (Intent.ADD_TO_BASKET, ("top",))

    def test_ask_which_product_where_none_is_shown(self) -> None:
        found = read("I'll take it")

        assert found is not None
        assert (found.intent, found.products) == (Intent.ADD_TO_BASKET, ())
        assert read("deal") is None

    def test_mean_a_product_that_they_name_and_take_whatever_is_shown(self) -> None:
        taken = read("bon, je prends la marinière", products=("top",))

        assert taken is not None
        assert (taken.intent, taken.products) == (Intent.ADD_TO_BASKET, ("top",))
        assert read("I want the Breton top", products=("top",)) is None  # looks for one
        assert read("je veux renvoyer la marinière de ma commande", products=("top",)) is None
        assert read("I want to return the top I have bought", products=("top",)) is None

    def test_look_for_a_product_that_nobody_knows_and_touch_no_order(self) -> None:
        unknown = read("well then, add a breton", intent=Intent.CHANGE_ITEMS)
        of_order = read("add the top to my order", intent=Intent.CHANGE_ITEMS)

        assert unknown is not None
        assert unknown.intent is Intent.PRODUCT_SEARCH
        assert of_order is not None
        assert of_order.intent is Intent.CHANGE_ITEMS

    @pytest.mark.parametrize(
        "text", ["je prends le bus", "I'll take a look", "I want to return it", "I'd like a refund"]
    )
    def test_mean_nothing_where_they_name_another_thing(self, text: str) -> None:
        found = read(text, "top")

        assert found is not None
        assert found.intent is Intent.QUESTION

    def test_mean_nothing_where_they_answer_a_question(self) -> None:
        asked = NEW.after(DialogueMoved(conversation_id=CID, at=NOW, state='{"frames": []}'))

        assert basket_wish(asked, "the first one", focus=("top",), goods=GOODS) is None
        assert basket_wish(asked, "je le prends", focus=("top",), goods=GOODS) is None

    @pytest.mark.parametrize("text", ["done", "c'est bon", "12", "ok c'est bon pour moi", "3."])
    def test_that_say_little_take_only_what_is_offered(self, text: str) -> None:
        shown = basket_wish(NEW, text, focus=("top",), goods=GOODS)

        assert shown is None

    @pytest.mark.parametrize("text", ["done", "12", "ok deux"])
    def test_that_say_little_take_what_is_offered(self, text: str) -> None:
        offered = basket_wish(NEW, text, focus=("top",), goods=GOODS, offered=True)
        told = basket_wish(TOLD, text, focus=("top",), goods=GOODS)

        assert offered is not None
        assert offered.words.intent is Intent.ADD_TO_BASKET
        assert told is not None
        assert told.words.intent in BASKET_INTENTS

    def test_have_no_tone(self) -> None:
        found = read("top, I'll take it", "top", tone=Tone.PRAISE)

        assert found is not None
        assert (found.intent, found.tone) == (Intent.ADD_TO_BASKET, None)

    def test_leave_a_wish_for_a_person_as_it_is(self) -> None:
        found = read("the M please", "top", intent=Intent.ASK_FOR_PERSON)

        assert found is not None
        assert found.intent is Intent.ASK_FOR_PERSON

    def test_change_only_what_is_in_the_basket(self) -> None:
        assert basket_wish(NEW, "remove the socks", focus=(), goods=GOODS) is None
        found = basket_wish(FILLED, "remove the socks", focus=(), goods=GOODS)

        assert found is not None
        assert found.words.intent is Intent.CHANGE_BASKET


class TestWhatIsNamed:
    def test_is_chosen_from_what_is_shown(self) -> None:
        found = read("add the dress to my basket", "top", "dress")

        assert found is not None
        assert found.products == ("dress",)

    def test_goes_before_what_is_shown(self) -> None:
        found = read("Add to basket: Red Dress", "top", products=("dress",))

        assert found is not None
        assert found.products == ("dress",)

    def test_is_searched_where_it_is_not_known(self) -> None:
        found = read("add a yellow oilskin to my basket", "top")

        assert found is not None
        assert (found.intent, found.text) == (Intent.PRODUCT_SEARCH, "a yellow oilskin")

    def test_may_be_a_size_of_what_is_shown(self) -> None:
        blue = Constraints(options=(("Size", "M"),))
        found = read(
            "I'll take the blue one in M", "top", constraints=blue, rest="I'll take the one"
        )

        assert found is not None
        assert found.intent is Intent.ADD_TO_BASKET


OTHER_THINGS = [
    "delete my account",
    "delete my data",
    "cancel my subscription",
    "I don't want any spam",
    "I don't need any help",
    "I don't need it until Friday",
    "I don't want it to leak",
    "not the best idea",
    "not the cheapest",
    "without the hood",
    "clear?",
    "Skip it",
    "forget about it",
    "Delete this conversation",
    "Change my delivery address to 12 rue Foch",
    "switch my plan to L",
    "je ne veux pas de pub",
    "je ne veux plus de newsletter",
    "je ne veux pas de laine",
    "je ne veux pas de frais de port",
    "sans le sac plastique svp",
    "je prends pas de risque",
    "annulez mon rendez-vous",
    "laisse tomber la question",
    "supprime mon compte",
    "changez mon adresse pour 3 rue des Lilas",
    "passez moi le responsable",
    "passe moi le service client",
]
CHANGES = [
    "remove it",
    "skip the breton top",
    "I don't want it anymore",
    "could you take it out?",
    "change it to L please",
    "make it 2",
    "remove the Breton top and the red dress",
    "je ne veux plus la marinière",
    "passez-la en L",
    "mets-en deux plutôt",
    "non, finalement le bleu marine",
    "remplace la marinière par la Red Dress",
    "tout recommencer à zéro",
    "I'd like to remove the jumper",
]


class TestWithOneLineInTheBasket:
    @pytest.mark.parametrize("text", [*OTHER_THINGS, *EVERYDAY])
    def test_words_for_another_thing_leave_it_as_it_is(self, text: str) -> None:
        for conversation in (FILLED, TOLD):
            found = read(text, "top", conversation=conversation)

            assert found is None or found.intent not in BASKET_INTENTS

    @pytest.mark.parametrize("text", CHANGES)
    def test_words_for_what_is_in_it_change_it(self, text: str) -> None:
        found = read(text, "top", conversation=TOLD)

        assert found is not None
        assert found.intent is Intent.CHANGE_BASKET


class TestAChangeOfAnOrder:
    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("would you swap the top for the L", Intent.CHANGE_BASKET),
            ("you should cancel my subscription", Intent.CANCEL_ORDER),
            ("I moved, change the address " + "again " * 40, Intent.CANCEL_ORDER),
        ],
    )
    def test_is_for_the_basket_where_it_names_nothing_else(self, text: str, intent: Intent) -> None:
        cancels = Understanding(
            text=text,
            message=text,
            language="en",
            intent=Intent.CANCEL_ORDER,
            confidence=0.6,
            vector=np.zeros(2, dtype=np.float32),
            constraints=Constraints(),
            rest=text,
            follow_up=False,
        )

        assert for_basket(FILLED, cancels, GOODS).intent is intent
