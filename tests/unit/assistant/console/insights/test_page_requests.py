"""What somebody means by what they wrote."""

from assistant.console.insights.page_requests import Choices, known, pick

PRODUCTS = {"p1": "Robe Élodie", "p2": "Robe Margaux", "p3": "Manteau", "p4": "Manteau long"}


def choose(given: str) -> str | Choices:
    return pick("product", given, PRODUCTS)


class TestAProduct:
    def test_is_meant_by_its_id_or_its_name(self) -> None:
        assert choose("p2") == "p2"
        assert choose("P2") == "p2"
        assert choose("robe  elodie") == "p1"

    def test_is_meant_by_a_part_that_no_other_has(self) -> None:
        assert choose("MARG") == "p2"

    def test_that_is_called_just_so_is_meant_before_longer_ones(self) -> None:
        assert choose("manteau") == "p3"

    def test_may_be_several(self) -> None:
        choices = choose("robe")

        assert isinstance(choices, Choices)
        assert choices.found == (("p1", "Robe Élodie"), ("p2", "Robe Margaux"))

    def test_may_be_none(self) -> None:
        choices = choose("voiture")

        assert isinstance(choices, Choices)
        assert choices.found == ()


def test_products_that_are_spoken_of_come_first_and_keep_an_id_without_a_name() -> None:
    assert list(known(["p3", "gone"], PRODUCTS).items())[:3] == [
        ("p3", "Manteau"),
        ("gone", "gone"),
        ("p1", "Robe Élodie"),
    ]
