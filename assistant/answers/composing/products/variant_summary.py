"""Summarise the variants of a product: "Bleu marine : 36 à 41 ; Jaune : 36, 37". Pure."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import regex

from assistant.answers.terms import terms, wider
from assistant.answers.texts import TEXTS
from assistant.conversation.message import Language
from assistant.understanding.constraints.option_values import Dimension, shared_sayings
from assistant.understanding.message_words import keys_of
from assistant.understanding.types import Constraints
from assistant.understanding.word_lists import word_list
from retrieval.catalogue.case_folding import fold
from retrieval.catalogue.types import Product, Variant

SIZE_LETTERS = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "3xl", "4xl")
"""Sizes in letters, the smallest first."""
_WITHOUT = regex.compile(r"\b(?:sans|without|no) \w+")
_NUMBERED = regex.compile(r"(?P<number>\d{1,3})(?P<unit>\D*)")
LEAST_WOOL = 4  # letters of a material at the end of an English word
LEAST_RUN = 3  # values in a row that are said as "from ... to"

Options = tuple[tuple[str, str], ...]


def values_of(variants: Iterable[Variant]) -> list[tuple[str, list[str]]]:
    """Return each option's name with its distinct values: sizes by size, others as they come."""
    seen: dict[str, dict[str, None]] = {}
    for variant in variants:
        for name, value in variant.options:
            seen.setdefault(name, {})[value] = None
    return [(name, _by_size(list(values))) for name, values in seen.items()]


def _by_size(values: list[str]) -> list[str]:
    """Return values in the order of their scale, where all are sizes of one: "3 ans", "4 ans"."""
    places: dict[str, int] = {}
    units = set[str]()
    for value in values:
        number = _NUMBERED.fullmatch(value)
        place = int(number["number"]) if number else _place(value)
        if place is None:
            return values
        places[value] = place
        units.add(number["unit"] if number else "")
    return sorted(values, key=places.__getitem__) if len(units) == 1 else values


def in_words(values: Sequence[str], language: Language) -> str:
    """Return values as a list, sizes in a row as a range: "36, 37, 40 à 42".

    A range is said only where every size of it is there, so it claims nothing more than the list.
    """
    runs: list[list[str]] = []
    for value in values:
        place = _place(value)
        if runs and place is not None and _place(runs[-1][-1]) == place - 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    to = TEXTS[language].to
    parts = [[f"{run[0]} {to} {run[-1]}"] if len(run) >= LEAST_RUN else run for run in runs]
    return ", ".join(part for run in parts for part in run)


def between(language: Language) -> str:
    """Return the mark between lists of values, spaced as the language has it."""
    return " ; " if language == "fr" else "; "


def summary(variants: Sequence[Variant], language: Language) -> str:
    """Return every choice there is, in one line: by colour where colours differ in sizes."""
    return between(language).join(_by_first(variants, language) or _by_option(variants, language))


def listed(variants: Sequence[Variant], language: Language) -> str:
    """Return every choice after a colon: a line for each colour where they differ in sizes."""
    lines = _by_first(variants, language)
    if lines:
        return "\n" + "\n".join(f"• {line}" for line in lines)
    return f" {between(language).join(_by_option(variants, language))}."


def of_colour(variants: Sequence[Variant], language: Language) -> str:
    """Return the colours there are; empty if no option says a colour."""
    names = shared_sayings()
    return next(
        (
            in_words(values, language)
            for name, values in values_of(variants)
            if names.meaning(name).dimension is Dimension.COLOUR
        ),
        "",
    )


def _by_option(variants: Sequence[Variant], language: Language) -> list[str]:
    return [in_words(values, language) for _, values in values_of(variants)]


def _by_first(variants: Sequence[Variant], language: Language) -> list[str]:
    """Return the second option's values for each of the first; empty: they are all the same."""
    options = values_of(variants)
    if len(options) != 2:  # noqa: PLR2004  # colour and size
        return []
    (first, outer), (second, inner) = options
    sold = {frozenset(variant.options) for variant in variants}
    having = {
        value: [v for v in inner if any({(first, value), (second, v)} <= s for s in sold)]
        for value in outer
    }
    if all(found == inner for found in having.values()):
        return []
    colon = " : " if language == "fr" else ": "
    return [f"{value}{colon}{in_words(found, language)}" for value, found in having.items()]


