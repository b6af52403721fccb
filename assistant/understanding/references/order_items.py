"""Find the lines of an order that a customer means, and the variants they want instead."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.order import Order, OrderLine
from assistant.commerce.shop_ids import ProductId
from assistant.understanding.constraints.option_values import Keys
from assistant.understanding.entities.candidate_ranking import Candidate, Ranking, rank
from assistant.understanding.entities.positions import find_positions
from assistant.understanding.message_words import Word, fold, split
from assistant.understanding.references.item_names import (
    DESCRIPTION,
    agreement,
    describing_words,
    find_phrase,
    likeness,
    title_keys,
    ways_to_say,
)
from assistant.understanding.references.wanted_variants import ANSWERS, find_variants, names_the_old
from assistant.understanding.types import Entity, Position, PositionKind

OtherTitles = Mapping[ProductId, Sequence[str]]
"""Other names of products, such as the catalogue's in another language."""

NO_TITLES: OtherTitles = {}
MIN_SCORE = 0.3  # share of a title that must be said
TITLE, OPTIONS = 0.7, 0.3  # weights in a score

_MARKER = re.compile(
    r"(?<!\w)(?:for|to|into|with|contre|pour|en|par|vers|instead of|against|in|want|would like"
    r"|prefer(?:e|er)?|voudrais|veux|->|→|=>|becomes?|should be|devrai\w*|be)(?!\w)|->|→|=>"
)
_SEPARATOR = re.compile(
    r"[,;.!?&]|(?<!\w)(?:et|and|plus|also|aussi|ainsi que|then|puis|but|mais)(?!\w)"
)
_UNWANTED = re.compile(
    r"(?:\bnot|\bno|n't(?: want)?|\bpas|\bkeep|\bgarde\w*|\bexcept(?: for)?|\bsauf|\bhormis"
    r"|\bbut not|\bexcepte|\bapart from|\bother than|\ba part)"
    r"\s*(?:the |a |my |le |la |les |l'|un |une |mon |ma |mes |celui |celle )*$"
)
_NEXT_ITEM = re.compile(r"[;.](?=\s)|,?\s(?:and|et)\s")
_MAX_GAP = 2
_COUNTS = {2: r"2|two|both|deux", 3: r"3|three|trois", 4: r"4|four|quatre", 5: r"5|five|cinq"}
_COUNT_BEFORE = {
    count: re.compile(rf"(?<!\w)(?:{words})(?: (?!et |and )\w+)?\s*$")
    for count, words in _COUNTS.items()
}
_ONE_OF = re.compile(
    r"(?<!\w)(?:une?|one)(?: seule?| only)? (?:d\w+|of)(?: (?:the|my|ces|mes))?(?: \w+)?\s*$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMention:
    """Hold words text[start:end] of a message, and the lines of an order that they may mean."""

    start: int
    end: int
    lines: Ranking[OrderLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLines:
    """Hold the lines of an order that a message names."""

    mentions: tuple[LineMention, ...] = ()
    everything: tuple[OrderLine, ...] = ()  # of "all", "both", "all but"; else empty
    barred: tuple[OrderLine, ...] = ()  # named as not meant: "not the shirt"

    @property
    def lines(self) -> tuple[OrderLine, ...]:
        """Return the order lines that are clear, each once, in the order of mention."""
        clear = (m.lines.best for m in self.mentions if m.lines.is_clear)
        named = [*self.everything, *(line for line in clear if line is not None)]
        return tuple({line.line_id: line for line in named}.values())

    @property
    def unclear(self) -> tuple[LineMention, ...]:
        """Return the mentions whose readings are too close to choose without asking."""
        return tuple(m for m in self.mentions if not m.lines.is_clear)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSwap:
    """Hold a line to swap and the variant wanted for it, as said by text[start:end].

    Both are rankings: the words may fit several.
    """

    start: int
    end: int
    line: Ranking[OrderLine]
    variants: Ranking[SoldVariant]  # of the best line's product; empty: not said


def find_lines(text: str, order: Order, *, titles: OtherTitles = NO_TITLES) -> FoundLines:
    """Return the lines of `order` that `text` names.

    By name (part of it, misspelt, in another language through `titles`), by options ("the blue
    one"), by place in the order ("the second one") or all of them. Lines that are named as not
    meant ("not the shirt", "everything except the shirt") are left out.
    """
    folded = fold(text)
    words = split(text)
    mentions = tuple(_mentions(words, folded, order.lines, titles))
    out = [m for m in mentions if _UNWANTED.search(folded[: m.start])]
    kept = tuple(m for m in mentions if m not in out)
    positions = find_positions(text)
    if any(p.value.kind is PositionKind.ALL_BUT for p in positions):
        excepted = {m.lines.best for m in mentions}
        return FoundLines(everything=tuple(line for line in order.lines if line not in excepted))
    if any(p.value.kind is PositionKind.ALL for p in positions) and not kept:
        excepted = {m.lines.best for m in out}
        return FoundLines(everything=tuple(line for line in order.lines if line not in excepted))
    if not kept:
        kept = tuple(
            LineMention(start=p.start, end=p.end, lines=_only(order.lines[p.value.index]))
            for p in positions
            if p.value.kind is PositionKind.NTH
            and -len(order.lines) <= p.value.index < len(order.lines)
        )
    many = tuple(
        line
        for mention in kept
        if len(mention.lines.close) > 1 and _means_all(mention, positions, folded)
        for line in mention.lines.close
    )
    barred = tuple(m.lines.best for m in out if m.lines.best is not None and m.lines.is_clear)
    return FoundLines(mentions=kept, everything=many, barred=barred)


def _means_all(mention: LineMention, positions: Sequence[Entity[Position]], folded: str) -> bool:
    """Tell whether a mention means all lines that it fits: "both dresses", "les deux robes"."""
    if any(p.value.kind is PositionKind.ALL for p in positions):
        return True
    before, counted = folded[: mention.start], _COUNT_BEFORE.get(len(mention.lines.close))
    return bool(counted and counted.search(before) and not _ONE_OF.search(before))


def find_swaps(
    text: str,
    order: Order,
    products: Mapping[ProductId, SoldProduct],
    *,
    titles: OtherTitles = NO_TITLES,
    focus: OrderLine | None = None,
) -> tuple[FoundSwap, ...]:
    """Return the lines to swap and the variants wanted: "the shirt for an M and the mug in blue".

    `focus` is the line in question where the text names none; the only line of an order is it, too.
    """
    mentions = find_lines(text, order, titles=titles)
    named = list(mentions.mentions) or [
        LineMention(start=0, end=0, lines=_only(line)) for line in mentions.everything
    ]
    asked = _for_asked(text, mentions, products, focus)
    if asked is not None:
        return (asked,)
    focus = focus or (order.lines[0] if len(order.lines) == 1 else None)
    if not named and focus is not None:
        named = [LineMention(start=0, end=0, lines=_only(focus))]
    groups = _grouped(named, fold(text))
    found = []
    for at, (first, last) in enumerate(groups):
        following = groups[at + 1][0].start if at + 1 < len(groups) else 0
        until = _end_of_item(text, first.end, following) if following else len(text)
        line = first.lines.best
        product = products.get(line.product_id) if line else None
        if line is None or product is None:
            found.append(
                FoundSwap(start=first.start, end=last.end, line=first.lines, variants=Ranking())
            )
            continue
        variants = find_variants(text[first.end : until], product, line.options)
        if not variants.candidates:
            since = groups[at - 1][1].end if at else 0
            variants = find_variants(text[since:until], product, line.options)
        found.append(FoundSwap(start=first.start, end=until, line=first.lines, variants=variants))
    return tuple(found)


def _end_of_item(text: str, start: int, following: int) -> int:
    """Return the end of the words about one item: "in M" in "in M and the blue" of a blue mug."""
    breaks = [match.start() for match in _NEXT_ITEM.finditer(fold(text), start, following)]
    return breaks[-1] if breaks else following


def _for_asked(
    text: str,
    mentions: FoundLines,
    products: Mapping[ProductId, SoldProduct],
    focus: OrderLine | None,
) -> FoundSwap | None:
    """Return the swap of the line in question; None: no clear variant, or another line is named."""
    product = products.get(focus.product_id) if focus else None
    if focus is None or product is None or mentions.everything:
        return None
    if any(m.lines.candidates[0].score >= TITLE for m in mentions.mentions):
        return None
    variants = find_variants(text, product, focus.options)
    old = product.variant(focus.variant_id)
    if not variants.candidates and old and names_the_old(text, product, focus.options):
        variants = Ranking(candidates=(Candidate(value=old, score=1.0),))
    if variants.best is None or not variants.is_clear:
        return None
    return FoundSwap(start=0, end=len(text), line=_only(focus), variants=variants)


def _grouped(mentions: Sequence[LineMention], folded: str) -> list[tuple[LineMention, LineMention]]:
    """Join two mentions of a product, "the blue bottle for a red bottle": the second is wanted."""
    groups: list[tuple[LineMention, LineMention]] = []
    for mention in mentions:
        if groups and mention.end:
            first, last = groups[-1]
            between = folded[last.end : mention.start]
            same = {line.product_id for line in first.lines.close} & {
                line.product_id for line in mention.lines.close
            }
            if (
                same
                and _MARKER.search(between)
                and not re.search(r"(?<!\w)(?:et|and)(?!\w)|[;.]\s", between)
            ):
                groups[-1] = (first, mention)
                continue
        groups.append((mention, mention))
    return groups


def _mentions(
    words: Sequence[Word], folded: str, lines: Sequence[OrderLine], titles: OtherTitles
) -> Iterator[LineMention]:
    known = {
        line.line_id: [title_keys(t) for t in (line.title, *titles.get(line.product_id, ()))]
        for line in lines
    }
    describing = describing_words(words, folded, lines)
    said = [
        frozenset(
            line.line_id
            for line in lines
            for keys in known[line.line_id]
            for key in keys
            if at not in describing and likeness(word.key, key)
        )
        for at, word in enumerate(words)
    ]
    clusters = list(_clusters(words, folded, said))
    used: set[str] = set()
    for at, (start, end) in enumerate(clusters):
        since = clusters[at - 1][1] if at else 0
        until = clusters[at + 1][0] if at + 1 < len(clusters) else len(words)
        near = _region(words, folded, (since, start, end, until))
        named = words[start:end]
        shares = _shares({line: known[line.line_id] for line in lines}, named)
        scored = [
            Candidate(value=line, score=score)
            for line in lines
            if (score := _score(line, shares[line], near, lines)) >= MIN_SCORE
        ]
        if scored:
            described = DESCRIPTION.match(folded, words[end - 1].end)
            until_end = described.end() if described else words[end - 1].end
            ranking = rank(_one_of_each(scored, used))
            used |= {ranking.candidates[0].value.line_id} if ranking.is_clear else set()
            yield LineMention(start=words[start].start, end=until_end, lines=ranking)
    if not clusters:
        yield from _by_options(words, folded, lines)


def _one_of_each(
    scored: Sequence[Candidate[OrderLine]], used: AbstractSet[str]
) -> Iterator[Candidate[OrderLine]]:
    """Yield one line of each variant: two lines of one variant are the same thing twice.

    It is the first that was not named before, or else the last.
    """
    alike: dict[str, Candidate[OrderLine]] = {}
    for one in scored:
        kept = alike.get(one.value.variant_id)
        if kept is None or kept.value.line_id in used:
            alike[one.value.variant_id] = one
    yield from alike.values()


def _clusters(
    words: Sequence[Word], folded: str, said: Sequence[frozenset[str]]
) -> Iterator[tuple[int, int]]:
    """Yield runs of words that name the same lines, with small words between."""
    start = end = -1
    common: frozenset[str] = frozenset()
    for at, lines in enumerate(said):
        if not lines:
            continue
        if start >= 0:
            between = folded[words[end - 1].end : words[at].start]
            near = (
                at - end <= _MAX_GAP
                and not _SEPARATOR.search(between)
                and not _MARKER.search(between)
            )
            if near and common & lines:
                end, common = at + 1, common & lines
                continue
            yield start, end
        start, end, common = at, at + 1, lines
    if start >= 0:
        yield start, end


def _region(
    words: Sequence[Word], folded: str, bounds: tuple[int, int, int, int]
) -> Sequence[Word]:
    """Return the words around a name that may describe it, up to a comma or "for"."""
    since, start, end, until = bounds
    first, last = start, end
    described = DESCRIPTION.match(folded, words[end - 1].end)
    if described is not None:
        until = next((at for at in range(end, until) if words[at].start > described.end()), until)
        return words[start:until]
    while first > since and not _SEPARATOR.search(
        folded[words[first - 1].start : words[first].start]
    ):
        if _MARKER.fullmatch(words[first - 1].text):
            break
        first -= 1
    while last < until and not _SEPARATOR.search(folded[words[last - 1].end : words[last].end]):
        if _MARKER.fullmatch(words[last].text) and words[last].text not in {"with", "in", "en"}:
            break
        last += 1
    return words[first:last]


def _shares(
    known: Mapping[OrderLine, Sequence[Keys]], named: Sequence[Word]
) -> Mapping[OrderLine, float]:
    """Return the share in [0, 1] of each line's title that is said.

    Where the same words are all that is said of two lines, both get the greater share, however long
    their titles are. A title that is said in full stands out.
    """
    shares = {line: max(map(_part_of(named), titles)) for line, titles in known.items()}
    fits = {
        line: frozenset(
            at
            for at, w in enumerate(named)
            if any(likeness(w.key, key) for t in titles for key in t)
        )
        for line, titles in known.items()
    }
    if 1.0 in shares.values():
        return shares
    return {
        line: max(s for other, s in shares.items() if fits[other] == fits[line]) for line in shares
    }


def _part_of(named: Sequence[Word]) -> Callable[[Keys], float]:
    def part(keys: Keys) -> float:
        said = sum(max(likeness(w.key, key) for w in named) for key in keys)
        return said / len(keys) if keys else 0.0

    return part


def _score(
    line: OrderLine, share: float, near: Sequence[Word], lines: Sequence[OrderLine]
) -> float:
    if not share:
        return 0.0
    return TITLE * share + OPTIONS * agreement(line, near, lines)


def _by_options(
    words: Sequence[Word], folded: str, lines: Sequence[OrderLine]
) -> Iterator[LineMention]:
    """Yield the lines that only their options name: "the blue one"."""
    marker = _MARKER.search(folded)
    told = [w for w in words if marker is None or w.start < marker.start()] or list(words)
    values = [v for one in lines for _, v in one.options if len(v) > 1 and fold(v) not in ANSWERS]
    said = {
        value for value in values if any(find_phrase(told, keys) for keys in ways_to_say(value))
    }
    if not said:
        return
    scored = [
        Candidate(value=line, score=len(said & {v for _, v in line.options}) / len(said))
        for line in lines
    ]
    ranking = rank(candidate for candidate in scored if candidate.score > 0)
    yield LineMention(start=told[0].start, end=told[-1].end, lines=ranking)


def _only(line: OrderLine) -> Ranking[OrderLine]:
    return Ranking(candidates=(Candidate(value=line, score=1.0),))
