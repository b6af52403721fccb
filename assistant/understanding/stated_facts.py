"""Find the facts that a text states: amounts, durations, percentages, dates, times, numbers.

Links, e-mail addresses, telephone numbers and codes are facts too.

A fact is comparable across French and English writing: "1 234,50 €" and "EUR 1,234.50" are the
same amount, "trente jours" and "30 days" the same duration. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

import regex


class FactKind(StrEnum):
    """Name the kind of a fact; a number of one kind does not support the same number of another."""

    AMOUNT = "amount"
    DURATION = "duration"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    LINK = "link"
    EMAIL = "email"
    PHONE = "phone"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Fact:
    """Hold a fact in a normal form, which compares across ways of writing."""

    kind: FactKind
    value: str
    unit: str = ""


_UNITS = {
    "minute": "minute min mn minutes",
    "hour": "heure heures hour hours hrs",
    "day": "jour jours day days j",
    "week": "semaine semaines week weeks",
    "month": "mois month months",
    "year": "an ans année années year years",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_MONTHS = (
    "janvier january jan|février february feb fév|mars march mar|avril april apr|mai may|juin june "
    "jun|juillet july jul|août august aug|septembre september sep sept|octobre october oct|"
    "novembre november nov|décembre december dec déc"
)
_MONTH_OF = {
    word: number
    for number, words in enumerate(_MONTHS.split("|"), start=1)
    for word in words.split()
}
_CURRENCIES = {"€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "usd": "USD"}
_CURRENCIES |= {"dollar": "USD", "dollars": "USD", "£": "GBP", "gbp": "GBP", "chf": "CHF"}
_CURRENCIES |= {
    "cad": "CAD",
    "c$": "CAD",
    "¥": "JPY",
    "jpy": "JPY",
    "pound": "GBP",
    "pounds": "GBP",
}
_WORDS_FR = "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
_WORDS_EN = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
)
_NUMBER_WORDS = {
    word: number
    for words in (_WORDS_FR, _WORDS_EN)
    for number, word in enumerate(words.split(), start=2)
} | {"vingt": 20, "twenty": 20, "trente": 30, "thirty": 30, "soixante": 60, "sixty": 60}
_NUMBER_WORDS |= {"quarante": 40, "forty": 40, "fifty": 50, "cinquante": 50, "cent": 100}
_NUMBER_WORDS |= {"quatre-vingt-dix": 90, "ninety": 90, "hundred": 100}

_NUM = r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_WORD = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_CUR = r"€|\$|£|¥|eur(?:os?)?\b|usd\b|dollars?\b|gbp\b|pounds?\b|chf\b|cad\b|jpy\b"
_UNIT = "|".join(sorted((w for w in _UNIT_OF), key=len, reverse=True))
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_PATTERN = regex.compile(
    rf"""
    (?P<link>(?:https?://|www\.)[^\s<>()\[\]"»]+[^\s<>()\[\]"».,;:!?])
  | (?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
  | (?P<phone>(?<![\w+])(?:\+\d{{1,3}}(?:[\s.-]?\(?\d{{1,4}}\)?){{3,6}}|0\d(?:[\s.]\d{{2}}){{4}}
      |\d{{3}}[\s.-]\d{{3}}[\s.-]\d{{4}})(?!\w))
  | (?P<code>\b(?=\w*\d)(?-i:[A-Z][A-Z\d]{{4,}})\b)
  | (?P<iso>\b\d{{4}}-\d{{2}}-\d{{2}}\b)
  | (?P<slash>\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b)
  | (?P<dmy>\b(?P<dday>\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?P<dmonth>{_MONTH})\b
      (?:\s+(?P<dyear>\d{{4}}))?)
  | (?P<mdy>\b(?P<mmonth>{_MONTH})\s+(?P<mday>\d{{1,2}})\b(?!\s*(?:{_CUR}|%))
      (?:,?\s+(?P<myear>\d{{4}}))?)
  | (?P<time>\b(?P<hh>[01]?\d|2[0-3])\s?(?:h|:(?=\s?[0-5]\d))\s?(?P<mm>[0-5]\d)?(?!\w)
      (?:\s?(?P<half>am|pm)\b)?)
  | (?P<clock>\b(?P<ch>1[0-2]|0?[1-9])\s?(?P<chalf>am|pm)\b)
  | (?P<cur1>{_CUR})\s?(?P<amount1>{_NUM})
  | (?P<amount2>{_NUM})\s?(?P<cur2>{_CUR})
  | (?P<percent>{_NUM})\s?(?:%|pour\ cent\b|percent\b|per\ cent\b)
  | \b(?P<length>{_NUM}|{_WORD})[\s-]+(?P<work1>business\s|working\s)?(?P<unit>{_UNIT})\b
      (?P<work2>\s(?:ouvr[ée]s|ouvrables))?
  | (?<![\w])(?P<number>{_NUM})(?![\w]*@)
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
# What every fact has in its first or second word. To look for that first is four times as quick
# as to try every kind at every letter, and most sentences have none.
_ANCHOR = regex.compile(rf"[\d@]|://|www\.|\b(?:{_WORD})[\s-]", regex.IGNORECASE)
_BLANK = regex.compile(r"[ \u00a0\u202f]")
_DECIMALS = regex.compile(r"[.,]\d{1,2}$")
_THOUSANDS = regex.compile(r"[.,]\d{3}")
_MARK = regex.compile(r"[.,]")
_NO_DIGIT = regex.compile(r"\D")
_NOON = 12


@lru_cache(maxsize=8_192)  # the same passages and products are evidence again and again
def find(text: str) -> tuple[Fact, ...]:
    """Return every fact that `text` states, in order."""
    return tuple(map(_fact, _matches(text)))


def places(text: str) -> Iterator[tuple[int, int, Fact]]:
    """Yield every fact that `text` states with where it begins and ends, in order."""
    for part in _matches(text):
        yield part.start(), part.end(), _fact(part)


def _matches(text: str) -> Iterator[regex.Match[str]]:
    """Yield the matches of `_PATTERN`, from the word before the one with an anchor on."""
    at = 0
    for anchor in _ANCHOR.finditer(text):
        if anchor.start() < at:
            continue  # inside the last match
        before = text[at : anchor.start()].rstrip()
        word = before.rsplit(None, 1)[-1] if before else ""
        match = _PATTERN.search(text, at + len(before) - len(word))
        if match is None:
            return
        yield match
        at = match.end()


def _fact(part: regex.Match[str]) -> Fact:
    if named := _address(part):
        return named
    if part["iso"] or part["slash"] or part["dmy"] or part["mdy"]:
        return Fact(FactKind.DATE, _date(part))
    if part["time"] or part["clock"]:
        return Fact(FactKind.TIME, _time(part))
    return _quantity(part)


def _address(part: regex.Match[str]) -> Fact | None:
    """Return a link, an e-mail address, a telephone number or a code; None: it is another fact."""
    if part["link"]:
        return Fact(FactKind.LINK, part["link"].lower().rstrip("/"))
    if part["email"]:
        return Fact(FactKind.EMAIL, part["email"].lower())
    if part["phone"]:
        return Fact(FactKind.PHONE, _phone(part["phone"]))
    return Fact(FactKind.CODE, part["code"]) if part["code"] else None


def _phone(text: str) -> str:
    """Return the digits, of a French number as it is dialled in France: "+33 2 98" -> "0298"."""
    digits = _NO_DIGIT.sub("", text)
    return f"0{digits[2:]}" if text.startswith("+33") else digits


def _quantity(part: regex.Match[str]) -> Fact:
    if amount := part["amount1"] or part["amount2"]:
        currency = part["cur1"] or part["cur2"] or ""
        return Fact(FactKind.AMOUNT, _number(amount), _CURRENCIES[currency.lower()])
    if part["percent"]:
        return Fact(FactKind.PERCENT, _number(part["percent"]))
    if part["length"]:
        unit = _UNIT_OF[(part["unit"] or "").lower()]
        unit = f"working_{unit}" if part["work1"] or part["work2"] else unit
        return Fact(FactKind.DURATION, _number(part["length"]), unit)
    return Fact(FactKind.NUMBER, _number(part["number"] or ""))


def _number(text: str) -> str:
    """Return a decimal without grouping or trailing zeros: "1 234,50" -> "1234.5"."""
    word = _NUMBER_WORDS.get(text.lower())
    if word is not None:
        return str(word)
    plain = _BLANK.sub("", text)
    if _DECIMALS.search(plain) or not _THOUSANDS.search(plain):
        head, _, tail = plain.replace(",", ".").rpartition(".")
        plain = f"{head.replace('.', '')}.{tail}" if head else tail
    else:
        plain = _MARK.sub("", plain)
    return f"{Decimal(plain).normalize():f}"


def _date(part: regex.Match[str]) -> str:
    if part["iso"]:
        return part["iso"]
    if part["slash"]:
        day, number, year = part["slash"].split("/")
        return f"{year.zfill(4)}-{int(number):02}-{int(day):02}"
    month = _MONTH_OF[(part["dmonth"] or part["mmonth"] or "").lower()]
    year = part["dyear"] or part["myear"] or ""
    return f"{year}-{month:02}-{int(part['dday'] or part['mday'] or 0):02}"


def _time(part: regex.Match[str]) -> str:
    hour = int(part["hh"] or part["ch"] or 0)
    half = (part["half"] or part["chalf"] or "").lower()
    if half == "pm" and hour < _NOON:
        hour += _NOON
    return f"{hour % 24:02}:{part['mm'] or '00'}"
