"""Whether a text asks something, and which attribute of a product it asks for. Pure."""

import re

from assistant.insights.signals.patterns import first, table
from assistant.understanding.understanding_types import Intent

_ASKS = re.compile(
    r"\s*(?:(?:bonjour|bonsoir|salut|hello|hi|hey|good (?:morning|evening))\W+)?(?:et |and "
    r"|alors |so )?"
    r"(?:est-ce|es-ce|esce|qu'est|quel\w*|combien|comment|ou (?:est|sont|puis|en|se|peut)|quand"
    r"|pourquoi|puis-je|peut-on|pouvez"
    r"|pourriez|avez|auriez|y a-t|y'a|a quel\w*|de quel\w*|pour quel\w*|c'est quoi|is|are"
    r"|do(?! not)|does|did|can(?!'t)|could|how|what|which|when"
    r"|where|why|who|will|would|may|has|have you|any)\b(?!')"
)

ASKING = frozenset(
    {Intent.QUESTION, Intent.PRODUCT_QUESTION, Intent.PRODUCT_SEARCH, Intent.COMPARE}
)
"""Intents of messages that want an answer."""


def asks(folded: str) -> bool:
    """Return whether a folded text is a question by its form."""
    return "?" in folded or bool(_ASKS.match(folded))


def attribute_asked(folded: str) -> str:
    """Return the attribute that a folded question asks for; "": none that is known."""
    return first(table("attributes"), folded)
