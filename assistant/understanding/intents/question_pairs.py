"""Split a message that asks two questions: "do you ship to Belgium and can I pay later?". Pure.

Both parts must begin as questions do, so that "is it warm and light?" stays one.
"""

import re

from assistant.understanding.message_words import fold

_OPENS = (
    r"(?:combien|comment|quand|ou (?:est|sont|se|puis|peut|trouver)|quel(?:le)?s?|est-ce|qui"
    r"|pourquoi"
    r"|qu'est|y a-t-il|il y a|c'est (?:quoi|combien|possible|livre)"
    r"|(?:peut|puis|pouvez|livrez|acceptez|faites|avez|reparez|proposez|prenez|vendez|expediez"
    r"|remboursez|reprenez|gravez|pourrais|pourriez|est|sont|faut|dois|peux|a)-(?:t-)?"
    r"(?:on|je|vous|tu|il|ils|elle|elles)"
    r"|(?:et )?(?:je|on|vous|tu) (?:peux|peut|pouvez|livrez|acceptez|faites|avez|reparez|proposez"
    r"|prenez|vendez|expediez|remboursez|reprenez|dois|doit|as)"
    r"|(?:le|la|les|l')\s?\w+(?: \w+){0,3}?"
    r" (?:est|sont|passe|passent|va|vont|tient|resiste)(?:-\w+)?"
    r"|how|what|when|where|which|why|who|is|are|do|does|did|can|could|will|would|should|may|if i"
    r"|am i|have you|has it)(?!\w)"
)
_OPENING = re.compile(rf"\W*{_OPENS}")
_BREAK = re.compile(
    r"\s*\?+\s+(?:(?:et|and|also|aussi|puis|then|sinon|ah et|oh and)\W+)*"
    r"|\s*[,.;]\s*(?:(?:et|and|also|aussi|puis|sinon)\W+)+|\s+(?:et|and)\s+(?:(?:aussi|also)\s+)?"
)
_SHARED = re.compile(r"\W*((?:quel(?:le)?s? (?:sont|est)|what(?:'s| is| are))) ")
_THING = re.compile(r"(?:le|la|les|l'|the|your|vos|votre)(?!\w)")
_COMPARES = re.compile(r"(?<!\w)(?:entre|between|differences?)(?!\w)")
_LEAST = 3
"""Least words of a question."""


def split_questions(text: str) -> tuple[str, str] | None:
    """Return the two questions of a message; None: it asks one, or more than two."""
    if "?" not in text and not _OPENING.match(fold(text)):
        return None
    pairs = [pair for one in _BREAK.finditer(fold(text)) if (pair := _pair(text, one))]
    return pairs[0] if len(pairs) == 1 else None


def _pair(text: str, at: re.Match[str]) -> tuple[str, str] | None:
    """Return the questions on both sides of a place in a text; None: they are not two."""
    first, second = text[: at.start()].strip(" ?"), text[at.end() :].strip()
    shared = _SHARED.match(fold(text))
    if _COMPARES.search(fold(first)):
        return None
    if shared and _THING.match(fold(second)) and not _OPENING.match(fold(second)):
        one = re.match(r"(?:le|la|l')(?!\w)", fold(second))
        opener = "quel est" if one else text[shared.start(1) : shared.end(1)]
        second = f"{opener} {second}"
    if len(first.split()) < _LEAST or len(second.split()) < _LEAST:
        return None
    asks = "?" in at.group() or _OPENING.match(fold(first)) or text.rstrip().endswith("?")
    return (f"{first} ?", second) if asks and _OPENING.match(fold(second)) else None
