import pytest

from assistant.answers.composing.products.product_focus import in_focus
from assistant.understanding.types import Constraints, Intent
from tests.unit.assistant.answers.shop_fixture import asked

SHOWN = ("ondine", "goelette", "dune")
PRODUCT = Intent.PRODUCT_QUESTION


def meant(
    message: str, focus: tuple[str, ...] = SHOWN, *, intent: Intent = PRODUCT
) -> tuple[str, ...]:
    return in_focus(asked(message, intent=intent, follow_up=True), focus)


class TestInFocus:
    @pytest.mark.parametrize(
        ("message", "products"),
        [
            ("la deuxième, en quelle matière ?", ("goelette",)),
            ("what is the first one made of?", ("ondine",)),
            ("et la dernière ?", ("dune",)),
            ("compare les deux", ("ondine", "goelette")),
            ("c'est combien ?", ("ondine",)),
            ("elle est imperméable ?", ("ondine",)),
        ],
    )
    def test_is_what_the_message_points_at(self, message: str, products: tuple[str, ...]) -> None:
        assert meant(message) == products

    def test_is_the_one_product_that_was_shown(self) -> None:
        assert meant("elle est lavable ?", ("ondine",)) == ("ondine",)

    def test_is_nothing_if_the_message_names_something_else(self) -> None:
        assert meant("et un ourlet de pantalon ?") == ()

    def test_is_nothing_for_a_list_that_is_filtered_further(self) -> None:
        blue = asked(
            "et en bleu ?",
            intent=Intent.PRODUCT_SEARCH,
            constraints=Constraints(options=(("Couleur", "Bleu"),)),
            follow_up=True,
        )

        assert in_focus(blue, SHOWN) == ()
        assert in_focus(blue, SHOWN[:1]) == SHOWN[:1]

    def test_is_nothing_without_products_or_without_leaning_on_them(self) -> None:
        assert meant("c'est combien ?", ()) == ()
        assert in_focus(asked("Comment retourner une robe ?"), SHOWN) == ()

    def test_takes_a_bare_question_for_a_follow_up(self) -> None:
        assert in_focus(asked("quel prix ?", intent=PRODUCT), SHOWN) == ("ondine",)
