"""Tell a report of a defect, or a question about a change just made, by its words alone. Pure.

Sentences like these are few and short, stand between several intents, and mean something only
beside the change or the purchase that they speak of: their form is surer than a likeness of
vectors.
"""

import re

from assistant.understanding.intents.claim_words import asks_or_retells, claims_problem, worries
from assistant.understanding.intents.imperatives import DOING
from assistant.understanding.message_words import fold
from assistant.understanding.types import Remark

_OPENING = (
    r"(?:\W|(?:so|and|but|ok|okay|well|oh|hey|hm+|wait|sorry|alors|et|mais|bon|ben|bah|euh|donc|du"
    r" coup|attend\w*|pardon|oui|yes|merci|thanks)(?!\w))*"
)
_CLOSING = (
    r"(?:\W|(?:now|yet|already|all|then|finally|ok|okay|correctly|properly|or not|please|at all"
    r"|alors|ou pas|ou non|bien|maintenant|deja|au final|finalement|enfin|svp|stp|s'il (?:vous|te)"
    r" plait|merci|thanks|for me|pour moi|right away|tout de suite|just now|a l'instant)(?!\w))*"
)
_IT = r"(?:it|that|this|everything|my request|the (?:change|cancellation|return|exchange|request))"
_CA = (
    r"(?:ca|cela|tout|(?:ma|la) (?:demande|modification|annulation)|(?:le|l'|mon) ?(?:changement"
    r"|echange|retour))"
)
_DONE = (
    r"(?:done|cancel?led|changed|confirmed|registered|completed?|finished|processed|saved|booked"
    r"|sent|updated|returned|exchanged|sorted|gone through|worked)"
)
_FAIT = (
    r"(?:faite?|passee?|prise? en compte|enregistree?|validee?|annulee?|changee?|modifiee?"
    r"|confirmee?|partie?|effectuee?|terminee?)"
)
_MARCHE = r"(?:marche|fonctionne|passe|ete (?:bien )?{fait})".replace("{fait}", _FAIT)
_BIEN = r"(?:bien |deja |vraiment |donc )*"
_ASKS_BY_FORM = (
    rf"did (?:{_IT}|you) (?:really |actually )?(?:go through|work|happen|do (?:it|that))"
    rf"|(?:is|was|has|have|are) (?:{_IT}|you) (?:really |actually |now |been |already |all )*"
    rf"{_DONE}(?: (?:it|that))?"
    rf"|est-ce que (?:c'est|{_CA} (?:est|a ete)) {_BIEN}{_FAIT}|est-ce {_BIEN}{_FAIT}"
    rf"|est-ce que {_CA} a {_BIEN}{_MARCHE}"
    rf"|(?:l'avez-vous|l'as-tu|avez-vous|as-tu) {_BIEN}{_FAIT}"
)
_ASKS_BY_MARK = (  # statements, but for the mark
    rf"(?:c'est|{_CA} (?:est|a ete)) {_BIEN}(?:{_FAIT}|bon|ok)|{_CA} a {_BIEN}{_MARCHE}"
    rf"|(?:vous l'avez|tu l'as) {_BIEN}{_FAIT}|(?:it|that)(?:'s| is| has| went) "
    rf"(?:now |been |already |all )*(?:{_DONE}|through)"
)
_WHETHER_DONE = re.compile(
    rf"{_OPENING}(?:{_ASKS_BY_FORM}|(?:{_ASKS_BY_MARK})(?=[^?]*\?)){_CLOSING}$"
)

