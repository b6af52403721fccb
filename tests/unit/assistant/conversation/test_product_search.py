"""The search that lasts, as a value and as events fold to it."""

from dataclasses import replace

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationErased, ConversationEvent, ReplyWritten
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Card
from assistant.conversation.product_search import Facet, FacetKind, ProductSearch
from assistant.conversation.redaction import redact
from tests.support.seeds.conversation_events import NOON, replied, started, wrote

CID = ConversationId("c1")
RED = Facet(kind=FacetKind.COLOUR, words="en rouge")
BLUE = Facet(kind=FacetKind.COLOUR, words="en bleu")
NO_WOOL = Facet(kind=FacetKind.WITHOUT, words="sans laine")
NO_SILK = Facet(kind=FacetKind.WITHOUT, words="sans soie")
BUDGET = Facet(kind=FacetKind.PRICE, words="sous 50 euros")
COATS = ProductSearch(kind="des manteaux", facets=(RED, BUDGET))


def card(product_id: str) -> Card:
    return Card(
        product_id=product_id, title=product_id, subtitle="", price="", availability="", url=""
    )


def shown(*products: str, search: ProductSearch | None = None) -> ReplyWritten:
    return replace(replied("r1", "m1"), cards=tuple(map(card, products)), search=search)


def fold(*events: ConversationEvent) -> Conversation:
    return Conversation.fold(CID, (started(), wrote("m1"), *events))


class TestASearch:
    def test_is_said_as_one_message(self) -> None:
        assert COATS.text == "des manteaux en rouge sous 50 euros"

    def test_has_a_new_facet_in_the_place_of_one_of_its_kind(self) -> None:
        assert COATS.with_facets([BLUE]).facets == (BLUE, BUDGET)

    def test_excludes_several_things_beside_each_other(self) -> None:
        both = COATS.with_facets([NO_WOOL]).with_facets([NO_SILK])

        assert both.text == "des manteaux en rouge sans laine sans soie sous 50 euros"

    def test_loses_a_facet_that_is_taken_away(self) -> None:
        assert COATS.without(RED).facets == (BUDGET,)

    def test_keeps_what_was_shown_once_each(self) -> None:
        assert COATS.showing(["a", "b"]).showing(["b", "c"]).shown == ("a", "b", "c")


class TestTheSearchOfAConversation:
    def test_is_the_last_reply_s(self) -> None:
        assert fold(shown("a", "b", search=COATS)).search_going_on == COATS

    def test_lasts_over_replies_about_other_things(self) -> None:
        state = fold(shown("a", "b", search=COATS), wrote("m2"), replied("r2", "m2"))

        assert state.search_going_on == COATS

    def test_knows_the_product_that_was_spoken_of_alone(self) -> None:
        search = fold(shown("a", "b", search=COATS), shown("b")).search

        assert search is not None
        assert search.chosen == "b"

    def test_is_put_aside_by_products_that_were_compared(self) -> None:
        compared = fold(shown("a", "b", search=COATS), shown("c", "d"))

        assert compared.search_going_on is None
        assert compared.search == COATS

    def test_goes_with_the_customer(self) -> None:
        erased = ConversationErased(conversation_id=CID, at=NOON, by=None, rule="asked")

        assert fold(shown("a", search=COATS), erased).search is None
        gone = redact(shown("a", search=COATS))
        assert isinstance(gone, ReplyWritten)
        assert gone.search is None
