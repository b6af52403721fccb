"""Match a customer's words with the reasons that the shop's rules list."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from assistant.conversation.message import Language
from assistant.understanding.entities.candidate_ranking import Candidate, Ranking, rank
from assistant.understanding.message_words import content, fold, split
from assistant.understanding.references.item_names import likeness
from retrieval.text.resource_files import load_yaml
from retrieval.types import Vector

Reasons = Mapping[str, Mapping[Language, str]]
"""The shop's wordings by code, as in its rules."""

LEAST, MOST = 0.82, 0.94
"""Cosines of query vectors between which the score by likeness grows from 0 to `BY_VECTOR`."""

BY_VECTOR = 0.8  # highest score by likeness alone; words score up to 1


def rank_reasons(
    text: str,
    reasons: Reasons,
    *,
    vector: Vector | None = None,
    vectors: Mapping[str, Sequence[Vector]] | None = None,
) -> Ranking[str]:
    """Return the codes of the reasons that `text` may give, best first; empty: it gives none.

    Words decide where they say a reason; else `vector`, of the text as a query, is compared with
    `vectors`, those of each reason's wordings, encoded once by the caller.
    """
    scores = {code: _said(text, code, wordings) for code, wordings in reasons.items()}
    if vector is not None and vectors is not None and not any(scores.values()):
        scores = {code: _alike(vector, vectors.get(code, ())) for code in reasons}
    return rank(Candidate(value=code, score=s) for code, s in scores.items() if s > 0)


def _said(text: str, code: str, wordings: Mapping[Language, str]) -> float:
    known = _patterns().get(code)
    if known is not None and known.search(fold(text)):
        return 1.0
    said = [word.key for word in split(text)]
    best = 0.0
    for wording in wordings.values():
        meant = [word.key for word in content(split(wording))]
        if meant:
            hits = [max((likeness(s, key) for s in said), default=0.0) for key in meant]
            share = sum(hits) / len(meant)
            best = max(best, share if share > 0.5 else 0.0)  # noqa: PLR2004 (most of its words)
    return best


def _alike(vector: Vector, vectors: Sequence[Vector]) -> float:
    nearest = max((float(np.vecdot(vector, other)) for other in vectors), default=0.0)
    return BY_VECTOR * min(max((nearest - LEAST) / (MOST - LEAST), 0.0), 1.0)


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    lists: dict[str, str] = load_yaml("assistant.understanding", "reasons.yml")
    return {code: _pattern(words.split()) for code, words in lists.items()}


def _pattern(stems: Sequence[str]) -> re.Pattern[str]:
    ways = "|".join(re.escape(stem).replace("_", r"\W+") for stem in stems)
    return re.compile(rf"(?<!\w)(?:{ways})")
