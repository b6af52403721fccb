"""Tell a claim from ordinary words: goods that came are wrong, incomplete, leak or broke. Pure.

What came broken is read by `remarks`. Words that ask, suppose, deny, tell of other goods, or speak
of money, sizes to choose or a parcel that is on its way are no claim.
"""

import re

_CAME = re.compile(
    r"(?<!\w)(?:arriv\w+|recu\w*|recois|livre\w*|envoye\w*|colis|carton|paquet|came|got|received"
    r"|sent|delivered|parcel|package|box|ordered|commande\w*|bought|achete\w*|opened|ouv\w+)(?!\w)"
)
_SUPPOSES = re.compile(
    r"(?<!\w)(?:if|si|s'il|s'ils|in case|au cas ou|what happens|que se passe|whether|suppos\w+"
    r"|never|jamais|worr\w+|afraid|peur|might|could|pourrai\w+|risque\w*|cherche|looking for"
    r"|je voudrais un\w*|i(?:'d| would) like a|need a(?! new one| replacement)|besoin d\w*)(?!\w)"
)
_WORRIES = re.compile(r"(?<!\w)(?:worr\w+|afraid|peur|crains|might|could|pourrai\w+)(?!\w)")
_WRONG = re.compile(
    r"(?<!\w)(?:(?:you(?:'ve| have)? (?:sent|shipped|delivered)|i(?:'ve| have)? (?:got|received)"
    r"|i was sent|(?:came|arrived)(?: with)?) (?:me )?(?:\w+ )?(?:the )?wrong(?! (?:e-?mail|link))"
    r"|(?:not|isn'?t) what i (?:had )?ordered|(?:sent|got|received) (?:me )?[\w ]{1,30} instead of"
    r"|(?:avez|m'a|m'ont|a|ai|ont) (?:\w+ )?(?:envoye|livre|recu|expedie)\w*"
    r" (?:le |la |les |un |une )?mauvais\w*"
    r"|(?:recu|envoye|livre)\w* [\w' ]{1,30}(?:au lieu d|a la place d)"
    r"|(?:n'ai|avez|m'a|m'ont|n'est|n'ont) pas (?:\w+ )?(?:recu |envoye |livre )?"
    r"(?:le|la|les) bon\w*(?! (?:de|taille))"
    r"|pas ce que j'(?:ai|avais) commande|erreur (?:d'article|dans mon colis|de produit))(?!\w)"
)
_MISSING = re.compile(
    r"(?<!\w)(?:(?:is|are|was|were) missing (?:from|in)(?! (?:the|your) (?:site|page|list))"
    r"|missing (?:from )?(?:in )?(?:my|the) (?:parcel|order|box|package|delivery)"
    r"|(?:parcel|package|box|order) (?:is|was|came|arrived) (?:incomplete|missing \w+|without \w+)"
    r"|il (?:me |m'en |nous |en )?manqu\w+ [\w' ]{1,40}"
    r"(?:dans (?:le|mon|ce) (?:colis|carton|paquet)|dans ma commande|a ma commande)"
    r"|(?:colis|commande|carton|livraison) (?:est |etait |arrivee? )?incomplet\w*"
    r"|n'(?:est|etait|etaient|sont) pas dans (?:le|mon) (?:colis|carton|paquet)"
    r"|(?:wasn'?t|weren'?t|isn'?t) in(?:side)? the (?:box|parcel|package))(?!\w)"
)
_THE_ITEM = r"(?:the|my|our|its|this|that|these|those|both|a|an|one of the)(?: [\w'-]+){1,4}"
_L_ARTICLE = (
    r"(?:(?:le|la|les|mon|ma|mes|notre|nos|ce|cet|cette|ces|un|une|des) |l'|d')[\w'-]+"
    r"(?: [\w'-]+){0,4}"
)
_JUST = r"(?: (?:has|have|had|is|are|just|already|completely|now|suddenly|all|both|it|they))*"
_LEAKS = re.compile(
    rf"(?<!\w)(?:{_THE_ITEM}|it|they|bag|bottle|tent|boots?|jacket|raincoat|flask|jar){_JUST}"
    r" (?:leak(?:s|ing|ed)?(?![\w-])|lets? (?:the )?(?:water|rain) (?:in|through))"
    r"|(?<!ne )(?<!n')(?<!\w)"
    rf"(?:{_L_ARTICLE}|il|elle|ils|elles|qui|ca|tente|bouteille|gourde|bottes?|veste|cire|sac|pot)"
    r" (?:fui(?:t|ent)|coule(?:nt)?|prend l'eau|prennent l'eau|goutte(?:nt)?"
    r"|laisse(?:nt)? (?:passer|entrer) (?:l'eau|la pluie))(?! (?:pas|jamais|plus))(?!\w)"
)
_NO_OBJECT = (
    r"(?! (?:up|even|pour|sur|devant|me|it|them|this|his|her|my|our|mon|ma|mes|son|sa|ses"
    r"|(?:the|le|la|les|a|une?)(?! (?:first|second|third|last|same|other|moment|minute|day|week"
    r"|month|premi\w+|deuxi\w+|semaine|bout|fois|long|while|jour|lendemain|l'|la |le )))(?!\w))"
    r"(?!\w)"
)
_BROKE = re.compile(
    rf"(?<!\w)(?:{_THE_ITEM}|it|they){_JUST}"
    r" (?:broke(?:n off)?|snapped|cracked|ripped|tore|shattered|burst|jammed|unravel+ed|wore out"
    r"|split(?= (?:open|at|along|after|on|down|apart)|\W*$)|gave (?:way|out)"
    r"|(?:came|fell|coming|falling|comes|falls) (?:off|apart|undone|loose|unstitched)"
    r"|peeling(?: off)?"
    r"|(?:won'?t|will not|doesn'?t|does not|no longer|don'?t) (?:close|zip|turn on|switch on|light"
    r"|charge|works?)(?: up)?(?: any ?more)?)"
    rf"{_NO_OBJECT}"
    rf"|(?<!\w)(?:{_L_ARTICLE}|il|elle|ils|elles|ca)"
    r" ?(?:(?:s'est|se sont|c'est) (?:\w+ment |deja |toute? )?(?:casse|dechire|decousu|fissure|fele"
    r"|fendu|brise|decolle|detache|defait|troue|abime|effiloche|coince|bloque)\w*"
    r"|(?:a|ont) (?:\w+ment |deja )?(?:craque|lache|casse|cede|pete|fui|coule|fendu)"
    r"|(?:est|sont) (?:\w+ment |deja )?(?:coince|bloque)e?s?|se (?:decou[dst]\w*|defait|defont"
    r"|decolle(?:nt)?|detache(?:nt)?|dechire(?:nt)?)"
    r"|ne (?:se |s')?(?:ferme|allume|charge|tient|chauffe|ouvre|zippe|remonte)(?:nt)?"
    r" (?:deja )?plus)"
    rf"{_NO_OBJECT}"
)
_OWN = re.compile(r"(?<!\w)(?:my|our|mon|ma|mes|notre|nos)(?!\w)")
_ASKS = re.compile(
    r"(?:\W|(?:hello|hi|hey|bonjour|bonsoir|salut|so|and|et|alors|sorry|pardon|dites|please)(?!\w))*"
    r"(?:(?:does|do|did|is|are|was|were|can|will|would|should|has|how|when|why|what|which|who)"
    r"(?!\w|n't| not)|(?:have|had) (?:you|any\w*|they)|est-ce|est-il|est-elle|sont-(?:ils|elles)"
    r"|comment|combien|quand|pourquoi|quel\w*|peut-(?:on|il|elle)|y a-t-il|avez-vous|vous avez"
    r"|que faire|quoi faire|qu'est-ce)(?!\w)"
)
_OTHER_GOODS = re.compile(
    r"(?<!\w)(?:(?:my|the|our) (?:old|previous|current|last(?! (?:order|parcel|delivery)))"
    r"|(?:mon|ma|mes|le|la|l'|les) ?(?:anci\w+|vieux|vieille\w*|precedent\w*"
    r"|derniere? (?!colis|comm))"
    r"|(?:other|another|different) (?:shop|brand|store)|autre (?:marque|magasin|boutique|site)"
    r"|elsewhere|ailleurs|reviews?|avis|j'ai (?:lu|entendu|vu)|i(?:'ve)? (?:read|heard)|people say"
    r"|on (?:m'a )?dit|il parait|apparently|easily|facilement)(?!\w)"
)
"""Goods of another shop or of long ago, and what others say of goods."""

