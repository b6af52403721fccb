"""Tell a question before the sale: "c'est livré quand si je commande aujourd'hui ?". Pure.

It speaks of an order that does not exist yet, so it is about the shop's pages, and never asks who
the customer is.
"""

import re

from assistant.understanding.message_words import fold

_DAYS = r"(?:aujourd'hui|maintenant|ce (?:soir|matin|midi)|demain|today|now|tonight|tomorrow)"
_CONDITION = re.compile(
    r"(?<!\w)(?:"
    r"(?:si|quand|des que) (?:je |j'|on |nous )(?:\w+[ '])?(?:command(?!e est)|achet|valide"
    r"|finalise"
    r"|paye|paie|pren|pass\w* (?:une |ma |la )?commande)"
    r"|en (?:commandant|achetant|passant commande)"
    rf"|(?:une|toute) commande (?:passee )?{_DAYS}"
    r"|(?:if|when|once) (?:i|we|you|one) (?:\w+ )?(?:order(?!ed)|buy|purchase(?!d)|check ?out"
    r"|pay(?!\w)"
    r"|plac(?:e|ing) (?:an|my|the) order)"
    rf"|(?:by )?(?:ordering|buying) (?:it )?{_DAYS}|an order placed {_DAYS}"
    rf"|(?:achete|bought|buy|purchased?)(?:e|es)? (?:it )?{_DAYS}"
    r")"
)
_DEADLINE = re.compile(
    r"(?<!\w)(?:jusqu'?a? ?quand|until when|till when|how long (?:do|have|would|will) (?:i|we|you)"
    r"(?: (?:have|got|get))? to|how long (?:do i|have i) (?:have|got)"
    r"|(?:combien de temps|cb de temps|quel delai) (?:j'ai|jai|ai-je|on a|a-t-on|est-ce que j'ai"
    r"|pour"
    r"|avant)|j'ai combien de temps|ai-je combien de temps|what'?s the deadline)(?!\w)"
)


def asks_before_sale(text: str) -> bool:
    """Return whether a message asks about an order that may be placed, or for a time limit.

    The limit is the same for everybody's orders: the pages tell it.
    """
    folded = fold(text)
    return bool(_CONDITION.search(folded) or _DEADLINE.search(folded))
