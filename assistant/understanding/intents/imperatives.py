"""Tell the intent of a request by its form: a verb of doing, and the number of an order. Pure.

"Return #1042: the mug", "for order 1042, change the address to ...": names, options and addresses
outnumber the words that tell the intent, and draw a sentence's vector away from it.
"""

import re
from collections.abc import Mapping

from assistant.understanding.intents.request_clauses import ABOUT_AN_ORDER, LEAD
from assistant.understanding.message_words import fold
from assistant.understanding.types import Intent
from assistant.understanding.word_lists import word_list

MAX_OBJECT = 40
"""Letters after a verb within which its object is looked for."""

_VERBS: Mapping[Intent, str] = {
    Intent.CANCEL_ORDER: r"cancel(?:l?ing)?|annule[rz]?|annulation",
    Intent.RETURN_ITEMS: r"return(?:ing)?|send(?:ing)? (?:(?:it|them|that|this) )?back"
    r"|renvoyer|renvoie|renvoyez"
    r"|retourne[rz]?",
    Intent.EXCHANGE_ITEMS: r"exchang(?:e|ing)|swap(?:ping)?|echange[rz]?",
    Intent.CHANGE_PAYMENT: r"pay|payer",
    Intent.CHANGE_ADDRESS: r"(?:send|ship|deliver)(?! back)|livre[rz]?|envoye[rz]|expedie[rz]?",
    Intent.CHANGE_ITEMS: r"chang(?:e|ing)|modify(?:ing)?|updat(?:e|ing)|switch(?:ing)?|modifie[rz]?"
    r"|change[rz]?|remplace[rz]?|replac(?:e|ing)",
}
_SURELY = r"(?:(?:yes|yeah|yep|oui|ouais|ok|okay|sure|d'accord|(?:i |je )?confirme?)(?!\w)\W*+)*"
"""A yes that a request begins with."""

_COMMANDS = tuple(
    (intent, re.compile(rf"{_SURELY}{ABOUT_AN_ORDER}{LEAD}(?:{verbs})(?!\w)"))
    for intent, verbs in _VERBS.items()
)
DOING = re.compile(
    rf"(?<!\w)(?:{'|'.join(_VERBS.values())}|refund\w*|rembours\w*|repair\w*|repare\w*"
    r"|(?:money|argent|take|give|going|it) (?:(?:it|them|this) )?back"
    r"|repren\w+|rend(?:s|re|ez))(?!\w)"
)
"""Verbs of doing: a message with one asks for something to be done with an item."""

_OF_A_WHOLE = (Intent.CANCEL_ORDER, Intent.RETURN_ITEMS, Intent.EXCHANGE_ITEMS)
_IN_THAT_CASE = (
    r"(?:\W|(?:bah|ben|bon|eh bien|well|oh|ah|ok|okay|d'accord|fine|so|then|alors|donc|du coup"
    r"|dans ce cas|in that case|tant pis|et|and|mais|but|actually|finalement|en fait"
    r"|h+m+|euh|heu|uh+|um+|no|non|wait|attend\w*"
    r"|yes|oui)(?!\w))*"
)
_IT = (
    r"(?:[\s-]*(?:le|la|les|it|them|that|this|those|these|ca|cela|back|tout|all of (?:it|them)"
    r"|celle-(?:ci|la)"
    r"|(?:the|this|that|my|la|ma|cette) (?:whole |entire )?(?:order|commande))(?!\w))*"
)
_PLEASE = (
    r"(?:\W|(?:then|alors|donc|please|pls|svp|stp|s'il (?:vous|te) plait|thanks?|thank you|merci"
    r"|now|maintenant|tout de suite|right away|anyway|quand meme|for me|pour moi|instead"
    r"|plutot)(?!\w))*"
)
_CAN_YOU = r"(?:(?:pouvez|pourriez)-vous |(?:peux|pourrais)-tu )?"
_BARE = tuple(
    (intent, re.compile(rf"{_IN_THAT_CASE}{_CAN_YOU}{LEAD}(?:{_VERBS[intent]}){_IT}{_PLEASE}$"))
    for intent in _OF_A_WHOLE
)
_ADDRESS = re.compile(r"\b(?:address|adresse)")
_PAYMENT = re.compile(r"\b(?:payment|paiement|pay |payer)")
_WAY_TO_PAY = re.compile(r"\b(?:with|by|using|from|par|avec)\b")
_NO_ITEM = re.compile(
    r"\s*(?:me|us|nous)\b|.*\b(?:date|day|time|slot|carrier|e-?mail|phone|name|invoice|billing"
    r"|jour|heure|creneau|transporteur|telephone|nom|facture|facturation|livraison|delivery)\b"
)
_TO_SOMEWHERE = re.compile(r"\d+.*\b(?:to|at|au|a|vers)\s+(?!(?:me|us|moi|nous)\b)(?:the |l')?\S")
_OTHER = re.compile(r"\b(?:my|the|mon|ma|le|la|l')?\s*(?:return|exchange|retour|echange)\b")
_NOTHING = re.compile(r"(?:\W|order|commande|my|the|ma|la|\w*\d{3,})*$")


def commanded(text: str) -> Intent | None:
    """Return the intent of a request that has an order's number in it; None: it is not clear."""
    folded = fold(text)
    if _asks_where_it_is(folded):
        return Intent.ORDER_STATUS
    if "?" in text:
        return None  # "can I return #1042 once it is opened?" may ask about the rules
    for intent, pattern in _COMMANDS:
        found = pattern.match(folded.lstrip())
        if found is not None:
            return _of_object(intent, folded.lstrip()[found.end() :])
    return None


def _asks_where_it_is(folded: str) -> bool:
    """Return whether a message with an order's number asks for its status, and nothing else."""
    words = set(re.findall(r"\w+", re.sub(r"\S*\d\S*", " ", folded)))
    asks = word_list("whereabouts")
    return not words.isdisjoint(asks) and words <= asks | word_list("around_whereabouts")


def bare_command(text: str) -> Intent | None:
    """Return the intent of a verb without an object: "well, cancel it then"; None: no intent.

    The object is the order or item that was talked about before.
    """
    folded = fold(text)
    return next((intent for intent, pattern in _BARE if pattern.match(folded)), None)


def _of_object(intent: Intent, rest: str) -> Intent | None:
    """Return the intent of a verb, given the text after it, which names its object."""
    clear = True
    match intent:
        case Intent.CANCEL_ORDER:
            clear = not _OTHER.match(rest.lstrip())  # "cancel my return"
        case Intent.CHANGE_ADDRESS:
            clear = bool(_TO_SOMEWHERE.search(rest))
        case Intent.CHANGE_PAYMENT:
            clear = bool(_WAY_TO_PAY.search(rest))
        case Intent.CHANGE_ITEMS:
            return _changed(rest)
    return intent if clear else None


def _changed(rest: str) -> Intent | None:
    """Return the intent of a verb like "change", given the text after it."""
    near = rest[:MAX_OBJECT]
    if _ADDRESS.search(near):
        return Intent.CHANGE_ADDRESS
    if _PAYMENT.search(near):
        return Intent.CHANGE_PAYMENT
    return None if _NOTHING.match(rest) or _NO_ITEM.match(near) else Intent.CHANGE_ITEMS
