"""Tell whether a sentence moves the start of a time, drops a bound, or drops a group. Pure.

"30 days from delivery" is not "30 days from the order", nor "after 30 days". "Delivery is free from
60 €" is not "delivery is free": a claim that the evidence makes only under a bound ("over 60 €",
"dès 3 articles", "within 30 days of delivery") may be made only with that value. The same holds for
the groups of customers in "free for members". Claims are those that `bounds.yml` lists, amounts and
percentages.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

import regex

from assistant.answers.composing.pages.passage_statements import cells, is_table_row, plain
from assistant.answers.guard.guard_words import fold_typed
from assistant.answers.guard.sentence_claims import FREE, Bound, Claim, read

_NUMBER = r"\d+(?:[.,]\d+)*"
_NUMBERS = regex.compile(_NUMBER)
_LATER = regex.compile(
    r"\b(?:after|beyond|past|apres|au bout de|au dela de|passe) (?:the |les |ces )?"
    r"(?=\d)(?!\S+ (?:[€$£]|kg|g|m|cm|mm|km|l|cl|ml|lbs?|oz|ft|euros?|eur|items?|articles?)(?!\S))"
)
_FROM = (
    r"\b(?:from|after|of|since|following|upon|apres|suivant|depuis|a compter de|a partir de)"
    r" (?:(?:the|your|date of|a|la|le|votre|sa|son|date de) ?|l )*"
)
_STARTS = tuple(
    (regex.compile(_FROM + rf"(?:{own})\b"), regex.compile(rf"\b(?:{other})\b"))
    for own, other in (
        (
            "order|ordering|purchase|buying|commande|achat",
            r"order\w*|purchas\w*|bought|buy\w*|command\w*|achat\w*|achet\w*",
        ),
        ("payment|paying|paiement", r"pay\w*|paid|paiement\w*"),
        (
            "delivery|receipt|receiving|arrival|livraison|reception|arrivee",
            r"deliver\w*|receipt|receiv\w*|arriv\w*|livraison\w*|livr\w+|reception\w*|recu\w*|recev\w*",
        ),
        (
            "dispatch|shipping|shipment|expedition|envoi",
            r"dispatch\w*|ship\w*|sent|send\w*|expedi\w*|envo\w*",
        ),
    )
)
_WORD = regex.compile(r"\p{L}+|[€$£]|\d+(?:[.,]\d+)*")
_STEM = 5  # letters by which words are compared: "returns" and "return"


def moves_a_bound(sentence: str, span: str) -> bool:
    """Tell whether `sentence` starts a time at an event that `span` does not name."""
    return any(_moved(_words(sentence), _words(span)))


def _moved(said: str, stands: str) -> Iterator[bool]:
    yield bool(_LATER.search(said)) and not _LATER.search(stands)
    times = _NUMBERS.search(said) is not None
    for begins, named in _STARTS:
        yield times and bool(begins.search(said)) and not named.search(stands)


def _words(text: str) -> str:
    """Return a text's words and numbers, folded, with one blank between two."""
    return " ".join(_WORD.findall(fold_typed(text)))


def loses_a_bound(sentence: str, stated: str, *, above: str = "") -> bool:
    """Tell whether `sentence` makes a claim of `stated` without the bound that it has there.

    `above` are the headings over `stated`, a line each: they may put a bound on a claim, but a
    heading without a bound takes none away.
    """
    said = read(sentence)
    if not said.claims:
        return False
    stands, over = _parts(stated), _headings(above)
    words = _stems(said.words)
    return any(
        wanted and not _keeps(claim, wanted, said.bounds, said.numbers, words)
        for claim in said.claims
        for wanted in (_wanted(claim.what, stands, over, words),)
    )


