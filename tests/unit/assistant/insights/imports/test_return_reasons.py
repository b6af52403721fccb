"""Reasons of returns are read as a closed list, from any system, and no word of them is kept."""

import pytest

from assistant.insights.imports.return_reasons import ReturnCause, read_cause
from assistant.operations.shop_rules import load_rules
from integrations.shops.shopify.changes.effects import RETURN_REASONS

SMALL, LARGE, SIZE = ReturnCause.TOO_SMALL, ReturnCause.TOO_LARGE, ReturnCause.SIZE


class TestAReason:
    @pytest.mark.parametrize(
        ("told", "cause"),
        [
            ("too_small", SMALL),
            ("SIZE_TOO_SMALL", SMALL),
            ("size-too-small", SMALL),
            ("Trop petit", SMALL),
            ("SIZE_TOO_LARGE", LARGE),
            ("trop grande", LARGE),
            ("Size", SIZE),
            ("Ne va pas.", SIZE),
            ("DEFECTIVE", ReturnCause.DEFECT),
            ("Défectueux ou abîmé", ReturnCause.DEFECT),
            ("not-as-described", ReturnCause.DESCRIPTION),
            ("COLOR", ReturnCause.DESCRIPTION),
            ("UNWANTED", ReturnCause.OTHER),
            ("no_longer_wanted", ReturnCause.OTHER),
            ("Léa says call 06 12 34 56 78", ReturnCause.OTHER),
        ],
    )
    def test_is_a_cause(self, told: str, cause: ReturnCause) -> None:
        assert read_cause(told) is cause

    @pytest.mark.parametrize("told", ["", "  ", "UNKNOWN", "N/A", "-"])
    def test_that_is_not_told_is_none(self, told: str) -> None:
        assert read_cause(told) is None

    def test_of_the_shops_rules_is_read_by_its_code_and_by_its_words(self) -> None:
        causes = {
            code: {read_cause(code), *map(read_cause, words.values())}
            for code, words in load_rules().returns.reasons.items()
        }
        assert causes == {
            "too_small": {SMALL},
            "too_large": {LARGE},
            "not_as_described": {ReturnCause.DESCRIPTION},
            "defective": {ReturnCause.DEFECT},
            "no_longer_wanted": {ReturnCause.OTHER},
        }

    def test_that_goes_to_shopify_comes_back_as_the_same_cause(self) -> None:
        for code, handles in RETURN_REASONS.items():
            assert {read_cause(handle) for handle in handles} == {read_cause(code)}
