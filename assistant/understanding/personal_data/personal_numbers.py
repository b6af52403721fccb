"""Find numbers that belong to a person: cards, accounts, telephones, papers, orders, codes.

A number that its check digits or the numbering plan confirm gets its own kind. Any other number of
that length is found too, because one wrong digit does not make it less a person's.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import phonenumbers
from stdnum import luhn

from assistant.understanding.entities.order_numbers import find_orders
from assistant.understanding.message_words import before, fold
from assistant.understanding.personal_data.payment_data import iban_end
from assistant.understanding.personal_data.personal_spans import PersonalDataKind, Span

REGIONS = ("FR", "GB", "US")
"""Countries whose telephone numbers may lack the country's code ("+33", "0033")."""

LONG = 7
"""Digits from which a number of any kind is taken out."""

_RUN = re.compile(
    r"(?<![\w€$£])(?:\+|00)?\(?\d(?:[ \u00a0\u202f.()/_·•–-]{0,3}\d)++(?=x\d|\W|$)",  # noqa: RUF001
    re.ASCII,
)
_EXTENSION = re.compile(r"\s?(?:x|ext\.?|poste|extension)\s?\d{1,6}(?!\w)", re.IGNORECASE)
_MEASURED = re.compile(
    r"\s?(?:€|\$|£|%|(?:euros?|eur|usd|gbp|chf|dollars?|pounds?|ml|cl|l|g|kg|mg|mm|cm|m|km|mah"
    r"|w|kw|v|hz|rpm|lux"
    r"|lumens?|px|gb|go|tb|mp)(?!\w))",
    re.IGNORECASE,
)
_PRICED = re.compile(r"[€$£]\s?$|(?<!\w)(?:eur|usd|gbp|chf)\s?$", re.IGNORECASE)
_ROW = re.compile(r"[1-9]\d{1,2}(?: ?[ /-] ?[1-9]\d{1,2}){1,7}")
_MOST_STEP = 10  # between two sizes in a row

_MIXED = re.compile(r"(?<![\w-])(?=\w*[A-Za-z])(?=(?:\w*\d){8})\w{9,34}(?![\w-])")
_IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}[ -]?\d{2}(?:[ -]?[A-Za-z0-9]){10,31}(?!\w)")

_PAPER = re.compile(
    r"(?<!\w)(?:passport|passeport|driv\w+ licen[cs]e|licen[cs]e (?:no|number|plate)"
    r"|permis(?: de conduire)?|cni"
    r"|carte (?:nationale )?d'identite|identity card|id card|ssn|social security"
    r"|securite sociale|secu"
    r"|national insurance|nino?|nir|numero fiscal|tax (?:id|number)|siren|siret|vat|tva"
    r"|immatriculation"
    r"|number plate|plaque|carte vitale|iban|bic|swift|sort code|account (?:no|number)|rib)(?!\w)"
    r"[^\w\n]*(?:(?:number|numero|num|no|n°|is|est|c'est|nr|card|of|de|du|the|my|mon"
    r"|ma)[^\w\n]*){0,4}"
    r"(?P<id>(?=[\w /.-]{0,4}[\w-]*\d)[\w-]{2,}(?:[ .-][\w-]*\d[\w-]*){0,5})"
)
_SSN = re.compile(r"(?<![\w-])\d{3}[- ]\d{2}[- ]\d{4}(?![\w-])")
_NINO = re.compile(r"(?<!\w)[a-ceghj-prstw-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d](?!\w)")
_NIR = re.compile(
    r"(?<!\w)[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}"
    r"|2[ab]) ?\d{3} ?\d{3}(?: ?\d{2})?(?!\w)"
)

_CODE = re.compile(r"(?<![\w.,€$£-])\d{3}[ -]?\d{3}(?![\w]|[.,]\d|\s?(?:€|\$|£|eur))")
_CODE_SAID = re.compile(r"(?<!\w)code\W{0,3}(?:(?:is|est|c'est|it's)\W{0,3})?$")
_FIVE = re.compile(r"(?<![\w.,€$£-])\d{5}(?:-\d{4})?(?![\w-]|[.,]\d)")
"""A postcode or an order's number without a word that says so."""

_CARD_CODE = re.compile(
    r"(?<!\w)(?:cvv|cvc|cv2|crypto\w*|pin|code secret|security code)\W{0,3}(?:is|est"
    r"|:)?\W{0,3}(?P<id>\d{3,6})(?!\w)"
)
_ENDING = re.compile(
    r"(?<!\w)(?:ending(?: in| with)?|ends (?:in|with)|last (?:four|4)(?: digits)?(?: are| is)?"
    r"|finissant par|termin\w+ (?:par|en)"
    r"|derniers chiffres)\W{0,3}(?P<id>\d{4})(?!\w)"
)
_SPOKEN = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|un|deux|trois"
    r"|quatre|cinq|sept|huit|neuf"
    r"|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante"
    r"|cent|et)"
)
_ALOUD = re.compile(rf"(?<!\w){_SPOKEN}(?:[ ,.-]+{_SPOKEN}){{6,}}(?!\w)")


