import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.commerce.amounts import Money
from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.shop_ids import ProductId, VariantId
from assistant.understanding.references.wanted_variants import find_options, find_variants
from tests.unit.assistant.understanding.orders import options, product

SHIRT = product(
    "Shirt",
    {"size": "S", "color": "red"},
    {"size": "M", "color": "red"},
    {"size": "L", "color": "red"},
    {"size": "M", "color": "blue"},
    {"size": "XL", "color": "blue"},
    prices=(30, 20, 25, 22, 21),
)
PURIFIER = product(
    "Purifier",
    {"room": "large", "filter type": "HEPA", "noise": "quiet"},
    {"room": "large", "filter type": "ionic", "noise": "quiet"},
    {"room": "small", "filter type": "ionic", "noise": "quiet"},
)
OLD = (("size", "M"), ("color", "red"))


class TestAVariant:
    @pytest.mark.parametrize(
        ("text", "size", "color"),
        [
            ("the same in L", "L", "red"),
            ("taille S", "S", "red"),
            ("en bleu", "M", "blue"),
            ("a size bigger", "L", "red"),
            ("une taille en dessous", "S", "red"),
            ("not red, blue", "M", "blue"),
            ("{'color': 'blue'}", "M", "blue"),
            ("XL and blue", "XL", "blue"),
            ("l", "L", "red"),
            ("il est beaucoup trop grand pour mon fils, la taille en dessous", "S", "red"),
            ("it is too large for him, a size down please", "S", "red"),
        ],
    )
    def test_changes_what_is_named_and_keeps_the_rest(
        self, text: str, size: str, color: str
    ) -> None:
        found = find_variants(text, SHIRT, OLD)

        assert options(found.best) == (("size", size), ("color", color))
        assert found.is_clear

    def test_is_found_by_one_option_of_many(self) -> None:
        old = PURIFIER.variants[0].options

        found = find_variants("exchange it to {'filter type': 'ionic'}", PURIFIER, old)

        assert found.best == PURIFIER.variants[1]
        assert found.is_clear

    def test_that_differs_in_something_unnamed_comes_second_to_none(self) -> None:
        found = find_variants("in XL", SHIRT, OLD)

        assert options(found.best) == (("size", "XL"), ("color", "blue"))
        assert found.candidates[0].score < 1

    def test_may_be_the_cheapest(self) -> None:
        old = SHIRT.variants[0].options

        assert options(find_variants("whichever is cheapest", SHIRT, old).best) == OLD

    def test_is_not_named_by_a_short_word_that_resembles_a_value(self) -> None:
        navy = product("Oilskin", {"colour": "Bleu marine"}, {"colour": "Jaune"})

        assert find_options("je l'ai offert à mon mari", navy) == ()

    def test_is_not_guessed_where_nothing_is_named(self) -> None:
        assert not find_variants("please exchange it", SHIRT, OLD).candidates

    def test_is_not_the_one_they_have(self) -> None:
        assert not find_variants(
            "in red", product("P", {"color": "red"}), (("color", "red"),)
        ).candidates

    @given(st.text(max_size=60))
    def test_is_of_the_product_whatever_is_written(self, text: str) -> None:
        found = find_variants(text, SHIRT, OLD)

        assert all(c.value in SHIRT.variants and 0 < c.score <= 1 for c in found.candidates)
        assert all(0 <= o.start < o.end <= len(text) for o in find_options(text, SHIRT))

    @given(st.sampled_from(SHIRT.variants))
    def test_is_found_by_all_its_options(self, variant: object) -> None:
        wanted = dict(getattr(variant, "options"))  # noqa: B009 (sampled as an object)
        old = next(v.options for v in SHIRT.variants if v != variant)

        found = find_variants(f"size {wanted['size']}, color {wanted['color']}", SHIRT, old)

        assert found.best == variant


class TestAValueThatAnotherOptionHasInOtherWords:
    def test_is_of_the_option_that_spells_it_so(self) -> None:
        helmet = product("Helmet", {"size": "S", "air": "medium"}, {"size": "M", "air": "low"})

        found = find_options("size S, air medium", helmet)

        assert [(one.name, one.value) for one in found] == [("size", "S"), ("air", "medium")]


class TestAMeasure:
    BELT = SoldProduct(
        product_id=ProductId("belt"),
        title="Ceinture",
        variants=tuple(
            SoldVariant(
                variant_id=VariantId(f"{colour} {size}"),
                options=(("Couleur", colour), ("Taille", size)),
                price=Money(amount_minor=4500, currency="EUR"),
                stock=0 if (colour, size) == ("Écru", "95 cm") else 3,
            )
            for colour in ("Écru", "Bleu marine")
            for size in ("85 cm", "95 cm", "105 cm")
        ),
    )

    @pytest.mark.parametrize(
        "text", ["il lui faut du 95 la même couleur", "en 95", "plutôt un 95 cm", "95"]
    )
    def test_may_be_said_without_its_unit(self, text: str) -> None:
        found = find_variants(text, self.BELT, (("Couleur", "Écru"), ("Taille", "105 cm")))

        assert found.best is not None
        assert found.best.variant_id == "Écru 95 cm"

    @pytest.mark.parametrize(
        "text", ["je paie 95 euros pour ça", "elle coûte bien 95 quelque part"]
    )
    def test_is_not_read_into_any_number(self, text: str) -> None:
        assert find_options(text, self.BELT) == ()
