"""Tell the move that a message makes in the search that is going on: read `refine` first. Pure."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from assistant.conversation.message import Language
from assistant.conversation.product_search import Facet, FacetKind, ProductSearch
from assistant.understanding.constraints.lexicon import LEXICONS
from assistant.understanding.constraints.message_constraints import SaidConstraints
from assistant.understanding.constraints.price_limits import Span
from assistant.understanding.message_words import Word, content, fold, split, without
from assistant.understanding.search_move import SearchMove
from assistant.understanding.searches.criteria import criterion_in
from assistant.understanding.searches.search_facets import (
    PRONOUNS,
    PlacedFacet,
    facets_in,
    search_words,
)
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.text.resource_files import load_yaml

MAX_WORDS = 16
"""Words of a message that only adds to a search; a longer one tells something else."""

_PATTERNS = ("more", "removing", "no_matter", "advice", "why", "unsure")

MAX_ANSWER = 6
"""Words of an answer to a question for the use of a thing."""

_NUMBER = re.compile(r"\d+(?:[.,]\d{1,2})?")

LASTING = frozenset({FacetKind.RECIPIENT, FacetKind.AGE, FacetKind.SIZE, FacetKind.PRICE})
"""What a customer who looks for another kind of thing need not say again."""

_OF_ONE_PRODUCT = frozenset(
    {FacetKind.SIZE, FacetKind.COLOUR, FacetKind.OTHER, FacetKind.STOCK, FacetKind.AGE}
)
"""Facets that ask whether a product comes so, where one product is spoken of."""

_OF_PERSON = frozenset({FacetKind.AGE, FacetKind.SIZE})


def begin(
    before: ProductSearch | None, text: str, said: SaidConstraints, *, apart: tuple[Span, ...] = ()
) -> SearchMove:
    """Return the search that a message begins; recipient, size and budget last.

    `apart` are places of product names, which stay whole.
    """
    placed = facets_in(text, said, apart=apart)
    asked = criterion_in(text)
    advice = _patterns()["advice"].search(fold(text))
    spans = [one.span for one in placed] + ([asked.span] if asked else [])
    spans += [advice.span()] if advice else []
    kind = without(text, spans)
    if not content(split(kind)):  # "que pourrais-je offrir ?" has no other word for a gift
        kind = without(text, [one.span for one in placed])
    own = ProductSearch(kind=kind, advises=advice is not None)
    own = own.with_facets(one.facet for one in placed)
    carried = _lasting(before, own) if before else ()
    return SearchMove(
        search=own.with_facets(carried),
        criterion=asked.criterion if asked else None,
        carried=carried,
    )


def refine(
    search: ProductSearch,
    text: str,
    said: SaidConstraints,
    vocabulary: Vocabulary,
    language: Language = "fr",
) -> SearchMove | None:
    """Return the move of a message in the search that is going on; None: it is no part of it.

    "Non, pour enfant", "plutôt en laine", "sans motif", "le moins cher ?", "d'autres ?" and
    "retirer : en rouge" are about it. In doubt a message is not: a false yes would hide its
    question.
    """
    if len(said.words) > MAX_WORDS:
        return None
    opening = "pour" if language == "fr" else "for"
    if (known := _known_move(search, text, said, opening)) is not None:
        return known
    return _facets_moved(search, text, said, vocabulary)


def _known_move(
    search: ProductSearch, text: str, said: SaidConstraints, opening: str
) -> SearchMove | None:
    """Return the move of a message that answers a question, or asks for a reason or others."""
    if (fewer := _removed(search, text)) is not None:
        return SearchMove(search=replace(fewer, shown=()), refines=True)
    if (answered := _answered(search, text, said, opening)) is not None:
        return SearchMove(search=answered, refines=True)
    bare = fold(text).strip(" ?!.")
    why = _patterns()["why"].fullmatch(bare) is not None
    if why or _patterns()["more"].fullmatch(bare):
        return SearchMove(search=search, why=why, more=not why, refines=True)
    return None


def _facets_moved(
    search: ProductSearch, text: str, said: SaidConstraints, vocabulary: Vocabulary
) -> SearchMove | None:
    opening = _patterns()["opening"].match(fold(text))
    corrected = opening is not None and bool(opening["correction"])
    placed = facets_in(text, said)
    asked = criterion_in(text)
    spans = [one.span for one in placed] + ([asked.span] if asked else [])
    spans += [opening.span()] if opening else []
    left = _left(said.words, spans, search)
    if left and corrected and _names_kind(left, said, vocabulary):
        search = replace(search, kind=without(text, spans), chosen="", shown=())
    elif left or not (placed or asked) or not (asked or corrected or _widens(search, placed, said)):
        return None
    criterion = asked.criterion if asked else None
    return SearchMove(search=_with(search, placed), criterion=criterion, refines=True)


def is_known_move(text: str) -> bool:
    """Tell whether a message asks for other products or a reason, or takes a facet away."""
    bare = fold(text).strip(" ?!.")
    whole = any(_patterns()[name].fullmatch(bare) for name in ("why", "more"))
    return whole or any(_patterns()[name].match(bare) for name in ("removing", "no_matter"))


def asks_for_advice(text: str, said: SaidConstraints) -> bool:
    """Tell whether a message asks for advice on a kind of thing, or on a gift."""
    of_shop = said.constraints.category or any(w.text in search_words("gifts") for w in said.words)
    return bool(of_shop) and _patterns()["advice"].search(fold(text)) is not None


def _answered(
    search: ProductSearch, text: str, said: SaidConstraints, opening: str
) -> ProductSearch | None:
    """Return the search after the answer to the question that is open; None: it is no answer."""
    if search.asks is None or "?" in text:
        return None
    closed = replace(search, asks=None)
    if _patterns()["unsure"].fullmatch(fold(text).strip(" !.,")):
        return closed
    number = _NUMBER.search(text)
    if search.asks is FacetKind.PRICE and number and not said.constraints.price_max_minor:
        facet = Facet(kind=FacetKind.PRICE, words=f"{number[0]} euros max")
        return closed.with_facets([facet])
    short = len(said.words) <= MAX_ANSWER
    if search.asks is FacetKind.USE and short and not facets_in(text, said):
        use = Facet(kind=FacetKind.USE, words=f"{opening} {text.strip(' .!')}")
        return closed.with_facets([use])
    return None


def names_another(
    search: ProductSearch, text: str, said: SaidConstraints, vocabulary: Vocabulary
) -> bool:
    """Tell whether a message names another kind of thing of the catalogue: "et des bottes ?"."""
    opening = _patterns()["opening"].match(fold(text))
    spans = [one.span for one in facets_in(text, said)] + ([opening.span()] if opening else [])
    left = _left(said.words, spans, search)
    return bool(left) and _names_kind(left, said, vocabulary)


def _lasting(before: ProductSearch, own: ProductSearch) -> tuple[Facet, ...]:
    """Return the facets of the search before that go on in another one."""
    for_another = own.has(FacetKind.RECIPIENT) or own.has(FacetKind.AGE)
    return tuple(
        facet
        for facet in before.facets
        if facet.kind in LASTING
        and not own.has(facet.kind)
        and not (for_another and facet.kind is not FacetKind.PRICE)
    )


def _with(search: ProductSearch, placed: Iterable[PlacedFacet]) -> ProductSearch:
    """Return the search with new facets; another recipient has another age and size."""
    facets = [one.facet for one in placed]
    new = {one.kind for one in facets}
    if FacetKind.RECIPIENT in new:
        old = [one for one in search.facets if one.kind in _OF_PERSON]
        search = replace(search.without(*old), kind=_without_recipient(search.kind))
    said = {word.key for one in facets for word in content(split(one.words))}
    denied = [
        one
        for one in search.facets
        if (one.kind is FacetKind.WITHOUT) != (FacetKind.WITHOUT in new)
        and said & {word.key for word in content(split(one.words))}
    ]
    return replace(search.without(*denied).with_facets(facets), chosen="", asks=None)


def _without_recipient(kind: str) -> str:
    """Return the words for a kind of thing without its recipients: "women's dresses"."""
    spans = [
        (word.start, word.end)
        for word in split(kind)
        if word.text in search_words("recipients") - PRONOUNS
    ]
    return without(kind, spans)


def _left(words: Iterable[Word], spans: list[Span], search: ProductSearch) -> list[Word]:
    """Return the words of content that neither a facet nor the search says already."""
    apart = [word for word in words if not any(start <= word.start < end for start, end in spans)]
    known = {word.key for word in split(search.kind)}
    around = search_words("around_facets")
    return [w for w in content(apart) if w.text not in around and w.key not in known]


def _names_kind(left: Iterable[Word], said: SaidConstraints, vocabulary: Vocabulary) -> bool:
    """Tell whether words name a kind of thing that the catalogue has."""
    titles = LEXICONS.of(vocabulary).titles.words
    return bool(said.constraints.category) or all(word.key in titles for word in left)


def _widens(search: ProductSearch, placed: Iterable[PlacedFacet], said: SaidConstraints) -> bool:
    """Tell whether facets are for more than the one product that is spoken of.

    "Et en M ?" asks of that one whether it comes so; a size that nothing has is none of it.
    """
    several = not search.chosen and len(search.shown) != 1
    unknown = not said.constraints.options and any(
        one.facet.kind is FacetKind.SIZE for one in placed
    )
    return several or unknown or any(one.facet.kind not in _OF_ONE_PRODUCT for one in placed)


def _removed(search: ProductSearch, text: str) -> ProductSearch | None:
    """Return the search without the facets that a message takes away; None: it takes none."""
    folded = " ".join(fold(text).split()).strip(' ?!.«»"')
    for name in ("removing", "no_matter"):
        if not (match := _patterns()[name].match(folded)):
            continue
        named = folded[match.end() :].strip(' «»"')
        gone = [one for one in search.facets if _is_named(one, named)]
        if gone:
            return search.without(*gone)
    return None


def _is_named(facet: Facet, named: str) -> bool:
    """Tell whether words name a facet: as it was said, by its content, or by its kind."""
    if fold(facet.words) == named:
        return True
    about = _patterns().get(facet.kind)
    if about is not None and about.match(named):
        return True
    said = {word.key for word in content(split(named))}
    return bool(said) and said <= {word.key for word in split(facet.words)}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns of `resources/searches.yml` for folded texts."""
    rows = load_yaml("assistant.understanding", "searches.yml")
    opening = rf"(?P<correction>{_one_line(rows['corrections'])})|(?:{rows['openers']})(?!\w)"
    patterns = {
        "opening": rf"(?:(?:{opening})[\s,.!:-]*)+",
        **{
            name: _one_line(rows[name])
            for name in ("more", "removing", "no_matter", "advice", "why", "unsure")
        },
    }
    patterns |= {kind: rf"(?:{about})\b" for kind, about in rows["about"].items()}
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


def _one_line(pattern: str) -> str:
    return pattern.replace("| ", "|").strip()
