"""Tell the wish to take goods off an order: "remove the mug from my order". Pure.

The words name a thing and an order of theirs. A basket, a whole order, a question how it is done,
and what an order has beside goods (an address, a code, a parcel) are none.
"""

import re

from assistant.understanding.message_words import fold

MAX_CHARS = 200
"""Letters of the longest message that is looked at: a longer one says more than this."""

_NUMBER = r"(?:n[o°]?\.? ?)?#?(?:[a-z]{0,3}-?)?\d[\w-]*"
_EN_ORDER = (
    r"(?<!\w)(?:from|off|out of|in|on) "
    r"(?:(?:my|our|this|that|the) (?:(?!order)\w+ ){0,2}order(?!\w)"
    rf"|order {_NUMBER})"
)
_FR_ORDER = (
    r"(?<!\w)(?:de|dans|sur|a) "
    r"(?:(?:ma|notre|cette|la) (?:(?!commande)\w+ ){0,1}(?:commande|cde)(?!\w)"
    rf"|la (?:commande|cde) {_NUMBER})"
)
_THING = r"(?P<thing>[^?!.]{0,80}?)"
_EN_VERBS = r"(?<!\w)(?:remove|take|drop|delete|leave|strike|pull|scratch|cancel)"
_FR_VERBS = (
    r"(?<!\w)(?:retir|enlev|supprim|ot|annul)(?:er|ez|e|es|ons)(?:[- ](?:moi|nous))?"
    r"(?:[- ](?:l[ea]s?))?"
)
_WISHES = tuple(
    map(
        re.compile,
        (
            rf"{_EN_VERBS} {_THING} ?(?:(?<!\w)(?:out|off|away) )?{_EN_ORDER}",
            rf"(?<!\w)(?:take|leave) (?:off|out|away) {_THING} {_EN_ORDER}",
            rf"(?<!\w)(?:don'?t|do not|no longer) (?:want|need) {_THING} {_EN_ORDER}",
            rf"{_FR_VERBS} ?{_THING} ?{_FR_ORDER}",
            rf"(?<!\w)(?:sortir|sortez|sors) {_THING} {_FR_ORDER}",
            rf"(?<!\w)(?:ne veux|ne voulons|veux) plus {_THING} {_FR_ORDER}",
        ),
    )
)
_NOT_A_WISH = re.compile(
    r"^\W*(?:how|why|when|where|who|did|have|has|what|comment|pourquoi|quand|qui|ou|combien"
    r"|quel\w*|if|si)(?!\w)"
    r"|(?<!\w)(?:don'?t|do not|never|please not|ne|n'|pas) (?:\w+ )?(?:remove|take|drop|delete"
    r"|cancel|retir\w+|enlev\w+|supprim\w+|ot\w+|annul\w+)(?!\w)"
    r"|(?<!\w)(?:an order|une commande|panier|basket|cart|trolley|(?:my|the) bag(?= ?\W?$)"
    r"|en magasin|en boutique|point relais|instead|a la place)(?!\w)"
)
_OTHER_THING = re.compile(
    r"(?<!\w)(?:address|adresse|name|nom|prenom|note|message|mot|gift ?wrap\w*|emballage"
    r"|papier cadeau|code|promo\w*|discount|remise|reduction|voucher|bon|invoice|facture|receipt"
    r"|shipping|delivery|livraison|frais|fees?|payment|paiement|(?:my|credit|bank|gift) card"
    r"|(?:ma|la) carte|parcel|package|colis|order|commande|everything|all|tout|toute|tous|toutes"
    r"|whole|entiere?|money|argent|tax|tva|phone|telephone|e-?mail|signature|insurance|assurance"
    r"|stain|tache|it|that|this|ca|cela)(?!\w)"
)


def takes_off_order(text: str) -> bool:
    """Return whether a message asks to take some of the goods off an order of the customer's."""
    folded = " ".join(fold(text).split())
    if len(folded) > MAX_CHARS or _NOT_A_WISH.search(folded):
        return False
    for wish in _WISHES:
        found = wish.search(folded)
        if found is not None:
            return not _OTHER_THING.search(found["thing"])
    return False
