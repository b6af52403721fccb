"""Tell a wish that nothing be done: "n'annulez pas", "leave the order as it is". Pure.

The verb of doing outweighs the little word before it, and a cancellation is not lightly undone.
"""

import re

from assistant.understanding.intents.imperatives import DOING
from assistant.understanding.message_words import fold

_DO = (
    r"(?:annul\w*|chang\w*|modifi\w*|renvo[yi]\w*|retourn\w*|rembours\w*|echang\w*|touch\w*"
    r"|remplac\w*"
    r"|supprim\w*|fai(?:s|tes|re)|rend\w*|cancel\w*|return\w*|send(?:ing)?(?: \w+)? back|refund\w*"
    r"|exchang\w*|swap\w*|modify\w*|replac\w*|do|edit|alter)"
)
_WHAT = (
    r"(?:l'|la |le |les |ma |mon |mes |ca |cette |the |my |it |that |this |them |anything "
    r"|any of it )*"
)
_NOT_DONE = r"(?!\w+ed(?!\w))"
"""Before an English verb: "not refunded" tells what was left undone, and wishes nothing."""

_TO_DO = r"(?=\w+(?:[aeiou]r|ez|re|ire)(?!\w))"
"""Before a French verb, the same: "pas remboursé"; "pas rembourser" is a wish."""

_UNABLE = re.compile(
    r"(?<!\w)(?:(?:don'?t|do not|never|did(?:n'?t| not)|not|won'?t|does(?:n'?t| not))"
    r" (?:\w+ ){0,2}?(?:forget|know|understand|see|sure|able)"
    r"(?: (?:why|how|to|that|if|whether|when|where))*"
    r"|can ?not|can'?t|could(?:n'?t| not)|unable"
    r"|(?:why|how) (?:\w+ ){0,3}?(?:not|don'?t|didn'?t|won'?t)"
    r"|(?:oubli\w+|sai[st]|savez|savons|compren\w+|compris|arriv\w+|peu[xt]|pouvez|pouvons"
    r"|parvien\w+|reussi\w+) (?:toujours |meme )?(?:pas|plus|jamais|rien)"
    r"|pourquoi (?:\w+ ){0,3}?(?:pas|plus))(?!\w)"
)
"""Negations of what customers know, can and remember: "I don't know how to return it"."""

_NOT = re.compile(
    r"(?<!\w)(?:"
    rf"(?:don'?t|do not|never|did(?:n'?t| not) (?:want|mean|ask)|not to|not|(?:i|we) won'?t)"
    rf" (?:\w+ ){{0,3}}?{_NOT_DONE}{_DO}"
    rf"|(?:i'?m|i am|we'?re) not {_NOT_DONE}{_DO}"
    rf"|(?:ne |n')(?:me |m'|nous |surtout )?{_WHAT}{_DO}(?: \w+)?(?:-\w+)? ?(?:surtout "
    rf"|donc )?(?:pas|rien"
    rf"|plus|jamais)|{_DO} (?:surtout )?(?:pas|rien)|(?:surtout |sans |ne )?(?:pas|plus|rien)"
    rf" (?:la peine |besoin |envie |question )?(?:de |d'|a )?{_WHAT}{_TO_DO}{_DO}"
    r"|(?:pas|plus) (?:de |d')(?:retour|annulation|changement|echange|modification)"
    r"|no (?:return|cancellation|change|exchange|need to (?:\w+ )?" + _DO + r")s?"
    rf"|(?:je |j')?(?:ne |n')?(?:veux|voulais|souhaite|vais|voudrais) (?:surtout )?(?:pas|plus"
    rf"|rien) {_WHAT}{_DO}"
    r"|leave (?:it|them|(?:the|my) \w+|everything|things|that)(?: just)?(?: (?:as|the way"
    r"|like) .*| alone| be)?"
    r"|(?:please )?keep (?:it|them|(?:the|my) orders?|everything|all)(?: (?:as .*|all))?"
    r"|(?:i'?m|i am|i'?ll|we'?re) keep(?:ing)? (?:it|them|everything|all)(?: \w+)?"
    r"|(?:laisse[sz]?|garde[sz]?|conserve[sz]?)(?:[- ](?:la|le|les|moi))* ?(?:(?:ma |la |mes "
    r"|les |toute? )*"
    r"(?:commandes?|tout|colis|choses))?(?: (?:comme|telle?s?|en l'etat|ainsi|a l'identique).*)?"
    r")(?!\w)"
)
_AROUND = re.compile(
    r"(?:\W|(?<!\w)(?:no+|non+|wait|attend\w*|ok|oh|ah|mais|but|please|pls|svp|stp"
    r"|s'il vous plait|surtout"
    r"|anything|rien|it|ca|la|le|les|du tout|at all|whatever|you do|hein|quoi que ce soit"
    r"|que ce soit|quoi"
    r"|tout|all|finalement|after all|actually|en fait|stop|ma|ma commande|my order|the order"
    r"|commande"
    r"|order|adresse|address|l'adresse|l|the|my|mon|mes|retour|return|anymore|any more|it|them"
    r"|sorry"
    r"|pardon|erreur|merci|thanks|je|i|now|maintenant|encore|yet|want|veux|to|me|moi|y|a|de|d|donc"
    r"|so|and|et|everything)(?!\w))*$"
)


def asks_for_nothing(text: str) -> bool:
    """Return whether all that a message wishes is that nothing be done."""
    folded = _UNABLE.sub(" ", fold(text))
    found = None if "?" in text else _NOT.search(folded)
    if found is None:
        return False
    rest = f"{folded[: found.start()]} {folded[found.end() :]}"
    return bool(_AROUND.match(_NOT.sub(" ", rest))) and not DOING.search(_NOT.sub(" ", rest))
