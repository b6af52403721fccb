"""Cuts a text where it may go on to another aspect: "lovely, but too dear"."""

import re

LEAST_WORDS = 2
"""Of a clause; a shorter one stays with the clause before."""

MOST = 12
"""Clauses of one text; the rest of a longer one is one clause."""

_TURNS = (
    r"mais|par contre|en revanche|seulement|dommage|malheureusement|cependant|toutefois|pourtant|helas|hélas|heureusement|sauf que"
    r"|but|however|though|although|sadly|unfortunately|pity|shame|alas|yet|except|luckily|only"
)
_CUT = re.compile(
    rf"(?<=[.!?;])\s+|\n+|\s*[,:–-]?\s+(?=(?:{_TURNS})(?!\w))|\s*[,;]\s+(?=(?:et|and)\s)|\s+(?:–|-|/)\s+",  # noqa: RUF001
    re.IGNORECASE,
)
_ENUMERATED = re.compile(r"\s*,\s+|\s+(?:et|and)\s+", re.IGNORECASE)


def clauses(text: str) -> tuple[str, ...]:
    """Return the clauses of a text, at least one, in order."""
    found: list[str] = []
    for piece in _CUT.split(text, maxsplit=MOST - 1):
        clause = (piece or "").strip()
        if not clause:
            continue
        if found and len(clause.split()) < LEAST_WORDS:
            found[-1] = f"{found[-1]} {clause}"
        else:
            found.append(clause)
    return tuple(found) or (text.strip(),)


def parts(clause: str) -> tuple[str, ...]:
    """Return what a clause enumerates: "fits me well", "comfy"; itself alone if it does not."""
    pieces = [piece.strip() for piece in _ENUMERATED.split(clause) if piece.strip()]
    long_enough = all(len(piece.split()) >= LEAST_WORDS for piece in pieces)
    return tuple(pieces) if len(pieces) > 1 and long_enough else (clause,)
