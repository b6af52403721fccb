import pytest

from assistant.understanding.constraints.lexicon import LEXICONS, find_product_mentions
from retrieval.catalogue.vocabulary import Vocabulary
from tests.unit.assistant.understanding.fakes import SHOP


def named(text: str) -> list[str]:
    return [mention.product_id for mention in find_product_mentions(text, SHOP)]


class TestMentions:
    @pytest.mark.parametrize(
        ("text", "products"),
        [
            ("La lampe Aurore est-elle en stock ?", ["p2"]),
            ("does the Lina dress come in red", ["p1"]),
            ("compare Lina et Alba", ["p1", "p4"]),
            ("la lampe Orion ou la lampe Aurore", ["p3", "p2"]),
            ("lina ou aurroe", ["p1", "p2"]),
            ("Lina, Lina dress", ["p1"]),
            ("une robe", []),
            ("", []),
        ],
    )
    def test_come_in_the_order_they_are_said(self, text: str, products: list[str]) -> None:
        assert named(text) == products

    def test_score_a_whole_title_highest(self) -> None:
        (whole,) = find_product_mentions("robe Lina", SHOP)
        (part,) = find_product_mentions("la Lina", SHOP)

        assert whole.score == 1
        assert 0.5 < part.score < 1

    def test_say_where_the_product_is_named(self) -> None:
        text = "et la Robe Alba ?"

        (mention,) = find_product_mentions(text, SHOP)

        assert text[mention.start : mention.end] == "Robe Alba"

    def test_of_a_name_that_many_products_share_are_none(self) -> None:
        shop = Vocabulary(titles=tuple((f"p{n}", f"Robe Lina {n}") for n in range(5)))

        assert find_product_mentions("la robe lina", shop) == ()

    def test_of_two_products_with_one_title_are_both(self) -> None:
        shop = Vocabulary(titles=(("a", "Pull Iris"), ("b", "Pull Iris"), ("c", "Pull Lys")))

        assert {m.product_id for m in find_product_mentions("pull iris", shop)} == {"a", "b"}


class TestALexicon:
    def test_is_built_once_a_vocabulary(self) -> None:
        assert LEXICONS.of(SHOP) is LEXICONS.of(SHOP)

    def test_of_ten_thousand_titles_finds_the_product_that_is_named(self) -> None:
        titles = tuple((f"p{n}", f"Robe {n:x}a en lin") for n in range(10_000))
        shop = Vocabulary(titles=titles)

        found = find_product_mentions(
            "est-ce que la robe 3e7a en lin existe en bleu pour ma fille", shop
        )

        assert [m.product_id for m in found] == ["p999"]


BOUTIQUE = Vocabulary(
    titles=(
        ("amiral", "Caban Amiral"),
        ("amiral", "Amiral Pea Coat"),
        ("vigie", "Caban court Vigie"),
        ("vigie", "Vigie Short Pea Coat"),
        ("tente", "Tente deux places Abri"),
        ("tente", "Abri Two-Person Tent"),
        ("minuit", "Robe Minuit"),
        ("minuit", "Minuit Dress"),
        ("rouge", "Robe Rouge"),
        ("rouge", "Rouge Dress"),
        ("fusion", "Fusion Rolling Backpack"),
    ),
    options=(("Couleur", "Rouge"),),
)


class TestAProductsOwnName:
    @pytest.mark.parametrize(
        ("text", "products"),
        [
            ("tente Abri", ["tente"]),
            ("vous avez l'abri en stock ?", ["tente"]),
            ("combien coûte Abri ?", ["tente"]),
            ("amiral vs vigie", ["amiral", "vigie"]),
            ("Compare Amiral pea coat vs Vigie short pea coat", ["amiral", "vigie"]),
            ("différence entre le caban amiral et le vigie", ["amiral", "vigie"]),
            ("how much is the Fusion?", ["fusion"]),
            ("Amiral ou Vigie, lequel est le plus chaud ?", ["amiral", "vigie"]),
            ("minuit", ["minuit"]),
        ],
    )
    def test_names_it(self, text: str, products: list[str]) -> None:
        assert [m.product_id for m in find_product_mentions(text, BOUTIQUE)] == products

    @pytest.mark.parametrize(
        "text",
        [
            "livrez-vous avant minuit ?",
            "un caban",
            "a pea coat",
            "de quoi être à l'aise sous abri",
            "LIVREZ-VOUS AVANT MINUIT",
            "le rouge",
        ],
    )
    def test_is_no_word_that_may_mean_something_else(self, text: str) -> None:
        assert find_product_mentions(text, BOUTIQUE) == ()

    def test_is_not_named_by_what_is_not_wanted(self) -> None:
        shop = Vocabulary(titles=(("gold", "Gold Elephant Earrings"), ("o", "Opal Earrings")))

        assert [m.product_id for m in find_product_mentions("gold earrings", shop)] == ["gold"]
        assert find_product_mentions("earrings, not gold", shop) == ()
