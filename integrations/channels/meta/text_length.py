"""Cut texts to a length, between graphemes: a reader sees each as one character. Pure."""

import regex

_ELLIPSIS = "…"
_GRAPHEME = regex.compile(r"\X")
_BREAKS = (
    regex.compile(r"\n{2,}"),  # paragraphs
    regex.compile(r"\n"),
    regex.compile(r"(?<=[.!?…])\s+"),  # sentences
    regex.compile(r"\s+"),
)


def units(text: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, limit: int) -> str:
    """Return the text, or its beginning and an ellipsis, in at most `limit` units (1 or more)."""
    if units(text) <= limit:
        return text
    return _head(text, limit - 1).rstrip() + _ELLIPSIS


def split(text: str, limit: int) -> tuple[str, ...]:
    """Return the text in pieces of at most `limit` units, cut where a reader would pause."""
    pieces: list[str] = []
    rest = text.strip()
    while units(rest) > limit:
        head = _head(rest, limit)
        cut = _pause(rest, len(head))
        piece = rest[:cut].rstrip()
        pieces.append(piece or head)
        rest = rest[cut if piece else len(head) :].lstrip()
    return (*pieces, rest) if rest else tuple(pieces)


def _pause(text: str, most: int) -> int:
    """Return the place to cut: the last pause of the best kind in the second half, else a space.

    A word, or a link, is cut only if it is all there is.
    """
    for pattern in _BREAKS:
        ends = [found.start() for found in pattern.finditer(text, 0, most + 1)]
        if ends and (ends[-1] > most // 2 or pattern is _BREAKS[-1]):
            return ends[-1]
    return most


def _head(text: str, limit: int) -> str:
    """Return the longest beginning in whole graphemes; if none fits, in code points."""
    taken = 0
    end = 0
    for grapheme in _GRAPHEME.finditer(text):
        taken += units(grapheme.group())
        if taken > limit:
            break
        end = grapheme.end()
    return text[:end] or _code_points(text, limit)


def _code_points(text: str, limit: int) -> str:
    taken = 0
    for end, character in enumerate(text):
        taken += units(character)
        if taken > limit:
            return text[:end]
    return text
