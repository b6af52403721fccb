import pytest

from retrieval.searching.relevance import FLOOR, features_of, relevance
from tests.unit.retrieval.searching.test_passage_ranking import _candidates

GOOD = (0.87, 0.88, 0.5, 0.03, 0.0, True)
POOR = (0.80, 0.80, 0.0, 0.001, 0.0, True)


GOOD_SCORE = relevance([GOOD])[0]


class TestRelevance:
    def test_tells_evidence_from_what_is_merely_nearest(self) -> None:
        assert relevance([GOOD])[0] > FLOOR > relevance([POOR])[0]

    @pytest.mark.parametrize("part", [0, 1, 2, 3])
    def test_grows_with_every_sign_of_relevance(self, part: int) -> None:
        better = [value + 0.02 * (n == part) for n, value in enumerate(GOOD[:4])]

        assert relevance([(better[0], better[1], better[2], better[3], 0.0, True)])[0] > GOOD_SCORE

    def test_expects_no_shared_words_of_a_translation(self) -> None:
        unlike = (0.85, 0.86, 0.0, 0.02, 0.0)

        assert relevance([(*unlike, False)])[0] > relevance([(*unlike, True)])[0]

    def test_never_grows_down_the_ranking(self) -> None:
        first, second = relevance([POOR, GOOD])

        assert second == first

    def test_stays_between_0_and_1(self) -> None:
        nothing, everything = (
            relevance([(-1, -1, 0, -1, 1, True)])[0],
            relevance([(1, 1, 1, 1, 0, True)])[0],
        )

        assert 0 <= nothing < everything <= 1


class TestFeaturesOf:
    def test_measure_how_far_ahead_of_the_best_other_source(self) -> None:
        candidates = _candidates([0.9, 0.88, 0.8], sources=[1, 1, 2])

        leads = [f[3] for f in features_of(candidates, candidates.dense, [0, 1, 2])]

        assert leads == pytest.approx([0.1, 0.08, -0.1])

    def test_lead_nobody_when_alone(self) -> None:
        candidates = _candidates([0.9])

        assert features_of(candidates, candidates.dense, [0])[0][3] == 0