def find_numbers(text: str, *, kept: Sequence[tuple[int, int]] = ()) -> Iterator[Span]:
    """Yield the spans of numbers; `kept` are the places of dates and amounts, nobody's."""
    folded = fold(text)
    yield from _named(folded)
    for match in _ALOUD.finditer(folded):
        yield Span(PersonalDataKind.PHONE, match.start(), match.end())
    if not any(sign.isdigit() for sign in text):
        return
    yield from _accounts(text)
    yield from _runs(text, kept)
    for pattern, kind in (
        (_SSN, PersonalDataKind.ID),
        (_NINO, PersonalDataKind.ID),
        (_NIR, PersonalDataKind.ID),
        (_CODE, PersonalDataKind.CODE),
        (_FIVE, PersonalDataKind.NUMBER),
    ):
        for match in pattern.finditer(folded):
            if _is_kept(match.span(), kept) or _is_measured(text, match):
                continue
            if not _is_from_to(folded, match):
                yield Span(kind, match.start(), match.end())
    for match in _MIXED.finditer(text):
        yield Span(PersonalDataKind.NUMBER, match.start(), match.end())
    for order in find_orders(text):
        if not _is_kept((order.start, order.end), kept):
            yield Span(PersonalDataKind.ORDER, order.start, order.end)


def _named(folded: str) -> Iterator[Span]:
    """Yield the spans of numbers that a word announces: "passport no. ...", "ending in 4242"."""
    for pattern, kind in (
        (_PAPER, PersonalDataKind.ID),
        (_CARD_CODE, PersonalDataKind.CODE),
        (_ENDING, PersonalDataKind.CARD),
    ):
        for match in pattern.finditer(folded):
            yield Span(kind, match.start("id"), match.end("id"))


def _accounts(text: str) -> Iterator[Span]:
    """Yield the spans of account numbers; words may follow one with only a blank between."""
    for match in _IBAN.finditer(text):
        if end := iban_end(text, match):
            yield Span(PersonalDataKind.IBAN, match.start(), end)
            continue
        end = _last_digit(text, match)
        if (
            text[match.start() + 2].isdigit()
            and sum(sign.isdigit() for sign in text[match.start() : end]) > LONG
        ):
            yield Span(PersonalDataKind.NUMBER, match.start(), end)


def _last_digit(text: str, match: re.Match[str]) -> int:
    at = max(at for at in range(match.start(), match.end()) if text[at].isdigit())
    end = at + 1
    while end < match.end() and text[end].isalnum():
        end += 1
    return end


def _runs(text: str, kept: Sequence[tuple[int, int]]) -> Iterator[Span]:
    for match in _RUN.finditer(_without(text, kept)):
        said = match[0]
        digits = re.sub(r"\D", "", said)
        if len(digits) < LONG or _is_measured(text, match):
            continue
        if _is_row_of_sizes(said):
            continue
        kind = _kind_of(said, digits)
        after = _EXTENSION.match(text, match.end())
        yield Span(kind, match.start(), after.end() if after else match.end())


def _is_row_of_sizes(said: str) -> bool:
    """Tell whether numbers climb in small steps, as the sizes "36 38 40 42" do.

    Those of a telephone number do not.
    """
    if not _ROW.fullmatch(said):
        return False
    sizes = [int(size) for size in re.findall(r"\d+", said)]
    return all(0 < after - before <= _MOST_STEP for before, after in pairwise(sizes))


def _is_from_to(folded: str, match: re.Match[str]) -> bool:
    """Tell whether six digits are two measures, as in "chest 102-107", and no code."""
    said = "-" in match[0] and _is_row_of_sizes(match[0])
    return said and not _CODE_SAID.search(before(folded, match.start()))


def _kind_of(said: str, digits: str) -> PersonalDataKind:
    if 13 <= len(digits) <= 19 and luhn.is_valid(digits):  # noqa: PLR2004 (ISO/IEC 7812)
        return PersonalDataKind.CARD
    regions = (None,) if said.startswith("+") else REGIONS
    return (
        PersonalDataKind.PHONE
        if any(_is_phone(said, region) for region in regions)
        else PersonalDataKind.NUMBER
    )


def _is_phone(said: str, region: str | None) -> bool:
    """Tell whether the numbering plan has such a number; numbers kept free for fiction count."""
    try:
        number = phonenumbers.parse(said, region)
    except phonenumbers.NumberParseException:
        return False
    if phonenumbers.is_valid_number(number):
        return True
    is_full = said.startswith(("+", "0", "(")) or len(re.sub(r"\D", "", said)) == 10  # noqa: PLR2004 (of the US)
    return is_full and bool(phonenumbers.is_possible_number(number))


def _is_measured(text: str, match: re.Match[str]) -> bool:
    return bool(_MEASURED.match(text, match.end()) or _PRICED.search(before(text, match.start())))


def _is_kept(span: tuple[int, int], kept: Sequence[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in kept)


def _without(text: str, kept: Sequence[tuple[int, int]]) -> str:
    """Return `text` with commas in the places that are kept, as long as before."""
    for start, end in kept:
        text = text[:start] + "," * (end - start) + text[end:]
    return text
