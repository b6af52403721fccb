from dataclasses import replace

import pytest

from assistant.answers.composing.composer import Composer
from assistant.answers.reply_draft import Draft
from assistant.conversation.events import Reason, ReplyKind
from assistant.understanding.types import Constraints, Intent, Understanding
from retrieval.catalogue.types import Product
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.facets import facets_of, folded_filter, satisfies
from retrieval.searching.live_passages import NO_LIVE, LivePassages
from retrieval.searching.search import Searcher
from retrieval.types import Evidence, Filter, PassageKind, Vector
from tests.unit.assistant.answers.shop_fixture import (
    BOOTS,
    SOLD_OUT,
    asked,
    found,
    section,
    variant,
)

RETURNS = section("Retours", "Vous avez 30 jours pour changer d'avis.", toward="30 jours")
WRAP = section("Emballage cadeau", "L'emballage cadeau coûte 4 €.", score=0.5, dense=0.88)
SCARF = Product(
    product_id="echarpe",
    language="fr",
    title="Écharpe Amarre",
    description="Une écharpe en laine.",
    variants=(variant("Gris", "unique"),),
    category=("Accessoires", "Écharpes"),
)


class Shelf(Searcher):
    """Finds what it was given and a filter allows, in that order."""

    def __init__(self, *evidence: Evidence) -> None:
        self.evidence = evidence

    @property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary()

    def sought(self, vector: Vector, language: str) -> Vector:
        del language
        return vector

    async def search(
        self,
        text: str,
        vector: Vector,
        *,
        language: str,
        where: Filter = Filter(),  # noqa: B008  # as the method it stands for
        limit: int = 5,
        per_source: int = 1,
        only: PassageKind | None = None,
        live: LivePassages = NO_LIVE,
    ) -> tuple[Evidence, ...]:
        del text, vector, language, per_source, live
        want = folded_filter(where)
        found = [e for e in self.evidence if satisfies(facets_of(e.passage), want)][:limit]
        return tuple(e for e in found if only in {None, e.passage.kind})


PRODUCTS = Shelf(WRAP, found(BOOTS), found(SOLD_OUT), found(SCARF))
SHOP = Shelf(RETURNS, WRAP, found(BOOTS), found(SOLD_OUT), found(SCARF))


async def composed(
    understanding: Understanding, *, shelf: Shelf = SHOP, focus: tuple[str, ...] = ()
) -> Draft:
    return await Composer(searcher=shelf, limit=8).compose(understanding, floor=0.5, focus=focus)


def search(text: str, **constraints: object) -> Understanding:
    given = Constraints(**constraints)  # type: ignore[arg-type]  # each test names fields it has
    return asked(text, intent=Intent.PRODUCT_SEARCH, constraints=given)


class TestQuestions:
    async def test_are_answered_from_the_page_that_says_it(self) -> None:
        draft = await composed(asked("Combien de jours pour changer d'avis ?"))

        assert draft.kind is ReplyKind.ANSWERED
        assert "30 jours" in draft.text

    async def test_are_not_answered_if_no_page_does(self) -> None:
        draft = await composed(asked("Louez-vous des kayaks gonflables ?"), shelf=Shelf(WRAP))

        assert draft.kind is ReplyKind.ABSTAINED
        assert draft.reason in {Reason.NO_EVIDENCE, Reason.UNCLEAR}

    async def test_that_name_a_page_are_answered_by_its_opening(self) -> None:
        draft = await composed(asked("Emballage cadeau"))

        assert draft.text == "L'emballage cadeau coûte 4 €."

    async def test_that_say_next_to_nothing_are_asked_back(self) -> None:
        many = [
            replace(RETURNS, passage=replace(RETURNS.passage, source_id=f"r{n}")) for n in range(3)
        ]
        draft = await composed(asked("jours ?"), shelf=Shelf(*many))

        assert draft.reason is Reason.UNCLEAR
        assert "Retours" in draft.quick_replies

    async def test_about_a_use_that_no_product_names_are_not_answered_with_products(self) -> None:
        warm = asked("Une écharpe en laine ?", intent=Intent.PRODUCT_QUESTION)
        deep = asked("Une écharpe pour la plongée ?", intent=Intent.PRODUCT_QUESTION)

        assert (await composed(warm, shelf=Shelf(found(SCARF)))).kind is ReplyKind.ANSWERED
        assert (await composed(deep, shelf=Shelf(found(SCARF)))).kind is ReplyKind.ABSTAINED

    async def test_about_a_kind_of_one_product_are_answered_from_it(self) -> None:
        question = asked("Les bottes montent au mollet ?", intent=Intent.PRODUCT_QUESTION)
        draft = await composed(question, shelf=Shelf(found(BOOTS), found(SCARF)))

        assert draft.text == "La tige monte à mi-mollet."

    async def test_about_a_kind_of_many_products_let_the_customer_choose(self) -> None:
        many = [found(replace(BOOTS, product_id=f"b{n}", title=f"Bottes {n}")) for n in range(5)]
        question = asked("Les bottes montent au mollet ?", intent=Intent.PRODUCT_QUESTION)
        draft = await composed(question, shelf=Shelf(*many))

        assert draft.rule == "products"

    async def test_keep_their_topic_for_a_follow_up(self) -> None:
        assert (await composed(asked("Et les retours ?"))).topic == "Et les retours ?"


