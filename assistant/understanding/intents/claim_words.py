"""Tell a claim from ordinary words: goods that came are wrong, incomplete, or leak. Pure.

What is broken is read by `remarks`. Words that suppose, deny, or speak of money, sizes to choose or
a parcel that is on its way are no claim.
"""

import re

_CAME = re.compile(
    r"(?<!\w)(?:arriv\w+|recu\w*|recois|livre\w*|envoye\w*|colis|carton|paquet|came|got|received"
    r"|sent|delivered|parcel|package|box|ordered|commande\w*|bought|achete\w*|opened|ouv\w+)(?!\w)"
)
_SUPPOSES = re.compile(
    r"(?<!\w)(?:if|si|s'il|s'ils|in case|au cas ou|what happens|que se passe|whether|suppos\w+"
    r"|never|jamais|worr\w+|afraid|peur|might|could|pourrai\w+|risque\w*|cherche|looking for"
    r"|je voudrais un\w*|i(?:'d| would) like a|need a|besoin d\w*)(?!\w)"
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
_LEAKS = re.compile(
    r"(?<!\w)(?:it|bag|bottle|tent|boots?|jacket|raincoat|flask|jar|they) (?:is |are )?"
    r"leak(?:s|ing|ed)?"
    r"|(?<!ne )(?<!n')(?<!\w)"
    r"(?:il|elle|ils|elles|qui|tente|bouteille|gourde|bottes?|veste|cire|sac|pot)"
    r" (?:fui(?:t|ent)|coule|prend l'eau|prennent l'eau)(?! pas)(?!\w)"
)
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
    return any(said.search(folded) for said in (_WRONG, _LEAKS, _REPORTS))


def worries(folded: str) -> bool:
    """Return whether a folded message only fears that something comes broken."""
    return bool(_WORRIES.search(folded))


def speaks_of_goods_that_came(folded: str) -> bool:
    """Return whether a folded message speaks of goods that came to the customer."""
    return bool(_CAME.search(folded)) and not _SUPPOSES.search(folded)
