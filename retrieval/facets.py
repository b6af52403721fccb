"""Define a passage's facets and a filter, in the form that a store keeps. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, product

from retrieval.catalogue.case_folding import fold
from retrieval.catalogue.types import Variant
from retrieval.types import Filter, Passage, PassageKind

TOGETHER = 3  # facts of an offer that are found by one word; 4 would be many for many options

IN_STOCK = "+stock"  # a fact of an offer beside its options, which all contain "="

_SEPARATOR = "\x1f"  # no option's name or value has it once it is folded


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantOffer:
    """Hold the facts of one variant, which must fit a filter together."""

    price_minor: int | None
    facts: tuple[str, ...]  # folded "name=value", and `IN_STOCK`


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageFacets:
    """Hold all fields of a passage that can be filtered by."""

    kind: PassageKind
    language: str
    source_id: str
    categories: tuple[str, ...] = ()  # folded, every level
    offers: tuple[VariantOffer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedFilter:
    """Hold a filter, folded: every field must hold, the last three in one offer."""

    kind: PassageKind | None
    languages: tuple[str, ...]
    source_ids: tuple[str, ...]
    category: str
    price_min_minor: int | None
    price_max_minor: int | None
    facts: tuple[tuple[str, ...], ...]  # of each group, one must hold

    @property
    def asks_offer(self) -> bool:
        """Return whether only a variant that is sold can satisfy the filter."""
        return bool(self.facts) or self.asks_price

    @property
    def asks_price(self) -> bool:
        return self.price_min_minor is not None or self.price_max_minor is not None


def offer_words(facets: PassageFacets) -> list[str]:
    """Return each set of up to `TOGETHER` facts that some offer has together, as one word.

    A store that cannot look inside offers quickly finds them by one word instead.
    """
    sets = {
        facts
        for offer in facets.offers
        for size in range(1, TOGETHER + 1)
        for facts in combinations(sorted(offer.facts), size)
    }
    return sorted(_SEPARATOR.join(facts) for facts in sets)


def filter_words(want: FoldedFilter) -> list[list[str]]:
    """Return words of `offer_words`: of each group, a passage that satisfies `want` has one.

    The reverse holds too, unless `want` needs a verdict of `satisfies` (`is_exact`).
    """
    groups = [want.facts[at : at + TOGETHER] for at in range(0, len(want.facts), TOGETHER)]
    return [[_SEPARATOR.join(sorted(facts)) for facts in product(*group)] for group in groups]


def is_exact(want: FoldedFilter) -> bool:
    """Return whether words of `offer_words` and a price apart from them decide."""
    return len(want.facts) <= TOGETHER and not (want.facts and want.asks_price)


def facets_of(passage: Passage) -> PassageFacets:
    """Return the facets of `passage`; equal offers are kept once."""
    sold = passage.product
    return PassageFacets(
        kind=passage.kind,
        language=passage.language,
        source_id=passage.source_id,
        categories=tuple(map(fold, sold.category)) if sold else (),
        offers=tuple(dict.fromkeys(map(_offer, sold.variants))) if sold else (),
    )


def folded_filter(where: Filter) -> FoldedFilter:
    """Return `where` in the words that facets are kept in.

    Values of one option name are alternatives ("M or L"), names add up ("red and M").
    """
    options: dict[str, list[str]] = {}
    for name, value in where.options:
        options.setdefault(fold(name), []).append(_fact(name, value))
    stock = ((IN_STOCK,),) if where.in_stock else ()
    return FoldedFilter(
        kind=where.kind,
        languages=where.languages,
        source_ids=where.source_ids,
        category=fold(where.category),
        price_min_minor=where.price_min_minor,
        price_max_minor=where.price_max_minor,
        facts=(*(tuple(facts) for facts in options.values()), *stock),
    )


def satisfies(facets: PassageFacets, want: FoldedFilter) -> bool:
    """Return whether a passage with `facets` is one that `want` asks for."""
    return (
        want.kind in {None, facets.kind}
        and (not want.languages or facets.language in want.languages)
        and (not want.source_ids or facets.source_id in want.source_ids)
        and (not want.category or want.category in facets.categories)
        and (not want.asks_offer or any_fits(facets.offers, want))
    )


def any_fits(offers: Iterable[VariantOffer], want: FoldedFilter) -> bool:
    """Return whether price and facts that `want` asks for hold in one of `offers`."""
    return any(
        _costs(offer, want) and all(set(group) & set(offer.facts) for group in want.facts)
        for offer in offers
    )


def _costs(offer: VariantOffer, want: FoldedFilter) -> bool:
    if not want.asks_price:
        return True
    if offer.price_minor is None:
        return False
    above = want.price_min_minor is None or offer.price_minor >= want.price_min_minor
    return above and (want.price_max_minor is None or offer.price_minor <= want.price_max_minor)


def _offer(variant: Variant) -> VariantOffer:
    facts = [_fact(name, value) for name, value in variant.options]
    return VariantOffer(
        price_minor=variant.price.amount_minor if variant.price else None,
        facts=(*facts, IN_STOCK) if variant.available else tuple(facts),
    )


def _fact(name: str, value: str) -> str:
    return f"{fold(name)}={fold(value)}"
