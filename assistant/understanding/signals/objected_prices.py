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
        if not objects or patterns["barred"].search(plain):
            return None
    if any(_asks_something_else(clause) for clause in _CLAUSE.findall(plain)):
        return None
    said = patterns["budget"].search(plain)
    budget = said["before"] or said["behind"] if said else ""
    return PriceObjection(elsewhere=elsewhere, budget=budget)


def _asks_something_else(clause: str) -> bool:
    """Tell whether a clause asks a question of its own: "is it dear?", "is it wool?"."""
    patterns = _patterns()
    meant = patterns["meant"].search(clause.strip()) or patterns["alternatives"].search(clause)
    return clause.rstrip(" \u2026").endswith("?") and meant is None


@cache
def _patterns() -> dict[str, regex.Pattern[str]]:
    """Return the patterns of `resources/price_objections.yml` for folded texts."""
    rows = load_yaml("assistant.understanding", "price_objections.yml")
    parts = {name: f"(?:{'|'.join(words)})" for name, words in rows.pop("parts").items()}
    found = {}
    for name, words in rows.items():
        pattern = _PART.sub(lambda part: parts[part[1]], "|".join(words))
        found[name] = rf"(?<!\w)(?:{pattern})(?!\w)" if name == "barred" else pattern
    return {name: regex.compile(pattern) for name, pattern in found.items()}
