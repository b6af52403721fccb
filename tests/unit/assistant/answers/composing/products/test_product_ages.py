from assistant.answers.composing.products.product_ages import without_ages
from assistant.understanding.types import Constraints


class TestSizesThatAreAges:
    def test_are_no_condition_of_a_thing_that_has_no_size(self) -> None:
        asked = Constraints(options=(("Taille", "4 ans"), ("Couleur", "Rouge")))

        assert without_ages(asked).options == (("Couleur", "Rouge"),)

    def test_leave_other_sizes(self) -> None:
        asked = Constraints(options=(("Taille", "M"), ("Contenance", "4 l")))

        assert without_ages(asked) == asked
