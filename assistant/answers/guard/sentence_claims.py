"""Read the claims of a sentence, and the bounds of each: `read` first. Pure.

A sentence is read as words and numbers with one blank between two. Bounds are found with the
patterns of `resources/bounds.yml`; `_attach` puts each bound on the claims that it belongs to.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Self

import regex

from assistant.answers.guard.guard_words import bound_patterns, fold_typed, word_lists

FREE = word_lists().claims["free"]


@dataclass(frozen=True, slots=True)
class Bound:
    """Hold a value at which a claim begins or ends."""

    value: str  # a number, without zeros at the end
    upwards: bool | None  # None: either may be meant
    weak: bool = False  # may be something else: where a price begins, how long something takes

    @classmethod
    def at_least(cls, value: str) -> Self:
        """Return the bound from `value` on."""
        return cls(value, upwards=True)

    def agrees(self, other: "Bound") -> bool:
        """Tell whether both bounds hold on the same side of their value."""
        return None in {self.upwards, other.upwards} or self.upwards == other.upwards


@dataclass(frozen=True, slots=True)
class Claim:
    """Hold a place of a text where something is claimed."""

    what: Hashable  # the ways to say it, or a figure
    words: frozenset[str]  # of the part of the sentence that it stands in
    bounds: tuple[Bound, ...] = ()
    instead: frozenset[str] = frozenset()  # holds for these without the bounds: "for members and"
    groups: frozenset[int] = frozenset()  # of customers, that it is made for, by their number

    def under(self, bounds: tuple[Bound, ...]) -> "Claim":
        """Return the claim under more bounds."""
        return replace(self, bounds=(*self.bounds, *bounds)) if bounds else self


@dataclass(frozen=True, slots=True)
class ClaimReading:
    """Hold the claims, bounds, numbers and words of a text."""

    claims: tuple[Claim, ...]
    bounds: tuple[Bound, ...]
    numbers: frozenset[str]
    words: frozenset[str]
    groups: frozenset[int] = frozenset()  # that it names


@dataclass(slots=True)
class _At:
    """Hold a claim or a bound, from `start` to `end` of its sentence."""

    start: int
    end: int
    what: Hashable = None
    bounds: tuple[Bound, ...] = ()
    instead: str = ""


@lru_cache(maxsize=8_192)  # the same passages are evidence again and again
def read(text: str) -> ClaimReading:
    """Return the claims and bounds of `text`."""
    claims: list[Claim] = []
    bounds: list[Bound] = []
    named = ""  # the value that was named last
    words: set[str] = set()
    groups: set[int] = set()
    for sentence in _sentences(text):
        found = list(_bounds(sentence, named))
        named = next((one.bounds[0].value for one in reversed(found)), named)
        said = _claims(sentence, found)
        for at, bound in enumerate(found):
            _attach(bound, said, sentence, since=found[at - 1].end if at else 0)
        bounds += (one for bound in found for one in bound.bounds)
        named_groups = _groups(sentence)
        groups.update(number for number, _, _ in named_groups)
        claims += (
            Claim(
                one.what,
                _part(sentence, one),
                one.bounds,
                frozenset(one.instead.split()),
                _made_for(one, named_groups, sentence),
            )
            for one in said
        )
        words.update(sentence.split())
    numbers = frozenset(filter(_is_number, words))
    return ClaimReading(tuple(claims), tuple(bounds), numbers, frozenset(words), frozenset(groups))


def _groups(sentence: str) -> list[tuple[int, int, int]]:
    """Return the groups of customers that a sentence names: number, start, end."""
    patterns = bound_patterns()
    if not patterns.group.search(sentence) or patterns.whoever.search(sentence):
        return []
    return [
        (number, *found.span())
        for number, pattern in enumerate(patterns.groups)
        for found in pattern.finditer(sentence)
    ]


def _made_for(claim: _At, groups: Sequence[tuple[int, int, int]], sentence: str) -> frozenset[int]:
    """Return the groups that a claim is made for, by their number.

    Such a group is named in the claim's part, or before the claim and no "but" between.
    """
    patterns = bound_patterns()
    return frozenset(
        number
        for number, start, end in groups
        if (end <= claim.start and not patterns.but.search(sentence, end, claim.start))
        or not _breaks(
            sentence, *((end, claim.start) if end <= claim.start else (claim.end, start))
        )
    )


_TOKEN = regex.compile(
    r"(?P<time>\d{1,2}(?::\d\d| ?h ?\d\d)\b)"
    r"|(?P<number>\d{1,3}(?:[ ,.]\d{3})+(?![\d])(?:[.,]\d{1,2}\b)?|\d+(?:[.,]\d+)?)"
    r"|(?P<word>\p{L}+)|(?P<mark>[€$£¥%°,+()])|(?P<end>[.;!?]+|[|])"
)
_LESS = regex.compile(r"\p{L}-free\b")  # "plastic-free": nothing is given away
_CENTS = regex.compile(r"[.,](\d{1,2})$")
_NO_DIGIT = regex.compile(r"\D")
_SHORT = regex.compile(r"\b(mini?|max|env)\.")


def _sentences(text: str) -> Iterator[str]:
    folded = _SHORT.sub(r"\1", _LESS.sub("without", fold_typed(text)))
    said: list[str] = []
    for token in _TOKEN.finditer(folded):
        if token["end"]:
            yield " ".join(said)
            said = []
        elif token["number"]:
            said.append(_plain(token["number"]))
        elif not token["time"]:
            said.append(_digits().get(token[0], token[0]))
    yield " ".join(said)


def _plain(number: str) -> str:
    """Return a number as it is compared: "1 000,00" and "1,000" are 1000."""
    cents = _CENTS.search(number)
    digits = _NO_DIGIT.sub("", number[: cents.start()] if cents else number)
    rest = cents[1].rstrip("0") if cents else ""
    return f"{digits}.{rest}" if rest else digits


@cache
def _digits() -> Mapping[str, str]:
    """Return the digits of each word of a number: in words it counts as a bound does, too."""
    return {
        word: number
        for ways in set(word_lists().claims.values())
        for number in ways
        if number.isdigit() and number != "0"
        for word in ways & word_lists().numbers
    }


_KINDS = (
    "least",
    "up",
    "down",
    "span",
    "from",
    "holds",
    "within",
    "beyond",
    "beneath",
    "otherwise",
)


def _is_number(word: str) -> bool:
    return word[0].isdigit()


def _bounds(sentence: str, named: str) -> Iterator[_At]:
    """Yield the bounds of a sentence, in order; `named` is the value that was named before it."""
    taken = 0
    for found in bound_patterns().bound.finditer(sentence):
        if found.start() < taken:
            continue
        taken = found.end()
        kind = next(kind for kind in _KINDS if found[kind])
        values = found.captures("n") or [named]  # "beyond that"
        named = values[-1]
        if named:
            yield _At(*found.span(), bounds=tuple(_bound(kind, one) for one in values))


_UPWARDS = {
    "least": True,
    "up": True,
    "from": True,
    "beyond": True,
    "beneath": False,
    "down": False,
}
_WEAK = frozenset({"from", "holds", "within"})


def _bound(kind: str, value: str) -> Bound:
    return Bound(value, _UPWARDS.get(kind), weak=kind in _WEAK)


def _claims(sentence: str, bounds: Sequence[_At]) -> list[_At]:
    """Return the claims of a sentence, in order; the values of its bounds are none."""
    held = bound_patterns().held
    said = [
        _At(*one.span(), what=held[one[0]]) for one in bound_patterns().claim.finditer(sentence)
    ]
    said += (
        _At(*one.span(), what=(one["n"], "%" if one["percent"] else ""))
        for one in bound_patterns().figure.finditer(sentence)
        if not any(bound.start <= one.start() < bound.end for bound in bounds)
    )
    return sorted(said, key=lambda one: one.start)


def _part(sentence: str, claim: _At) -> frozenset[str]:
    """Return the words of the part of a sentence that a claim stands in."""
    breaks = bound_patterns().breaks
    start = max((one.end() for one in breaks.finditer(sentence, 0, claim.start)), default=0)
    end = breaks.search(sentence, claim.end)
    return frozenset(sentence[start : end.start() if end else None].split())


def _attach(bound: _At, claims: Sequence[_At], sentence: str, *, since: int) -> None:
    """Put a bound on the claims that it belongs to; `since`: where the bound before it ended."""
    inside = [one for one in claims if bound.start <= one.start < bound.end]
    before = [one for one in claims if one.end <= bound.start]
    after = [one for one in claims if one.start >= bound.end]
    if inside:
        _put(bound, inside)
    elif before and _reaches_back(bound, before[-1], after, sentence, since=since):
        _put(bound, _together(before[::-1], sentence))
    elif after and not before and _leads(bound, after[0], sentence):
        ends = bound_patterns().but.search(sentence, bound.end)
        for one in after:
            if not ends or one.start < ends.start():
                _put(bound, [one])
    elif after and (before or not _breaks(sentence, bound.end, after[0].start)):
        _put(bound, _together(after, sentence))


def _reaches_back(
    bound: _At, claim: _At, after: Sequence[_At], sentence: str, *, since: int
) -> bool:
    """Tell whether a bound belongs to the claim before it."""
    breaks = _breaks(sentence, max(claim.end, since), bound.start)
    if not breaks:
        return True
    tail = sentence[breaks[-1].end() : bound.start].strip()
    patterns = bound_patterns()
    rest = patterns.lead.sub("", tail, count=1)
    joined = breaks[-1]["and"] is not None
    if not rest:
        if joined and not after and since <= claim.end:
            bound.instead = sentence[claim.end : breaks[-1].start()]
        follows = after and not _breaks(sentence, bound.end, after[0].start)
        return not (after and joined) and not follows
    if patterns.verbs.search(tail) or patterns.verbs.match(sentence, bound.end + 1):
        return False
    weak = all(one.weak for one in bound.bounds)
    if joined:  # "and shows more than 300 lamps" counts something else
        return weak or patterns.money.search(sentence, bound.start, bound.end) is not None
    return not weak


def _leads(bound: _At, first: _At, sentence: str) -> bool:
    """Tell whether a sentence begins with a bound on all that follows: "From 60 €, ..."."""
    patterns, start = bound_patterns(), sentence[: bound.start]
    if patterns.but.search(start) or patterns.we.match(start):
        return False
    parted = bool(_breaks(sentence, bound.end, first.start))
    return parted or not start or patterns.opens.match(start) is not None


def _together(claims: Sequence[_At], sentence: str) -> list[_At]:
    """Return the first of `claims`, and those after it that no break parts from it."""
    some = list(claims[:1])
    for one in claims[1:]:
        left, right = sorted((some[-1], one), key=lambda at: at.start)
        if _breaks(sentence, left.end, right.start):
            break
        some.append(one)
    return some


def _put(bound: _At, claims: Sequence[_At]) -> None:
    """Put a bound on the claims of one part: on "free" alone, if that is one of them."""
    free = [one for one in claims if one.what == FREE]
    for one in free or claims:
        one.bounds = (*one.bounds, *(b for b in bound.bounds if not b.weak or _is_light(one)))
        one.instead = one.instead or bound.instead


def _is_light(claim: _At) -> bool:
    """Tell whether a weak bound beside a claim belongs to it: "free", discounts and figures."""
    return claim.what in bound_patterns().light or isinstance(claim.what, tuple)


def _breaks(sentence: str, start: int, end: int) -> list[regex.Match[str]]:
    return list(bound_patterns().breaks.finditer(sentence, start, max(start, end)))
