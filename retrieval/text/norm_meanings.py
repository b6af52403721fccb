"""Say the meaning of norms and ratings ("IP67") beside them, for the encoder. Pure."""

from functools import cache

import regex

from retrieval.catalogue.case_folding import fold
from retrieval.text.resource_files import load_yaml


def in_plain_words(sentence: str, language: str) -> str:
    """Return a sentence with the meanings of the norms that it states behind it."""
    folded = fold(sentence)
    spoken = "fr" if language == "fr" else "en"
    meanings = [said[spoken] for norm, said in _norms() if norm.search(folded)]
    return f"{sentence} ({'; '.join(meanings)})" if meanings else sentence


@cache
def _norms() -> tuple[tuple[regex.Pattern[str], dict[str, str]], ...]:
    return tuple(
        (regex.compile(row["norm"]), row) for row in load_yaml("retrieval.text", "norms.yml")
    )
