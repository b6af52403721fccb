import pytest

from assistant.answers.guard.denials import conditions, denials, marked, sides


class TestDenials:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("We refund it.", 0),
            ("We do not refund it, and do not exchange it.", 2),
            ("We neither refund nor exchange it.", 2),
            ("It cannot be refunded or exchanged.", 2),
            ("Do you want a refund or an exchange?", 0),
            ("Nous ne remboursons ni n'échangeons.", 2),
            ("Ce n'est ni remboursé ni échangé.", 2),
            ("Aucun retour n'est accepté.", 1),
            ("Nous n’avons malheureusement plus de stock.", 1),
            ("Nous ne saurions le faire.", 1),
            ("Nous livrons, à moins que vous ne soyez absent.", 0),
            ("Nous ne livrons qu'en France.", 0),
            ("N'hésitez pas à écrire, do not hesitate.", 0),
        ],
    )
    def test_are_counted_alike_in_both_languages(self, text: str, count: int) -> None:
        assert denials(text) == count


class TestTheSidesOfAText:
    def test_are_what_it_denies_and_what_it_does_not(self) -> None:
        denied, other = sides("We refund shoes, but not coats.")
        assert ("coats" in denied, "shoes" in other) == (True, True)

    def test_have_nothing_that_stands_on_both(self) -> None:
        denied, other = sides("We refund shoes. We do not exchange shoes.")
        assert "shoes" not in denied | other


class TestConditions:
    @pytest.mark.parametrize(
        ("text", "kinds"),
        [
            ("Only if it is new, unless it is worn.", {"only": 1, "if": 1, "unless": 1}),
            ("Sauf s'il est porté.", {"unless": 1}),
            ("Nous ne livrons qu'en France.", {"only": 1}),
            ("Over €50, at least 5 days, by 3 December.", {"above": 1, "at_least": 1, "before": 1}),
            ("We look over it by email.", {}),
            ("Écrivez-nous, s'il vous plaît, si vous avez des questions.", {}),
        ],
    )
    def test_are_counted_by_kind(self, text: str, kinds: dict[str, int]) -> None:
        assert conditions(text) == kinds


class TestAMarkedText:
    def test_has_a_figure_for_each_fact(self) -> None:
        assert marked("Before 3 December: 12.50 €.") == " before # : # . "
