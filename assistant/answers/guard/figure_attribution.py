"""Tell whether a sentence gives one thing the figure that the evidence gives another. Pure.

Read `swaps` first. A text is read as points and words. A point is a figure ("5 €", "3 days"), a day
of the week, or "free", which counts as 0. A word belongs to the point that it stands nearest,
counted in words, where a comma counts as `_APART` words and a full stop as `_FAR`. Only places are
compared, not meanings: in "Free to a locker, 5 € to your door", "locker" belongs to "free" and
"door" to 5 €. A sentence in which "door" stands by "free" gives the door the locker's price.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

from assistant.answers.composing.pages.passage_statements import is_table_row
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
    """Hold a point of a text: a figure, a day, or "free"."""

    at: int  # its place, in words from the beginning of the text
    kind: str  # a kind of fact, `_DAY` or `_BOUND`
    value: str


@dataclass(frozen=True, slots=True)
class Placed:
    """Hold the points and the words of a text, with the place of each."""

    points: Sequence[FigurePoint]
    words: dict[str, tuple[int, ...]]  # by their term
    content: dict[str, tuple[int, ...]]  # the words that can belong to a figure, by their term
    stops: Sequence[int]
    links: Sequence[int]
    choices: Sequence[int]  # links that are "or"


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Hold points of one kind with no word between: "5 €, free from 60 €" is of one thing."""

    at: int  # number of the cluster in its text: 0 is the first
    first: int  # place of its first point
    last: int
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Attribution:
    """Hold the clusters of one kind in a text, and the words that belong to each.

    In "Gift wrapping is free and engraving costs 5 €" the words "gift" and "wrapping" belong to
    cluster 0 (free), "engraving" to cluster 1 (5 €).
    """

    clusters: Sequence[_Cluster]
    clusters_of: dict[str, tuple[_Cluster, ...]]  # by word; several: it stands by each of them
    behind: frozenset[str]  # words that stand only behind their clusters: "15 € for hotels"

    def own_words(self, cluster: _Cluster) -> set[str]:
        """Return the words of a cluster that do not belong to every cluster.

        In "Standard delivery costs £4 and express delivery costs £8" those of £8 are "express":
        "delivery" stands by both values.
        """
        return {
            word
            for word, of in self.clusters_of.items()
            if cluster in of and len(of) < len(self.clusters)
        }


def belong_elsewhere(before: Placed, after: Placed) -> bool:
    """Tell whether points of a kind have another order, or a word stands nearest another point.

    "Small boxes cost 8 €, large boxes 13 €" and "8 € is for small ones, 13 € for large" agree;
    "Large ones cost 8 €, small ones 13 €" has "large" nearest another value.
    """
    for kind in {point.kind for point in before.points}:
        had, has = _values(before, kind), _values(after, kind)
        both = set(had) & set(has)
        if len(both) < 2:  # noqa: PLR2004  # one alone cannot be taken for another
            continue
        if [one for one in had if one in both] != [one for one in has if one in both]:
            return True
        for word in _said_once(before) & _said_once(after):
            was, is_ = _nearest_value(before, word, kind), _nearest_value(after, word, kind)
            if was in both and is_ in both and was != is_:
                return True
    return False


def swaps(sentence: str, stated: str, language: Language) -> bool:
    """Tell whether a sentence gives one thing the value that `stated` gives another.

    Both are in `language`. Of "Collection is free, courier delivery costs £6" the sentence "Courier
    delivery is free" swaps, and so does "Collection costs £6". A sentence may leave out words that
    belong to a value ("Delivery costs £6"); it may not add words of another value. Evidence with
    one value of a kind, and rows of a table, which are of one thing each, have nothing to swap.
    """
    if any(is_table_row(line) for line in stated.splitlines()):
        return False
    there = place(stated, language)
    several = [k for k in {one.kind for one in there.points} if len(_values(there, k)) > 1]
    if not several:
        return False
    here = place(sentence, language)
    return any(
        value.stands_by_another() or value.takes_a_word_of_another()
        for kind in several
        for value in _values_compared(here, there, kind)
    )


