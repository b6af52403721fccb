"""Split a message that makes several requests, and tell the place of each."""

import re
from dataclasses import dataclass

from assistant.understanding.message_words import fold

MAX_REQUESTS = 8
"""A message with more is read as a whole: each may cost an encoder call."""

_VERBS = (
    r"(?:cancel(?:l?ing)?|return(?:ing)?|send(?:ing)? back|exchang(?:e|ing)|swap(?:ping)?"
    r"|chang(?:e|ing)|switch(?:ing)?"
    r"|modify(?:ing)?|updat(?:e|ing)|replac(?:e|ing)|track(?:ing)?|check|refund|pay|notify|alert"
    r"|know|see|list|show|tell|get|find"
    r"|edit|correct|ship|deliver"
    r"|annule[rz]?|annulation|renvoyer|renvoie|renvoyez|retourner|retourne|echanger|echange[rz]?"
    r"|remplace[rz]?|change[rz]?|modifie[rz]?|met(?:tre|tez|s)"
    r"|suivre|savoir|connaitre|voir|payer|livre[rz]?|prevenez|prevenir|previens|rembourse[rz]?"
    r"|corrige[rz]?|actualise[rz]?|passe[rz]?)"
)
ABOUT_AN_ORDER = (
    r"(?:(?:for|in|on|about|from|regarding|pour|dans|sur|de|concernant)\s+(?:(?:the|my|la|ma)\s+)?"
    r"(?:(?:order|commande)\s+)?(?:n[o°]\s?)?#?[a-z]{0,4}-?\d{3,12}(?:\s+order)?"
    r"(?:\s+(?:that|which|que)\s[^.,;]{0,40}?)?(?:\s*+[,:])?\s++)?"
)
"""The order that a request begins with: "for #1042, ..."."""

LEAD = (
    r"(?:(?:i|we|je|j'|nous|vous|you|tu|on|please|pls|svp|also|aussi|then|ensuite|puis|et|and|to"
    r"|de|d'|a|me|m'|moi|would|'d|like"
    r"|want|wanna|need|have|could|can|may|will|should|veux|veut|voudrais|voulais|aimerais"
    r"|souhaite|souhaiterais|faut|faudrait|dois|doit"
    r"|peux|peut|pouvez|pourriez|pourrais|merci|i'd|i'll|let|let's|us|now|maintenant|enfin"
    r"|finally|both|le|la|les|l'|just|juste"
    r"|ainsi|egalement|il|possible|est|ce|que|qu'|help|wondering|if|able|be|going|second(?:ly)?"
    r"|first(?:ly)?|d'abord|deuxiemement)\s*+,?\s*+){0,7}"
)
_ASKS = (
    r"(?:where(?:'s| is| are)|when (?:will|does|is)|what(?:'s| is) (?:the status|my balance|left)"
    r"|how much (?:is left|do i have)"
    r"|ou (?:est|en est|sont|se trouve)|quand (?:arrive|est-ce|sera|vais-je)"
    r"|combien (?:il (?:me )?reste|me reste|reste|j'ai)|quel est (?:mon|le) (?:solde|statut))"
)
_REQUEST = re.compile(rf"{ABOUT_AN_ORDER}{LEAD}(?:{_VERBS}|{_ASKS})(?!\w)")
_BREAK = re.compile(
    r"\s*[.;!?]+\s+(?:(?:et|and|also|aussi|puis|then|ensuite)\s+)?"
    r"|\s*,\s*(?:(?:et|and|puis|then|ensuite|also|aussi|but|mais)\s+)*"
    r"|\s+(?:et|and|puis|then|ensuite|ainsi que|as well as|plus|&|\+)\s+(?:(?:puis|then|also"
    r"|aussi|ensuite|after that|apres)\s+)*"
)
_OBJECT = re.compile(r"\W*\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Hold a clause that makes a request of its own: text[start:end]."""

    text: str
    start: int
    end: int


def split_requests(text: str) -> tuple[Clause, ...]:
    """Return the requests of a message, in order; empty where it makes fewer than two.

    A request begins behind a comma, a full stop or an "and" where a verb of asking or doing
    follows, so that a list of items ("return the shirt and the mug") stays one request.
    """
    folded = fold(text)
    starts = [0] if _has_request(folded) else []
    for match in _BREAK.finditer(folded):
        request = _REQUEST.match(folded, match.end())
        asks = request and _OBJECT.match(folded, request.end())
        # "Hello, I want to return it", "for #1042, change it": only the second half asks.
        if asks and starts and _has_request(folded[starts[-1] : match.start()]):
            starts.append(match.end())
    if not 1 < len(starts) <= MAX_REQUESTS:
        return ()
    ends = [*starts[1:], len(text)]
    return tuple(_clause(text, s, e) for s, e in zip(starts, ends, strict=True))


def _has_request(folded: str) -> bool:
    return any(_REQUEST.match(folded, at) for at in _word_starts(folded))


def _word_starts(folded: str) -> list[int]:
    return [match.start() for match in re.finditer(r"(?<!\w)\w", folded)]


def _clause(text: str, start: int, end: int) -> Clause:
    kept = re.sub(
        r"(?:[\s,;.&+]|\b(?:et|and|puis|then|ensuite|also|aussi|ainsi que|plus)\b)+$",
        "",
        text[start:end],
        flags=re.IGNORECASE,
    )
    return Clause(text=kept, start=start, end=start + len(kept))
