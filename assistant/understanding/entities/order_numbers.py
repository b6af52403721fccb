"""Find the numbers of orders in a message; prices, postcodes and telephone numbers are none."""

import re
from collections.abc import Sequence

from assistant.understanding.message_words import fold
from assistant.understanding.types import Entity

DEFAULT_PATTERN = r"[a-z]{0,4}-?\d{3,12}"
"""A shop's order numbers without "#", in lower case: W2611340, BM-10423, 10423."""

MIN_BARE_DIGITS = 4
"""Least digits, behind letters, of an order number without "#" or a word that announces it."""

_CUE = re.compile(
    r"(?:commandes?|cmds?|cde|orders?|numeros?|num|number|numbers|reference|ref|suivi"
    r"|status|statut|eta|locate|track|(?<!\w)(?:where is|where's|ou est|ou en est|localise[rz]?))"
    r"(?:\s+(?:numeros?|num|number|numbers|reference|ref|id|code|is|est|c'est|its|it's|the"
    r"|n|no|nr|de|of))*"
    r"[\s.:°º#()\"'*-]*$"
)
_NEXT = re.compile(r"(?:,|\s|&|/|\bet\b|\band\b|\bou\b|\bor\b|\bpuis\b|\bthen\b|#)*$")
_MONEY_OR_COUNT = re.compile(
    r"\s*(?:€|\$|£|%|euros?\b|eur\b|usd\b|gbp\b|dollars?\b|pounds?\b|balles?\b|bucks?\b|units?\b"
    r"|pieces?\b|articles?\b|items?\b|products?\b|produits?\b|jours?\b|days?\b|times?\b|fois\b"
    r"|points?\b|ml\b|cm\b|kg\b|[-/.:,]\d)"
)
_CURRENCIES = frozenset({"eur", "usd", "gbp", "chf", "cad"})
_CITY_AFTER = re.compile(r"\s+[A-ZÀ-Ý][a-zà-ÿ-]+")


def find_orders(
    text: str, *, pattern: str = DEFAULT_PATTERN, wanted: bool = False
) -> tuple[Entity[str], ...]:
    """Return the order numbers that `text` names, in upper case and without "#".

    A number is an order's where "#" or a word like "order" stands before it, where another order
    number stands before it in a list, or where letters and digits are written as one word.
    `wanted`: an order number was asked for, so that bare digits are one too. `pattern` is the
    shop's, in lower case without "#".
    """
    folded = fold(text)
    found: list[Entity[str]] = []
    shape = re.compile(rf"(?<![\w@_.+/€$£-])(#\s?)?({pattern})(?![\w@_])")
    for match in shape.finditer(folded):
        number, before = match[2], folded[: match.start()]
        if _MONEY_OR_COUNT.match(folded, match.end()) or re.search(r"[€$£]\s?$", before):
            continue
        said = bool(match[1]) or bool(_CUE.search(before)) or _follows(found, before)
        if said or _is_by_itself(text, match, wanted=wanted):
            value = number.upper()
            found.append(Entity(value=value, start=match.start(), end=match.end()))
    return tuple(found)


def _follows(found: Sequence[Entity[str]], before: str) -> bool:
    """Tell whether only an "and" or a comma stands behind the order number before."""
    return bool(found) and bool(_NEXT.fullmatch(before[found[-1].end :]))


def _is_by_itself(text: str, match: re.Match[str], *, wanted: bool) -> bool:
    number = match[2]
    letters = re.match(r"[a-z]*", number)
    head = letters[0] if letters else ""
    digits = sum(c.isdigit() for c in number)
    if head in _CURRENCIES:
        return False
    if head and digits >= MIN_BARE_DIGITS:
        is_postcode = len(head) == 1 and "-" in number and _CITY_AFTER.match(text, match.end())
        return not is_postcode
    return wanted
