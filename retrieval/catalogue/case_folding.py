"""Compare words without case and accents."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return `text` in lower case, without accents, blanks joined: "  Écru " -> "ecru"."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())
