"""Choose the statements of one reply: the best, or several where several are asked for. Pure."""

from collections.abc import Iterator

import regex

from assistant.answers.composing.pages.statement_choice import Extract, Extracts
from assistant.understanding.types import Understanding

SURE = 0.5  # least confidence of a statement that is said beside the best
# A question that goes on with another one: "is it free, and how long does it take?"
_AND = regex.compile(r"[?;]\s+\w|\b(?:et|and|puis|ainsi que|as well as)\b|&", regex.IGNORECASE)


def said_together(
    understanding: Understanding, extracts: Extracts, best: Extract
) -> tuple[Extract, ...]:
    """Return the statements to say, `best` first: of two questions in one, the best two."""
    if best.sureness is None:
        return (best,)
    if _AND.search(understanding.own_words):
        return (best, *_more(extracts, best))[:2]
    return (best,)


def _more(extracts: Extracts, best: Extract) -> Iterator[Extract]:
    """Yield further sure statements in the language of `best`, none of which repeats another."""
    passage, said = best.evidence.passage, [best.statement.terms]
    for one in extracts.ranked:
        of, terms = one.evidence.passage, one.statement.terms
        alike = any(len(terms & others) * 2 > min(len(terms), len(others)) for others in said)
        if one.confidence < SURE or of.language != passage.language or alike:
            continue
        said.append(terms)
        yield one
