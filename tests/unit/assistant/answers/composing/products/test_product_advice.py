"""Advice: at most two questions, then a reason for each of three."""

from dataclasses import replace

from assistant.answers.composing.products.product_advice import (
    USUAL_ADVICE,
    AdviceRules,
    advise,
    ask,
    explain,
    next_question,
)
from assistant.answers.composing.products.wanted_products import wanted
from assistant.answers.guard.draft_review import Approved, review
from assistant.conversation.events import ReplyKind
from assistant.conversation.product_search import Facet, FacetKind, ProductSearch
from assistant.understanding.search_move import SearchMove
from assistant.understanding.types import Constraints, Intent
from tests.unit.assistant.answers.shop_fixture import BOOTS, SOLD_OUT, asked, found, variant

FOR_MEN = replace(BOOTS, product_id="men", attributes=(("Pour", "Homme"),))
FOR_WOMEN = replace(BOOTS, product_id="women", attributes=(("Pour", "Femme"),))
BOTH = [found(FOR_MEN), found(FOR_WOMEN)]
SEARCH = ProductSearch(kind="des bottes", advises=True)
ASKED = asked("des bottes", intent=Intent.PRODUCT_SEARCH)
BUDGET = Facet(kind=FacetKind.PRICE, words="50 euros")


class TestTheNextQuestion:
    def test_is_for_whom_where_the_products_are_for_different_people(self) -> None:
        assert next_question(SEARCH, wanted(ASKED), BOTH) is FacetKind.RECIPIENT

    def test_is_what_for_where_they_are_for_the_same(self) -> None:
        same = [found(FOR_MEN), found(replace(FOR_MEN, product_id="other"))]

        assert next_question(SEARCH, wanted(ASKED), same) is FacetKind.USE

    def test_is_the_budget_once_the_rest_is_known(self) -> None:
        gift = wanted(asked("un cadeau pour mon père", intent=Intent.PRODUCT_SEARCH))

        assert next_question(SEARCH, gift, BOTH) is FacetKind.PRICE

    def test_is_none_after_two(self) -> None:
        twice = SEARCH.asking(FacetKind.RECIPIENT).asking(FacetKind.USE)

        assert next_question(twice, wanted(ASKED), BOTH) is None

    def test_is_not_asked_twice(self) -> None:
        once = SEARCH.asking(FacetKind.RECIPIENT)

        assert next_question(once, wanted(ASKED), BOTH) is FacetKind.USE

    def test_is_none_where_there_is_nothing_to_choose(self) -> None:
        assert next_question(SEARCH, wanted(ASKED), BOTH[:1]) is None

    def test_is_none_where_all_is_known(self) -> None:
        known = wanted(asked("un cadeau pour mon père", intent=Intent.PRODUCT_SEARCH))

        assert next_question(SEARCH.with_facets([BUDGET]), known, BOTH) is None


class TestAsking:
    def test_offers_budgets_between_the_prices(self) -> None:
        dear = replace(BOOTS, product_id="dear", variants=(variant("Rouge", "41", price=21000),))
        draft = ask(FacetKind.PRICE, [found(BOOTS), found(dear)], "fr", "EUR")

        assert draft.kind is ReplyKind.ASKED
        assert draft.quick_replies == (
            "Jusqu'à 100,00\xa0€",
            "Jusqu'à 150,00\xa0€",
            "Jusqu'à 200,00\xa0€",
            "Peu importe",
        )
        assert review(draft) == Approved(draft)

    def test_asks_for_whom_in_english(self) -> None:
        draft = ask(FacetKind.RECIPIENT, BOTH, "en", "EUR")

        assert draft.text == "Who is it for?"
        assert draft.quick_replies[-1] == "It doesn't matter"


class TestAdvising:
    def test_gives_each_of_three_a_sentence_of_its_own_page(self) -> None:
        many = [found(replace(BOOTS, product_id=str(number))) for number in range(5)]
        draft = advise(ASKED, wanted(ASKED), many)

        assert len(draft.cards) == USUAL_ADVICE.products
        for line in draft.text.split("\n")[1:]:
            assert line.removeprefix("• « Bottes Brisant » : ") in BOOTS.description
        assert review(draft) == Approved(draft)

    def test_shows_as_many_as_people_set_and_the_cheapest_first_if_they_want(self) -> None:
        dear, cheap = (
            replace(BOOTS, product_id=name, variants=(variant("Rouge", "41", price=price),))
            for name, price in (("dear", 21000), ("cheap", 4000))
        )
        shop = [found(dear), found(cheap), found(replace(BOOTS, product_id="third"))]
        rules = AdviceRules(products=2, cheapest_first=True)

        draft = advise(ASKED, wanted(ASKED), shop, rules)

        assert [one.product_id for one in draft.cards] == ["cheap", "dear"]
        assert review(draft) == Approved(draft)

    def test_asks_as_often_as_people_set(self) -> None:
        never = AdviceRules(questions=0)

        assert next_question(SEARCH, wanted(ASKED), BOTH, never) is None

    def test_prefers_what_speaks_of_the_use(self) -> None:
        rain = asked("des bottes pour la pluie", intent=Intent.PRODUCT_SEARCH)
        draft = advise(rain, wanted(rain), [found(BOOTS)])

        assert "Des bottes pour la pluie." in draft.text


class TestExplaining:
    def test_says_how_it_fits_in_the_words_of_the_catalogue(self) -> None:
        search = replace(SEARCH, criterion="lightest")
        understanding = replace(
            ASKED,
            constraints=Constraints(options=(("Taille", "41"),)),
            search=SearchMove(search=search, why=True, refines=True),
        )
        draft = explain(understanding, wanted(understanding), found(BOOTS))

        assert draft.text.split("\n")[:4] == [
            "Ce que la fiche de « Bottes Brisant » en dit :",
            "• Poids : 1,4 kg la paire",
            "• Disponible en 41",
            "• 89,00\xa0€",
        ]
        assert review(draft) == Approved(draft)

    def test_claims_no_size_that_is_sold_out(self) -> None:
        understanding = replace(ASKED, constraints=Constraints(options=(("Taille", "42"),)))
        draft = explain(understanding, wanted(understanding), found(SOLD_OUT))

        assert "Disponible" not in draft.text
