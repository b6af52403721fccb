"""Find the conditions of a message on a product: its facets, each with its place. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.conversation.product_search import Facet, FacetKind
from assistant.understanding.constraints.message_constraints import SaidConstraints
from assistant.understanding.constraints.option_values import Dimension, shared_sayings
from assistant.understanding.constraints.price_limits import Span
from assistant.understanding.message_words import Word, content, fold
from retrieval.text.resource_files import load_yaml

PRONOUNS = frozenset({"moi", "elle", "lui", "me", "her", "him", "myself"})
"""Recipients only behind "for"."""

_OWN = frozenset("mon ma mes notre nos son sa ses my our his her their".split())  # noqa: SIM905

MAX_USE = 5  # words of what a product is for
_AROUND = frozenset({"en", "in", "of", "de", "d'"})  # before a material
_ENDS_USE = frozenset("mais but sous under avec with et and en in qui that which".split())  # noqa: SIM905
NUMBER_WORDS: dict[str, int] = load_yaml("assistant.understanding", "searches.yml")["numbers"]
"""Numbers that are written as words."""

_NUMBERS = "|".join(("\\d{1,2}", *NUMBER_WORDS))
_AGE = re.compile(
    rf"(?<!\w)(?:(?:age[es]* de|aged|de|d'|of) )?(?:{_NUMBERS})[ -]?"
    r"(?:ans?|mois|years?[ -]olds?|yr[ -]olds?|months?[ -]olds?|years?|months?|yo)(?!\w)"
)


_ANY_SIZE = re.compile(
    r"(?<!\w)(?:en |in )?(?:taille|pointure|size|sz) (?:du |de |en )?"
    r"(?:\d{2,3}|[2-6]?x{0,4}[sml])(?!\w)"
)


_BARE_AMOUNT = re.compile(r"(?:[€$£] ?)?\d[\d .,]*(?!\D*max)(?:\D{1,8})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFacet:
    """Hold a facet and the place text[start:end] that says it."""

    facet: Facet
    span: Span


@cache
def search_words(name: str) -> frozenset[str]:
    """Return a list of `resources/searches.yml`."""
    return frozenset(load_yaml("assistant.understanding", "searches.yml")[name].split())


def facets_in(
    text: str, said: SaidConstraints, *, apart: Sequence[Span] = ()
) -> tuple[PlacedFacet, ...]:
    """Return the facets of `text` in its order; none stands within `apart`.

    `said` are its constraints, read before. Where two share a word, the one that says more counts:
    "pour ma fille" before "fille".
    """
    found: list[PlacedFacet] = []
    for kind, span in (*_of_constraints(text, said), *_others(text, said)):
        if _overlaps(span, [*apart, *(one.span for one in found)]):
            continue
        words = text[span[0] : span[1]].strip(" ,;:.?!")
        if kind is FacetKind.PRICE and _BARE_AMOUNT.fullmatch(fold(words)):
            words = f"{words} max"  # so it is a budget in a longer message, too
        found.append(PlacedFacet(facet=Facet(kind=kind, words=words), span=span))
    return tuple(sorted(found, key=lambda one: one.span))


def _of_constraints(text: str, said: SaidConstraints) -> Iterator[tuple[FacetKind, Span]]:
    """Yield the facets that are constraints of the catalogue; an age is read as one first."""
    ages = [match.span() for match in _AGE.finditer(fold(text))]
    priced = [span for kind, span in said.spans if kind == FacetKind.PRICE]
    yield from ((FacetKind.AGE, span) for span in ages if not _overlaps(span, priced))
    kinds = {kind.value: kind for kind in FacetKind}
    for name, span in said.spans:
        if name in kinds:
            yield kinds[name], span


def _others(text: str, said: SaidConstraints) -> Iterator[tuple[FacetKind, Span]]:
    """Yield sizes that no product has, materials, recipients and uses."""
    words = said.words
    yield from ((FacetKind.SIZE, match.span()) for match in _ANY_SIZE.finditer(fold(text)))
    yield from _materials(words)
    yield from _recipients(words)
    yield from _uses(text, words)


def _materials(words: Sequence[Word]) -> Iterator[tuple[FacetKind, Span]]:
    ways = shared_sayings().by_dimension[Dimension.MATERIAL]
    for at, word in enumerate(words):
        if (word.key,) in ways:
            start = at - 1 if at and words[at - 1].text in _AROUND else at
            yield FacetKind.MATERIAL, (words[start].start, word.end)


def _recipients(words: Sequence[Word]) -> Iterator[tuple[FacetKind, Span]]:
    """Yield those a product is for: "pour mon petit frère", or "enfant" alone; the former first."""
    bare: list[tuple[FacetKind, Span]] = []
    for at, word in enumerate(words):
        if word.text not in search_words("recipients"):
            continue
        start = at
        while start and words[start - 1].text in search_words("around_recipients"):
            start -= 1
        if start and words[start - 1].text in search_words("for") and not _seeks(words, start - 1):
            yield FacetKind.RECIPIENT, (words[start - 1].start, word.end)
        elif word.text not in PRONOUNS:
            own = next((at_ for at_ in range(start, at) if words[at_].text in _OWN), at)
            bare.append((FacetKind.RECIPIENT, (words[own].start, word.end)))
    yield from bare


def _uses(text: str, words: Sequence[Word]) -> Iterator[tuple[FacetKind, Span]]:
    known = {word.start for word in content(words)}
    for at, word in enumerate(words):
        if word.text not in search_words("for") or _seeks(words, at):
            continue
        end = at + 1
        while end < len(words) and end - at <= MAX_USE and words[end].text not in _ENDS_USE:
            if re.search(r"[,;:.?!]", text[words[end - 1].end : words[end].start]):
                break
            end += 1
        if any(one.start in known and not one.text[0].isdigit() for one in words[at + 1 : end]):
            yield FacetKind.USE, (word.start, words[end - 1].end)


def _seeks(words: Sequence[Word], preposition: int) -> bool:
    """Tell whether "for" asks for the product itself: "looking for"."""
    return preposition > 0 and words[preposition - 1].text in search_words("seeking_for")


def _overlaps(span: Span, spans: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in spans)
