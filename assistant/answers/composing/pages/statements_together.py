"""Choose the statements of one reply: the best, or several where several are asked for. Pure."""

from collections.abc import Iterator

import regex

from assistant.answers.composing.pages.statement_choice import Extract, Extracts
from assistant.understanding.types import Understanding

SURE = 0.5  # least confidence of a statement that is said beside the best
MOST = 3  # statements of an overview
BARE = 4  # words of a message that names a subject, and asks no more: "return policy"
# A question that goes on with another one: "is it free, and how long does it take?"
_AND = regex.compile(r"[?;]\s+\w|\b(?:et|and|puis|ainsi que|as well as)\b|&", regex.IGNORECASE)


def said_together(
    understanding: Understanding, extracts: Extracts, best: Extract
) -> tuple[Extract, ...]:
    """Return the statements to say, `best` first.

    A bare subject gets the main statements of its page, two questions in one the best two.
    """
    if best.sureness is None:
        return (best,)
    words = understanding.own_words.split()
    if len(words) <= BARE:
        return (best, *_more(extracts, best, same_page=True))[:MOST]
    if _AND.search(understanding.own_words):
        return (best, *_more(extracts, best, same_page=False))[:2]
    return (best,)


def _more(extracts: Extracts, best: Extract, *, same_page: bool) -> Iterator[Extract]:
    """Yield further sure statements in the language of `best`, none of which repeats another."""
    passage, said = best.evidence.passage, [best.statement.terms]
    for one in extracts.ranked:
        of, terms = one.evidence.passage, one.statement.terms
        alike = any(len(terms & others) * 2 > min(len(terms), len(others)) for others in said)
        if one.confidence < SURE or of.language != passage.language or alike:
            continue
        if not same_page or of.source_id == passage.source_id:
            said.append(terms)
            yield one
