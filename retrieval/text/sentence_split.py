"""Split prose into sentences, verbatim. Pure."""

import re

import sentencex  # type: ignore[import-untyped]  # it ships no types

from retrieval.types import Span

# Shop and legal French and English; sentencex knows "p. ex." and decimals, not these.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«\"'\u2019])(?:"
    r"[MN]|MM|M[ml]e|M[ml]les?|Dr|Mr|Mrs|Ms|Pr|St|Ste|art|al|cf|env|ex|max|min|n°|p|pp"
    r"|réf|ref|tél|tel|approx|vs|incl|excl|e\.g|i\.e|[A-Z]"
    r")\.$",
    re.IGNORECASE,
)

_NUMBER = re.compile(r"\s*\d{1,3}(?:\.\d{1,2})*[.)]")  # of a clause, before its words

_PRICE = re.compile(r"[\u2013\u2014-]")  # as in "CHF 10.-"


def split(text: str, language: str) -> list[Span]:
    """Return the sentences of one paragraph as (start, end), in order, without blanks around.

    `language` is ISO 639-1; the rules of a language that is not known are English's.
    """
    spans: list[Span] = []
    open_at: int | None = None
    for found in sentencex.get_sentence_boundaries(language, text):
        start = found["start_index"] if open_at is None else open_at
        end = start + len(text[start : found["end_index"]].rstrip())
        if _goes_on(text, start, end):
            open_at = start
            continue
        open_at = None
        spans.append((start, end))
    if open_at is not None:
        spans.append((open_at, len(text.rstrip())))
    return [_trim(text, span) for span in spans if text[slice(*span)].strip()]


def _goes_on(text: str, start: int, end: int) -> bool:
    """Return whether the full stop at `end` is an abbreviation's, a number's or a price's."""
    is_abbreviated = _ABBREVIATION.search(text[max(start, end - 12) : end])
    return bool(is_abbreviated or _NUMBER.fullmatch(text, start, end) or _PRICE.match(text, end))


def _trim(text: str, span: Span) -> Span:
    start, end = span
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
