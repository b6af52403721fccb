"""Find postcodes in a message, and the country that each tells."""

import re

from babel import Locale

from assistant.understanding.message_words import fold
from assistant.understanding.types import Entity
from retrieval.text.resource_files import load_yaml

GB = re.compile(r"(?<![\w#-])((?:gir|[a-z]{1,2}\d[a-z\d]?))\s?(\d[a-z]{2}|0aa)(?![\w-])")
CA = re.compile(r"(?<![\w#-])([a-ceghj-nprstvxy]\d[a-z])\s?(\d[a-z]\d)(?![\w-])")
IE = re.compile(
    r"(?<![\w#-])([ac-fhknprtv-y]\d[\dw])\s?((?=\d*[a-z])[\dac-fhknprtv-y]{4})(?![\w-])"
)
NL = re.compile(r"(?<![\w#-])([1-9]\d{3})\s?([a-z]{2})(?=\s+[a-z]|\s*,)")
FIVE_DIGITS = re.compile(
    r"(?<![\w#.,€$£-])(?:f-|fr-|d-|de-)?(\d{5}(?:-\d{4})?)(?![\w@]|-\d|[.,]\d|\s?(?:€|\$|£|eur))"
)
FOUR_DIGITS = re.compile(
    r"(?<![\w#.,€$£-])(?:b-|l-|ch-|be-|lu-|a-)?(\d{4})(?![\w@]|-\d|[.,]\d|\s?(?:€|\$|£|eur))"
)
_CUE = re.compile(
    r"(?:zip(?: ?code)?|post ?code|postal code|code postal|cp|postal)(?:\s|:|is|est|c'est|the|=)*$"
)
_WORDS = load_yaml("assistant.understanding", "entities.yml")
STATES = frozenset(_WORDS["states"].split())
STATE_NAMES = frozenset(name for row in _WORDS["state_names"] for name in row)
COUNTRIES: dict[str, str] = {
    fold(name): code
    for locale in map(Locale, ("it", "es", "nl", "de", "fr", "en"))
    for code, name in locale.territories.items()
    if len(code) == len("FR") and code.isalpha() and fold(name) not in STATE_NAMES
} | {name: code for code, names in _WORDS["countries"].items() for name in names}
"""Names of countries, folded, and their ISO 3166-1 alpha-2 codes."""


def find_postcodes(text: str, *, wanted: bool = False) -> tuple[Entity[str], ...]:
    """Return the postcodes in `text`, upper case, spaced as their country does.

    Five digits are a postcode where a word announces them, a state stands before or a town behind
    them, or where `wanted`: a postcode was asked for. Four digits only where announced or wanted.
    """
    folded = fold(text)
    found = [
        Entity(value=f"{match[1]} {match[2]}".upper(), start=match.start(), end=match.end())
        for pattern in (GB, CA, IE, *((NL,) if wanted else ()))
        for match in pattern.finditer(folded)
    ]
    for pattern in (FIVE_DIGITS, FOUR_DIGITS):
        for match in pattern.finditer(folded):
            cued = wanted or bool(_CUE.search(folded[: match.start()]))
            if cued or (pattern is FIVE_DIGITS and _has_town(text, match.start(), match.end())):
                found.append(Entity(value=match[1], start=match.start(1), end=match.end(1)))
    return _apart(found)


def _has_town(text: str, start: int, end: int) -> bool:
    before = fold(text[:start]).rstrip(" ,")
    last = before.rsplit(maxsplit=1)[-1].strip(",") if before else ""
    if last in STATES and text[:start].rstrip(" ,")[-len(last) :].isupper():
        return True
    return bool(re.match(r",?\s+[A-ZÀ-Ý][^\W\d_]+", text[end:]))


def _apart(found: list[Entity[str]]) -> tuple[Entity[str], ...]:
    kept: list[Entity[str]] = []
    for one in sorted(found, key=lambda e: (e.start, -e.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def is_english(postcode: str) -> bool:
    """Return whether the town stands before the postcode, as a rule."""
    return not postcode[0].isdigit() or "-" in postcode


def country_of(postcode: str) -> str:
    """Return the country that the form of a postcode tells; "": several have it."""
    if GB.fullmatch(postcode.lower()):
        return "GB"
    if IE.fullmatch(postcode.lower()):
        return "IE"
    return "CA" if CA.fullmatch(postcode.lower()) else ""
