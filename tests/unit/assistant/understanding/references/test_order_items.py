from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.commerce.shop_ids import LineId, ProductId
from assistant.understanding.references.order_items import find_lines, find_swaps
from tests.unit.assistant.understanding.orders import line, options, order, product

BOTTLE = line(1, "Water Bottle", capacity="500ml", color="green")
BLUE = line(2, "Water Bottle", capacity="1000ml", color="blue")
SHIRT = line(3, "Chemise en lin", Taille="L", Couleur="Blanc")
LAMP = line(4, "Desk Lamp", color="black")
ORDER = order(BOTTLE, BLUE, SHIRT, LAMP)
TITLES = {ProductId("p-Chemise en lin"): ("Linen shirt",)}
WATCH = line(5, "Smart Watch", band="leather", **{"water resistance": "yes"})
WATCHES = product(
    "Smart Watch",
    {"band": "leather", "water resistance": "yes"},
    {"band": "silicone", "water resistance": "no"},
    {"band": "leather", "water resistance": "no"},
)
LAMPS = product("Desk Lamp", {"color": "black"}, {"color": "white"})
SHIRTS = product(
    "Chemise en lin",
    {"Taille": "L", "Couleur": "Blanc"},
    {"Taille": "M", "Couleur": "Blanc"},
    {"Taille": "M", "Couleur": "Bleu"},
)
PRODUCTS = {p.product_id: p for p in (LAMPS, SHIRTS)}


class TestLines:
    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("I want to return the desk lamp", [LAMP]),
            ("the lamp please", [LAMP]),
            ("the dsek lammp", []),
            ("la chemize", [SHIRT]),
            ("the linen shirt", [SHIRT]),
            ("the shirt and the lamp", [SHIRT, LAMP]),
            ("the blue bottle", [BLUE]),
            ("the 500ml green bottle", [BOTTLE]),
            ("the green one", [BOTTLE]),
            ("the second one", [BLUE]),
            ("le dernier", [LAMP]),
            ("all of them", [BOTTLE, BLUE, SHIRT, LAMP]),
            ("tout", [BOTTLE, BLUE, SHIRT, LAMP]),
            ("everything except the lamp", [BOTTLE, BLUE, SHIRT]),
            ("tout sauf la chemise", [BOTTLE, BLUE, LAMP]),
            ("not the lamp, the shirt", [SHIRT]),
            ("nothing of that", []),
        ],
    )
    def test_are_found_as_customers_name_them(self, text: str, meant: list[object]) -> None:
        assert list(find_lines(text, ORDER, titles=TITLES).lines) == meant

    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("Water Bottle (capacity 1000ml, color blue) and the lamp", [BLUE, LAMP]),
            ("Water Bottle {'capacity': '500ml', 'color': 'green'}; Desk Lamp", [BOTTLE, LAMP]),
            ("the watch with another water resistance", [WATCH]),
            ("yes", []),
            ("no", []),
        ],
    )
    def test_are_not_taken_for_what_describes_others(self, text: str, meant: list[object]) -> None:
        found = find_lines(text, order(BOTTLE, BLUE, SHIRT, LAMP, WATCH))

        assert list(found.lines) == meant

    def test_that_differ_in_one_option_are_told_apart_by_it(self) -> None:
        small = line(6, "Desk Lamp", color="black", arm="long", base="clamp", size="small")
        large = line(7, "Desk Lamp", color="black", arm="long", base="clamp", size="large")
        said = "Desk Lamp (color black, arm long, base clamp, size large)"

        assert find_lines(said, order(small, large)).lines == (large,)

    def test_that_are_the_same_thing_twice_are_taken_one_by_one(self) -> None:
        again = replace(LAMP, line_id=LineId("l8"))
        mine = order(LAMP, again, SHIRT)

        assert find_lines("the lamp", mine).lines == (LAMP,)
        assert find_lines("Desk Lamp; Desk Lamp", mine).lines == (LAMP, again)

    def test_that_are_named_alike_are_asked_about(self) -> None:
        found = find_lines("the bottle", ORDER)

        assert found.lines == ()
        assert [m.lines.close for m in found.unclear] == [(BOTTLE, BLUE)]

    @given(st.text(max_size=80))
    def test_are_of_the_order_whatever_is_written(self, text: str) -> None:
        found = find_lines(text, ORDER, titles=TITLES)

        assert set(found.lines) <= set(ORDER.lines)
        assert all(0 <= m.start <= m.end <= len(text) for m in found.mentions)


