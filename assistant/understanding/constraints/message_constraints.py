"""Find the filters that a message asks for: price, options, category, stock."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA

from assistant.conversation.message import Language
from assistant.understanding.constraints import price_limits
from assistant.understanding.constraints.lexicon import LEXICONS, FoundPhrase, Option
from assistant.understanding.constraints.negation import Unwanted, unwanted
from assistant.understanding.constraints.option_values import Dimension
from assistant.understanding.constraints.price_limits import Span
from assistant.understanding.constraints.size_words import (
    cue_start,
    is_about_shoes,
    is_size_here,
    names_shoe_size,
)
from assistant.understanding.message_words import Word, fold, is_content, split, without
from assistant.understanding.types import Constraints
from assistant.understanding.word_lists import word_list
from retrieval.catalogue.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidConstraints:
    """Hold the constraints of a message, and its text without them."""

    constraints: Constraints
    rest: str  # the message without the words of the constraints; empty if no content is left
    words: tuple[Word, ...]
    spans: tuple[tuple[str, Span], ...]  # (a dimension, "price", "stock" ..., its place)


_STOCK = re.compile(
    r"(?<!\w)(?:uniquement |seulement |only )?(?:en stock|in stock|disponibles?|dispos?|available)"
    r"(?: maintenant| immediatement| tout de suite| actuellement| now| immediately| right now)?"
    r"(?!\w)"
)
# "Is it in stock?" asks whether; "not in stock" and "when is it back in stock" want no filter.
_WHETHER = re.compile(
    r"(?<!\w)(?:est|sont|sera|seront|etait|is|are|be|was|will|it|they|il|elle|ils|elles|quand|when"
    r"|pas|plus|not|no longer|again|toujours|encore|still|back|nouveau|revient"
    r"|reviennent|prevenu)(?!\w)"
)
_WHICH = re.compile(r"(?<!\w)(?:quels|quelles|lesquels|lesquelles|which|what|qui|that)(?!\w)")

# Fixed expressions whose word is no category: a gift card is no gift.
_NO_CATEGORY_AFTER = frozenset({"carte", "cartes", "cheque", "bon", "at"})
_NO_CATEGORY_BEFORE = frozenset(
    {"card", "cards", "voucher", "delivery", "wrap", "wrapping", "page"}
)


def read_constraints(
    text: str,
    vocabulary: Vocabulary,
    language: Language,
    *,
    words: tuple[Word, ...] | None = None,
) -> SaidConstraints:
    """Return the constraints in `text`, spelt as the catalogue spells them; see `_options`.

    Category: one, the most specific that is named; of two, the head of the phrase, which comes
    first in French and last in English.

    `words` are those of `text`, where the caller has split it already.
    """
    words = split(text) if words is None else words
    lexicon = LEXICONS.of(vocabulary)
    priced = price_limits.find(fold(text), lexicon.currency)
    excluded = unwanted(words)
    found = _wanted(lexicon.find(words, text, language), words, priced.spans, excluded)
    options = _options(found, words, text, language)
    taken = {f.start for f, _ in options}
    category = _category([f for f in found if f.start not in taken], words, language)
    stock = _stock(fold(text))
    constraints = Constraints(
        price_min_minor=priced.min_minor,
        price_max_minor=priced.max_minor,
        options=tuple(dict.fromkeys((option.name, option.value) for _, option in options)),
        category=lexicon.in_language(_spelt(category, words), language) if category else "",
        in_stock=stock is not None,
        without=tuple(dict.fromkeys(no.value for no in excluded)),
    )
    spans = [("price", span) for span in priced.spans]
    spans += [(o.meaning.dimension.value, _option_span(f, words)) for f, o in options]
    spans += [("category", _span(category, words))] if category else []
    spans += [("stock", stock)] if stock else []
    spans += [("without", (words[n.start].start, words[n.end - 1].end)) for n in excluded]
    rest = _rest(text, spans)
    return SaidConstraints(constraints=constraints, rest=rest, words=words, spans=tuple(spans))


def _wanted(
    found: Iterable[FoundPhrase],
    words: Sequence[Word],
    priced: Sequence[Span],
    excluded: Sequence[Unwanted],
) -> list[FoundPhrase]:
    """Return the phrases that are neither part of a price nor excluded by the customer."""
    apart = [range(no.start, no.end) for no in excluded]
    return [
        f
        for f in found
        if not _overlaps(_span(f, words), priced) and not any(f.start in no for no in apart)
    ]


def _rest(text: str, spans: Sequence[tuple[str, Span]]) -> str:
    """Return the text without the words of `spans`; empty if no content is left."""
    if not spans:
        return text
    rest = without(text, [span for _, span in spans])
    return rest if is_content(split(rest)) else ""


def _options(
    found: Sequence[FoundPhrase], words: Sequence[Word], text: str, language: Language
) -> list[tuple[FoundPhrase, Option]]:
    """Return the option values said, each with the pair that it names in the catalogue.

    A value is recognised in either language, whatever its accents, case, number and gender.
    Products of different languages are separate records that share an id, so a catalogue in two
    languages has the pair twice ("Taille", "M" and "Size", "M"): the pairs named are those in the
    message's language, or in the other where only it has them all, because a filter that mixes
    languages finds nothing. Two values of one name ("rouge ou bleu") are two pairs: either will
    do. A size is one only where the message says so ("en M", "taille 42"), never inside other
    words.
    """
    shoes = is_about_shoes(words)
    size_end = -1
    meant: list[tuple[FoundPhrase, list[Option]]] = []
    for one in found:
        if _is_no_colour(one, words):
            continue
        sizes = [o for o in one.phrase.options if o.meaning.dimension is Dimension.SIZE]
        others = [o for o in one.phrase.options if o.meaning.dimension is not Dimension.SIZE]
        after = size_end == one.start - 1
        if sizes and is_size_here(words, one.start, one.end, text, after_size=after):
            size_end = one.end
            of_shoes = shoes or names_shoe_size(words, one.start)
            meant.append((one, [o for o in sizes if o.meaning.of_shoes == of_shoes] or sizes))
        elif others:
            meant.append((one, others))
    spoken = _spoken([options for _, options in meant], language)
    return [(one, min(options, key=lambda o: o.language != spoken)) for one, options in meant]


def _is_no_colour(found: FoundPhrase, words: Sequence[Word]) -> bool:
    near = [word.text for word in words[max(found.start - 1, 0) : found.end + 1]]
    if any(word.text in word_list("no_colour") for word in words[found.start : found.start + 1]):
        return found.end - found.start == 1
    return any("_".join(pair) in word_list("no_colour") for pair in pairwise(near))


def _spoken(values: Sequence[Sequence[Option]], language: Language) -> Language:
    """Return the language to name pairs in: the message's, unless only the other has them all."""
    other: Language = "en" if language == "fr" else "fr"
    for candidate in (language, other):
        if all(any(o.language in {candidate, None} for o in options) for options in values):
            return candidate
    return language


