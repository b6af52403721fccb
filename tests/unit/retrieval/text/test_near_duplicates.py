import pytest

from retrieval.text.near_duplicates import SeenPassages

TEXT = (
    "Vous avez 30 jours à partir de la réception pour nous retourner un article, sans avoir à "
    "donner de raison. L'article doit être neuf et avec ses étiquettes."
)


@pytest.fixture
def seen() -> SeenPassages:
    seen = SeenPassages()
    assert not seen.repeats("Délai", TEXT, "fr")
    return seen


class TestSeen:
    def test_recognises_what_says_the_same(self, seen: SeenPassages) -> None:
        assert seen.repeats("Délai", TEXT, "fr")
        assert seen.repeats("délai", f"**{TEXT}**".replace("neuf", "bien neuf"), "fr")

    def test_keeps_what_differs_in_a_number(self, seen: SeenPassages) -> None:
        assert not seen.repeats("Délai", TEXT.replace("30", "14"), "fr")

    def test_keeps_what_denies(self, seen: SeenPassages) -> None:
        assert not seen.repeats("Délai", TEXT.replace("doit être", "ne doit pas être"), "fr")

    def test_keeps_the_same_answer_to_another_question(self, seen: SeenPassages) -> None:
        assert not seen.repeats("Et pour les chaussures ?", TEXT, "fr")

    def test_keeps_the_same_text_in_another_language(self, seen: SeenPassages) -> None:
        assert not seen.repeats("Délai", TEXT, "en")

    def test_keeps_what_merely_resembles(self, seen: SeenPassages) -> None:
        half = TEXT[: len(TEXT) // 2]

        assert not seen.repeats("Délai", f"{half} un bon d'achat valable en boutique.", "fr")

    def test_recognises_short_texts_only_when_equal(self) -> None:
        seen = SeenPassages()

        assert not seen.repeats("Frais", "C'est gratuit.", "fr")
        assert seen.repeats("Frais", "C'est gratuit !", "fr")
        assert not seen.repeats("Frais", "C'est payant.", "fr")

    def test_never_merges_what_has_no_words(self) -> None:
        seen = SeenPassages()

        assert not seen.repeats("", "***", "fr")
        assert not seen.repeats("", "***", "fr")
