"""What a message makes of the search that is going on."""

from dataclasses import replace

import pytest

from assistant.conversation.message import Language
from assistant.conversation.product_search import Facet, FacetKind, ProductSearch
from assistant.understanding.constraints.message_constraints import read_constraints
from assistant.understanding.search_move import SearchMove
from assistant.understanding.searches.search_moves import begin, names_another, refine
from retrieval.catalogue.vocabulary import Vocabulary

SHOP = Vocabulary(
    options=(
        ("Couleur", "Jaune"),
        ("Couleur", "Rouge"),
        ("Color", "Red"),
        ("Taille", "M"),
        ("Taille", "6 ans"),
        ("Taille", "8 ans"),
    ),
    titles=(("p1", "Ciré enfant Petit Grain"), ("p2", "Bottes de pluie Aber")),
)


def first(text: str, language: Language = "fr", before: ProductSearch | None = None) -> SearchMove:
    return begin(before, text, read_constraints(text, SHOP, language))


def then(search: ProductSearch, text: str, language: Language = "fr") -> SearchMove | None:
    return refine(search, text, read_constraints(text, SHOP, language), SHOP)


CIRE = first("je cherche un ciré jaune pour ma fille de 6 ans, sous 80 euros").search
COATS = first("coats for my dad", "en").search


class TestBeginning:
    def test_tells_the_kind_from_its_facets(self) -> None:
        assert CIRE.kind == "je cherche un ciré"
        assert [(one.kind, one.words) for one in CIRE.facets] == [
            (FacetKind.RECIPIENT, "pour ma fille"),
            (FacetKind.AGE, "de 6 ans"),
            (FacetKind.COLOUR, "jaune"),
            (FacetKind.PRICE, "sous 80 euros"),
        ]

    def test_keeps_the_name_of_a_product_whole(self) -> None:
        text = "le Ciré enfant Petit Grain en rouge"
        move = begin(None, text, read_constraints(text, SHOP, "fr"), apart=((3, 26),))

        assert move.search.kind == "le Ciré enfant Petit Grain"

    def test_carries_recipient_and_budget_to_another_kind_but_no_colour(self) -> None:
        move = first("et des bottes", before=CIRE)

        assert move.search.text == "et des bottes pour ma fille de 6 ans sous 80 euros"
        assert move.alone.text == "et des bottes"

    def test_carries_only_the_budget_to_another_recipient(self) -> None:
        move = first("des bottes pour mon père", before=CIRE)

        assert move.search.text == "des bottes pour mon père sous 80 euros"

    def test_tells_the_criterion_from_the_kind(self) -> None:
        move = first("votre ciré le moins cher")

        assert move.search.kind == "votre ciré"
        assert move.criterion is not None
        assert move.criterion.name == "cheapest"


class TestRefining:
    @pytest.mark.parametrize(
        ("text", "searched"),
        [
            ("non, pour un adulte", "je cherche un ciré pour un adulte jaune sous 80 euros"),
            (
                "plutôt en laine",
                "je cherche un ciré pour ma fille de 6 ans jaune en laine sous 80 euros",
            ),
            ("et en rouge ?", "je cherche un ciré pour ma fille de 6 ans en rouge sous 80 euros"),
            ("8 ans", "je cherche un ciré pour ma fille 8 ans jaune sous 80 euros"),
            (
                "autour de 30 euros",
                "je cherche un ciré pour ma fille de 6 ans jaune autour de 30 euros",
            ),
            ("40 euros", "je cherche un ciré pour ma fille de 6 ans jaune 40 euros max"),
            ("pas en rouge", "je cherche un ciré pour ma fille de 6 ans jaune pas en rouge sous"),
            (
                "non je voulais dire un ciré pour enfant",
                "je cherche un ciré pour enfant jaune sous 80 euros",
            ),
            ("non, plutôt des bottes", "des bottes pour ma fille de 6 ans jaune sous 80 euros"),
        ],
    )
    def test_puts_what_is_said_in_the_place_of_what_was(self, text: str, searched: str) -> None:
        move = then(CIRE, text)

        assert move is not None
        assert move.search.text.startswith(searched)

    @pytest.mark.parametrize(
        "text",
        ["Retirer : jaune", "Retirer\u00a0: jaune", "enlève le jaune", "peu importe la couleur"],
    )
    def test_takes_a_facet_away(self, text: str) -> None:
        move = then(CIRE, text)

        assert move is not None
        assert not move.search.has(FacetKind.COLOUR)

    def test_takes_back_what_was_excluded(self) -> None:
        without = then(CIRE, "sans laine")
        assert without is not None
        wanted = then(without.search, "finalement en laine")

        assert wanted is not None
        assert not wanted.search.has(FacetKind.WITHOUT)

    @pytest.mark.parametrize("text", ["d'autres ?", "autre chose", "vous avez autre chose ?"])
    def test_asks_for_others(self, text: str) -> None:
        move = then(CIRE, text)

        assert move is not None
        assert move.more

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("le moins cher ?", "cheapest"),
            ("laquelle est la plus chaude ?", "warmest"),
            ("trop cher", "cheapest"),
        ],
    )
    def test_asks_for_the_best(self, text: str, name: str) -> None:
        move = then(CIRE, text)

        assert move is not None
        assert move.criterion is not None
        assert move.criterion.name == name
        assert move.search.facets == CIRE.facets

    def test_is_the_same_in_english(self) -> None:
        move = then(COATS, "no, for a little girl", "en")

        assert move is not None
        assert move.search.text == "coats for a little girl"

    @pytest.mark.parametrize(
        "text",
        [
            "vous livrez en Belgique ?",
            "je veux retourner un article",
            "non merci",
            "non je voulais dire comment retourner un article",
            "des bougies",
            "la deuxième",
        ],
    )
    def test_leaves_what_is_about_another_thing(self, text: str) -> None:
        assert then(CIRE, text) is None

    def test_leaves_a_question_about_the_one_product_that_is_spoken_of(self) -> None:
        chosen = replace(CIRE, chosen="p1")

        assert then(chosen, "et en M ?") is None
        assert then(chosen, "non, pour un adulte") is not None


