from dataclasses import replace

from retrieval.catalogue.types import Money, Product, Variant
from retrieval.catalogue.vocabulary import Vocabulary, vocabulary_of


def product(name: str, language: str, *variants: Variant, brand: str = "") -> Product:
    return Product(
        product_id="p",
        language=language,
        title=name,
        description="",
        variants=variants,
        category=("Femme", "Robes") if language == "fr" else ("Women", "Dresses"),
        brand=brand,
    )


def variant(currency: str, **options: str) -> Variant:
    price = Money(amount_minor=100, currency=currency) if currency else None
    return Variant(sku="", options=tuple(options.items()), price=price)


class TestAVocabulary:
    def test_holds_every_word_once_sorted_over_all_languages(self) -> None:
        french = (variant("EUR", Taille="M"), variant("", Taille="S"))
        english = (variant("USD", Size="M"), variant("USD", Size="M"))

        vocabulary = vocabulary_of(
            [product("Robe", "fr", *french, brand="B"), product("Dress", "en", *english)]
        )

        assert vocabulary == Vocabulary(
            options=(("Size", "M"), ("Taille", "M"), ("Taille", "S")),
            categories=("Dresses", "Femme", "Robes", "Women"),
            brands=("B",),
            titles=(("p", "Dress"), ("p", "Robe")),
            named=(("p", "en", "Dress"), ("p", "fr", "Robe")),
            currency="USD",
            category_languages=(
                ("Dresses", "en"),
                ("Femme", "fr"),
                ("Robes", "fr"),
                ("Women", "en"),
            ),
            translations=(
                ("Dresses", "Robes"),
                ("Femme", "Women"),
                ("Robes", "Dresses"),
                ("Women", "Femme"),
            ),
        )

    def test_pairs_no_categories_of_paths_of_different_depth(self) -> None:
        french = replace(product("Robe", "fr"), category=("Robes",))

        vocabulary = vocabulary_of([french, product("Dress", "en")])

        assert vocabulary.translations == ()

    def test_of_nothing_is_empty(self) -> None:
        assert vocabulary_of([]) == Vocabulary()