def fitting(variants: Iterable[Variant], constraints: Constraints) -> tuple[Variant, ...]:
    """Return the variants that satisfy price, options and stock together."""
    return tuple(v for v in variants if _fits(v, constraints))


@lru_cache(maxsize=16_384)
def is_kind_of(value: str, asked: str) -> bool:
    """Tell whether an option's value is the value asked for, or a shade of it: navy is blue."""
    if fold(value) == fold(asked):
        return True
    wanted = set(keys_of(asked))
    if any(key.isdigit() for key in wanted):
        return False
    colours = shared_sayings().by_dimension[Dimension.COLOUR]
    ways = colours.get(keys_of(value), frozenset()) | {keys_of(value)}
    meant = colours.get(keys_of(asked), frozenset()) | {keys_of(asked)}
    return tuple(wanted) in colours and any(set(way) <= set(own) for way in meant for own in ways)


def is_made_of(product: Product, words: Iterable[str]) -> bool:
    """Tell whether a product's name or material says one of `words`, in either language."""
    sayings = shared_sayings()
    materials = [
        value
        for name, value in product.attributes
        if sayings.meaning(name).dimension is Dimension.MATERIAL
    ]
    keys = keys_of(" ".join([product.title, *materials]))
    # Merino is wool, and so is lambswool.
    said = {key for one in keys for way in sayings.ways(Dimension.MATERIAL, one) for key in way}
    said |= {key[-LEAST_WOOL:] for key in keys}
    return any(set(way) <= said for word in words for way in sayings.ways(Dimension.MATERIAL, word))


def has_trait(product: Product, words: Iterable[str]) -> bool:
    """Tell whether a product's texts say one of `words`, and not only that it is without.

    A stripe is a pattern.
    """
    language: Language = "fr" if product.language == "fr" else "en"
    texts = " ".join(
        (product.title, product.description, *(value for _, value in product.attributes))
    )
    said = terms(_WITHOUT.sub(" ", fold(texts)), language)
    return any(
        term in said or any(term in wider(one) for one in said)
        for word in words
        if word in word_list("traits")
        for term in (terms(word, "fr") | terms(word, "en"))
    )


def is_of_kind(product: Product, words: Iterable[str]) -> bool:
    """Tell whether a product's title or category says one of `words`, or a thing of that kind."""
    language: Language = "fr" if product.language == "fr" else "en"
    said = terms(f"{product.title} {' '.join(product.category)}", language)
    broad = said.union(*(wider(one) for one in said))
    return any(
        not broad.isdisjoint(terms(word, "fr") | terms(word, "en"))
        for word in words
        if word in word_list("kinds")
    )


def named(options: Options) -> list[tuple[str, list[str]]]:
    """Return the values asked for by option name; values of one name are alternatives."""
    by_name: dict[str, list[str]] = {}
    for name, value in options:
        by_name.setdefault(name, []).append(value)
    return list(by_name.items())


def _fits(variant: Variant, constraints: Constraints) -> bool:
    amount = variant.price.amount_minor if variant.price else None
    low, high = constraints.price_min_minor, constraints.price_max_minor
    if (low is not None or high is not None) and amount is None:
        return False
    if low is not None and (amount or 0) < low:
        return False
    if high is not None and (amount or 0) > high:
        return False
    if constraints.in_stock and not variant.available:
        return False
    if any(is_kind_of(own, no) for _, own in variant.options for no in constraints.without):
        return False
    return all(
        any(is_kind_of(own, value) for _, own in variant.options for value in values)
        for _, values in named(constraints.options)
    )


def _place(value: str) -> int | None:
    """Return where a size stands in its scale; None: it is no size that follows another."""
    folded = fold(value)
    if folded in SIZE_LETTERS:
        return 1000 + SIZE_LETTERS.index(folded)
    return int(folded) if folded.isdigit() else None
