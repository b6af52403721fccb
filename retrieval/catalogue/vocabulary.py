"""The words a shop's catalogue uses: what filters can be said."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.catalogue.types import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Everything a customer can filter by, as the catalogue spells it, over all languages."""

    options: tuple[tuple[str, str], ...] = ()  # (name, value) pairs, distinct, sorted
    categories: tuple[str, ...] = ()  # every level's name, distinct, sorted
    brands: tuple[str, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()  # (product_id, title), one a language
    currency: str = "EUR"  # the most frequent


def vocabulary_of(products: Iterable[Product]) -> Vocabulary:
    """Return the words of `products`, each once, sorted; of equally frequent currencies the first.

    Names differing in case or accents are kept apart, as the catalogue spells them.
    """
    options: set[tuple[str, str]] = set()
    categories: set[str] = set()
    brands: set[str] = set()
    titles: set[tuple[str, str]] = set()
    currencies: Counter[str] = Counter()
    for product in products:
        categories.update(product.category)
        brands.add(product.brand)
        titles.add((product.product_id, product.title))
        for variant in product.variants:
            options.update(variant.options)
            if variant.price is not None:
                currencies[variant.price.currency] += 1
    return Vocabulary(
        options=tuple(sorted(options)),
        categories=tuple(sorted(categories)),
        brands=tuple(sorted(brands - {""})),
        titles=tuple(sorted(titles)),
        currency=currencies.most_common(1)[0][0] if currencies else "EUR",
    )
