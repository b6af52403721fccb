import pytest

from retrieval.facets import (
    IN_STOCK,
    TOGETHER,
    facets_of,
    filter_words,
    folded_filter,
    is_exact,
    offer_words,
    satisfies,
)
from retrieval.types import Filter, PassageKind
from tests.unit.retrieval.making import passage, product, variant

BOOTS = passage(
    about=product(
        variants=(
            variant("69", Couleur="Écru", Taille="38"),
            variant("89", stock=0, Couleur="Rouge", Taille="39"),
            variant(None, stock=None, Couleur="Bleu", Taille="40"),
        )
    ),
    source_id="boots",
)
PAGE = passage()


def _fits(where: Filter) -> bool:
    return satisfies(facets_of(BOOTS), folded_filter(where))


class TestFacetsOf:
    def test_keep_equal_offers_once(self) -> None:
        twice = passage(about=product(variants=(variant("69", Taille="38"),) * 3))

        assert len(facets_of(twice).offers) == 1

    def test_count_what_is_not_counted_as_in_stock(self) -> None:
        assert [IN_STOCK in offer.facts for offer in facets_of(BOOTS).offers] == [True, False, True]

    def test_of_a_page_have_no_offers(self) -> None:
        facets = facets_of(PAGE)

        assert facets.kind is PassageKind.DOCUMENT
        assert facets.offers == ()
        assert facets.categories == ()


class TestSatisfies:
    @pytest.mark.parametrize(
        "where",
        [
            Filter(),
            Filter(kind=PassageKind.PRODUCT),
            Filter(languages=("en", "fr")),
            Filter(source_ids=("boots",)),
            Filter(category="BOTTES"),
            Filter(price_min_minor=6_900, price_max_minor=6_900),
            Filter(options=(("couleur", "ecru"), ("TAILLE", "38"))),
            Filter(options=(("Taille", "38"), ("Taille", "44"))),
            Filter(options=(("Couleur", "Bleu"),), in_stock=True),
        ],
    )
    def test_what_one_variant_holds_together(self, where: Filter) -> None:
        assert _fits(where)

    @pytest.mark.parametrize(
        "where",
        [
            Filter(kind=PassageKind.DOCUMENT),
            Filter(languages=("en",)),
            Filter(source_ids=("shoes",)),
            Filter(category="Robes"),
            Filter(price_max_minor=6_899),
            Filter(price_min_minor=8_901),
            Filter(options=(("Couleur", "Écru"), ("Taille", "39"))),
            Filter(options=(("Couleur", "Rouge"),), in_stock=True),
            Filter(options=(("Couleur", "Rouge"),), price_max_minor=7_000),
            Filter(options=(("Couleur", "Bleu"),), price_max_minor=99_999),
        ],
    )
    def test_not_what_only_several_variants_hold(self, where: Filter) -> None:
        assert not _fits(where)

    @pytest.mark.parametrize("where", [Filter(in_stock=True), Filter(price_max_minor=10**9)])
    def test_no_page_is_for_sale(self, where: Filter) -> None:
        assert not satisfies(facets_of(PAGE), folded_filter(where))


class TestTogether:
    @pytest.mark.parametrize(
        ("where", "found"),
        [
            (Filter(options=(("Taille", "38"), ("Couleur", "Écru"))), True),
            (Filter(options=(("Taille", "38"), ("Taille", "44"))), True),
            (Filter(options=(("Taille", "39"), ("Couleur", "Écru"))), False),
            (Filter(options=(("Taille", "39"),), in_stock=True), False),
        ],
    )
    def test_finds_by_words_what_one_offer_holds(self, where: Filter, *, found: bool) -> None:
        words = set(offer_words(facets_of(BOOTS)))

        groups = filter_words(folded_filter(where))

        assert is_exact(folded_filter(where))
        assert all(words & set(group) for group in groups) == found == _fits(where)

    def test_splits_what_is_too_much_for_one_word(self) -> None:
        options = tuple((f"o{n}", "x") for n in range(TOGETHER + 1))

        assert len(filter_words(folded_filter(Filter(options=options)))) == 2
        assert not is_exact(folded_filter(Filter(options=options)))

    def test_asks_for_a_verdict_when_a_price_must_hold_with_an_option(self) -> None:
        assert is_exact(folded_filter(Filter(price_max_minor=5)))
        assert not is_exact(folded_filter(Filter(price_max_minor=5, in_stock=True)))

    def test_of_a_page_says_nothing(self) -> None:
        assert offer_words(facets_of(PAGE)) == []
