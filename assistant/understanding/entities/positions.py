"""Find places in a list, quantities and dates in a message."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeVar

from assistant.understanding.message_words import fold
from assistant.understanding.types import Entity, Position, PositionKind
from retrieval.text.resource_files import load_yaml

T = TypeVar("T")

_WORDS = load_yaml("assistant.understanding", "entities.yml")
_ORDINALS = {word: index for index, words in _WORDS["ordinals"].items() for word in words.split()}
_NUMBERS = {
    word: at + 1 for words in _WORDS["numbers"].values() for at, word in enumerate(words.split())
}
_MONTHS = {
    word: at + 1 for words in _WORDS["months"].values() for at, word in enumerate(words.split())
}
_DAYS_FROM_TODAY = {
    word: days for days, words in _WORDS["days"].items() for word in words.split(", ")
}
_MONTH = "|".join(_MONTHS)
_AVANT = re.compile(r"(?<!\w)(?:avant[ -]derniere?|second (?:to|from) last|last but one)(?!\w)")
_NTH = re.compile(rf"(?<!\w)(?:{'|'.join(_ORDINALS)})s?(?!\w)")
_NUMBERED = re.compile(
    r"(?<!\w)(?:number|numero|n°|no\.?|option|choix|choice|#)\s?([1-9])(?![\w.,-])"
)
_ALONE = re.compile(r"\s*(?:le |la |the )?([1-9])\s*[.!]?\s*")
_ALL_BUT = re.compile(
    r"(?<!\w)(?:(?:every(?:thing|one)|all(?: of (?:them|it))?|tous?t?e?s?|tout)\s*,?\s*"
    r"(?:but|except(?: for)?|excepting|apart from|other than|sauf|excepte|hormis|a part"
    r"|a l'exception d[eu'])"
    r"|(?:all|tous|toutes) (?:the others?|les autres))(?!\w)"
)
_ALL = re.compile(
    r"(?<!\w)(?:everything|all (?:of (?:them|it|those|these)|items?|the (?:items|things|products)"
    r"|three|four|five"
    r"|my (?:items|things))|all|both(?: of them)?|the (?:whole|entire|full) (?:order|lot|thing)"
    r"|whole order|entire order"
    r"|tous|toutes|tout(?! de suite)|(?:les|tous les|toutes les) (?:deux|trois|quatre|cinq)"
    r"|l'ensemble|l'integralite|la totalite|toute la commande|la commande (?:entiere"
    r"|complete))(?!\w)"
)
_NOT_ALL = re.compile(r"(?:at|after|du|pas|de|en|first of|c'est|that's|malgre|avant|above)\s$")
_QUANTITY = re.compile(
    rf"(?<![\w#.,/:°€$£-])(?:x\s?)?(\d{{1,2}}|{'|'.join(_NUMBERS)})(?:\s?x)?(?![\w€$£%]|[.,:/-]\d"
    rf"|\s?(?:€|\$|£|%|eur|ml|cm|kg))"
)
_NO_COUNT_BEFORE = re.compile(
    r"(?:taille|size|pointure|number|numero|option|rue|the|this|that|which|other|another|blue|red"
    r"|same|any|no|le|la"
    r"|les|an?|article|item|en|in|un|first|second|third|last)\s$"
)
_DATES = (
    re.compile(r"(?<![\w/-])(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?![\w/-])"),
    re.compile(r"(?<![\w/-])(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})(?![\w/-])"),
    re.compile(
        rf"(?<!\w)(?P<d>\d{{1,2}})(?:st|nd|rd|th"
        rf"|er)? (?:of )?(?P<m>{_MONTH})(?:,? (?P<y>\d{{4}}))?(?!\w)"
    ),
    re.compile(
        rf"(?<!\w)(?P<m>{_MONTH}) (?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd"
        rf"|th)?(?:,? (?P<y>\d{{4}}))?(?!\w)"
    ),
)
_RELATIVE = re.compile(
    rf"(?<!\w)(?<!-)(?:{'|'.join(sorted(_DAYS_FROM_TODAY, key=len, reverse=True))})(?!\w)"
)


def find_positions(text: str) -> tuple[Entity[Position], ...]:
    """Return the places in a list that `text` points at, each word once.

    A message that is a bare digit from 1 to 9 points at that place.
    """
    folded = fold(text)
    found: list[Entity[Position]] = []
    for position in _positions(folded):
        if not any(position.start < one.end and one.start < position.end for one in found):
            found.append(position)
    return tuple(sorted(found, key=lambda one: one.start))


def _positions(folded: str) -> Iterator[Entity[Position]]:
    alone = _ALONE.fullmatch(folded)
    if alone:
        yield _entity(alone, 1, Position(kind=PositionKind.NTH, index=int(alone[1]) - 1))
    for match in _ALL_BUT.finditer(folded):
        yield _entity(match, 0, Position(kind=PositionKind.ALL_BUT))
    for match in _ALL.finditer(folded):
        if not _NOT_ALL.search(folded[: match.start()]):
            yield _entity(match, 0, Position(kind=PositionKind.ALL))
    for match in _AVANT.finditer(folded):
        yield _entity(match, 0, Position(kind=PositionKind.NTH, index=-2))
    for match in _NTH.finditer(folded):
        index = _ORDINALS.get(match[0], _ORDINALS.get(match[0].removesuffix("s"), 0))
        yield _entity(match, 0, Position(kind=PositionKind.NTH, index=index))
    for match in _NUMBERED.finditer(folded):
        yield _entity(match, 0, Position(kind=PositionKind.NTH, index=int(match[1]) - 1))


def find_quantities(text: str) -> tuple[Entity[int], ...]:
    """Return the counts in `text`, from 1 to 99; sizes, prices and house numbers are none."""
    folded = fold(text)
    return tuple(
        _entity(match, 1, int(match[1]) if match[1].isdigit() else _NUMBERS[match[1]])
        for match in _QUANTITY.finditer(folded)
        if match[1] not in {"0", "00", "un", "one"}
        and not _NO_COUNT_BEFORE.search(folded[: match.start()])
    )


def find_dates(text: str, *, today: date) -> tuple[Entity[date], ...]:
    """Return the dates in `text`; a date without a year is the latest of that day up to `today`.

    "03/04/2026" is the 3rd of April, as French and British customers write it.
    """
    folded = fold(text)
    found = []
    for pattern in _DATES:
        for match in pattern.finditer(folded):
            day = _date(match, today)
            if day is not None:
                found.append(_entity(match, 0, day))
    for match in _RELATIVE.finditer(folded):
        try:
            day = today + timedelta(days=_DAYS_FROM_TODAY[match[0]])
        except OverflowError:
            continue
        found.append(_entity(match, 0, day))
    return tuple(sorted(found, key=lambda one: one.start))


def _date(match: re.Match[str], today: date) -> date | None:
    month = _MONTHS.get(match["m"]) or int(match["m"])
    try:
        day = date(int(match["y"] or today.year), month, int(match["d"]))
        return day.replace(year=day.year - 1) if not match["y"] and day > today else day
    except ValueError:
        return None


def _entity(match: re.Match[str], group: int, value: T) -> Entity[T]:
    return Entity(value=value, start=match.start(group), end=match.end(group))