class TestSearches:
    async def test_show_what_is_of_that_kind(self) -> None:
        draft = await composed(search("des bottes"), shelf=PRODUCTS)

        assert [card.title for card in draft.cards][:1] == ["Bottes Brisant"]
        assert "Écharpe Amarre" not in [card.title for card in draft.cards]

    async def test_show_what_can_be_bought_first(self) -> None:
        draft = await composed(search("des bottes"), shelf=Shelf(found(SOLD_OUT), found(BOOTS)))

        assert [card.title for card in draft.cards] == ["Bottes Brisant", "Bottines Estran"]
        assert draft.text.endswith("En rupture pour le moment : Bottines Estran.")

    async def test_say_what_is_missing_and_claim_no_answer(self) -> None:
        draft = await composed(search("bottes de ski"), shelf=PRODUCTS)

        assert draft.kind is ReplyKind.ABSTAINED
        assert "(ski)" in draft.text
        assert draft.cards

    async def test_drop_a_price_that_nothing_has(self) -> None:
        draft = await composed(search("bottes", price_max_minor=1000), shelf=PRODUCTS)

        assert draft.text.startswith("Je n'ai rien trouvé qui corresponde tout à fait (jusqu'à 10")

    async def test_of_something_else_find_nothing(self) -> None:
        assert (await composed(search("un vélo"), shelf=PRODUCTS)).kind is ReplyKind.ABSTAINED

    async def test_trust_the_words_more_than_the_category(self) -> None:
        draft = await composed(search("des bottes", category="Écharpes"), shelf=PRODUCTS)

        assert draft.cards[0].title == "Bottes Brisant"


class TestProducts:
    async def test_that_are_named_are_answered_about(self) -> None:
        question = asked(
            "Les bottes sont en quoi ? matière",
            intent=Intent.PRODUCT_QUESTION,
            products=("bottes",),
        )

        assert "caoutchouc naturel" in (await composed(question)).text

    async def test_that_were_shown_are_meant_by_a_follow_up(self) -> None:
        question = asked("c'est combien ?", intent=Intent.PRODUCT_QUESTION, follow_up=True)

        draft = await composed(question, focus=("echarpe", "bottes"))

        assert "Écharpe Amarre" in draft.text

    async def test_shown_alone_answer_what_nothing_else_does(self) -> None:
        question = asked("caoutchouc ou plastique ?", intent=Intent.PRODUCT_SEARCH)

        alone = await composed(question, shelf=PRODUCTS, focus=("bottes",))
        beside = await composed(question, shelf=PRODUCTS, focus=("bottes", "echarpe"))

        assert "caoutchouc naturel" in alone.text
        assert beside.text != alone.text

    async def test_whose_own_page_is_silent_are_answered_about_from_the_shops_pages(self) -> None:
        question = asked(
            "Combien de jours pour changer d'avis sur les bottes ?",
            intent=Intent.PRODUCT_QUESTION,
            products=("bottes",),
        )

        answered = await composed(question)
        alone = await composed(question, shelf=PRODUCTS)

        assert answered.kind is ReplyKind.ANSWERED
        assert "30 jours" in answered.text
        assert alone.kind is ReplyKind.ABSTAINED
        assert alone.rule == "product_silent"

    async def test_that_are_sold_out_come_with_others(self) -> None:
        question = asked(
            "Encore en stock ?", intent=Intent.PRODUCT_QUESTION, products=("bottines",)
        )

        draft = await composed(question)

        assert [card.title for card in draft.cards] == ["Bottines Estran", "Bottes Brisant"]

    @pytest.mark.parametrize(
        ("products", "kind"),
        [(("bottes", "bottines"), ReplyKind.ANSWERED), (("bottes", "gone"), ReplyKind.ASKED)],
    )
    async def test_are_compared_if_there_are_two(
        self, products: tuple[str, ...], kind: ReplyKind
    ) -> None:
        draft = await composed(asked("Compare", intent=Intent.COMPARE, products=products))

        assert draft.kind is kind

    async def test_that_are_gone_are_not_answered_about(self) -> None:
        question = asked("Le prix ?", intent=Intent.PRODUCT_QUESTION, products=("gone",))

        assert (await composed(question)).reason is Reason.NO_EVIDENCE

    async def test_give_way_to_a_page_that_surely_answers(self) -> None:
        question = asked("Combien de jours pour changer d'avis ?", products=("bottes",))

        assert "30 jours" in (await composed(question)).text


class TestBestSellers:
    async def test_are_those_that_the_catalogue_names(self) -> None:
        boots = replace(BOOTS, description="Notre best-seller.")
        draft = await composed(
            search("vos best-sellers ?"), shelf=Shelf(found(boots), found(SCARF))
        )

        assert [card.product_id for card in draft.cards] == ["bottes"]

    async def test_are_said_to_be_unknown_where_it_names_none(self) -> None:
        draft = await composed(search("vos best-sellers ?"))

        assert (draft.kind, draft.rule) == (ReplyKind.ABSTAINED, "best_sellers_unknown")
