"""A message as a customer types it."""

from random import Random

import pytest

from assistant.conversation.message import Language
from assistant.improvement.rehearsal.saved_scenario import Mood, Trait
from assistant.improvement.rehearsal.writing_style import style

WORDS = "Bonjour, je voudrais échanger la commande BM10483856, lea@example.com s'il vous plaît."


def written(*traits: Trait, seed: int = 1, language: Language = "fr", text: str = WORDS) -> str:
    return "\n".join(
        style(
            text,
            language=language,
            mood=Mood.HURRIED,
            traits=traits,
            first=True,
            draw=Random(seed),  # noqa: S311  # repeatable
        )
    )


class TestStyle:
    def test_without_traits_is_as_it_was_meant(self) -> None:
        assert written() == WORDS

    def test_of_one_seed_is_always_the_same(self) -> None:
        assert written(Trait.TYPOS, seed=4) == written(Trait.TYPOS, seed=4)
        assert len({written(Trait.TYPOS, seed=seed) for seed in range(20)}) > 5

    @pytest.mark.parametrize("seed", range(20))
    def test_copies_numbers_and_addresses_as_they_are(self, seed: int) -> None:
        typed = written(Trait.TYPOS, Trait.LOWER_CASE, Trait.NO_ACCENTS, seed=seed)

        assert "BM10483856," in typed
        assert "lea@example.com" in typed

    def test_leaves_accents_out(self) -> None:
        assert "echanger" in written(Trait.NO_ACCENTS)

    def test_sends_a_message_in_pieces(self) -> None:
        pieces = written(Trait.PIECES).split("\n")

        assert pieces[0] == "Bonjour,"
        assert " ".join(pieces) == WORDS

    def test_ends_a_sentence_before_it_adds_one(self) -> None:
        moods = {
            style(
                "I have a question",
                language="en",
                mood=Mood.ANNOYED,
                traits=(),
                first=True,
                draw=Random(seed),  # noqa: S311  # repeatable
            )[0]
            for seed in range(9)
        }

        assert all("I have a question. " in one for one in moods)
