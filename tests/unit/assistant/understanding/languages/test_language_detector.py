import pytest

from assistant.conversation.message import Language
from assistant.understanding.languages.language_detector import detect


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