def _category(
    found: Sequence[FoundPhrase], words: Sequence[Word], language: Language
) -> FoundPhrase | None:
    named = [f for f in found if f.phrase.categories and not _is_expression(f, words)]
    if not named:
        return None
    size = max(f.end - f.start for f in named)
    named = [f for f in named if f.end - f.start == size]
    head = named[0]
    if language == "en":
        for following in named[1:]:
            if following.start == head.end:
                head = following
    return head


def _spelt(found: FoundPhrase, words: Sequence[Word]) -> str:
    """Return the category of a phrase that is spelt most like the message's words."""
    said = " ".join(word.text for word in words[found.start : found.end])
    names = [(fold(name), name) for name in found.phrase.categories]
    return min(names, key=lambda n: (not n[0].startswith(said), OSA.distance(n[0], said)))[1]


def _is_expression(found: FoundPhrase, words: Sequence[Word]) -> bool:
    before = words[found.start - 1].text if found.start else ""
    after = words[found.end].text if found.end < len(words) else ""
    return before in _NO_CATEGORY_AFTER or after in _NO_CATEGORY_BEFORE


def _stock(folded: str) -> Span | None:
    match = _STOCK.search(folded)
    if match is None:
        return None
    before = folded[: match.start()]
    if before.endswith("out of ") or (_WHETHER.search(before) and not _WHICH.search(before)):
        return None
    return match.span()


def _option_span(found: FoundPhrase, words: Sequence[Word]) -> Span:
    """Return where an option stands, with the words that announce it: "en taille M"."""
    start = cue_start(words, found.start)
    return words[start].start, words[found.end - 1].end


def _span(found: FoundPhrase, words: Sequence[Word]) -> Span:
    return words[found.start].start, words[found.end - 1].end


def _overlaps(span: Span, spans: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in spans)
