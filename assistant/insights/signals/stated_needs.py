"""Tell which kind of need a question states, where it states one surely.

The needs of every shop's customers are known, so no topics have to be found first, and two
questions of one customer are told apart though both are questions.
"""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from assistant.answers.coverage.need_list import load_needs
from assistant.conversation.message import Language
from assistant.insights.analysis_rows import Vector
from retrieval.ports import Encoder
from retrieval.types import Matrix

# Chosen on r01 to r70 of tests/evals/returns.
SURE = 0.93  # least cosine of a question and a wording of a need that it surely states
AHEAD = 0.01  # least lead on the needs of every other kind

StatedNeed = Callable[[Vector, str], str]
"""Return the kind of need that a vector of a question states in a language; "": none surely."""


def needs_of(encoder: Encoder) -> StatedNeed:
    """Return a reader of stated needs; a language's wordings are encoded once, in some 2 s."""

    @cache
    def wordings(language: Language) -> tuple[Sequence[str], Matrix]:
        needs = load_needs(language)
        kinds = [one.kind for one in needs for _ in one.wordings]
        texts = (wording for one in needs for wording in one.wordings)
        return kinds, np.stack([encoder.encode_query(one) for one in texts])

    def stated(vector: Vector, language: str) -> str:
        kinds, vectors = wordings("en" if language == "en" else "fr")
        best: dict[str, float] = {}
        for kind, cosine in zip(kinds, (vectors @ vector).tolist(), strict=True):
            best[kind] = max(best.get(kind, -1.0), cosine)
        kind = max(best, key=best.__getitem__)
        other = max(cosine for one, cosine in best.items() if one != kind)
        return kind if best[kind] >= SURE and best[kind] - other >= AHEAD else ""

    return stated
