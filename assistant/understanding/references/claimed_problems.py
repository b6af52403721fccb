"""Read the problem of a claim out of a message, and the wished solution. Pure."""

import re

from assistant.understanding.message_words import fold

_PROBLEMS = (
    (
        "missing",
        re.compile(
            r"(?<!\w)(?:missing|il (?:en |m'en |me |nous )?manque|manqu\w+|incomplet\w*|incomplete"
            r"|(?:not|wasn'?t|weren'?t) (?:in|inside) the (?:box|parcel|package)"
            r"|(?:n'etai\w+|n'est|ne sont) pas dans (?:le|mon) (?:colis|carton|paquet)"
            r"|only (?:got|received|one of)|recu qu'une?)(?!\w)"
        ),
    ),
    (
        "wrong_item",
        re.compile(
            r"(?<!\w)(?:wrong|not what i ordered|instead of|different (?:one|item|colou?r|size)"
            r"|mauvais\w*|pas (?:le|la|les) bon\w*|pas ce que j'ai commande|au lieu d\w+"
            r"|a la place d\w+|autre (?:article|modele|couleur|taille) que|erreur d'article)(?!\w)"
        ),
    ),
    (
        "damaged",
        re.compile(
            r"(?<!\w)(?:brok\w+|snapped|tor[en]|ripped|split|damaged|cracked|stained|scratched|chipped|shattered"
            r"|smashed|dented|crushed|in pieces|holes?|stains?|cracks?|scratch(?:es)?|tears?"
            r"|cass\w+|dechir\w+|abim\w+|endommag\w+|trou\w*|tach\w+|fissur\w+|ray\w+|ebrech\w+"
            r"|fel\w+|brise\w*|ecras\w+|en morceaux|accrocs?|craque\w*|fendu\w*|lache|cede"
            r"|detache\w*)(?!\w)"
        ),
    ),
    (
        "defective",
        re.compile(
            r"(?<!\w)(?:faulty|defective|defects?|leak\w*|does(?:n't| not) work|stopped working"
            r"|not working|came off|fell (?:off|apart)|fui(?:t|te|tes|ent)|coule\w*|defectueu\w+"
            r"|defauts?|decousu\w*|(?:marche|fonctionne)(?:nt)? (?:pas|plus)|en panne|prend l'eau"
            r"|loose threads?|dents?|won'?t (?!fit)\w+|no longer \w+"
            r"|(?:coming|came) (?:off|apart|loose)|defont|defait\w*|jammed"
            r"|prennent l'eau|laisse(?:nt)? (?:passer|entrer) l'eau"
            r"|lets? (?:the )?(?:water|rain) in"
            r"|ne (?:se |s')?\w+ (?:deja )?plus|decoll\w+|decou[dst]\w*|coince\w*|bloque\w*)(?!\w)"
        ),
    ),
)
_REPLACEMENT = re.compile(
    r"(?<!\w)(?:replac\w+|remplac\w+|another one|un autre|une autre|exchang\w*|echang\w+|renvoyez"
    r"|send (?:me )?(?:a )?new|new one|same again|le meme|la meme|reship)(?!\w)"
)
_REFUND = re.compile(r"(?<!\w)(?:refund\w*|rembours\w+|money back|mon argent)(?!\w)")
_NO_WISH = re.compile(
    r"(?<!\w)(?:no (?:preference|wish)|whatever|either|up to you|nothing|you decide|don'?t mind"
    r"|pas de (?:preference|souhait)|peu importe|comme vous voulez|a vous de voir|rien"
    r"|je ne sais pas|i don'?t know|ca m'est egal|no|non)(?!\w)"
)


def claimed_problem(text: str) -> str | None:
    """Return the code of the problem that a message tells; None: it is not said."""
    folded = fold(text)
    found = [code for code, said in _PROBLEMS if said.search(folded)]
    return found[0] if found else None


def claimed_wish(text: str, *, asked: bool) -> str | None:
    """Return the code of the solution that is wished for; None: none is said.

    `asked`: words that leave it to the shop are an answer.
    """
    folded = fold(text)
    refund, replacement = bool(_REFUND.search(folded)), bool(_REPLACEMENT.search(folded))
    if refund != replacement:
        return "refund" if refund else "replacement"
    return "none" if asked and (refund or _NO_WISH.search(folded)) else None