_REPORTS = re.compile(
    r"(?<!\w)(?:faire|deposer|ouvrir) une reclamation|signaler un (?:probleme|defaut)"
    r"|(?:make|file|raise|open) a claim|report (?:a|an) (?:problem|fault|issue|damage\w*)"
)
_MONEY = re.compile(r"(?:€|\$|£|euros?|eur)(?!\w)")


def claims_problem(folded: str) -> bool:
    """Return whether a folded message says that goods came wrong, incomplete or leaking."""
    if _SUPPOSES.search(folded) and not _REPORTS.search(folded):
        return False
    if _MISSING.search(folded):
        return not _MONEY.search(folded)
    return any(said.search(folded) for said in (_WRONG, _LEAKS, _BROKE, _REPORTS))


def asks_or_retells(folded: str) -> bool:
    """Return whether a folded message asks about goods, or tells of those of another shop."""
    return bool(_ASKS.match(folded) or _OTHER_GOODS.search(folded))


def worries(folded: str) -> bool:
    """Return whether a folded message only fears that something comes broken."""
    return bool(_WORRIES.search(folded))


def speaks_of_own_goods(folded: str) -> bool:
    """Return whether a folded message speaks of goods that came to the customer, or broke there."""
    told = any(said.search(folded) for said in (_CAME, _OWN, _LEAKS, _BROKE))
    return told and not _SUPPOSES.search(folded)
