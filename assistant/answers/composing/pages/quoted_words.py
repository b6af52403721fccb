"""Find the statement of a page that a reply quoted, by its words. Pure."""

import regex

from retrieval.catalogue.case_folding import fold

_WORD = regex.compile(r"\w+")


def words_of(text: str) -> str:
    """Return words between spaces, so that one text is found in another by whole words."""
    return f" {' '.join(_WORD.findall(fold(text)))} "


def is_quoted(statement: str, quote: str) -> bool:
    """Tell whether a quote has a whole statement, or is the better part of it; both as words."""
    if not quote.strip() or not statement.strip():
        return False
    return statement in quote or (quote in statement and 2 * len(quote) >= len(statement))
