"""Find dates of birth among the dates of a text.

Other dates are when something was ordered or should come: they are no personal data.
"""

import re
from collections.abc import Iterator
from datetime import date

from assistant.understanding.entities.positions import find_dates
from assistant.understanding.message_words import before, fold
from assistant.understanding.personal_data.personal_spans import PersonalDataKind, Span

LAST_YEAR = 2014
"""Latest year of a date that is taken for a date of birth: an order's date is later."""

_SHORT = re.compile(r"(?<![\w/.-])\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?![\w/-]|\.\d)")
_ISO = re.compile(
    r"(?<![\w/.-])\d{4}[/.-]\d{1,2}[/.-]\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?(?![\w/-])"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_ALONE = re.compile(r"(?<!\w)(?:19\d{2}|20[01]\d)(?!\w)")
_BORN = re.compile(
    r"(?:(?<!\w)(?:nee(?:\(e\)|s)?|ne\(e\)|born|birth ?dates?|dates? of birth|dates? de naissance"
    r"|d\.?o\.?b\.?)(?!\w)[^\d\n.!?]{0,24}"
    r"|(?<!\w)(?:suis|es|est|etait|sommes|sont|etaient|bebe|enfant)\s(?:\w+\s)?nes?(?!\w)"
    r"[^\d\n.!?]{0,24}|(?<!\w)nes? (?:(?:le|en|un)\s)?(?:[a-z]+ )?)$"
)
"""Words of birth in front of a date; "ne" is also a word of "je ne veux pas"."""

_NE_ACCENTED = re.compile(r"(?<!\w)nés?(?!\w)[^\d\n.!?]{0,24}$", re.IGNORECASE)
_FEAST = re.compile(r"(?:birth ?day|birth|naissance|anniversaire)[^\d\n.!?]{0,24}$")
"""Words of a day that comes every year: only a year beside it makes it a date of birth."""

_END_OF_TIME = date.max  # so that no date without a year is moved into the past


def find_births(text: str) -> tuple[tuple[Span, ...], tuple[tuple[int, int], ...]]:
    """Return the spans of dates of birth, and the places of all other dates."""
    if not any(sign.isdigit() for sign in text):
        return (), ()
    folded = fold(text)
    births: list[Span] = []
    others: list[tuple[int, int]] = []
    for start, end in dict.fromkeys(_dates(text, folded)):
        if _is_birth(text, folded, start, end):
            births.append(Span(PersonalDataKind.BIRTH, start, end))
        else:
            others.append((start, end))
    births += [
        Span(PersonalDataKind.BIRTH, match.start(), match.end())
        for match in _ALONE.finditer(folded)
        if _is_said(text, folded, match.start()) or _FEAST.search(before(folded, match.start()))
    ]
    return tuple(births), tuple(others)


def _dates(text: str, folded: str) -> Iterator[tuple[int, int]]:
    for found in find_dates(text, today=_END_OF_TIME):
        if any(sign.isdigit() for sign in text[found.start : found.end]):
            yield found.start, found.end
    for pattern in (_SHORT, _ISO):
        for match in pattern.finditer(folded):
            yield match.span()


def _is_birth(text: str, folded: str, start: int, end: int) -> bool:
    if _is_said(text, folded, start):
        return True
    year = _YEAR.search(folded, start, end)
    if year is not None and int(year[0]) <= LAST_YEAR:
        return True
    has_year = year is not None or _SHORT.match(folded, start) is not None
    return has_year and _FEAST.search(before(folded, start)) is not None


def _is_said(text: str, folded: str, start: int) -> bool:
    return bool(_BORN.search(before(folded, start)) or _NE_ACCENTED.search(before(text, start)))
