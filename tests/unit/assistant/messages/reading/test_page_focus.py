from dataclasses import replace

import pytest

from assistant.conversation.basket import BasketLine
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    BasketChanged,
    ConversationEvent,
    CustomerWrote,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Card
from assistant.messages.reading.page_focus import (
    LASTS,
    products_in_focus,
    products_in_view,
    search_on_page,
)
from assistant.understanding.types import PriceObjection, Understanding
from retrieval.catalogue.vocabulary import Vocabulary
from tests.support.seeds.conversation_events import replied, started, wrote
from tests.unit.assistant.answers.composing.test_composer import Shelf
from tests.unit.assistant.answers.shop_fixture import asked

KNOWN = Vocabulary(titles=(("aber", "Bottes Aber"), ("drisse", "Vareuse Drisse")))
CID = ConversationId("c1")


def on_page(message: str, product: str) -> CustomerWrote:
    return replace(wrote(message), page_product=product)


def shows(reply: str, answers: str, *products: str) -> ReplyWritten:
    cards = tuple(
        Card(
            product_id=one, title=one, subtitle="", url="", price="", availability="", image_url=""
        )
        for one in products
    )
    return replace(replied(reply, answers), cards=cards)


def focus(*events: ConversationEvent) -> tuple[str, ...]:
    return products_in_focus(Conversation.fold(CID, (started(), *events)), KNOWN)


class TestTheProductOnThePage:
    def test_is_meant_where_nothing_was_shown(self) -> None:
        assert focus(on_page("m1", "aber")) == ("aber",)
        assert focus(on_page("m1", "bottes aber")) == ("aber",)

    def test_is_not_meant_while_products_are_talked_about_on_it(self) -> None:
        before = (on_page("m1", "aber"), shows("r1", "m1", "drisse", "pull"))

        assert focus(*before, on_page("m2", "aber")) == ("drisse", "pull")

    def test_is_meant_again_once_the_customer_has_gone_there(self) -> None:
        before = (wrote("m1"), shows("r1", "m1", "drisse", "pull"))

        assert focus(*before, on_page("m2", "aber"), on_page("m3", "aber")) == ("aber",)

    def test_is_none_that_the_catalogue_does_not_have(self) -> None:
        assert focus(on_page("m1", "<script>")) == ()
        assert focus(wrote("m1"), shows("r1", "m1", "drisse"), on_page("m2", "x")) == ("drisse",)


class TestTheCategoryOnThePage:
    @pytest.mark.parametrize(("category", "kind"), [("bottes", "Bottes"), ("Vélos", "")])
    def test_is_searched_if_the_catalogue_has_it(self, category: str, kind: str) -> None:
        vocabulary = replace(KNOWN, categories=("Bottes",))
        message = replace(wrote("m1"), page_category=category)

        found = search_on_page(Conversation.fold(CID, (started(), message)), vocabulary)

        assert (found.kind if found else "") == kind


class TestTheProductsThatWereShown:
    def test_stay_before_the_customer_for_some_replies_if_it_was_one(self) -> None:
        events: list[ConversationEvent] = [wrote("m0"), shows("r0", "m0", "drisse")]
        for number in range(1, LASTS + 1):
            events += [wrote(f"m{number}"), shows(f"r{number}", f"m{number}")]

        assert focus(*events) == ("drisse",)
        assert focus(*events, wrote("m9"), shows("r9", "m9")) == ()

    def test_are_none_in_particular_after_another_reply_if_they_were_several(self) -> None:
        shown = (wrote("m0"), shows("r0", "m0", "drisse", "aber"))

        assert focus(*shown) == ("drisse", "aber")
        assert focus(*shown, wrote("m1"), shows("r1", "m1")) == ()

    def test_give_way_to_what_was_put_into_the_basket_that_is_shown(self) -> None:
        lines = (BasketLine(product_id="aber", variant_id="aber-41", pieces=1),)
        added = BasketChanged(conversation_id=CID, at=started().at, lines=lines)
        basket = shows("r1", "m1", "")

        assert focus(
            wrote("m0"), shows("r0", "m0", "drisse", "aber"), wrote("m1"), added, basket
        ) == ("aber",)


OBJECTS = replace(asked("c'est cher"), price_objection=PriceObjection())


def view(understanding: Understanding, *events: ConversationEvent) -> tuple[str, ...]:
    return products_in_view(Conversation.fold(CID, (started(), *events)), understanding, Shelf())


class TestThePriceThatIsObjectedTo:
    def test_is_of_the_products_in_focus(self) -> None:
        assert view(OBJECTS, wrote("m1"), shows("r1", "m1", "aber", "pull")) == ("aber", "pull")

    def test_is_of_products_that_were_shown_some_replies_ago(self) -> None:
        before = (wrote("m1"), shows("r1", "m1", "aber", "pull"), wrote("m2"), replied("r2", "m2"))

        assert view(OBJECTS, *before) == ("aber", "pull")
        assert view(asked("et la livraison ?"), *before) == ()

    def test_is_of_what_was_put_into_the_basket_last(self) -> None:
        lines = (
            BasketLine(product_id="aber", variant_id="a", pieces=1),
            BasketLine(product_id="drisse", variant_id="d", pieces=1),
        )
        filled = BasketChanged(conversation_id=CID, at=wrote("m1").at, lines=lines)

        assert view(OBJECTS, wrote("m1"), filled, replied("r1", "m1")) == ("drisse",)