GIFT = ProductSearch(kind="un cadeau")


class TestAnAnswerToAQuestionOfTheAssistant:
    @pytest.mark.parametrize(
        ("asks", "text", "facet"),
        [
            (FacetKind.PRICE, "50", Facet(kind=FacetKind.PRICE, words="50 euros max")),
            (FacetKind.USE, "la randonnée", Facet(kind=FacetKind.USE, words="pour la randonnée")),
            (FacetKind.RECIPIENT, "mon père", Facet(kind=FacetKind.RECIPIENT, words="mon père")),
            (
                FacetKind.RECIPIENT,
                "Pour une femme",
                Facet(kind=FacetKind.RECIPIENT, words="Pour une femme"),
            ),
        ],
    )
    def test_is_a_facet(self, asks: FacetKind, text: str, facet: Facet) -> None:
        move = then(GIFT.asking(asks), text)

        assert move is not None
        assert move.search.facets == (facet,)
        assert move.search.asks is None

    @pytest.mark.parametrize("text", ["Peu importe", "je ne sais pas"])
    def test_may_leave_it_open(self, text: str) -> None:
        move = then(GIFT.asking(FacetKind.PRICE), text)

        assert move is not None
        assert move.search.facets == ()

    def test_is_none_where_another_question_is_asked(self) -> None:
        assert then(GIFT.asking(FacetKind.USE), "vous livrez en Belgique ?") is None


class TestAskingWhy:
    @pytest.mark.parametrize(
        "text", ["pourquoi celle-ci ?", "why that one?", "pourquoi la deuxième ?", "why?"]
    )
    def test_is_about_what_was_shown(self, text: str) -> None:
        move = then(CIRE, text)

        assert move is not None
        assert move.why

    def test_is_not_any_question_with_why(self) -> None:
        assert then(CIRE, "pourquoi ma commande est en retard ?") is None


class TestAdvice:
    @pytest.mark.parametrize(
        "text",
        [
            "conseillez-moi un ciré",
            "vous me conseillez quoi comme ciré",
            "que me conseillez-vous comme ciré ?",
            "could you recommend a ciré",
        ],
    )
    def test_is_wanted(self, text: str) -> None:
        assert first(text).search.advises

    def test_is_not_wanted_by_a_plain_search(self) -> None:
        assert not CIRE.advises


class TestAnotherKind:
    @pytest.mark.parametrize("text", ["et des bottes ?", "et aussi des bottes de pluie"])
    def test_is_named_by_words_of_the_catalogue(self, text: str) -> None:
        assert names_another(CIRE, text, read_constraints(text, SHOP, "fr"), SHOP)

    def test_is_not_named_by_facets(self) -> None:
        text = "et en rouge ?"

        assert not names_another(CIRE, text, read_constraints(text, SHOP, "fr"), SHOP)
