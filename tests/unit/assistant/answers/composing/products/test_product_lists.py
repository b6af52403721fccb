from dataclasses import replace

from assistant.answers.composing.products.product_lists import (
    nearest,
    not_found,
    relaxations,
    said,
    show,
    where,
)
from assistant.answers.guard.draft_review import Approved, review
from assistant.conversation.events import ReplyKind
from assistant.understanding.types import Constraints, Intent
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.types import PassageKind
from tests.unit.assistant.answers.shop_fixture import BOOTS, asked, found

RED_41_UNDER_90 = Constraints(
    price_max_minor=9000,
    options=(("Couleur", "Rouge"), ("Taille", "41")),
    category="Bottes",
    in_stock=True,
)
SEARCH = asked("bottes rouges", intent=Intent.PRODUCT_SEARCH, constraints=RED_41_UNDER_90)


class TestShow:
    def test_shows_cards_and_repeats_what_was_asked(self) -> None:
        draft = show(SEARCH, [found(BOOTS)], currency="EUR")

        assert (
            draft.text
            == "Voici ce que j'ai trouvé (Bottes, Rouge, 41, jusqu'à 90\xa0€, en stock) :"
        )
        (card,) = draft.cards
        assert (card.title, card.subtitle) == ("Bottes Brisant", "Rouge · 41")
        assert (card.price, card.availability) == ("89,00\xa0€", "En stock")
        assert review(draft) == Approved(draft)

    def test_says_what_the_closest_do_not_satisfy(self) -> None:
        draft = show(SEARCH, [found(BOOTS)], dropped="jusqu'à 10,00 €", currency="EUR")

        assert draft.text.startswith(
            "Je n'ai rien trouvé qui corresponde tout à fait (jusqu'à 10,00 €)."
        )
        assert review(draft) == Approved(draft)


class TestRelaxations:
    def test_drop_one_thing_at_a_time_and_the_category_never(self) -> None:
        weaker = relaxations(RED_41_UNDER_90, "fr", "EUR")

        assert [dropped for _, dropped in weaker[:-1]] == [
            "en stock",
            "jusqu'à 90\xa0€",
            "Rouge",
            "41",
        ]
        assert {constraints.category for constraints, _ in weaker} == {"Bottes"}

    def test_of_nothing_are_none(self) -> None:
        assert relaxations(Constraints(category="Bottes"), "fr", "EUR") == []

    def test_keep_what_is_not_wanted(self) -> None:
        constraints = replace(RED_41_UNDER_90, without=("noir",))

        weaker = relaxations(constraints, "fr", "EUR")

        assert {constraints.without for constraints, _ in weaker} == {("noir",)}


class TestSaid:
    def test_names_what_is_not_wanted(self) -> None:
        assert said(Constraints(without=("noir",)), "fr", "EUR") == "hors noir"
        assert said(Constraints(without=("black",)), "en", "EUR") == "not black"

    def test_reads_as_english_in_english(self) -> None:
        constraints = Constraints(price_min_minor=2000, price_max_minor=4000)

        assert said(constraints, "en", "EUR") == "€20 to €40"


class TestWhere:
    def test_asks_for_products_that_satisfy_everything(self) -> None:
        asked_for = where(RED_41_UNDER_90, ("fr",), Vocabulary())

        assert asked_for.kind is PassageKind.PRODUCT
        assert asked_for.languages == ("fr",)
        assert asked_for.price_max_minor == 9000
        assert asked_for.options == RED_41_UNDER_90.options
        assert asked_for.in_stock

    def test_asks_for_the_shades_of_a_colour_too(self) -> None:
        blue = Constraints(options=(("Couleur", "Bleu"),))
        vocabulary = Vocabulary(
            options=(("Couleur", "Bleu marine"), ("Couleur", "Rouge"), ("Taille", "Bleu ciel"))
        )

        assert where(blue, (), vocabulary).options == (
            ("Couleur", "Bleu"),
            ("Couleur", "Bleu marine"),
        )


class TestNearest:
    def test_says_what_is_missing_and_claims_no_answer(self) -> None:
        draft = nearest(SEARCH, [found(BOOTS)], missing="ski", currency="EUR")

        assert draft.kind is ReplyKind.ABSTAINED
        assert draft.text.startswith("Je n'ai rien trouvé qui corresponde tout à fait (ski).")
        assert [card.title for card in draft.cards] == ["Bottes Brisant"]
        assert review(draft) == Approved(draft)


class TestNotFound:
    def test_offers_a_person(self) -> None:
        assert not_found("en").quick_replies == ("Talk to a person",)
