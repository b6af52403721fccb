"""Find numbers that nobody should send in a chat: payment cards' and bank accounts'. Pure."""

import re
from collections.abc import Iterator

_DIGITS = re.compile(r"(?<![\w-])\d(?:[ .\u00a0\u202f-]?\d){12,18}(?![\w-]|[.,]\d)")
_IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,30}(?!\w)")
_GROUPED = re.compile(r"(?<![\w-])\d{4}([ .-])\d{4}\1\d{4}\1\d{4}(?![\w-])")
_EXPIRY = re.compile(r"\b(?:0[1-9]|1[0-2]) ?/ ?(?:20)?[23]\d\b")
_CODE = re.compile(
    r"\b(cvv|cvc|cv2|crypto(?:gramme)?|security code|code de s[ée]curit[ée])"
    r"(\s*(?:n°|is|est|:|=)?\s*)\d{3,4}\b",
    re.IGNORECASE,
)
_CARD_WORD = re.compile(
    r"\b(?:cards?|cartes?|cb|visa|mastercard|amex|exp\w*|cvv|cvc|crypto\w*)\b", re.IGNORECASE
)
_MASKED = re.compile(r"•{8,}\d{4}")

MASK = "•"
"""The sign that replaces a digit that is not kept."""

_SHOWN = 4  # last digits that are kept

# Length by country, of those that take part in SEPA: any other beginning may be an order's number.
_IBAN_LENGTHS = {
    country: int(length)
    for length, countries in {
        "15": "NO",
        "16": "BE",
        "18": "DK FI NL FO GL",
        "19": "SI",
        "20": "AT BA EE LT LU",
        "21": "CH HR LI LV",
        "22": "BG DE GB GE GI IE ME RS VA",
        "24": "AD CZ ES MD RO SE SK TN",
        "25": "PT",
        "26": "IS TR",
        "27": "FR GR IT MC SM",
        "28": "AL CY HU LB PL MA",
        "31": "MT",
    }.items()
    for country in countries.split()
}

# Ranges of issuer numbers by length (ISO/IEC 7812): a number that only passes the check digit is
# one in ten of all numbers, such as those of parcels.
_ISSUERS = {
    14: re.compile(r"3(?:0[0-5]|[689])"),
    15: re.compile(r"3[47]"),
    16: re.compile(
        r"4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|6(?:011|4[4-9]|5)|35(?:2[89]|[3-8])|62"
    ),
    19: re.compile(r"4|62"),
}


def payment_data_in(text: str) -> str | None:
    """Return the kind of payment number in a text: `card`, `masked_card`, `iban`; None: none."""
    if any(_card_spans(text)):
        return "card"
    if _MASKED.search(text):
        return "masked_card"
    return "iban" if any(_ibans(text)) else None


def masked(text: str) -> str:
    """Return `text` with only the last four digits of each card's number, and without its codes.

    An account number stays: nobody can pay with it alone, and an agent may need it.
    """
    spans = list(_card_spans(text))
    for start, end in reversed(spans):
        digits = re.sub(r"\D", "", text[start:end])
        shown = MASK * (len(digits) - _SHOWN) + digits[-_SHOWN:]
        text = text[:start] + shown + text[end:]
    return _CODE.sub(lambda code: code[1] + code[2] + MASK * 3, text) if spans else text


def passes_luhn(digits: str) -> bool:
    """Tell whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 (the sum of its two digits)
    return total % 10 == 0


def is_iban(text: str) -> bool:
    """Tell whether an account number has valid check digits (ISO 13616: remainder 1 modulo 97)."""
    compact = re.sub(r"\s", "", text).upper()
    if _IBAN_LENGTHS.get(compact[:2]) != len(compact) or not compact[2:4].isdigit():
        return False
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _ibans(text: str) -> Iterator[re.Match[str]]:
    """Yield account numbers; words may follow one with only a blank between."""
    for match in _IBAN.finditer(text):
        ends = [at for at in range(match.start(), match.end()) if text[at] == " "]
        for end in (match.end(), *reversed(ends)):
            found = _IBAN.fullmatch(text, match.start(), end)
            if found and is_iban(found[0]):
                yield found
                break


def _card_spans(text: str) -> Iterator[tuple[int, int]]:
    accounts = [found.span() for found in _ibans(text)]
    for match in _DIGITS.finditer(text):
        if any(start <= match.start() < end for start, end in accounts):
            continue
        digits = re.sub(r"\D", "", match[0])
        issuer = _ISSUERS.get(len(digits))
        if issuer and issuer.match(digits) and (passes_luhn(digits) or _looks_meant(text, match)):
            yield match.span()


def _looks_meant(text: str, match: re.Match[str]) -> bool:
    """Tell whether a number with a wrong check digit is written and called like a card's."""
    rest = text[: match.start()] + " " + text[match.end() :]
    if not _GROUPED.fullmatch(match[0]):
        return bool(_EXPIRY.search(rest) and _CARD_WORD.search(rest))
    return bool(_EXPIRY.search(rest) or _CARD_WORD.search(rest))
