"""Tell a yes, a no or a correction in a message that answers a question or a read-back."""

import re

from assistant.understanding.message_words import fold
from assistant.understanding.types import AnswerKind, YesNoAnswer

_STRONG = (
    r"(?:please|pls|plz|svp|stp|s'il (?:vous|te) plait|vas[ -]?y|allez[ -]?y|go ahead|go for it"
    r"|do it|faites(?:[ -]le)?(?: seulement)?|fais[ -]le|je confirme|i confirm|tout a fait"
    r"|exactly|exactement"
    r"|c'est (?:bien |exactement )?(?:ca|cela|exact|correct)"
    r"|that(?:'?s| is) (?:right|it|correct|the one))(?!['\w])"
)
"""Words that leave no doubt about the yes that they stand beside."""

_FILLER = (
    rf"(?:{_STRONG}|voila|spot on|lovely|brilliant|nickel|impec(?:cable)?"
    r"|merci(?: (?:beaucoup|bien|infiniment|mille fois|d'avance))?"
    r"|thanks?(?: you)?(?: (?:a lot|so much|very much|a million))?|alors|then|bien sur"
    r"|of course|absolument|absolutely|tout a fait|exactly|exactement|vas[ -]?y|allez[ -]?y"
    r"|allons[ -]?y"
    r"|go ahead|go for it|do it|faites(?:[ -]le)?|fais[ -]le|proceed|confirme[rz]?|confirm(?:ed)?"
    r"|je confirme|i confirm|c'est (?:ca|bon|parfait|correct|exact|d'accord|ok)|that'?s (?:right"
    r"|it|correct|fine|ok|great)"
    r"|that is (?:right|correct|fine)|it is|it's (?:right|correct|fine|ok)|parfait|perfect|super"
    r"|great|good|fine"
    r"|correct|right|exact|entendu|d'accord|ok(?:ay)?|oui|yes|yep|yeah|sure|ca me va|ca marche"
    r"|sounds good|looks good|all good|tout est (?:bon|correct|ok)|je (?:suis )?(?:le )?(?:valide"
    r"|sur)|valide[rz]?"
    r"|i'm sure|i am sure|you can|vous pouvez(?: y aller)?|tu peux|very much|beaucoup|for sure"
    r"|certainement"
    r"|definitely|carrement|volontiers|i do|je (?:le )?veux bien|with pleasure|avec plaisir"
    r"|sans probleme|no problem|pour moi|for me|with (?:it|that)|donc|by all means"
    r"|(?:merci de )?proced(?:er|ez))"
)
_YES = re.compile(
    r"(?:oui+|ouais|ouai|oui?p|yes+|yess*|yep|yup|yeah|ye|ya|sure|ok|okay|oki|okey|k|d'accord|dac"
    r"|daccord|absolument"
    r"|absolutely|exactement|exactly|tout a fait|bien sur|of course|parfait|perfect|correct"
    r"|confirme[rz]?"
    r"|je confirme|i confirm|confirmed?|vas[ -]?y|allez[ -]?y|go ahead|go for it|do it|please do"
    r"|proceed"
    r"|faites(?:[ -]le)?|fais[ -]le|c'est (?:bon|ca|parfait|correct|exact|ok)|that'?s (?:right|it"
    r"|correct|fine|ok)"
    r"|that is (?:right|correct)|that works|sounds good|looks good|ca me va|ca marche|entendu"
    r"|volontiers|affirmatif"
    r"|(?:merci de )?proceder|procede[rz]?|vous pouvez (?:y aller|proceder)"
    r"|you can (?:go ahead|proceed)"
    r"|by all means|let'?s do (?:it|that)|make it so|je (?:le |la )?valide|banco|sure thing"
    r"|carrement|definitely|indeed|good|fine|great|super|nickel|valide[rz]?|[yo](?=\W*$)|👍(?=\W*$))(?!['\w])"
)
_NO = re.compile(
    r"(?:non+|nan|nope|no(?! (?:problem|worries))|nah|👎"
    r"|pas (?:du tout|celui|celle|ceux|ca|question|d'accord|maintenant|encore)(?:[ -](?:la|ci))?"
    r"|surtout pas|certainement pas|jamais|never|not (?:that|this|these|those|the|yet|now|really"
    r"|at all)(?: ones?)?"
    r"|don'?t|do not|ne (?:le |la |les )?(?:(?:fai|confirm|envoy|annul|proced|valid)\w+) pas|wait"
    r"|attends?|attendez|hold on|hang on|stop"
    r"|une (?:seconde|minute)|minute|un instant|c'est pas (?:ca|bon|celui|celle)"
    r"|ce n'est pas (?:ca|bon|celui|celle)"
    r"|that'?s (?:not|wrong)|that is (?:not|wrong)|it's (?:not|wrong)|wrong|faux|incorrect"
    r"|mauvais\w*|n(?=\W*$))(?!['\w])(?:[ -](?:la|ci))?"
)
_OPENING = re.compile(
    r"(?:[\s,.!:;…-]|(?:finalement|en fait|tout compte fait|actually"
    r"|ah|oh|euh|heu|hum|um|uh|ben|bah|well|bon|eh bien|so|alors|mais|but|tres bien|very well"
    r"|hmm+)(?!\w))*"
)
_REST = re.compile(rf"(?:[\s,.!:;…)👍🙂😊-]|{_FILLER}(?!['\w]))*")
_ADDS = re.compile(r"(?:et|and)(?!\w)")
"""Words behind a yes that begin another clause; "yes please tell me" is one clause, and no yes."""

_CORRECTS = re.compile(
    r"(?<!\w)(?:actually|i meant|i mean|rather|instead|sorry,|scratch that|make (?:it|that)"
    r"|correction|on second thou?ght"
    r"|change of mind|changed my mind|i was wrong|my mistake|finalement|en fait|plutot"
    r"|je voulais dire|je veux dire"
    r"|pardon,|je me suis trompee?|erreur|au temps pour moi|a la place|tout compte fait"
    r"|reflexion faite"
    r"|enfin non|no wait|wait no|non attend\w*)(?!\w)"
)


def read_answer(text: str) -> YesNoAnswer | None:
    """Return the yes or the no at the beginning of a message; None: neither stands there.

    Courtesy and repeats ("oui, allez-y merci") leave no rest. A question is no answer.
    """
    folded = fold(text)
    opening = _OPENING.match(folded)
    at = opening.end() if opening else 0
    no = _NO.match(folded, at)
    if no is not None:
        return YesNoAnswer(kind=AnswerKind.NO, rest=_rest(text, folded, no.end()))
    yes = _YES.match(folded, at)
    if yes is None:
        return None
    rest = _rest(text, folded, yes.end())
    beside = folded[yes.end() : len(folded) - len(rest)].rstrip()
    closed = beside.endswith((",", ".", "!", ";", ":")) or _ADDS.match(fold(rest)) is not None
    strong = closed and re.search(rf"(?<!\w){_STRONG}", beside) is not None
    ended = strong and beside.endswith((".", "!"))
    return YesNoAnswer(kind=AnswerKind.YES, rest=rest, strong=strong, ended=ended)


def corrects(text: str) -> bool:
    """Tell whether a message takes something back: "actually M", "plutôt le bleu", "I meant"."""
    return bool(_CORRECTS.search(fold(text)))


def _rest(text: str, folded: str, at: int) -> str:
    skipped = _REST.match(folded, at)
    return text[skipped.end() if skipped else at :].strip()
