"""Tell a question before the sale: "c'est livré quand si je commande aujourd'hui ?". Pure.

It speaks of an order that does not exist yet, so it is about the shop's pages, and never asks who
the customer is.
"""

import re

from assistant.understanding.message_words import fold

_DAYS = r"(?:aujourd'hui|maintenant|ce (?:soir|matin|midi)|demain|today|now|tonight|tomorrow)"
_CONDITION = re.compile(
    r"(?<!\w)(?:"
    r"si (?:je |j'|on |nous )(?:\w+[ '])?(?:command|achet|pass\w* (?:une |ma |la )?commande)"
    r"|en (?:commandant|achetant|passant commande)"
    rf"|(?:une|toute) commande (?:passee )?{_DAYS}"
    r"|if (?:i|we|you|one) (?:\w+ )?(?:order|buy|purchas|plac\w+ (?:an|my|the) order)"
    rf"|(?:by )?(?:ordering|buying) (?:it )?{_DAYS}|an order placed {_DAYS}"
    r")"
)


def asks_before_sale(text: str) -> bool:
    """Return whether a message asks about an order that the customer may place."""
    return bool(_CONDITION.search(fold(text)))
