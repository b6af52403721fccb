"""Find words after which no offer is made: on a price, of a discount, of complaint.

They only keep a code back, so one too many does no harm: the rules are wide. Pure.
"""

from collections.abc import Iterator
from enum import StrEnum

import regex

from assistant.understanding.message_words import fold


class OfferObjection(StrEnum):
    """Name the kinds of such words."""

    PRICE = "price"
    DISCOUNT = "discount"
    COMPLAINT = "complaint"


_PRICE = (
    r"\b(?:(?:trop|hyper|super|tres|vraiment|si|un peu|bien|aussi|plus|assez)\s+cher(?:e|s|es)?"
    r"|cher(?:e|s|es)?\s+(?:pour|quand meme|payer)|(?:c'?est|etes|sont|est)\s+cher(?:e|s|es)?"
    r"|hors de prix|prix (?:abusi\w*|excessi\w*|eleve\w*|fou\w*)|moins cher(?:e|s|es)?"
    r"|pas (?:les moyens|donne)|au[- ]dessus de mon budget|hors budget|mon budget"
    r"|(?:too|so|very|quite|bit|rather|really|that|how|pretty|more|awfully)\s+(?:expensive|pricey)"
    r"|(?:is|are|it's|they're|looks?|seems?)\s+(?:expensive|pricey)|over ?priced|steep"
    r"|(?:can't|cannot|couldn't|can not) afford|(?:out of|over|above) (?:my )?budget|my budget"
    r"|cheaper|too (?:much money|dear|high)|a lot (?:of money|for a))\b"
)
_DISCOUNT = (
    r"\b(?:remises?|reductions?|rabais|ristournes?|promos?|promotions?|code promo\w*|bons? d'achat"
    r"|geste commercial|(?:un )?petit geste|code (?:de reduction|avantage|parrain\w*)|soldes?"
    r"|discounts?|coupons?|vouchers?|promo codes?|money off|price match|better (?:price|deal)"
    r"|(?:un|le) meilleur prix|deal|% off)\b"
)
_COMPLAINT = (
    r"\b(?:inadmissible|inacceptable|scandal\w*|hont\w*|decu\w*|decevan\w*|plainte|reclamation"
    r"|arnaqu\w*|escro\w*|vol(?:eur|eurs|e)|marre|ras[- ]le[- ]bol|insupportable|mecontent\w*"
    r"|avis negati\w*|catastroph\w*|lamentable|pitoyable|nul(?:le|s|les)?|foutage|moquez|enerv\w*"
    r"|combien de fois|casse\w*|abime\w*|defectueu\w*|dechir\w*|troue\w*|tache\w*|avocat|juri\w*"
    r"|(?:60|soixante) millions|ufc|dgccrf|signal ?conso|mediateur|tribunal|plus jamais|remboursez"
    r"|unacceptable|disgrac\w*|disappoint\w*|complain\w*|scam\w*|fraud\w*|ridiculous|joke|fed up"
    r"|rubbish|terribl[ey]|awful\w*|appalling|pathetic|useless|worst|angry|furious|shame\w*|sick of"
    r"|how many times|never again|broken|damaged|faulty|torn|ripped|stain(?:s|ed)|lawyer|solicitor"
    r"|court|sue|legal"
    r"|trading standards|ombudsman|chargeback|bad review|trustpilot|refund me)\b"
)
_RULES = {
    OfferObjection.PRICE: regex.compile(_PRICE),
    OfferObjection.DISCOUNT: regex.compile(_DISCOUNT),
    OfferObjection.COMPLAINT: regex.compile(_COMPLAINT),
}


def objections_in(text: str) -> Iterator[OfferObjection]:
    """Yield the kinds of such words that a message has, each once."""
    plain = fold(text).replace("\u2019", "'")
    return (kind for kind, rule in _RULES.items() if rule.search(plain))
