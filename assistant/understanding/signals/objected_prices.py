"""Find objections to the price of a product, alone or beside other words. Pure.

Wider than `price_objections`, after which a code may be given: here a true answer follows. An
objection to another price (of delivery, a return, a repair), a complaint, a review, a wish for a
discount and a message with a question of its own are none: they are read as any message is.
"""

from functools import cache

import regex

from assistant.understanding.message_words import fold
from assistant.understanding.signals.price_objections import is_price_objection
from assistant.understanding.types import PriceObjection
from retrieval.text.resource_files import load_yaml

MAX_WORDS, MAX_LETTERS = 30, 240
"""Length of an objection; a longer message tells a story."""

MAX_SERVICE_WORDS = 14
"""Words of an objection to the price of a service."""

_CLAUSE = regex.compile(r"[^,.!?;\n\u2026]+[,.!?;\u2026]*")
_WORD = regex.compile(r"\w+")
_PART = regex.compile(r"(?<!\?P)<(\w+)>")


def read_price_objection(text: str) -> PriceObjection | None:
    """Return the objection to a product's price that a message is; None: it is another message."""
    plain, patterns = " ".join(fold(text).split()), _patterns()
    if len(plain) > MAX_LETTERS or len(_WORD.findall(plain)) > MAX_WORDS:
        return None
    elsewhere = patterns["elsewhere"].search(plain) is not None
    if not is_price_objection(text):
        objects = elsewhere or patterns["objects"].search(plain)
        if not objects or patterns["barred"].search(plain) or _names_service(plain):
            return None
    if any(_asks_something_else(clause) for clause in _CLAUSE.findall(plain)):
        return None
    said = patterns["budget"].search(plain)
    budget = said["before"] or said["behind"] if said else ""
    return PriceObjection(elsewhere=elsewhere, budget=budget)


def service_asked(text: str) -> str:
    """Return the question for the price of the service that a message finds dear; "": of none.

    "La livraison est trop chère" asks for the price of delivery, as "is delivery expensive?" does.
    """
    plain, patterns = " ".join(fold(text).split()), _patterns()
    if len(plain) > MAX_LETTERS or len(_WORD.findall(plain)) > MAX_SERVICE_WORDS:
        return ""
    named = [asks for words, asks in _services() if words.search(plain)]
    finds_dear = patterns["objects"].search(plain) or patterns["asks_dear"].search(plain)
    other = patterns["wishes"].search(plain) or patterns["barred"].search(_without_services(plain))
    return named[0] if len(named) == 1 and finds_dear and not other else ""


def _names_service(plain: str) -> bool:
    return any(words.search(plain) for words, _ in _services())


def _without_services(plain: str) -> str:
    for words, _ in _services():
        plain = words.sub(" ", plain)
    return plain


def _asks_something_else(clause: str) -> bool:
    """Tell whether a clause asks a question of its own: "is it dear?", "is it wool?"."""
    patterns = _patterns()
    meant = patterns["meant"].search(clause.strip()) or patterns["alternatives"].search(clause)
    return clause.rstrip(" \u2026").endswith("?") and meant is None


@cache
def _patterns() -> dict[str, regex.Pattern[str]]:
    """Return the patterns of `resources/price_objections.yml` for folded texts."""
    rows = load_yaml("assistant.understanding", "price_objections.yml")
    parts = {name: f"(?:{'|'.join(words)})" for name, words in rows["parts"].items()}
    found = {}
    for name in (
        "objects",
        "elsewhere",
        "barred",
        "meant",
        "alternatives",
        "budget",
        "asks_dear",
        "wishes",
    ):
        pattern = _PART.sub(lambda part: parts[part[1]], "|".join(rows[name]))
        found[name] = rf"(?<!\w)(?:{pattern})(?!\w)" if name == "barred" else pattern
    return {name: regex.compile(pattern) for name, pattern in found.items()}


@cache
def _services() -> tuple[tuple[regex.Pattern[str], str], ...]:
    """Return the words of each service, and the question for its price."""
    rows = load_yaml("assistant.understanding", "price_objections.yml")["services"]
    return tuple((regex.compile(rf"(?<!\w)(?:{one['words']})(?!\w)"), one["asks"]) for one in rows)
