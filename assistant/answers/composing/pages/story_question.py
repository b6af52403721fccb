"""Tell how sure the answer to a long message is, by its question without the story. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.composing.pages.statement_choice import Extract, Extracts

# Log-odds that the best statement for a story gains where the question of the story alone finds the
# same statement first, or its passage among the first: chosen on 93 stories about eight shops.
SAME_STATEMENT = 1.4
SAME_PASSAGE = 0.85
FIRST = 2  # statements for the question alone


def confirmed(whole: Extracts, alone: Extracts) -> Extracts:
    """Return the extracts of a long message, the best surer where its question alone agrees.

    A story thins out its question: the best statement for it is right twice as often as it is sure.
    """
    if not whole.ranked or not alone.ranked:
        return whole
    best, *rest = whole.ranked
    confirmed_best = replace(best, gained=_agreement(best, alone.ranked))
    return replace(whole, ranked=(confirmed_best, *rest))


def _agreement(best: Extract, alone: Sequence[Extract]) -> float:
    if _place(alone[0]) == _place(best):
        return SAME_STATEMENT
    passage, _ = _place(best)
    return SAME_PASSAGE if any(_place(one)[0] == passage for one in alone[:FIRST]) else 0.0


def _place(one: Extract) -> tuple[str, int]:
    return one.evidence.passage.passage_id, one.statement.first
