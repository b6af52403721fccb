"""Detect whether a message is written in French or in English."""

from collections.abc import Sequence
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from assistant.conversation.message import Language
from assistant.understanding.message_words import Word, split
from retrieval.text.resource_files import load_yaml

MIN_WORDS = 3
"""Words from which on the statistical detector decides; on fewer it often errs."""

SURE = 0.6
"""Probability from which the detector's language is taken in place of the default."""

_FRENCH_LETTERS = frozenset("àâæçèêëîïôœùûÿÀÂÆÇÈÊËÎÏÔŒÙÛŸé")


class LanguageDetector:
    """Detect the language of messages; loading takes half a second, a message 50 µs."""

    def __init__(self) -> None:
        words = load_yaml("assistant.understanding", "language.yml")
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
        more goes to the detector. Shorter texts get the language that the conversation is `carried`
        in, then that of words which both languages borrow from each other ("super", "hello"), then
        the detector's where it is sure, and last the `default`.
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
        """Tell whether only one of the two languages has a folded word."""
        return word in self._french or word in self._english

    def is_sentence(self, words: Sequence[Word], language: Language) -> bool:
        """Return whether words are said in a language: some of them are in no other."""
        own = self._french if language == "fr" else self._english
        return sum(word.text in own for word in words) >= MIN_WORDS

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
    """Return the process's one detector."""
    return LanguageDetector()
