"""Tell the wish of a message for a basket by its form: "ajoute le bleu en M", "my basket". Pure.

A whole message has to have the form. `surely` holds where it names the basket; other words ("je le
prends", "I'll take it") mean it only where a product is before the customer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.understanding.message_words import fold
from assistant.understanding.types import Intent

MAX_CHARS = 160
"""Letters of the longest message that is looked at: a longer one says more than this."""

_BASKET = (
    r"(?:(?:shopping )?(?:baskets?|baskit|bakset|baskett|cart|kart|trolley|bag)"
    r"|pan+iers?|panie|pannie|pagnier|caddies?|cadie|cady)"
)
_ITS = r"(?:(?:mon|ton|votre|le|la|mes|my|the|your|our|a|un|ce|this|m[oy])\s+)?"
_IN = rf"(?:dans|ds|dan|au|a|en|sur|into|in|to|inside|onto|2)\s+{_ITS}{_BASKET}"
_LEAD = (
    r"(?:\W|(?<!\w)(?:ok(?:ay|i)?|d'?accord|dac|parfait|perfect|super|great|nice|cool|top"
    r"|genial|lovely|bon|bien|eh|ben|bah|alors|donc|du coup|allez|allons-y|bonjour|hello|hi|hey"
    r"|salut|bonsoir|oui|yes|yeah|yep|ouais|well|so|then|right|fine|et|and|puis|merci|thanks?"
    r"|thank you|please|pls|plz|svp|stp|s'?il (?:vous|te) plait|finalement|en fait|actually"
    r"|excellent|brilliant|oh|ah|hmm+|j'adore|i love it|i like it|ca me (?:va|plait)"
    r"|c'est (?:bon|parfait))(?!\w))*"
)
_TAIL = (
    r"(?:\W|(?<!\w)(?:please|pls|plz|svp|stp|s'?il (?:vous|te) plait|merci|thanks?|thank you"
    r"|alors|donc|then|du coup|now|maintenant|tout de suite|right away|too|aussi|as well|also"
    r"|for me|pour moi|ok|d'accord|will you|would you|if you can|si possible)(?!\w))*"
)
_CAN = (
    r"(?:(?:est-ce que )?(?:(?:tu peux|vous pouvez|tu pourrais|vous pourriez|peux-tu|pouvez-vous"
    r"|pourrais-tu|pourriez-vous|peut-on|on peut|can (?:you|i|we)|could (?:you|i)|would you"
    r"|will you|i(?:'d| would)? (?:want|like) (?:you )?to|i wanna|i need (?:you )?to|let'?s|you can"
    r"|j'?(?:e )?(?:aimerais|voudrais|veux|souhaite(?:rais)?)(?: que (?:tu|vous))?|je peux|puis-je"
    r"|il faudrait|go ahead and)\s+)(?:just\s+|please\s+|me\s+|m'|bien\s+)?)?"
)
_PUT = (
    r"(?:r?ajout(?:e[rzs]?|ons|ee)?|ajoutter|adjouter?|met(?:s|tez|tre|ter|tons|te)?"
    r"|glisse[rz]?|place[rz]?|pose[rz]?|depose[rz]?|balance[rz]?|fourre[rz]?|range[rz]?"
    r"|ad+(?:ing)?|put(?:ting)?|pop|throw|stick|chuck|drop|slip|toss)"
)
_TO_ME = r"(?:[- ](?:moi|nous|m'en|me|m'))?(?:-(?:le|la|les|l'|en|ca|moi))*"
_OBJECT = r"(?:[\s:,]+(?P<object>\S.*?))?"
_NOUN = r"(?P<object>(?:le |la |les |l'|un |une |the |a |an |this |that |ce |cette |\d ).*?)"
_I_TAKE = (
    r"(?:(?:moi )?(?:j|je|on)[\s']*(?:vais |vai |va )?(?:le |la |les |l'|en |vous |te )*"
    r"(?:prend(?:s|rai|rais|re|ra|d)?|pren|achet(?:e|erai|er)|command(?:e|erai|er)"
    r"|choisi(?:s|rai|r)?|garde|veux|voudrais|souhaite|aimerais)"
    r"(?: (?:le |la |les |l'|en )?(?:prendre|acheter|commander|avoir))?"
    r"|(?:i(?:'| wi|'?m gonna |'?m going to )?ll|ill|i will|i'?m gonna|i'?m going to|we(?:'|wi)?ll"
    r"|we will|let me|let's|i(?:'d| would) (?:like|love)(?: to)?|i wanna|i want(?: to)?|gonna)\s*"
    r"(?:please |just )?(?:take|have|get|buy|go for|go with|order|purchase|grab|tkae|tak)"
    r"|i'?(?:ll be|m) (?:taking|having|buying)"
    r"|i(?:'d like| would like| want)|take|buy|order|go (?:for|with))"
)
_REMOVE = (
    r"(?:retire[rz]?|retir|enle[vz]e?[rz]?|supp?rime[rz]?|ote[rz]?|vire[rz]?"
    r"|remove|delete|drop|get rid of|scrap|remov)"
)
_COUNT = r"(?:x\s?)?(?:\d{1,2}|deux|trois|quatre|cinq|six|two|three|four|five)"
_AFTER_ALL = r"(?:\s+(?:instead|plutot|a la place|pieces?|exemplaires?|finalement))*"
_SEE = (
    r"(?:(?:montre[rz]?|affiche[rz]?|vo(?:ir|yons)|regarde[rz]?|ouvr(?:e|ez|ir)|consulte[rz]?"
    r"|show|see|view|open|display|check|look at|list)(?:[- ]moi| me)?)"
)
_WHAT_IS = (
    r"(?:qu'?(?:est-ce qu'?(?:il y a|j'ai|y a)|y a-t-il|y a t il|ai-je|'?il y a)|c'est quoi"
    r"|il y a quoi|y a quoi|j'ai quoi|quoi|combien(?: d'articles?)?(?: (?:y a-t-il|j'ai|ai-je))?"
    r"|what(?:'?s| is| do i have| have i got| did i put| i have)?|how many (?:items|things)"
    r"(?: are| do i have)?)"
)
_ADD_UP = (
    r"(?:ou en est|que contient|le (?:contenu|total|montant) de|recapitule[rz]?|resume[rz]?"
    r"|what does|the (?:content|total)s? of|how much is|total of)"
)
_PAY = (
    r"(?:valide[rz]?|finalise[rz]?|regle[rz]?|paye[rz]?|commande[rz]?|confirme[rz]?|pay(?: for)?"
    r"|check ?out|complete|order|buy)"
)


def _forms(*forms: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"{_LEAD}{_CAN}{form}{_TAIL}$") for form in forms)


_FORMS: tuple[tuple[Intent, bool, tuple[re.Pattern[str], ...]], ...] = (
    (
        Intent.SHOW_BASKET,
        True,
        _forms(
            rf"{_SEE}\s+{_ITS}{_BASKET}",
            rf"(?:mon|my)\s+{_BASKET}",
            rf"{_WHAT_IS}\s+(?:dans|ds|in|inside)\s+{_ITS}{_BASKET}",
            rf"{_ADD_UP}\s+(?:mon|my|le|the)\s+{_BASKET}(?: contain| hold)?",
            rf"{_PAY}\s+(?:mon|le|my|the)\s+{_BASKET}",
        ),
    ),
    (
        Intent.CHANGE_BASKET,
        True,
        _forms(
            rf"(?:{_REMOVE}|take)\b.*?\s(?:(?:out )?of|off|from|de|du|dans)\s+{_ITS}{_BASKET}",
            rf"(?:vide[rz]?|empty|clear|reset|efface[rz]?|delete|supprime[rz]?)\s+{_ITS}"
            rf"(?:tout )?{_BASKET}",
            r"(?:change[rz]?|modifie[rz]?|modify|update)\s+(?:la quantite|les quantites"
            r"|the quantit(?:y|ies))\b.*",
            rf"(?:change[rz]?|modifie[rz]?|modify|update|edit)\s+{_ITS}{_BASKET}",
        ),
    ),
    (
        Intent.ADD_TO_BASKET,
        True,
        _forms(
            rf"{_PUT}{_TO_ME}\s+{_IN}\s*:?{_OBJECT}",
            rf"{_PUT}{_TO_ME}{_OBJECT}\s+{_IN}",
            rf"{_I_TAKE}{_OBJECT}\s+{_IN}",
            rf"{_NOUN}\s+{_IN}",
        ),
    ),
    (
        Intent.SHOW_BASKET,
        False,
        _forms(
            rf"(?:le |the )?{_BASKET}",
            r"(?:je )?(?:passe[rz]?|valide[rz]?|finalise[rz]?|confirme[rz]?) (?:ma |la |a la )?"
            r"(?:commande|caisse)",
            r"(?:go to |proceed to |to )?(?:the )?check(?: |-)?out",
            r"(?:je (?:veux|voudrais|vais) )?(?:payer|regler|commander)",
            r"(?:c'est tout|that'?s (?:all|everything|it))(?: (?:pour moi|for me))?"
            r"[,. ]+(?:je (?:commande|paye|paie)|i'?ll (?:pay|check out))",
            r"(?:ou|comment) (?:est-ce que )?(?:je (?:paie|paye|commande)|payer|commander)",
            r"(?:how|where) (?:do|can) i (?:pay|check ?out|order)(?: now)?",
            r"(?:i(?:'d| would) like to|i want to|let me|can i) (?:pay|check ?out)",
        ),
    ),
    (
        Intent.ADD_TO_BASKET,
        False,
        _forms(
            rf"{_I_TAKE}{_OBJECT}",
            rf"{_PUT}{_TO_ME}{_OBJECT}",
            r"(?:vendu|adjuge|sold|deal)(?:\s*!)*",
            r"(?P<object>(?:celui|celle|ceux|celles)[- ](?:ci|la))",
        ),
    ),
    (
        Intent.CHANGE_BASKET,
        False,
        _forms(
            rf"{_REMOVE}(?:[- ](?:le|la|les|moi|it|them|that|this|everything|tout|out|off))*"
            r"(?:\s+(?:le|la|les|l'|the|this|that|ce|cette|my|mon|ma)\b.*)?",
            r"take(?: .*)? (?:out|off|away)",
            r"(?:mets?|mettez|mettre|passe[rz]?|make|set)"
            r"(?:[- ](?:en|m'en|le|la|les|it|them|that|moi|a|to))*"
            rf"\s+(?:plutot\s+|rather\s+)?{_COUNT}{_AFTER_ALL}",
            rf"j'en (?:veux|voudrais|prends?) (?:plutot )?{_COUNT}{_AFTER_ALL}",
            rf"i (?:want|need|would like) {_COUNT} of (?:them|it|those|these)(?: instead)?",
        ),
    ),
)
"""Forms of a message, each with its intent, and whether it means that intent by itself."""

_FIRM = re.compile(
    r"(?<!\w)(?:pren\w*|achet\w*|command\w*|r?ajout\w*|adjout\w*|met(?:s|tez|tre|ter|tons|te)?"
    r"|add|put|take|taking|have|having|get|buy|buying|order|purchase|grab|go (?:for|with))(?!\w)"
)
"""A verb of taking, which says more than a wish: "I want a coat" looks for one."""

_ASKING = re.compile(r"\?|(?<!\w)(?:quel(?:le)?s?|which|what|si|if|combien|how)(?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketWords:
    """Hold the wish that a message may have for the basket."""

    intent: Intent
    surely: bool  # it names the basket, or what can only be done to one
    which: str = ""  # the words that say which product; "": none do
    firm: bool = False  # it takes something, and does not only wish for it


def read_basket_words(text: str) -> tuple[BasketWords, ...]:
    """Return the wishes that a message may have for a basket, the likeliest first."""
    text = text.strip()
    folded = fold(text)
    if len(folded) > MAX_CHARS or "\n" in folded:
        return ()
    return tuple(_readings(text, folded))


def _readings(text: str, folded: str) -> Iterator[BasketWords]:
    for intent, surely, forms in _FORMS:
        asks = intent is Intent.ADD_TO_BASKET and not surely and _ASKING.search(folded)
        found = next((match for form in forms if (match := form.match(folded))), None)
        if found is None or asks:
            continue
        start, end = found.span("object") if "object" in found.re.groupindex else (0, 0)
        which = text[start:end] if end > 0 else ""
        firm = bool(_FIRM.search(folded[: start or len(folded)]))  # "je veux | renvoyer ..." is not
        yield BasketWords(intent=intent, surely=surely, which=which, firm=firm)
