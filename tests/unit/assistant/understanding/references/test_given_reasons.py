import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.operations.shop_rules import load_rules
from assistant.understanding.references.given_reasons import Reasons, rank_reasons

RULES = load_rules()


class TestAReason:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("I don't need it any more", "no_longer_needed"),
            ("je n'en ai plus besoin", "no_longer_needed"),
            ("ordered it by accident", "ordered_by_mistake"),
            ("c'était une erreur", "ordered_by_mistake"),
            ("trouvé moins cher", "found_cheaper"),
            ("it takes too long", "too_slow"),
        ],
    )
    def test_of_a_cancellation_is_known_by_its_words(self, text: str, code: str) -> None:
        assert rank_reasons(text, RULES.cancel.reasons).best == code

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("too small", "too_small"),
            ("trop grande", "too_large"),
            ("it arrived broken", "defective"),
            ("pas conforme à la photo", "not_as_described"),
            ("I don't like it", "no_longer_wanted"),
        ],
    )
    def test_of_a_return_is_known_by_its_words(self, text: str, code: str) -> None:
        assert rank_reasons(text, RULES.returns.reasons).best == code

    def test_of_a_shops_own_is_known_by_its_wording(self) -> None:
        reasons: Reasons = {
            "pets": {"en": "allergic to the material"},
            "gift": {"en": "was a gift"},
        }

        assert rank_reasons("I'm allergic to this material", reasons).best == "pets"

    def test_is_found_by_likeness_where_no_word_says_it(self) -> None:
        near, far = np.array([1, 0], np.float32), np.array([0, 1], np.float32)

        found = rank_reasons(
            "xyz",
            RULES.returns.reasons,
            vector=near,
            vectors={"too_small": [near], "defective": [far]},
        )

        assert found.best == "too_small"

    @given(st.text(max_size=60))
    def test_is_one_of_the_rules(self, text: str) -> None:
        found = rank_reasons(text, RULES.returns.reasons)

        assert {c.value for c in found.candidates} <= set(RULES.returns.reasons)
