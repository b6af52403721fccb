import pytest

from assistant.answers.guard.figure_attribution import belong_elsewhere, place, swaps
from assistant.conversation.message import Language
from tests.unit.assistant.answers.guard.belongings import APPARTIENT, BELONGS, INVERSES, SWAPPED
from tests.unit.assistant.answers.guard.bounded import GARDEES, KEPT

COLLECTION = "Collection is free, courier delivery costs £6."
EXPRESS = "Standard delivery costs £4 and express delivery costs £8."
FEE = "The fee is 15 € for restaurants and 25 € for hotels."
BUNCH = "Roses cost £12 a bunch while tulips cost £9."
ABROAD = "Delivery costs 9 € to Spain and 14 € to Italy."


def _in(language: Language, pairs: list[tuple[str, str]]) -> list[tuple[Language, str, str]]:
    return [(language, *pair) for pair in pairs]


class TestAValue:
    @pytest.mark.parametrize(
        ("language", "said", "stands"), [*_in("en", SWAPPED), *_in("fr", INVERSES)]
    )
    def test_of_another_thing_is_seen(self, language: Language, said: str, stands: str) -> None:
        assert swaps(said, stands, language)

    @pytest.mark.parametrize(
        ("language", "said", "stands"),
        [*_in("en", BELONGS), *_in("fr", APPARTIENT), *_in("en", KEPT), *_in("fr", GARDEES)],
    )
    def test_of_the_thing_itself_is_not(self, language: Language, said: str, stands: str) -> None:
        assert not swaps(said, stands, language)

    @pytest.mark.parametrize(
        ("said", "stands"),
        [
            ("Delivery to your door is free.", "Free to a locker, 5 € to your door."),
            ("Courier delivery is free.", COLLECTION),
            ("Collection costs £6.", COLLECTION),
            ("Standard delivery costs £8.", EXPRESS),  # by a word of £4, and not by "express"
            ("The fee is 15 € for hotels.", FEE),  # "fee" may be of both, "hotels" may not
            ("Tulips cost £12 a bunch.", BUNCH),  # "bunch" is right, but "roses" is left out
            ("Delivery to Spain costs 14 €.", ABROAD),  # "Spain" stands behind its value
            ("Delivery to Italy costs 9 €.", ABROAD),  # "Italy" is of a later value
        ],
    )
    def test_is_another_s_by_each_rule(self, said: str, stands: str) -> None:
        assert swaps(said, stands, "en")

    @pytest.mark.parametrize(
        ("said", "stands"),
        [
            ("Delivery costs £6.", COLLECTION),  # no word of "free"
            ("Delivery costs £8.", EXPRESS),  # "delivery" stands by both values
            ("Express delivery costs £8.", EXPRESS),  # has the own word of £8
            ("The fee is 15 € for restaurants.", FEE),
            ("Roses cost £12.", BUNCH),
            ("Delivery to Italy costs 14 €.", ABROAD),  # "delivery" stands before all values
        ],
    )
    def test_is_its_own_by_each_rule(self, said: str, stands: str) -> None:
        assert not swaps(said, stands, "en")

    def test_of_a_row_is_its_row_s(self) -> None:
        row = "| Country | Price | Free from |\n| Spain | 9.50 € | 140 € |"

        assert not swaps("Delivery to Spain is free from 140 €.", row, "en")

    def test_alone_is_no_other_s(self) -> None:
        assert not swaps("Delivery costs 5 €.", "Delivery costs 5 €.", "en")


class TestAWord:
    def test_is_nearest_one_value_in_both_texts(self) -> None:
        before = place("Small boxes cost 8 €, large boxes 13 €.", "en")

        assert not belong_elsewhere(before, place("8 € is for small ones, 13 € for large.", "en"))
        assert belong_elsewhere(before, place("Large ones cost 8 €, small ones 13 €.", "en"))

    def test_may_stand_beside_a_mark_that_figures_are_read_by(self) -> None:
        assert len(place("Parcel # 5 costs 8 €, parcel #6 is free. #", "en").points) == 4
