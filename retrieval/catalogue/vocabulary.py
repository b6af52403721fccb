"""The words a shop's catalogue uses: what filters can be said."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Everything a customer can filter by, as the catalogue spells it, over all languages."""

    options: tuple[tuple[str, str], ...] = ()  # (name, value) pairs, distinct, sorted
    categories: tuple[str, ...] = ()  # every level's name, distinct, sorted
    brands: tuple[str, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()  # (product_id, title), one a language
    currency: str = "EUR"  # the most frequent
