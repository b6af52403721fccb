from dataclasses import replace

import pytest

from assistant.operations.dialogue.heard_message import HeardMessage, Wish, hear
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.types import SlotKind
from assistant.understanding.entities.message_entities import read_entities
from assistant.understanding.types import Intent, MessageRequest, Remark, Understanding
from tests.unit.assistant.answers.shop_fixture import asked

RETURN, EXCHANGE = Intent.RETURN_ITEMS, Intent.EXCHANGE_ITEMS


def read(text: str, *ranked: tuple[Intent, float]) -> Understanding:
    intent, confidence = ranked[0]
    return replace(
        asked(text, language="en", intent=intent),
        confidence=confidence,
        ranked=ranked,
        entities=read_entities(text),
    )


def heard(text: str, *ranked: tuple[Intent, float]) -> HeardMessage:
    return hear(read(text, *ranked), min_confidence=0.5)


def request(text: str, intent: Intent, confidence: float = 0.9) -> MessageRequest:
    return MessageRequest(
        text=text,
        start=0,
        end=len(text),
        intent=intent,
        confidence=confidence,
        entities=read_entities(text),
    )


class TestWishesForTheBasket:
    def test_stay_apart_and_hold_their_own_product(self) -> None:
        parka, hat = (
            replace(request(text, Intent.ADD_TO_BASKET), products=(text,))
            for text in ("parka", "hat")
        )
        both = replace(read("both", (Intent.ADD_TO_BASKET, 1.0)), requests=(parka, hat))

        assert hear(both, min_confidence=0.5).wishes == tuple(
            Wish(operation=Intent.ADD_TO_BASKET, text=one, slots={"wanted": {"among": [one]}})
            for one in ("parka", "hat")
        )


class TestAWish:
    def test_that_is_sure_is_heard(self) -> None:
        message = heard("return it", (RETURN, 0.9), (EXCHANGE, 0.05))

        assert message.wishes == (Wish(operation=RETURN, text="return it"),)
        assert message.readings == ()

    def test_that_is_close_to_another_is_a_reading_only(self) -> None:
        message = heard("send it back", (RETURN, 0.4), (EXCHANGE, 0.3), (Intent.QUESTION, 0.2))

        assert message.wishes == ()
        assert [one.operation for one in message.readings] == [RETURN, EXCHANGE]

    def test_that_no_other_is_close_to_is_the_only_reading(self) -> None:
        message = heard("send it back", (RETURN, 0.45), (EXCHANGE, 0.1), (Intent.QUESTION, 0.3))

        assert [one.operation for one in message.readings] == [RETURN]

    def test_that_is_as_likely_a_question_is_not_heard(self) -> None:
        message = heard("hm", (RETURN, 0.3), (Intent.QUESTION, 0.29), (Intent.CHITCHAT, 0.2))

        assert message.wishes == message.readings == ()


class TestSeveralRequests:
    def test_of_one_kind_about_one_order_are_one_wish(self) -> None:
        both = (request("return the balm of 1003", RETURN), request("refund my card", RETURN))
        message = hear(replace(read("...", (RETURN, 0.9)), requests=both), min_confidence=0.5)

        assert message.wishes == (
            Wish(operation=RETURN, text="return the balm of 1003\nrefund my card"),
        )

    def test_of_one_kind_about_two_orders_are_two(self) -> None:
        both = (request("return order 1002", RETURN), request("return order 1003", RETURN))
        message = hear(replace(read("...", (RETURN, 0.9)), requests=both), min_confidence=0.5)

        assert [wish.text for wish in message.wishes] == ["return order 1002", "return order 1003"]

    def test_that_are_not_sure_are_left_out(self) -> None:
        both = (request("return order 1002", RETURN), request("and so on", EXCHANGE, 0.3))
        message = hear(replace(read("...", (RETURN, 0.9)), requests=both), min_confidence=0.5)

        assert [wish.operation for wish in message.wishes] == [RETURN]


