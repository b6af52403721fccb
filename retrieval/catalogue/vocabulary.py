"""Collect the words a shop's catalogue uses for the values that filters can have."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations

from retrieval.catalogue.types import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Hold every value a customer can filter by, as the catalogue spells it, over all languages."""

    options: tuple[tuple[str, str], ...] = ()  # (name, value) pairs, distinct, sorted
    categories: tuple[str, ...] = ()  # every level's name, distinct, sorted
    brands: tuple[str, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()  # (product_id, title), one a language
    named: tuple[tuple[str, str, str], ...] = ()  # (product_id, language, title)
    currency: str = "EUR"  # the most frequent
    category_languages: tuple[tuple[str, str], ...] = ()  # (category, a language that names it so)
    translations: tuple[tuple[str, str], ...] = ()  # (category, the same in another language)
    words: tuple[str, ...] = ()  # of every text of the shop, in lower case, the most frequent first


def vocabulary_of(products: Iterable[Product]) -> Vocabulary:
    """Return the words of `products`, each once, sorted; of equally frequent currencies the first.

    Names differing in case or accents are kept apart, as the catalogue spells them.
    """
    options: set[tuple[str, str]] = set()
    categories: set[str] = set()
    brands: set[str] = set()
    named: set[tuple[str, str, str]] = set()
    currencies: Counter[str] = Counter()
    paths: dict[str, dict[str, tuple[str, ...]]] = {}  # of a product, by language
    for product in products:
        paths.setdefault(product.product_id, {}).setdefault(product.language, product.category)
        categories.update(product.category)
        brands.add(product.brand)
        named.add((product.product_id, product.language, product.title))
        for variant in product.variants:
            options.update(variant.options)
            if variant.price is not None:
                currencies[variant.price.currency] += 1
    return Vocabulary(
        options=tuple(sorted(options)),
        categories=tuple(sorted(categories)),
        brands=tuple(sorted(brands - {""})),
        titles=tuple(sorted({(product_id, title) for product_id, _, title in named})),
        named=tuple(sorted(named)),
        currency=currencies.most_common(1)[0][0] if currencies else "EUR",
        category_languages=tuple(
            sorted(
                {
                    (name, language)
                    for of_product in paths.values()
                    for language, path in of_product.items()
                    for name in path
                }
            )
        ),
        translations=_translations(paths.values()),
    )


def _translations(
    paths: Iterable[Mapping[str, tuple[str, ...]]],
) -> tuple[tuple[str, str], ...]:
    """Return pairs of categories of products that are there in several languages, level by level.

    A category's translation is the one most of its products have.
    """
    seen: dict[tuple[str, str], Counter[str]] = {}
    for of_product in paths:
        for (_, path), (language, other) in permutations(of_product.items(), 2):
            if len(path) == len(other):
                for name, translated in zip(path, other, strict=True):
                    seen.setdefault((name, language), Counter())[translated] += 1
    pairs = ((name, counts.most_common(1)[0][0]) for (name, _), counts in seen.items())
    return tuple(sorted({(name, other) for name, other in pairs if name != other}))
