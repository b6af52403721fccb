"""Find the product that words choose of several, its options and the number of pieces. Pure.

Every option that is said counts, and what is left open is left open. Nothing is guessed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.understanding.entities.positions import find_positions, find_quantities
from assistant.understanding.message_words import fold, keys_of
from assistant.understanding.references.wanted_variants import find_options
from assistant.understanding.types import PositionKind

SHORT = 2
"""Letters of words that stand in many values: "de", "en"."""

_OUT = re.compile(
    r"(?<!\w)(?:retire\w*|enle[vz]\w*|supprime\w*|ote[rz]?|vire[rz]?|vide[rz]?|annule\w*"
    r"|sans|plus de|(?:veux|voudrais|garde|prends?|souhaite) (?:plus|pas)|finalement pas|oublie\w*"
    r"|degage\w*|jete\w*|laisse[rz]? tomber|remove|delete|take (?:\w+ )*(?:out|off|back)|drop|empty"
    r"|clear|get rid|cancel\w*|scrap|ditch|lose|bin|forget|skip|leave (?:\w+ )*out|without"
    r"|(?:don'?t|do not|no longer|not) (?:\w+ )?(?:want|need)|start (?:over|again)|recommence\w*"
    r"|not the)(?!\w)"
)
"""Words that take something out of a basket."""

_LAST = re.compile(
    r"-(?:en|le|la|les|m'en)(?!\w)|(?<!\w)(?:j'en|it|that one|celui-ci|celle-ci)(?!\w)"
)
"""Words for what was talked about, which is what was put into the basket last."""

_OF_THEM = re.compile(r"(?:-m'|-|\bj'|\s)en(?=\s)", re.IGNORECASE)
"""The "en" of "mettez-en 2", which elsewhere stands before a size."""

_ONE = re.compile(r"(?<!\w)(?:une? seule?|(?:just|only) one|qu'une?)(?!\w)")

_THE_ONE = re.compile(r"(?<!\w)(?:the|this|that)(?: \w+){0,2}? ones?(?!\w)")

_WORDED = (
    "un deux trois quatre cinq six sept huit neuf dix",
    "une deux trois quatre cinq",
    "one two three four five six seven eight nine ten",
    "1 2 3 4 5 6 7 8 9 10",
)
_NUMBERS = {word: at for row in _WORDED for at, word in enumerate(row.split(), start=1)}

Options = dict[str, str]


def choose(text: str, products: Sequence[SoldProduct]) -> SoldProduct | None:
    """Return the product that words choose: by its place, its name, or an option of its own."""
    places = [one.value for one in find_positions(text) if one.value.kind is PositionKind.NTH]
    if len(places) == 1 and -len(products) <= places[0].index < len(products):
        return products[places[0].index]
    said = set(keys_of(text))
    shared = {one.product_id: len(said.intersection(keys_of(one.title))) for one in products}
    most = max(shared.values(), default=0)
    named = [one for one in products if most and shared[one.product_id] == most]
    if len(named) == 1:
        return named[0]
    able = [one for one in named or products if _has_what_is_said(text, one)]
    return able[0] if len(able) == 1 else None


def _has_what_is_said(text: str, product: SoldProduct) -> bool:
    options = said_options(text, product)
    return bool(options) and any(one.available for one in fitting(product, options))


def said_options(text: str, product: SoldProduct) -> Options:
    """Return the options that words say: a whole value, or a word that only one value has."""
    said = {one.name: one.value for one in find_options(text, product) if one.wanted}
    keys = {key for key in keys_of(text) if len(key) > SHORT}
    for name, values in values_of(product).items():
        meant = [value for value in values if keys.intersection(keys_of(value))]
        if name not in said and len(meant) == 1:
            said[name] = meant[0]
    return said


def other_options(text: str, product: SoldProduct, now: Mapping[str, str]) -> Options:
    """Return the options that words say in place of those that are chosen: "the black in L"."""
    keys, said = set(keys_of(text)), said_options(text, product)
    for name, values in values_of(product).items():
        others = [one for one in values if one != now.get(name)]
        whole = [one for one in others if keys.issuperset(keys_of(one))]
        meant = whole or [one for one in others if keys.intersection(_long(keys_of(one)))]
        if said.get(name) == now.get(name) and len(meant) == 1:
            said[name] = meant[0]
    return {name: value for name, value in said.items() if value != now.get(name)}


def _long(keys: Iterable[str]) -> set[str]:
    return {key for key in keys if len(key) > SHORT}


def values_of(product: SoldProduct) -> Mapping[str, list[str]]:
    """Return every value of each option, in the order of the variants."""
    values: dict[str, list[str]] = {}
    for name, value in dict.fromkeys(pair for one in product.variants for pair in one.options):
        values.setdefault(name, []).append(value)
    return values


def fitting(product: SoldProduct, options: Mapping[str, str]) -> list[SoldVariant]:
    """Return the variants that have all these options."""
    return [
        one
        for one in product.variants
        if all(dict(one.options).get(name) == value for name, value in options.items())
    ]


def wanted_pieces(text: str, *, changes: bool, now: int | None = None) -> int | None:
    """Return the number of pieces that is said; None: none is. Only a change may be to none.

    `now` is the number before the change: "take one out" leaves one less.
    """
    folded = fold(text)
    if changes and _OUT.search(folded):
        fewer = _number(folded)
        return max(now - fewer, 0) if now is not None and fewer else 0
    found = find_quantities(_OF_THEM.sub(" ", text) if changes else text)
    if found:
        return found[0].value
    if changes and text.strip().isdigit():
        return int(text)
    if changes and _ONE.search(folded):
        return 1
    return _number(folded) if changes else None


def _number(folded: str) -> int | None:
    """Return the first number from one to ten that is written out; "the red one" is none."""
    said = re.split(r"\W+", _THE_ONE.sub(" ", folded)) if folded else ()
    return next((_NUMBERS[word] for word in said if word in _NUMBERS), None)


def means_all(text: str) -> bool:
    """Return whether words mean everything in the basket."""
    whole = any(one.value.kind is PositionKind.ALL for one in find_positions(text))
    return whole or bool(
        re.search(
            r"(?<!\w)(?:vide[rz]?|(?<!du )tout(?! de suite)|empty|clear|everything)(?!\w)",
            fold(text),
        )
    )


def means_last(text: str) -> bool:
    """Return whether words mean the last line of the basket: "mettez-en 2"."""
    return bool(_LAST.search(fold(text)))
