"""Tell whether a sentence gives one thing the figure that the evidence gives another. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

from assistant.answers.composing.passage_statements import is_table_row
from assistant.answers.guard.guard_words import bound_patterns, word_lists
from assistant.answers.terms import term, terms
from assistant.conversation.message import Language
from assistant.understanding.stated_facts import Fact, FactKind, places
from retrieval.catalogue.case_folding import fold

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY, _BOUND = "day", "bound"
_FREE = Fact(FactKind.AMOUNT, "0")  # as good as an amount: "free for France, 5 € for Belgium"
_NOTHING = f"{_FREE.value} {_FREE.unit}"
_FIGURE = "#"  # stands for a fact

_TOKEN = regex.compile(r"\p{L}[\p{L}\p{M}]*|[#,;:.!?()–\n]")  # noqa: RUF001  # a dash
_STOPS = frozenset(";.!?\n")
_LINKS = frozenset(
    {",", ":", "(", ")", "\N{EN DASH}", "and", "et", "or", "ou", "but", "mais", "while", "tandis"}
)
_OR = frozenset({"or", "ou"})
_SHOP = frozenset({"shop", "store", "boutique", "magasin"})  # one of the places to have something
_FAR, _APART = 20, 6  # words that a stop, and a comma or a conjunction, count as
_LEAST = 4  # letters of a word that a figure can belong to, if it is no size: "XL"
_SHORTEST = 3  # letters of a word of content
_LEADING = 5  # words before an amount that may make a bound of it


@dataclass(frozen=True, slots=True)
class FigurePoint:
    """A figure, a day, or "free", where it stands in a text."""

    at: int
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A text as its points and its words, and how far on each of them is."""

    points: Sequence[FigurePoint]
    words: dict[str, tuple[int, ...]]  # by their term
    content: dict[str, tuple[int, ...]]  # the words that say what a figure is of, by their term
    stops: Sequence[int]
    links: Sequence[int]
    choices: Sequence[int]  # those of the links that are "or"


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Hold points of one kind with no word between: "5 €, free from 60 €" is of one thing."""

    at: int  # its number
    first: int
    last: int
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Shape:
    """Hold the words of a text that belong to each cluster of one kind."""

    clusters: Sequence[_Cluster]
    of: dict[str, tuple[_Cluster, ...]]  # each word's
    following: frozenset[str]  # words that stand after what they belong to, never before it

    def telling(self) -> Iterator[tuple[str, tuple[_Cluster, ...]]]:
        """Yield the words that not all clusters have."""
        return ((word, of) for word, of in self.of.items() if len(of) < len(self.clusters))


def belong_elsewhere(before: Placed, after: Placed) -> bool:
    """Tell whether points of a kind have another order, or a word stands nearest another point."""
    for kind in {point.kind for point in before.points}:
        had, has = _order(before, kind), _order(after, kind)
        both = set(had) & set(has)
        if len(both) < 2:  # noqa: PLR2004  # one alone cannot be taken for another
            continue
        if [one for one in had if one in both] != [one for one in has if one in both]:
            return True
        for word in _once(before) & _once(after):
            was, is_ = _nearest(before, word, kind), _nearest(after, word, kind)
            if was in both and is_ in both and was != is_:
                return True
    return False


def swaps(sentence: str, stated: str, language: Language) -> bool:
    """Tell whether a sentence gives one thing the value that `stated` gives another.

    Both are in `language`. A value may be said without all that it belongs to: what it is said of
    must only not belong to another value there.
    """
    if any(is_table_row(line) for line in stated.splitlines()):
        return False  # a row is of one thing
    there = place(stated, language)
    several = [k for k in {one.kind for one in there.points} if len(_order(there, k)) > 1]
    if not several:
        return False
    here = place(sentence, language)
    return any(
        _swapped(_shape(here, kind), _shape(there, kind), set(here.content)) for kind in several
    )


def _swapped(here: _Shape, there: _Shape, said: set[str]) -> bool:
    """Tell whether a value stands by words of another; `said` are all words of the sentence."""
    for cluster in here.clusters:
        theirs = [one for one in there.clusters if one.values & cluster.values]
        if not theirs:
            continue
        words = [w for w, of in here.of.items() if cluster in of and w in there.of]
        right = [w for w in words if any(one in theirs for one in there.of[w])]
        wrong = [w for w in words if w not in right]
        own = [{w for w, of in there.telling() if one in of} for one in theirs]
        if wrong and all(own) and not any(w in some for w in right for some in own):
            return True
        # What stands before the first of several values may be said of all: "delivery costs 4 €
        # to Spain, 9 € to Italy".
        heads = theirs[0].at == 0 and not any(w in there.following for w in right)
        if (heads or all(some - said for some in own)) and any(
            w in there.following or there.of[w][0].at > theirs[0].at for w in wrong
        ):
            return True
    return False


def _shape(placed: Placed, kind: str) -> _Shape:
    clusters = list(_clusters(placed, kind))
    of = dict[str, tuple[_Cluster, ...]]()
    following = set[str]()
    end = clusters[-1].last if clusters else 0
    tail = next((one for one in placed.links if one > end), None)
    for word, all_at in placed.content.items():
        if tail is not None and all(at > tail for at in all_at):
            continue  # said after the last point, of all of them: "5 €, everywhere in France"
        found = {one: at for at in all_at for one in _closest(clusters, at)}
        if found:
            of[word] = tuple(sorted(found, key=lambda one: one.at))
            if all(at > one.last for one, at in found.items()):
                following.add(word)
    return _Shape(clusters, of, frozenset(following))


def _closest(clusters: Sequence[_Cluster], at: int) -> Sequence[_Cluster]:
    """Return the cluster nearest a place; none: two are as near."""
    away = sorted((max(one.first - at, at - one.last, 0), one.at) for one in clusters)
    if not away or (len(away) > 1 and away[0][0] == away[1][0]):
        return ()
    return (clusters[away[0][1]],)


def _clusters(placed: Placed, kind: str) -> Iterator[_Cluster]:
    marks = (*(at for all_at in placed.content.values() for at in all_at), *placed.stops)
    points = [one for one in placed.points if one.kind == kind]
    some, number = points[:1], 0
    for one, after in pairwise(points):
        choices = () if _NOTHING in {one.value, after.value} else placed.choices
        if any(one.at < at < after.at for at in (*marks, *choices)):
            yield _cluster(number, some)
            some, number = [], number + 1
        some.append(after)
    if some:
        yield _cluster(number, some)


def _cluster(number: int, points: Sequence[FigurePoint]) -> _Cluster:
    return _Cluster(number, points[0].at, points[-1].at, frozenset(one.value for one in points))


def _once(placed: Placed) -> set[str]:
    return {word for word, at in placed.words.items() if len(at) == 1}


def _order(placed: Placed, kind: str) -> list[str]:
    return list(dict.fromkeys(point.value for point in placed.points if point.kind == kind))


def _nearest(placed: Placed, word: str, kind: str) -> str | None:
    """Return the value nearest a word; None: two are as near."""
    at = placed.words[word][0]
    away = sorted((abs(one.at - at), one.value) for one in placed.points if one.kind == kind)
    if len(away) > 1 and away[0][0] == away[1][0]:
        return None
    return away[0][1]


@lru_cache(maxsize=4_096)  # the same passages are evidence again and again
def place(text: str, language: Language) -> Placed:
    """Return where the points and the words of a text stand."""
    facts = list(places(text))
    plain, ends = list[str](), 0
    for start, end, _ in facts:
        plain += (text[ends:start].replace(_FIGURE, " "), f" {_FIGURE} ")
        ends = end
    tokens = _TOKEN.findall("".join((*plain, text[ends:].replace(_FIGURE, " "))))
    folded = [fold(one) for one in tokens]
    points, words = list[FigurePoint](), defaultdict[str, list[int]](list)
    content = defaultdict[str, list[int]](list)
    stops, links, choices = list[int](), list[int](), list[int]()
    at, left = 0, iter(facts)
    for number, (token, word) in enumerate(zip(tokens, folded, strict=True)):
        is_link = token in _LINKS or word in _LINKS
        at += _FAR if token in _STOPS else _APART if is_link else 1
        if token in _STOPS:
            stops.append(at)
        elif is_link:
            links.append(at)
            choices += [at] if word in _OR else []
        elif word == _FIGURE:
            points.append(_point(at, next(left)[2], bounded=_is_bound(folded, number)))
        elif point := _said(at, word):
            points.append(point)
        elif word:
            key, telling = term(word, language), _is_telling(token)
            if telling:
                words[key].append(at)
            if (telling or len(word) >= _SHORTEST) and _is_content(word, language):
                content[key].append(at)
    return Placed(points, _fixed(words), _fixed(content), stops, links, choices)


def _fixed(some: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, ...]]:
    return {word: tuple(all_at) for word, all_at in some.items()}


def _is_telling(token: str) -> bool:
    return len(token) >= _LEAST or (token.isupper() and token not in {"I", "A"})


def _is_content(word: str, language: Language) -> bool:
    lists = word_lists()
    common = word in lists.condition_words or (word in lists.polite and word not in _SHOP)
    return not common and bool(terms(word, language))


def _is_bound(words: Sequence[str], at: int) -> bool:
    """Tell whether the figure at `at` begins or ends a range: "from #", "# or more"."""
    patterns = bound_patterns()
    before, after = " ".join(words[max(at - _LEADING, 0) : at]), " ".join(words[at + 1 : at + 4])
    return bool(patterns.leads.search(before) or patterns.follows.match(after))


def _point(at: int, fact: Fact, *, bounded: bool = False) -> FigurePoint:
    kind = _BOUND if bounded and fact.kind is FactKind.AMOUNT else fact.kind.value
    return FigurePoint(at, kind, f"{fact.value} {fact.unit}")


def _said(at: int, word: str) -> FigurePoint | None:
    """Return a point that is said in a word: a day, or that something is free."""
    ways = word_lists().claims.get(word, frozenset())
    if "free" in ways:
        return _point(at, _FREE)
    day = next((one for one in WEEKDAYS if one in ways), None)
    return FigurePoint(at, _DAY, day) if day else None
