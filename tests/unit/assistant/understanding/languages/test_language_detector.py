import pytest

from assistant.conversation.message import Language
from assistant.understanding.languages.language_detector import detect, shared_detector
from assistant.understanding.message_words import split


class TestDetect:
    @pytest.mark.parametrize("text", ["merci", "retours ?", "c'est combien", "robe Nike", "à côté"])
    def test_knows_french_from_one_word(self, text: str) -> None:
        assert detect(text, carried="en", default="en") == "fr"

    @pytest.mark.parametrize("text", ["thanks", "returns?", "how much", "Café dress"])
    def test_knows_english_from_one_word(self, text: str) -> None:
        assert detect(text, carried="fr", default="fr") == "en"

    @pytest.mark.parametrize("text", ["ok", "Orion", "42", "hello", "👍", "", "50€"])
    @pytest.mark.parametrize("carried", ["fr", "en"])
    def test_carries_the_conversation_where_words_do_not_tell(
        self, text: str, carried: Language
    ) -> None:
        default: Language = "en" if carried == "fr" else "fr"

        assert detect(text, carried=carried, default=default) == carried

    @pytest.mark.parametrize("default", ["fr", "en"])
    def test_falls_back_on_the_default(self, default: Language) -> None:
        assert detect("42", default=default) == default

    def test_asks_the_detector_about_longer_messages_without_known_words(self) -> None:
        assert detect("grille-pain inox programmable", default="en") == "fr"
        assert detect("stainless programmable toaster", default="fr") == "en"


class TestWords:
    @pytest.mark.parametrize(
        ("text", "language", "sentence"),
        [
            ("sorry, can we speak English? I ordered it by mistake", "en", True),
            ("je l'ai commandé par erreur, désolée", "fr", True),
            ("12 Baker Street, London NW1 6XE", "en", False),
            ("4 rue des Lilas, 29200 Brest", "fr", False),
            ("BM10483856", "en", False),
        ],
    )
    def test_are_a_sentence_where_some_are_in_no_other_language(
        self,
        text: str,
        language: Language,
        sentence: bool,  # noqa: FBT001
    ) -> None:
        assert shared_detector().is_sentence(split(text), language) is sentence