@dataclass(frozen=True, slots=True)
class _ComparedValue:
    """Hold a value of the sentence with its words there, and its places in the evidence.

    The examples below quote the evidence first, then the sentence.
    """

    evidence: _Attribution
    homes: Sequence[_Cluster]  # clusters of the evidence that have the value; at least one
    right: frozenset[str]  # words by the value in the sentence that belong to a home
    wrong: frozenset[str]  # words by the value in the sentence that belong to other clusters only
    said: frozenset[str]  # all words of the sentence

    def stands_by_another(self) -> bool:
        """Tell whether the value has words of another, and no word of its own.

        "Standard delivery costs £4 and express delivery costs £8": in "Standard delivery costs £8",
        "standard" is wrong, and "express", the own word of £8, is not by it: swapped. "Delivery
        costs £8" has no wrong word, "Express delivery costs £8" has the own one: neither swaps.
        """
        own = self._own_words_of_homes()
        return bool(self.wrong) and all(own) and self.right.isdisjoint(set().union(*own))

    def takes_a_word_of_another(self) -> bool:
        """Tell whether the value has a word that is surely another's, and is not sure itself.

        "The fee is 15 € for restaurants and 25 € for hotels": in "The fee is 15 € for hotels",
        "hotels" is surely of 25 €, and "fee", the right word of 15 €, may be said of both values:
        swapped. "Roses cost £12 a bunch while tulips cost £9": in "Tulips cost £12 a bunch",
        "tulips" is surely of £9. Here "bunch" is of £12 alone, but "roses" is left out: swapped.
        """
        unsure = self._right_words_may_be_of_all() or self._own_words_are_left_out()
        return unsure and any(map(self._is_surely_of_another, self.wrong))

    def _own_words_of_homes(self) -> list[set[str]]:
        return [self.evidence.own_words(home) for home in self.homes]

    def _right_words_may_be_of_all(self) -> bool:
        """Tell whether the value is the evidence's first, with no right word behind a value.

        Words before the first of several values may be said of all: of "Delivery costs 9 € to Spain
        and 14 € to Italy", "delivery" is, though it stands nearest 9 €.
        """
        return self.homes[0].at == 0 and self.right.isdisjoint(self.evidence.behind)

    def _own_words_are_left_out(self) -> bool:
        """Tell whether, of each home, a word of its own is nowhere in the sentence."""
        return all(own - self.said for own in self._own_words_of_homes())

    def _is_surely_of_another(self, word: str) -> bool:
        """Tell whether a wrong word cannot be said of this value as well.

        It can where it stands before an earlier value: "delivery" in "Delivery costs 9 € to Spain
        and 14 € to Italy", so "Delivery to Italy costs 14 €" does not swap. It cannot where it
        stands behind its value ("Spain"), or by a later value than this one ("Italy" for 9 €).
        """
        first = self.evidence.clusters_of[word][0]
        return word in self.evidence.behind or first.at > self.homes[0].at


def _values_compared(here: Placed, there: Placed, kind: str) -> Iterator[_ComparedValue]:
    """Yield the values of the sentence that the evidence has, too."""
    sentence, evidence = _attribution(here, kind), _attribution(there, kind)
    for cluster in sentence.clusters:
        homes = [one for one in evidence.clusters if one.values & cluster.values]
        words = frozenset(
            word
            for word, of in sentence.clusters_of.items()
            if cluster in of and word in evidence.clusters_of
        )
        right = frozenset(
            word for word in words if any(one in homes for one in evidence.clusters_of[word])
        )
        if homes:
            yield _ComparedValue(evidence, homes, right, words - right, frozenset(here.content))


def _attribution(placed: Placed, kind: str) -> _Attribution:
    """Give each word of a text to the cluster of a kind that it stands nearest.

    Words behind a comma or an "and" after the last point belong to all clusters, and so to none:
    "9 € to Spain and 14 € to Italy, everywhere".
    """
    clusters = list(_clusters(placed, kind))
    clusters_of = dict[str, tuple[_Cluster, ...]]()
    behind = set[str]()
    end = clusters[-1].last if clusters else 0
    tail = next((one for one in placed.links if one > end), None)
    for word, all_at in placed.content.items():
        if tail is not None and all(at > tail for at in all_at):
            continue
        found = {one: at for at in all_at for one in _closest(clusters, at)}
        if found:
            clusters_of[word] = tuple(sorted(found, key=lambda one: one.at))
            if all(at > one.last for one, at in found.items()):
                behind.add(word)
    return _Attribution(clusters, clusters_of, frozenset(behind))


def _closest(clusters: Sequence[_Cluster], at: int) -> Sequence[_Cluster]:
    """Return the cluster nearest a place; empty: two are as near."""
    away = sorted((max(one.first - at, at - one.last, 0), one.at) for one in clusters)
    if not away or (len(away) > 1 and away[0][0] == away[1][0]):
        return ()
    return (clusters[away[0][1]],)


def _clusters(placed: Placed, kind: str) -> Iterator[_Cluster]:
    """Yield the points of a kind, joined where no word of content or stop stands between.

    An "or" between two values parts them, too ("5 € or 9 €"), unless one of them is "free".
    """
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


def _said_once(placed: Placed) -> set[str]:
    """Return the words that stand in a text only once, so that their place is clear."""
    return {word for word, at in placed.words.items() if len(at) == 1}


def _values(placed: Placed, kind: str) -> list[str]:
    """Return the values of a kind in the order of the text, each once."""
    return list(dict.fromkeys(point.value for point in placed.points if point.kind == kind))


def _nearest_value(placed: Placed, word: str, kind: str) -> str | None:
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
