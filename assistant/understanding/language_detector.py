"""French or English: which of the two a message is written in."""

from collections.abc import Sequence
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from assistant.conversation.message import Language
from assistant.understanding.message_words import Word, split
from assistant.understanding.word_lists import load_yaml

MIN_WORDS = 3
"""The detector decides from so many words on; on fewer it often errs."""

SURE = 0.6
"""The detector's probability from which it beats the default, where nothing is carried."""

_FRENCH_LETTERS = frozenset("àâæçèêëîïôœùûÿÀÂÆÇÈÊËÎÏÔŒÙÛŸé")


class LanguageDetector:
    """Tells the language of messages; loading takes half a second, a message 50 µs."""

    def __init__(self) -> None:
        words = load_yaml("language.yml")
        self._french = frozenset(words["fr"].split())
        self._english = frozenset(words["en"].split())
        self._weak_french = frozenset(words["weak"]["fr"].split())
        self._weak_english = frozenset(words["weak"]["en"].split())
        self._detector = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self._detector.set_languages(["fr", "en"])

    def detect(
        self, text: str, words: Sequence[Word], *, carried: Language | None, default: Language
    ) -> Language:
        """Return the language of `text`, whose words are `words`.

        Words that only one language has decide first, because they are right where a statistical
        detector fails: on one word, on brand names, on "c'est combien ?". A tie of three words or
        more goes to the detector. What is left is the language the conversation is `carried` in,
        words that both languages borrow from each other ("super", "hello"), the detector where it
        is sure, and the `default`.
        """
        french = sum(word.text in self._french for word in words)
        english = sum(word.text in self._english for word in words)
        if french != english:
            return "fr" if french > english else "en"
        if len(words) >= MIN_WORDS:
            return self._guess(text)[0]
        if any(letter in _FRENCH_LETTERS for letter in text):
            return "fr"
        known = carried or self._weak(words)
        if known is not None:
            return known
        guessed, probability = self._guess(text)
        return guessed if words and probability >= SURE else default

    def is_of(self, word: str) -> bool:
        """Return whether a folded word is one that French or English alone has."""
        return word in self._french or word in self._english

    def _guess(self, text: str) -> tuple[Language, float]:
        code, probability = self._detector.classify(text)
        return ("fr" if code == "fr" else "en"), probability

    def _weak(self, words: Sequence[Word]) -> Language | None:
        french = any(word.text in self._weak_french for word in words)
        english = any(word.text in self._weak_english for word in words)
        if french == english:
            return None
        return "fr" if french else "en"


def detect(text: str, *, carried: Language | None = None, default: Language = "fr") -> Language:
    """Return the language of one text; see `LanguageDetector.detect`."""
    return shared_detector().detect(text, split(text), carried=carried, default=default)


@cache
def shared_detector() -> LanguageDetector:
    """Return the process's one reader."""
    return LanguageDetector()