class TestSwaps:
    def test_take_each_line_with_what_is_wanted_for_it(self) -> None:
        found = find_swaps(
            "the shirt for an M and the lamp in white", ORDER, PRODUCTS, titles=TITLES
        )

        assert [(s.line.best, options(s.variants.best)) for s in found] == [
            (SHIRT, (("Taille", "M"), ("Couleur", "Blanc"))),
            (LAMP, (("color", "white"),)),
        ]

    def test_see_the_same_product_named_twice_as_one(self) -> None:
        (swap,) = find_swaps("exchange the black lamp for a white lamp", ORDER, PRODUCTS)

        assert (swap.line.best, options(swap.variants.best)) == (LAMP, (("color", "white"),))

    def test_are_of_the_line_in_question_where_none_is_named(self) -> None:
        (swap,) = find_swaps("en M svp", ORDER, PRODUCTS, focus=SHIRT)

        assert swap.line.best == SHIRT
        assert options(swap.variants.best) == (("Taille", "M"), ("Couleur", "Blanc"))

    def test_know_a_line_whose_variant_is_yet_to_be_said(self) -> None:
        (swap,) = find_swaps("échanger la chemise", ORDER, PRODUCTS)

        assert swap.line.best == SHIRT
        assert not swap.variants.candidates

    @given(st.text(max_size=80))
    def test_read_anything(self, text: str) -> None:
        for swap in find_swaps(text, ORDER, PRODUCTS, focus=SHIRT):
            assert 0 <= swap.start <= swap.end <= len(text)


class TestTwoItemsOfOneKind:
    def test_are_swapped_each_for_its_own(self) -> None:
        said = "the green bottle to {'capacity': '750ml'}; the blue bottle to {'capacity': '2l'}"
        bottles = product(
            "Water Bottle",
            {"capacity": "750ml", "color": "green"},
            {"capacity": "2l", "color": "blue"},
        )

        found = find_swaps(said, ORDER, {bottles.product_id: bottles})

        assert [(swap.line.best, options(swap.variants.best)) for swap in found] == [
            (BOTTLE, bottles.variants[0].options),
            (BLUE, bottles.variants[1].options),
        ]


class TestTheItemThatIsAskedAbout:
    def test_is_meant_where_the_answer_names_no_other_in_full(self) -> None:
        mine = order(WATCH, BOTTLE, LAMP)

        (found,) = find_swaps(
            "the one with water resistance no",
            mine,
            {p.product_id: p for p in (WATCHES,)},
            focus=WATCH,
        )

        assert found.line.best is WATCH
        assert dict(options(found.variants.best)) == {"band": "leather", "water resistance": "no"}


class TestAWordThatFitsSeveral:
    SILLAGE = line(1, "Sillage Breton-Stripe Dress", Size="L")
    GOELETTE = line(2, "Goélette Dress", Size="L")
    BLOUSE = line(3, "Fougère Blouse", Size="L")
    DRESSES = order(SILLAGE, GOELETTE, BLOUSE)

    def test_is_unclear_however_long_the_titles_are(self) -> None:
        found = find_lines("I want to return the dress", self.DRESSES)

        assert found.lines == ()
        assert set(found.unclear[0].lines.close) == {self.SILLAGE, self.GOELETTE}

    @pytest.mark.parametrize(
        "text", ["the two dresses", "both dresses", "2 dresses please", "all the dresses"]
    )
    def test_means_all_of_them_where_they_are_counted(self, text: str) -> None:
        assert set(find_lines(text, self.DRESSES).lines) == {self.SILLAGE, self.GOELETTE}

    def test_that_is_said_in_full_stands_out(self) -> None:
        assert find_lines("the Goélette Dress", self.DRESSES).lines == (self.GOELETTE,)

    def test_that_is_not_meant_is_barred(self) -> None:
        assert find_lines("yes but not the blouse", self.DRESSES).barred == (self.BLOUSE,)
