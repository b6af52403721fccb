"""Find the condition of a return that the shop's pages may exclude: opened, engraved. Pure.

The rules of returns know no such conditions; pages do, and a customer hears of them before the
form goes on.
"""

import re

from assistant.conversation.message import Language
from assistant.understanding.message_words import fold

_CONDITION = re.compile(
    r"(?<!\w)(?:opened|used|worn|washed|lit|burn(?:t|ed)|engraved|embroidered|personali[sz]ed"
    r"|customi[sz]ed|custom[- ]made|earrings?|underwear|swimsuits?|swimwear|skincare|cosmetics?"
    r"|without (?:the |its |their )?(?:labels?|tags?|hygiene strip|packaging|box)"
    r"|ouverte?s?|entamee?s?|utilisee?s?|portee?s?|lavee?s?|allumee?s?|gravee?s?|brodee?s?"
    r"|personnalisee?s?|sur mesure|boucles d'oreilles|sous-vetements?|maillots? de bain"
    r"|cosmetiques?|sans (?:l'|la |les |son |leurs? |bande )?(?:etiquettes?|bande|emballage|boite)"
    r"\w*)(?!\w)"
)
_ASKS: dict[Language, str] = {
    "fr": "Peut-on retourner {thing} ?",
    "en": "Can I return {thing}?",
}
_EXCLUDES = re.compile(
    r"(?<!\w)(?:cannot|can't|can not|not|never|except|unworn|unopened|unused|ne|n'|sauf|exclu\w*"
    r"|non)(?!\w)"
)
_BEFORE = re.compile(
    r"(?:(?:un|une|le|la|les|mon|ma|mes|des|the|an?|my|some|this|these)\s+)?(?:[\w'-]+\s+){0,2}$"
)
_PRESENT = re.compile(r"(?<!\w)(?:je|tu|on|il|elle)\s(?:(?:l[ea]s?|y|en)\s|l')?$")
"""Words before a verb in the present: "je le porte" is no state of the item."""

_CLAUSE = re.compile(r"(?<!\w)(?:i|i've|it|was|have|has|been|j'\w*|je|ai|a|est|ont)(?!\w)")
"""Words of a clause: what stands before the condition is then not the name of an item."""

_SOME: dict[Language, str] = {"fr": "un article {state}", "en": "an item that is {state}"}
_BEHIND = re.compile(r"(?:\s+[\w'-]+){0,2}")
_NO_THING = re.compile(
    r"^.*(?<!\w)(?:return|send|back|renvoyer|retourner|rendre|veux|voudrais|want)\s+"
)


def question_of_condition(text: str, language: Language) -> str:
    """Return the question for the pages on the condition of an item that goes back; "": none."""
    folded = fold(text)
    found = next(
        (one for one in _CONDITION.finditer(folded) if not _PRESENT.search(folded[: one.start()])),
        None,
    )
    if found is None:
        return ""
    before = _BEFORE.search(folded[: found.start()])
    start = before.start() if before else found.start()
    behind = _BEHIND.match(folded, found.end()) if language == "en" else None
    thing = _NO_THING.sub("", folded[start : behind.end() if behind else found.end()])
    if _CLAUSE.search(thing):
        thing = _SOME[language].format(state=found[0])
    return _ASKS[language].format(thing=thing.strip())


def excludes(answer: str) -> bool:
    """Return whether an answer of the pages excludes goods from returns."""
    return bool(_EXCLUDES.search(fold(answer)))