_THE_CHANGE = (
    r"(?:what you(?:'ve| have)? (?:just )?(?:did|done)|(?:the|that|this) (?:last |latest )?change"
    r"|the last (?:one|step|thing|action)|it|that|this|everything)"
)
_CE_CHANGEMENT = (
    r"(?:ce que (?:vous|tu) (?:venez|viens|avez|as)(?: de)? \w+|ce qui vient d'etre \w+"
    r"|(?:la|cette|ma) (?:derniere )?(?:modif\w*|operation|action)"
    r"|(?:le|ce|mon) (?:dernier )?changement)"
)
_AS_BEFORE = r"(?:as|how|the way|like) it was(?: before)?"
_COMME_AVANT = r"comme (?:avant|c'etait(?: avant)?)"
_UNDOES = (
    rf"(?:undo|reverse|revert|roll ?back)(?: {_THE_CHANGE})?"
    r"|cancel (?:what you(?:'ve| have)? (?:just )?(?:did|done)|(?:the|that|this) (?:last )?change)"
    rf"|(?:change|put|switch|set) (?:it|that|this|everything) back(?: (?:to )?{_AS_BEFORE})?"
    rf"|(?:annule[rz]?|defai(?:s|tes|re)) {_CE_CHANGEMENT}|defai(?:s|tes|re)[ -](?:ca|cela|tout|le)"
    r"|(?:revenez|reviens|revenir|retour) en arriere"
    rf"|(?:remets?|remettez|remettre|revenez|revenir|retabli\w*)(?:[ -](?:le|la|les|ca|tout|a))?"
    rf" {_COMME_AVANT}"
)
_ASKING = (
    r"(?:(?:can|could|would|will|please|you|we|i|want|need|like|to|'d|i'd|just|is it possible"
    r"|(?:est-ce qu'?(?:e|il|on)?|(?:vous )?(?:pouvez|pourriez|peux|peut)(?:-vous|-tu|-on)?|on|tu"
    r"|je|veux|voudrais|il faut|possible de|de|svp))\s+)*"
)
_UNDO = re.compile(rf"{_OPENING}{_ASKING}(?:{_UNDOES}){_CLOSING}$")

_SOME = (
    r"(?:(?:a|an|two|some|several|big|small|little|huge|un|une|des|deux|plusieurs|gros(?:se)?"
    r"|grande?|petite?s?|enorme)\s+)+"
)
_FLAWS = (
    r"(?:holes?|stains?|cracks?|tears?|rips?|scratch(?:es)?|defects?|dents?|loose threads?|trous?"
    r"|taches?|accrocs?|fissures?|defauts?(?! de)|rayures?|dechirures?)"
)
_VERY = (
    r"(?:(?:already|all|completely|badly|a bit|totally|slightly|really|deja|toute?s?|un peu"
    r"|completement|vraiment|trop)\s+)*"
)
_SPOILT = (
    r"(?:broken|torn|ripped|damaged|defective|faulty|cracked|stained|scratched|chipped|shattered"
    r"|smashed|dented|in pieces|casse|dechire|abime|defectueu|troue|tache|fissure|raye|ebreche"
    r"|fele|decousu|en morceaux)\w*"
)
_DEFECT = re.compile(
    rf"(?<!\w)(?:has|have|had|got|(?:came|arrived) with|there(?:'s| is| are)|a|ai|ont|avait"
    rf"|(?:arrivee?s?|recue?s?) avec|il y a|y a)\s+{_SOME}{_FLAWS}(?!\w)"
    rf"|(?<!\w)(?:is|are|was|were|came|arrived|got|est|sont|etait|etaient|arrivee?s?|recue?s?)\s+"
    rf"{_VERY}{_SPOILT}"
    r"|(?<!\w)(?:does(?:n't| not) work|stopped working|came off|fell (?:off|apart)"
    r"|n(?:e |')(?:marche|fonctionne)(?:nt)? (?:pas|plus)|il manque un bouton|a button is missing"
    r"|missing a button)(?!\w)"
)
_NO_ITEM = re.compile(
    r"(?<!\w)(?:web ?site|site|page|links?|liens?|(?:promo |discount )?codes?|coupons?|passwords?"
    r"|mot de passe|login|account|compte|payments?|paiement|cards?|cartes?|tracking|suivi|app|appli"
    r"|application|chat|e-?mails?|phone number|checkout|bot|system|systeme|heart|coeur"
    r"|emploi du temps|schedule|agenda|budget)(?!\w)"
)


def read_remark(text: str) -> Remark | None:
    """Return the remark of a message; None: it makes a request, or says something else.

    A defect is one of an item that was bought: a fault of the shop's pages is none, and a message
    that asks for a refund, a repair or the like is a request.
    """
    folded = fold(text).strip()
    if _WHETHER_DONE.match(folded):
        return Remark.WHETHER_DONE
    if _UNDO.match(folded):
        return Remark.UNDO
    asks = "?" in text or asks_or_retells(folded)
    apart = asks or _NO_ITEM.search(folded) or DOING.search(folded)
    flawed = _DEFECT.search(folded) and not worries(folded)
    claims = flawed or claims_problem(folded)
    return Remark.DEFECT if not apart and claims else None
