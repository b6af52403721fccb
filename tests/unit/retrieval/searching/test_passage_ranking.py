from collections.abc import Sequence

import numpy as np

from retrieval.searching.passage_ranking import TRANSLATION_MARGIN, Candidates, fuse, pick


def _candidates(
    dense: Sequence[float],
    *,
    sources: Sequence[int] | None = None,
    own: Sequence[bool] | None = None,
    share: Sequence[float] | None = None,
    sentence: Sequence[float] | None = None,
) -> Candidates:
    count = len(dense)
    mine = np.array(own if own is not None else [True] * count)
    scores = np.array(dense, np.float32)
    return Candidates(
        rows=np.arange(count),
        sources=np.array(sources if sources is not None else range(count), np.uint32),
        languages=np.where(mine, 0, 1).astype(np.uint16),
        products=np.zeros(count, np.uint8),
        same_language=mine,
        cosine=scores,
        dense=scores,
        sentence=np.array(sentence if sentence is not None else [0.0] * count, np.float32),
        lexical=np.zeros(count, np.float32),
        share=np.array(share if share is not None else [0.0] * count, np.float32),
    )


def _pick(candidates: Candidates, *, limit: int = 5, per_source: int = 1) -> list[int]:
    return pick(candidates, candidates.dense, limit=limit, per_source=per_source)


class TestFuse:
    def test_lets_words_decide_between_equal_vectors(self) -> None:
        fused = fuse(_candidates([0.8, 0.8], share=[0.1, 0.9]))

        assert fused[1] > fused[0]

    def test_lets_the_best_sentence_decide_between_equal_passages(self) -> None:
        fused = fuse(_candidates([0.8, 0.8], sentence=[0.9, 0.8]))

        assert fused[0] > fused[1]

    def test_does_not_let_words_outweigh_a_much_nearer_vector(self) -> None:
        fused = fuse(_candidates([0.9, 0.8], share=[0.0, 1.0]))

        assert fused[0] > fused[1]


class TestPick:
    def test_orders_by_score(self) -> None:
        assert _pick(_candidates([0.7, 0.9, 0.8])) == [1, 2, 0]

    def test_counts_sources(self) -> None:
        candidates = _candidates([0.9, 0.8, 0.7, 0.6], sources=[1, 1, 2, 3])

        assert _pick(candidates, limit=2) == [0, 2]
        assert _pick(candidates, limit=2, per_source=2) == [0, 1, 2]

    def test_prefers_the_questions_language_of_a_source(self) -> None:
        near = 0.9 - TRANSLATION_MARGIN / 2

        assert _pick(_candidates([0.9, near], sources=[1, 1], own=[False, True])) == [1]

    def test_takes_the_translation_that_says_more(self) -> None:
        far = 0.9 - 2 * TRANSLATION_MARGIN

        assert _pick(_candidates([0.9, far], sources=[1, 1], own=[False, True])) == [0]

    def test_does_not_show_a_source_in_two_languages(self) -> None:
        candidates = _candidates([0.9, 0.89, 0.88], sources=[1, 1, 1], own=[False, True, True])

        assert _pick(candidates, per_source=3) == [1, 2]

    def test_finds_a_source_that_is_in_another_language_only(self) -> None:
        assert _pick(_candidates([0.8, 0.9], own=[True, False])) == [1, 0]

    def test_of_nothing_picks_nothing(self) -> None:
        assert _pick(_candidates([])) == []
