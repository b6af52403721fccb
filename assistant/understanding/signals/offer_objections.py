"""Find words after which no offer is made: on a price, of a discount, of complaint. Pure.

They only keep a code back, so one too many does no harm: the rules are wide. No list has every word
of complaint, so a sentence that only states something is one of them, too: what is left are
questions, requests, courtesies and answers of a few words.
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
    STATEMENT = "statement"  # it may be any of these, in words that no list has


_PRICE = (
    r"(?<!^)\bcher(?:e|s|es)?\b|\b(?:onereu\w*|exorbitant\w*|excessi\w*|abuse\w*|demesure\w*"
    r"|hors de prix|(?:mes|les|nos|pas) moyens|(?:me|nous|le) permettre|un bras|les yeux de la tete"
    r"|pas donne\w*|une (?:sacree )?somme|(?:trop|si|tres) eleve\w*|budget|prix (?:me"
    r"|nous|fou|sale)"
    r"|(?:a ce|vu le|pour ce|au) (?:prix|tarif)|(?:prix|tarifs?) (?:ont|a|est|sont)\b|concurren\w*"
    r"|ailleurs|depenser|ruin\w*|econom\w*|amazon|zalando|shein|temu|ebay|vinted|aliexpress"
    r"|cdiscount|veepee|abordable\w*|fortune|portefeuille|wallet|expensive|pricey"
    r"|costly|(?:too|bit|so|very|rather) (?:dear|steep|high|rich|much)"
    r"|steep|cheap\w*|afford\w*|over ?priced|rip[- ]?off|price (?:range|is|puts?|point|match|tag)"
    r"|prices? (?:are|went|have|keep|has)|(?:at|for) (?:that|this) price"
    r"|arm and a leg|justify|spend"
    r"|worth (?:it|that|the)|for less|a lot (?:of money|for)|elsewhere|competitors?|out of my reach"
    r"|mean for|break the bank|save (?:some )?money|sur internet|cost less|too much)\b"
    r"|\d+ ?(?:euros?|eur|€|£|\$|pounds?|quid|balles)|[£$€] ?\d+"
)
_DISCOUNT = (
    r"\b(?:remises?|reductions?|rabais|ristournes?|promos?|promotions?|code promo\w*|bons? d'achat"
    r"|geste commercial|(?:un )?petit geste|code (?:de reduction|avantage|parrain\w*)|soldes?"
    r"|discounts?|coupons?|vouchers?|promo codes?|money off|price match|better (?:price|deal)"
    r"|(?:un|le) meilleur prix|deal|% off|baisse\w*|moitie|knock|would you take|sale)\b"
)
_COMPLAINT = (
    r"\b(?:inadmissible|inaccept\w*|scandal\w*|hont\w*|decu\w*|decev\w*|plainte|plaindre|reclam\w*"
    r"|arnaqu\w*|escro\w*|vol(?:eur|eurs|e)|marre|ras[- ]le[- ]bol|insupportable|mecontent\w*"
    r"|(?:pas|peu) (?:du tout )?(?:content\w*|satisf\w*|normal\w*|serieu\w*|correct\w*|accept\w*)"
    r"|insatisf\w*|n'importe quoi|avis negati\w*|catastroph\w*|lamentable|pitoyable|horrible"
    r"|nul(?:le|s|les)?|foutage|moque\w*|fiche\w*|foute\w*|enerv\w*|agac\w*|colere|furieu\w*"
    r"|desastr\w*|cauchemar|mauvais\w*|mediocre\w*|laisse a desirer|regrett?\w*|ment(?:i|eur|eurs)"
    r"|combien de fois|(?:deux|trois|quatr|cinqu|nieme|enieme)\w*ieme|(?:2|3"
    r"|4)e (?:fois|message|mail)"
    r"|(?:que|qu'on) (?:j'|l'on )?attend\w*|j'attends (?:depuis|toujours|encore)|deja (?:ecrit|dit)"
    r"|personne ne|pas de reponse|sans reponse|ne repond\w*|(?:pas|jamais) (?:de )?nouvelles"
    r"|casse\w*|abime\w*|defectueu\w*|dechir\w*|troue\w*|tache\w*|avocat|juri\w*|60 millions|ufc"
    r"|dgccrf|signal ?conso|mediateur|tribunal|plus jamais|rembours(?:ez|er)|inutile"
    r"|unaccept\w*|disgrac\w*|disappoint\w*|complain\w*|scam\w*|fraud\w*|ridiculous|joke|fed up"
    r"|(?:not|isn't|wasn't|never) (?:very |at all |too |really )?(?:happy|satisfied"
    r"|pleased|impressed"
    r"|good|acceptable|on|normal|right|fair)|unhappy|dissatisf\w*|unimpressed|frustrat\w*|annoy\w*"
    r"|rubbish|terribl[ey]|awful\w*|horr\w*|appalling|pathetic|useless|worst|angry|furious|shame\w*"
    r"|sick of|mess|nightmare|disaster|poor|bad|shoddy|regret\w*|lied|liars?|let (?:me |us )?down"
    r"|how many times|(?:second|third|fourth|fifth|umpteenth) (?:time|message"
    r"|e-?mail)|keep (?:asking|writing)"
    r"|already (?:asked|wrote|written|told)|been waiting|waiting (?:for )?(?:days|weeks|hours|ages)"
    r"|nobody|no[- ]one|no (?:reply|answer|response)|ignor\w*|broken|damaged|faulty|torn|ripped"
    r"|stain(?:s|ed)|lawyer|solicitor|court|sue|legal|never again|trading standards|ombudsman"
    r"|chargeback|trustpilot|refund me|mentez|enfin|finally|ever|poireaut\w*|anybody there|treat)\b"
)
_RULES = {
    OfferObjection.PRICE: regex.compile(_PRICE),
    OfferObjection.DISCOUNT: regex.compile(_DISCOUNT),
    OfferObjection.COMPLAINT: regex.compile(_COMPLAINT),
}


_FEW = 2  # words of an answer, such as "la première"
_SENTENCE = regex.compile(r"[^.!?,;\n]+[.!?,;]*")
_ASKS = regex.compile(
    r"^(?:(?:et|and|alors|so|sinon|mais|but|euh|hi|hello|hey|bonjour|bonsoir|salut"
    r"|svp|please)[ ,]+)*"
    r"(?:ou|quand|combien|comment|est-ce|peut-on|puis-je|pouvez|pourriez|peux|as-tu"
    r"|avez-vous|where|when|how|is|are|do|does|did|can|could|may|will|would|has|have you"
    r"|je (?:voudrais|veux|souhaite\w*|cherche|prefere\w*)|j'aimerais|j'ai besoin|il me faut"
    r"|finalement je|i'?d (?:like|rather|prefer)|i (?:want|need|would)|echange\w*"
    r"|exchange|annule\w*"
    r"|cancel|return|renvoyer|retourner|merci|thank\w*|cheers|parfait|super|genial"
    r"|d'accord|ok\w*|oui"
    r"|yes|non|no|great|perfect|lovely|cher service|chere equipe|dear (?:team|sir|madam))\b"
)


def objections_in(text: str) -> Iterator[OfferObjection]:
    """Yield the kinds of such words that a message has, each once."""
    plain = fold(text).replace("\u2019", "'")
    yield from (kind for kind, rule in _RULES.items() if rule.search(plain))
    if any(_only_states(one.strip()) for one in _SENTENCE.findall(plain)):
        yield OfferObjection.STATEMENT


def _only_states(sentence: str) -> bool:
    """Return whether a sentence is no question, no request, no courtesy and no short answer."""
    if len(sentence.split()) <= _FEW or sentence.endswith("?"):
        return False
    return _ASKS.match(sentence) is None