class TestAStop:
    def test_is_heard_where_it_is_likely(self) -> None:
        assert heard("leave it", (Intent.STOP, 0.6)).stop

    def test_with_another_value_behind_a_no_has_to_be_sure(self) -> None:
        assert not heard("no, the vest instead", (Intent.STOP, 0.6)).stop
        assert heard("no, forget all about it", (Intent.STOP, 0.9)).stop

    @pytest.mark.parametrize(
        "text",
        [
            "Attendez ne lancez rien. Je peux passer en boutique ?",
            "n'envoyez rien, j'hésite",
            "fais rien pour l'instant",
            "surtout ne validez pas encore",
            "wait, don't start anything. Can I bring it to the shop?",
            "Please do nothing until I have asked my wife",
        ],
    )
    def test_is_heard_where_nothing_is_to_be_started(self, text: str) -> None:
        assert heard(text, (Intent.QUESTION, 0.9)).stop

    @pytest.mark.parametrize(
        "text",
        [
            "votre page ne valide rien quand je clique",
            "ça ne confirme rien du tout",
            "ne faites pas attention aux fautes",
            "the code does nothing",
            "I don't want to send anything back",
            "vous ne faites rien pour les abîmés ?",
            "ne confirmez pas à mon mari, c'est une surprise",
            "I don't do anything wild in it, just walks",
        ],
    )
    def test_is_not_read_into_what_does_nothing(self, text: str) -> None:
        assert not heard(text, (Intent.QUESTION, 0.9)).stop


class TestAYes:
    @pytest.mark.parametrize(
        "text",
        [
            "ok but actually I would rather return it",
            "yes but first return the other one",
            "oui mais je préfère le renvoyer",
            "ok I want to return it",
            "sure, return it instead",
        ],
    )
    def test_with_anything_but_an_addition_is_none(self, text: str) -> None:
        assert not heard(text, (RETURN, 0.95)).yes

    def test_may_be_followed_by_another_wish(self) -> None:
        assert heard("yes, and return the socks too", (RETURN, 0.95)).yes
        assert heard("oui, et renvoyez les chaussettes", (RETURN, 0.95)).yes
        assert heard("yes", (Intent.AFFIRM, 0.95)).yes


class TestAStrongYes:
    @pytest.mark.parametrize(
        "text",
        [
            "oui c'est bien ça, le hamac, et les assiettes restent",
            "oui voilà, exactement, les rouges en 39",
            "yes please, the big one goes back",
            "Yes, that's the one. And when you have it, how long before I see the money?",
            "yep thats right. when will they land, off to skye before the 11th",
            "Oui c'est cela faites seulement. Et pendant que vous y êtes, vous livrez à Namur ?",
        ],
    )
    def test_assents_with_more_words(self, text: str) -> None:
        assert heard(text, (Intent.QUESTION, 0.9)).assents

    @pytest.mark.parametrize(
        "text",
        [
            "oui merci, le hamac",
            "ok, the hat",
            "yes please but not the hat",
            "oui c'est ça, enfin plutôt le rouge",
            "oui c'est ça mais attendez demain",
            "yes please, how much is it?",
            "exactly what I feared, it does not fit",
            "c'est ça la question",
            "yes please don't",
            "yes, that's it. But wait until Monday",
            "oui c'est ça. Non attendez",
            "oui, enlevez mais pas le pull",
            "oui s'il vous plaît dites-moi comment je serai remboursé",
            "yes please tell me how the refund works",
            "yes that's it for today, bye",
            "yes remove them from my mailing list",
            "oui retirez ma plainte",
            "oui, retirez-le de la liste",
            "oui faites attention, il est fragile",
            "oui c'est ça que je voulais éviter",
            "oui c'est ça qui m'embête",
            "yes please, is it free?",
            "oui voilà le problème",
        ],
    )
    def test_is_not_read_into_courtesy_or_doubt(self, text: str) -> None:
        assert not heard(text, (Intent.QUESTION, 0.9)).assents


class TestANo:
    @pytest.mark.parametrize("text", ["wait, where is it?", "attendez, et mon avoir ?", "hold on"])
    def test_may_only_ask_to_wait(self, text: str) -> None:
        message = heard(text, (Intent.DENY, 0.9))

        assert message.no
        assert message.holds

    def test_is_else_a_no(self) -> None:
        message = heard("no, not that one", (Intent.DENY, 0.9))

        assert message.no
        assert not message.holds


class TestARemark:
    def test_is_no_wish_whatever_it_is_like(self) -> None:
        status = replace(
            read("is it done?", (Intent.ORDER_STATUS, 0.9)), remark=Remark.WHETHER_DONE
        )
        message = hear(status, min_confidence=0.5)

        assert message.remark is Remark.WHETHER_DONE
        assert message.wishes == message.readings == ()
        assert not message.question

    def test_of_a_defect_opens_a_claim_which_asks_how_to_mend_it(self) -> None:
        change = read("the shirt has a hole", (Intent.CHANGE_ITEMS, 0.9))
        message = hear(replace(change, remark=Remark.DEFECT), min_confidence=0.5)

        assert message.wishes == ()
        assert [one.operation for one in message.readings] == [Intent.CLAIM]
        assert SlotKind.WISH in {one.kind for one in OPERATIONS[Intent.CLAIM].slots}