def speaks_for_all(sentence: str, stated: str, *, above: str = "") -> bool:
    """Tell whether `sentence` claims for everybody, and `stated` only for some customers.

    `above` are the headings over `stated`: a group that a heading names counts as named.
    """
    said = read(sentence)
    if not said.claims:
        return False
    stands = _parts(stated)
    named = said.groups | {group for line in above.splitlines() for group in read(line).groups}
    words = _stems(said.words)
    for claim in said.claims:
        here = [one for one in stands.claims if one.what == claim.what]
        most = max((_shared(one, words) for one in here), default=0)
        near = [one for one in here if _shared(one, words) == most]
        if near and all(one.groups and not one.groups & named for one in near):
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Parts:
    claims: tuple[Claim, ...]
    loose: tuple[Bound, ...]  # in a line of their own: they hold for the lines below


def _wanted(
    what: Hashable, stands: _Parts, over: _Parts, words: frozenset[str]
) -> tuple[Claim, ...]:
    """Return the claims whose bounds a claim must keep; empty: it holds without a bound."""
    here = [one for one in stands.claims if one.what == what]
    there = [one for one in over.claims if one.what == what and one.bounds]
    if not here:
        return tuple(there)
    if over.loose:
        here = [one if one.bounds else one.under(over.loose) for one in here]
    most = max(_shared(one, words) for one in (*here, *there))
    near = [one for one in here if _shared(one, words) == most]
    higher = tuple(one for one in there if _shared(one, words) == most)
    if all(one.bounds for one in near):
        return (*near, *higher)
    return higher


def _keeps(
    claim: Claim,
    wanted: Iterable[Claim],
    bounds: tuple[Bound, ...],
    numbers: frozenset[str],
    words: frozenset[str],
) -> bool:
    """Tell whether a claim has one of the bounds that it is `wanted` to have."""
    for place in wanted:
        if place.instead and _stems(place.instead) <= words:
            return True
        for bound in place.bounds:
            same = [one for one in bounds if one.value == bound.value]
            if any(one in claim.bounds and one.agrees(bound) for one in same):
                return True
            if not same and bound.value in numbers:
                return True
    return False


def _shared(claim: Claim, words: frozenset[str]) -> int:
    return len(_stems(claim.words) & words)


@lru_cache(maxsize=8_192)
def _stems(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in words if len(word) >= _STEM - 1)


@lru_cache(maxsize=1_024)
def _headings(text: str) -> _Parts:
    found = [read(line) for line in text.splitlines()]
    return _Parts(
        tuple(claim for one in found for claim in one.claims),
        tuple(bound for one in found if not one.claims for bound in one.bounds),
    )


@lru_cache(maxsize=4_096)  # the same passages are evidence again and again
def _parts(text: str) -> _Parts:
    claims: list[Claim] = []
    loose: tuple[Bound, ...] = ()
    header: list[str] = []
    for line in text.splitlines():
        if is_table_row(line):
            claims += _row(header, cells(line)) if header else ()
            header = header or cells(line)
            continue
        header = []
        found = read(plain(line))
        claims += (one if one.bounds else one.under(loose) for one in found.claims)
        if not found.claims and line.rstrip().endswith(":"):
            loose = found.bounds
    return _Parts(tuple(claims), loose)


def _row(header: list[str], row: list[str]) -> Iterator[Claim]:
    """Yield the claims of a table's row: "Free from" over "80 €" is free from 80 €."""
    words = read(" ".join(row)).words
    claims: list[Claim] = []
    bounds: list[Bound] = []
    for head, cell in zip_longest(header, row, fillvalue=""):
        found = read(f"{head} {cell}")
        if FREE in (one.what for one in read(head).claims):
            bound = found.bounds or tuple(Bound.at_least(one) for one in found.numbers or {cell})
            claims.append(Claim(FREE, found.words, bound))
        elif found.bounds and not any(one.bounds for one in found.claims):
            bounds += found.bounds
        else:
            claims += found.claims
    for one in claims:
        yield replace(one if one.bounds else one.under(tuple(bounds)), words=one.words | words)
