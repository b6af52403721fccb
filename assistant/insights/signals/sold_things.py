"""Find the products of the catalogue that signals belong to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from assistant.conversation.message import Language
from assistant.understanding.constraints.lexicon import Mention, find_product_mentions
from assistant.understanding.message_words import fold, keys_of
from retrieval.catalogue.types import Product, Variant
from retrieval.catalogue.vocabulary import Vocabulary

Knows = Callable[[str, str], bool]
"""Whether the index has a word (lower case) of a language."""


def knows_nothing(word: str, language: str) -> bool:
    """Return False: without an index no word is known."""
    del word, language
    return False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SoldThings:
    """Hold products by id, and the words of the catalogue; empty if no catalogue was indexed."""

    version: str = ""  # of the index
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    categories: Mapping[str, str] = field(default_factory=dict)  # the narrowest, by product id
    variants: Mapping[str, tuple[Variant, ...]] = field(default_factory=dict)  # by product id
    named: Mapping[str, str] = field(default_factory=dict)  # product id by id, SKU, folded title
    of_sku: Mapping[str, str] = field(default_factory=dict)  # product id by folded SKU
    knows: Knows = knows_nothing

    @classmethod
    def of(
        cls,
        products: Iterable[Product],
        *,
        vocabulary: Vocabulary,
        version: str,
        knows: Knows,
        language: Language = "fr",
    ) -> Self:
        """Index products; a category has its name in `language` where the product has it."""
        categories: dict[str, str] = {}
        variants: dict[str, tuple[Variant, ...]] = {}
        named: dict[str, str] = {}
        of_sku: dict[str, str] = {}
        for product in products:
            key = product.product_id
            narrowest = product.category[-1] if product.category else ""
            if key not in categories or product.language == language:
                categories[key] = narrowest
            variants[key] = variants.get(key, ()) + product.variants
            named.setdefault(fold(key), key)
            named.setdefault(fold(product.title), key)
            for variant in product.variants:
                of_sku.setdefault(fold(variant.sku), key)
        return cls(
            version=version,
            vocabulary=vocabulary,
            categories=categories,
            variants=variants,
            named=named,
            of_sku=of_sku,
            knows=knows,
        )

    def mentioned(self, text: str) -> tuple[Mention, ...]:
        """Return the products that a text names, in order."""
        return find_product_mentions(text, self.vocabulary) if self.vocabulary.titles else ()

    def find(self, *names: str) -> tuple[str, str]:
        """Return the product and variant ids for an id, SKU or title: the first name known.

        If no name is in the catalogue, the first name is the product id, so that its rows stay
        together.
        """
        said = [name.strip() for name in names if name.strip()]
        for name in said:
            folded = fold(name)
            if folded in self.named:
                return self.named[folded], ""
            if folded in self.of_sku:
                return self.of_sku[folded], name
        return (said[0] if said else ""), ""

    def variant_said(self, product_id: str, text: str) -> str:
        """Return the SKU of the only variant with all its options in a text; "" if not just one."""
        keys = set(keys_of(text))
        fitting = {
            variant.sku
            for variant in self.variants.get(product_id, ())
            if variant.options
            and all(value and set(keys_of(value)) <= keys for _, value in variant.options)
        }
        return fitting.pop() if len(fitting) == 1 else ""
