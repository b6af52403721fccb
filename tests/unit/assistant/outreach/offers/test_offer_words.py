"""An offer says its terms, and nothing that the plan does not have."""

from dataclasses import replace

import pytest

from assistant.conversation.message import Language
from assistant.operations.goodwill.offers.offer_terms import OfferOccasion
from assistant.outreach.offers.offer_words import word_offer
from tests.support.seeds.offer_seeds import PLAN

CODE = "ABCD-2F3K-9QWX"


@pytest.mark.parametrize("occasion", list(OfferOccasion))
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 50])
def test_passes_the_guard_with_every_term(
    occasion: OfferOccasion, language: Language, count: int
) -> None:
    titles = tuple(f"Pull {one} 42" for one in "abcdefghij" * 5)[:count]

    text = word_offer(replace(PLAN, occasion=occasion, language=language, titles=titles), CODE)

    assert text is not None
    assert CODE in text
    assert "2026" in text
    assert "Pull a 42" in text
    assert ("4,60" in text) is (language == "fr")
    if count > 3:
        assert f"{count - 3} " in text


def test_hurries_nobody() -> None:
    for language in ("fr", "en"):
        text = word_offer(replace(PLAN, language=language), CODE) or ""
        assert "!" not in text
        assert not any(word in text.lower() for word in ("vite", "hurry", "last chance", "only"))
