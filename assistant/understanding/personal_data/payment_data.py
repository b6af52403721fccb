"""Find numbers that nobody should send in a chat: payment cards' and bank accounts'. Pure."""

import re
from collections.abc import Iterator

from stdnum import iban, luhn

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

_IBAN_COUNTRIES = (
    "AD AL AT BA BE BG CH CY CZ DE DK EE ES FI FO FR GB GE GI GL GR HR HU IE IS IT LB LI LT LU LV"
    " MC MD ME MT NL NO PL PT RO RS SE SI SK SM TN TR VA"
)
"""Countries in Europe and around it: any other two letters may begin an order's number."""

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


def iban_end(text: str, match: re.Match[str]) -> int | None:
    """Return the end of the account number at the beginning of `match`; None: there is none.

    Words may follow an account number with only a blank or a hyphen between, so ever shorter ends
    are tried. Its structure and check digits are those of ISO 13616.
    """
    ends = (at for at in range(match.end() - 1, match.start(), -1) if text[at] in " -")
    tried = (match.end(), *ends)
    return next((end for end in tried if _is_iban(text[match.start() : end])), None)


def _is_iban(said: str) -> bool:
    return iban.is_valid(said, check_country=False)


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of account numbers."""
    for match in _IBAN.finditer(text):
        if match[0][:2].upper() in _IBAN_COUNTRIES and (end := iban_end(text, match)):
            yield match.start(), end


def _card_spans(text: str) -> Iterator[tuple[int, int]]:
    accounts = list(_ibans(text))
    for match in _DIGITS.finditer(text):
        if any(start <= match.start() < end for start, end in accounts):
            continue
        digits = re.sub(r"\D", "", match[0])
        issuer = _ISSUERS.get(len(digits))
        if issuer and issuer.match(digits) and (luhn.is_valid(digits) or _looks_meant(text, match)):
            yield match.span()


def _looks_meant(text: str, match: re.Match[str]) -> bool:
    """Tell whether a number with a wrong check digit is written and called like a card's."""
    rest = text[: match.start()] + " " + text[match.end() :]
    if not _GROUPED.fullmatch(match[0]):
        return bool(_EXPIRY.search(rest) and _CARD_WORD.search(rest))
    return bool(_EXPIRY.search(rest) or _CARD_WORD.search(rest))
