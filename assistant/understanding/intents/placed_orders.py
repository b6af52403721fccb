"""Tell words about an order that was placed from those about any order, or about none. Pure.

"When would it arrive?" of a visitor who bought nothing is a question for the shop's pages. Only
words that speak of an order of theirs, or that nobody could take for something else, are worth
the question who they are.
"""

import re

from assistant.understanding.entities.order_numbers import find_orders
from assistant.understanding.intents.claim_words import speaks_of_own_goods
from assistant.understanding.intents.imperatives import DOING
from assistant.understanding.message_words import fold
from assistant.understanding.types import OPERATION_INTENTS, Remark, Understanding

SURE = 0.95
"""Probability of a wish from which its words need not name an order."""

_ORDERS = (
    r"(?:com+ande?s?|cmde?s?|cde|colis|paquets?|achats?|expedition|suivi|o(?:r)?ders?|parcels?"
    r"|parcles?|packages?|purchases?|shipments?|tracking)"
)
_ANY = (
    r"(?<!\w)(?:(?:une?|des|les|d'une|d'|an?|any|toute|chaque|(?:sans|with(?:out)?)(?: an?)?|your"
    rf"|vos|votre|premiere|first|prochaine|next) {_ORDERS}"
    rf"|(?:pass\w+|plac\w+|mak(?:e|ing)) (?:\w+ )?{_ORDERS}"
    r"|(?:je|j'|i|on|you|to|can|peux|peut|pour|pouvoir|en|peut-on)"
    r" (?:(?!my |our |the |ma |la |mon |notre )\w+ )?(?:re)?(?:commande[rz]?"
    r"|order)"
    r"|orders? (?:can|are|be)|in order to|(?<!my )(?<!our )(?<!last )(?:orders|parcels|packages)"
    r"|(?:de |d')commandes?)(?!\w)"
)
"""An order that is no certain one, and the verb."""

_THAT = re.compile(
    rf"(?<!\w){_ORDERS}\s+(?:\w+\s+){{0,2}}?(?:que|qui|passee?s?|faite?s?|d'hier|hier|i|we|placed"
    r"|made|that|recue?s?|received|yesterday|en cours|chez vous|with you)(?!\w)"
    r"|(?<!\w)(?:j'ai|jai|ai-je|i have|i've|i had|i made|i placed|j'avais|on a|do i have)\s+"
    rf"(?:\w+\s+){{0,3}}?{_ORDERS}(?!\w)"
)
_NAMED = re.compile(rf"(?<!\w){_ORDERS}(?!\w)")
_ANY_ORDER = re.compile(_ANY)
_BOUGHT = re.compile(
    r"(?<!\w)(?:(?:ai|avais|avons|avait|viens de|vient de|ont|jai) (?:\w+ ){0,3}?"
    r"(?:com+and\w+|achet\w+|rec[eu]+s?|paye\w*)|ordered|bought|received|recieved|purchased"
    r"|(?:achetee|recu|recue|commandee)s?)(?!\w)"
)
_AWAITED = re.compile(
    r"(?<!\w)(?:(?:still|toujours|encore|yet|never|jamais|pas|not|nothing|rien|\w+n't|hasnt|havent"
    r"|didnt) (?:\w+ ){0,4}?(?:arrived?|arrivee?s?|received|come|livree?s?|turned up|shown up"
    r"|parti\w*|expedi\w+|shipped|delivered|sent)"
    r"|waiting|attends? (?:toujours|encore|depuis|mon|ma|mes)"
    r"|(?:where(?:'s|s| is| are)|ou (?:est|en est|sont|en sont)) (?:my|mon|ma|mes|notre|our))(?!\w)"
)
_WISH = re.compile(
    r"(?<!\w)(?:i(?:'d| would)? (?:really |just )?(?:want|like|need|wish|wanna)|(?:want|need) to"
    r"|je (?:veux|voudrais|souhait\w+|dois|aimerais|desire|vais|voulais)|j'aimerais|j'ai besoin"
    r"|il (?:me )?faut|il faudrait|please|pls|(?:could|can|would) you|(?:pouvez|pourriez)[- ]vous"
    r"|peux[- ]tu|vous pouvez|tu peux|merci de|svp|stp|s'il (?:vous|te) plait)(?!\w)"
)


_OWN = re.compile(rf"(?<!\w)(?:my|our|mon|ma|mes|notre|nos) (?:\w+ )?{_ORDERS}(?!\w)")
LEAST_DIGITS = 6
"""Digits of a number that is no model's."""

_OFF = re.compile(
    r"(?<!\w)(?:off|out of|from|de|sur|dans) (?:my |our |the |that |this |ma |la |cette |mon )?"
    rf"{_ORDERS}(?!\w)"
)
"""Where something is taken off: "the socks off my order"."""

_SUPPOSES = re.compile(r"\?|(?<!\w)(?:if|si|s'il|when|quand|unless)(?!\w)")
_BEHIND = 3  # words behind that may follow: "since Monday", "mon colis"
FEW_WORDS = 10
"""Words of a message that only says that something did not come; a longer one says more."""


def speaks_of_order(text: str) -> bool:
    """Return whether words speak of an order that was placed, or of its parcel."""
    folded = fold(text)
    if any(one.search(folded) for one in (_THAT, _BOUGHT, _AWAITED)):
        return True
    return bool(_NAMED.search(_ANY_ORDER.sub(" ", folded)))


def is_of_order(text: str) -> bool:
    """Return whether words take something off an order, or name the order by its number.

    A short number of letters and digits may be a model's: "I'll take the DX4500".
    """
    long = (sum(map(str.isdigit, one.value)) >= LEAST_DIGITS for one in find_orders(text))
    return bool(_OFF.search(fold(text))) or any("#" in text or each for each in long)


def misses_parcel(text: str) -> bool:
    """Return whether a short message says no more than that a parcel of theirs did not come."""
    folded = fold(text)
    asks_more = _SUPPOSES.search(folded) or DOING.search(folded)
    if len(folded.split()) > FEW_WORDS or asks_more:
        return False
    awaited = _AWAITED.search(folded)
    behind = folded[awaited.end() :] if awaited else ""
    says_more = "," in behind or len(behind.split()) > _BEHIND
    return bool(awaited and _OWN.search(folded)) and not says_more


def is_about_own_order(understanding: Understanding) -> bool:
    """Return whether a wish of a customer who is not known is worth asking who they are."""
    said = understanding.entities
    if said.orders or said.emails or understanding.command:
        return True
    text = understanding.own_words
    if speaks_of_order(text):
        return True
    if understanding.remark is Remark.DEFECT:
        return speaks_of_own_goods(fold(text))
    asked = ((one.intent, one.confidence) for one in understanding.requests)
    wishes = (*asked, (understanding.intent, understanding.confidence))
    if any(intent in OPERATION_INTENTS and sure >= SURE for intent, sure in wishes):
        return True
    folded = fold(text)
    return bool(_WISH.search(folded) and DOING.search(folded))
