"""Product names out of the way, so that texts group by what is said, not by what it is said of."""

from collections.abc import Iterable

PRODUCT = "product"
"""What stands in a name's place, in either language: a word that encoders know."""


def mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with each span (start, end) replaced; spans may overlap, in any order."""
    parts: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if end <= done:
            continue
        parts += [text[done : max(start, done)], PRODUCT if start >= done else ""]
        done = end
    return "".join([*parts, text[done:]])
