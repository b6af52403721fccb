"""What of a rewording has to be looked at: nothing is proven wrong, and something may be. Pure.

Counts and places are compared, not meanings. So a rewording that is right may be doubted, which
costs its reader a look; what else a sentence may have turned around is for the reader to see.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from assistant.answer.words import term, terms
from assistant.conversation.message import Language
from assistant.copilot.counting import FIGURE, conditions, denials, sides
from assistant.guard.files import word_lists
from assistant.understanding.facts import Fact, FactKind, places
from retrieval.catalogue.folding import fold

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = "day"
_FREE = Fact(FactKind.AMOUNT, "0")  # as good as an amount: "free for France, 5 € for Belgium"

_TOKEN = regex.compile(r"\p{L}[\p{L}\p{M}]*|[#,;:.!?()–\n]")  # noqa: RUF001  # a dash
_STOPS = frozenset(";.!?\n")
_LINKS = frozenset(
    {",", ":", "(", ")", "\N{EN DASH}", "and", "et", "or", "ou", "but", "mais", "while", "tandis"}
)
_FAR, _APART = 20, 3  # words that a stop, and a comma or a conjunction, count as
_LEAST = 4  # letters of a word that a figure can belong to, if it is no size: "XL"


@dataclass(frozen=True, slots=True)
class _Point:
    """A figure, a day, or "free", where it stands in a text."""

    at: int
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as its points, its words, and how far on each of them is."""

    points: Sequence[_Point]
    words: dict[str, int]  # those it has once, by their term


def doubts(before: str, after: str, languages: tuple[Language, Language]) -> tuple[str, ...]:
    """Return what is to be looked at, by name, of `doubts` in the console's texts; empty: nothing.

    `languages` are those of the two texts.
    """
    return tuple(_doubts(before, after, languages))


def _doubts(before: str, after: str, languages: tuple[Language, Language]) -> Iterator[str]:
    if denials(before) != denials(after) or _is_denied_instead(before, after, languages):
        yield "denials"
    had, has = conditions(before), conditions(after)
    apart = (had - has) + (has - had)
    yield from (kind for kind in word_lists().conditions if apart[kind])
    if _belongs_elsewhere(_read(before, languages[0]), _read(after, languages[1])):
        yield "order"


def _is_denied_instead(before: str, after: str, languages: tuple[Language, Language]) -> bool:
    """Whether one thing is denied in place of another: "shoes, not coats", "coats, not shoes"."""
    (no, yes), (now_no, now_yes) = (
        tuple(terms(" ".join(sorted(some)), language) for some in sides(text))
        for text, language in zip((before, after), languages, strict=True)
    )
    both = (no & yes) | (now_no & now_yes)  # such as "part" and "partie", by their stem
    return bool(no & now_yes - both) and bool(yes & now_no - both)


def _belongs_elsewhere(before: _Read, after: _Read) -> bool:
    """Whether points of a kind come in another order, or a word stands nearest another of them."""
    for kind in {point.kind for point in before.points}:
        had, has = _order(before, kind), _order(after, kind)
        both = set(had) & set(has)
        if len(both) < 2:  # noqa: PLR2004  # one alone cannot be taken for another
            continue
        if [one for one in had if one in both] != [one for one in has if one in both]:
            return True
        for word in before.words.keys() & after.words.keys():
            was, is_ = _nearest(before, word, kind), _nearest(after, word, kind)
            if was in both and is_ in both and was != is_:
                return True
    return False


def _order(read: _Read, kind: str) -> list[str]:
    return list(dict.fromkeys(point.value for point in read.points if point.kind == kind))


def _nearest(read: _Read, word: str, kind: str) -> str | None:
    """Return the value nearest a word; None: two are as near."""
    at = read.words[word]
    away = sorted((abs(one.at - at), one.value) for one in read.points if one.kind == kind)
    if len(away) > 1 and away[0][0] == away[1][0]:
        return None
    return away[0][1]


def _read(text: str, language: Language) -> _Read:
    facts = list(places(text))
    plain, ends = list[str](), 0
    for start, end, _ in facts:
        plain += (text[ends:start], f" {FIGURE} ")
        ends = end
    points, places_ = list[_Point](), dict[str, int]()
    seen, at, left = Counter[str](), 0, iter(facts)
    for token in _TOKEN.findall("".join((*plain, text[ends:]))):
        word = fold(token)
        at += _FAR if token in _STOPS else _APART if word in _LINKS else 1
        if token == FIGURE:
            points.append(_point(at, next(left)[2]))
        elif point := _said(at, word):
            points.append(point)
        elif word not in _LINKS and _is_telling(token):
            key = term(word, language)
            seen[key] += 1
            places_[key] = at
    return _Read(points, {word: place for word, place in places_.items() if seen[word] == 1})


def _is_telling(token: str) -> bool:
    return len(token) >= _LEAST or (token.isupper() and token not in {"I", "A"})


def _point(at: int, fact: Fact) -> _Point:
    return _Point(at, fact.kind.value, f"{fact.value} {fact.unit}")


def _said(at: int, word: str) -> _Point | None:
    """Return a point that is said in a word: a day, or that something is free."""
    ways = word_lists().claims.get(word, frozenset())
    if "free" in ways:
        return _point(at, _FREE)
    day = next((one for one in _DAYS if one in ways), None)
    return _Point(at, _DAY, day) if day else None
