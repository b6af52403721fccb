"""Tell streets from ordinary words: "12 months green" and "sur place mercredi" name none.

A number and a word like "green" or "place" are no street. Its name tells, and capitals, the town
behind it or words in front of it that speak of where somebody lives.
"""

import re
from collections.abc import Sequence

from assistant.understanding.message_words import before, fold
from assistant.understanding.word_lists import word_list

_WORD = re.compile(r"[^\W_][\w'’.-]*")  # noqa: RUF001 (what keyboards type)
_NAME = re.compile(
    r"\s*(?:du \d{1,2}(?:er)?\s+|(?:(?:de la|de l'|d[eu]s?(?=\s)|d'|l[ae]s?(?=\s)|l')\s*)?)"
    r"(?P<name>[^\W\d_][\w'.-]*)"
)
MEASURED = (
    r"(?:€|\$|£|%|x|euros?|eur|usd|gbp|dollars?|pounds?|quid|bucks?|balles?|cents?|centimes?|mm|cm"
    r"|km|m|metres?|meters?|miles?|kilometres?|kms|inch(?:es)?|feet|ft|g|kg|kilos?|ml|cl|l|litres?"
    r"|s|sec|min|mins|minutes?|mn|h|hrs?|hours?|heures?|days?|jours?|j|nights?|nuits?|weeks?"
    r"|weekends?|semaines?|months?|mois|years?|yrs?|ans?|annees?|times?|fois|personnes?|people|am"
    r"|pm|percent|degrees?|degres?)"
)
"""Words behind a number that counts or measures, folded: it is no house's."""

_MEASURE = re.compile(MEASURED)
_LIVES = re.compile(
    r"(?<!\w)(?:address|adresse|live[sd]?|living|moved?|moving|home|house|flat|at|to|is|habite\w*"
    r"|habitons|domicilie\w*|demenage\w*|vis|vit|loge\w*|livre\w*|envoye\w*|demeur\w*)[\s:,]+"
    r"(?:(?:in|on|at|to|is|the|my|our|a|au|dans|la|le|sur|de|est|livraison|maintenant|now)[\s:,]+)"
    r"{0,3}$"
)
"""Words of where somebody lives, in front of a street."""

_TOWN_BEHIND = re.compile(
    r"[\s.,]*(?:suite|apt|apartment|flat|appt|appartement)(?!\w)"
    r"|[^.!?\n]{0,60}?(?<!\w)(?:\d{5}(?:-\d{4})?\s+[^\W\d_]{3,}|[a-z]{2}\s+\d{5}(?!\w)"
    r"|[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}(?!\w))"
)
_END = re.compile(r"\s*(?:[,.\n]|$)")
_NOT_A_STREETS = re.compile(
    r"(?<!\w)(?:sur|en|par|ma|ta|sa|mon|ton|son|votre|notre|leur|vos|leurs|chaque|toute|autre"
    r"|my|your|his|her|our|their|by|some|any|no|each)\s+$"
)
"""Words in front of "place", "route" or "cours" that name no street."""


def is_french_street(text: str, match: re.Match[str]) -> bool:
    """Tell whether the words at `match`, a type of street with a name behind, name a street."""
    folded = fold(text)
    said = folded[match.start() : match.end()].strip()
    kind = re.split(r"[\s,]+", said)[-1]
    if kind.endswith(".") and kind[:-1] not in word_list("short_streets"):
        return False  # the end of a sentence
    named = _NAME.match(folded, match.end())
    if named is None or is_common(named["name"]):
        return False
    alone = kind.rstrip(".") in word_list("streets")
    if alone or said[0].isdigit():
        return True
    if _NOT_A_STREETS.search(before(folded, match.start())):
        return False
    return (
        (_has_small(text) and text[named.start("name")].isupper())
        or lives_before(folded, match.start())
        or bool(_TOWN_BEHIND.match(folded, match.end()))
    )


def is_english_street(text: str, match: re.Match[str]) -> bool:
    """Tell whether the words at `match`, a number, a name and a type, name a street."""
    folded = fold(text)
    words = list(_WORD.finditer(folded, match.start(), match.end()))
    names, kind = [_written(text, one) for one in words[1:-1]], _written(text, words[-1])
    behind = _WORD.search(folded, match.end())
    is_alone = kind[0] in word_list("streets")
    if not names or kind[0] == "mail" or _is_count(names):
        return is_alone and not names
    if is_alone or (behind and behind[0].rstrip(".") in word_list("streets")):
        return True
    if kind[1] or all(capital for _, capital in names):
        return True
    if any(name in word_list("around_products") for name, _ in names):
        return False
    return (
        lives_before(folded, match.start())
        or bool(_TOWN_BEHIND.match(folded, match.end()))
        or (begins_line(folded, match.start()) and bool(_END.match(folded, match.end())))
    )


def _written(text: str, word: re.Match[str]) -> tuple[str, bool]:
    """Return a word of a street, and whether its capital means anything."""
    return word[0].rstrip("."), _has_small(text) and text[word.start()].isupper()


def _is_count(names: Sequence[tuple[str, bool]]) -> bool:
    """Tell whether the words behind a number are a measure or words of grammar."""
    first, capital = names[0]
    if not capital and _MEASURE.fullmatch(first):
        return True
    return any(is_common(name) and not capital for name, capital in names)


def lives_before(folded: str, at: int) -> bool:
    """Tell whether words of where somebody lives stand in front of a place in a text."""
    return bool(_LIVES.search(before(folded, at)))


def begins_line(folded: str, at: int) -> bool:
    """Tell whether a line of a text begins at a place, but for a number."""
    return not folded[:at].rpartition("\n")[2].strip(" 0123456789?>-")


def is_common(word: str) -> bool:
    """Tell whether a word is one of grammar, which names no street."""
    if word in word_list("in_street_names"):
        return False
    elided, apostrophe, _ = word.partition("'")
    grammar = word_list("grammar") | word_list("question") | word_list("no_streets")
    return word in grammar or (bool(apostrophe) and f"{elided}'" in grammar)


def _has_small(text: str) -> bool:
    """Tell whether capitals mean anything in a text."""
    return any(sign.islower() for sign in text)
