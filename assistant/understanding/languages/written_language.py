"""Detect the language of a text, among more languages than the assistant writes."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from assistant.conversation.message import Language
from assistant.understanding.languages.language_detector import shared_detector
from assistant.understanding.message_words import split
from retrieval.text.resource_files import load_yaml

OTHERS = ("de", "es", "it", "nl", "pt", "pl", "sv", "da", "ro", "cs", "tr", "ar", "ru", "uk", "zh")
"""Languages beside French and English that customers of European shops write in."""

_SURE = 0.98
_SHARED = frozenset(load_yaml("assistant.understanding", "language.yml")["shared"].split())
"""Words of French or English that another of these languages writes as well."""
_LEAST_WORDS = 4  # of a text in another language: on fewer the detector often errs
_OTHER_LETTERS = 0x0370  # the first letter of no Latin alphabet


def language_of(text: str, *, carried: str = "") -> str:
    """Return the ISO 639-1 code of a text's language; `carried` is that of the messages before."""
    words = split(text)
    known: Language = "en" if carried == "en" else "fr"
    if any(letter.isalpha() and ord(letter) >= _OTHER_LETTERS for letter in text):
        return str(load_detector().classify(text)[0])
    if len(words) >= _LEAST_WORDS:
        code, probability = load_detector().classify(text)
        if code not in {"fr", "en"} and probability >= _SURE and not _is_spoken(text):
            return str(code)
    return shared_detector().detect(
        text, words, carried=known if carried in {"fr", "en"} else None, default=known
    )


def _is_spoken(text: str) -> bool:
    """Return whether a text has words of French or English alone, such as "bonjour"."""
    reader, words = shared_detector(), {word.text for word in split(text)}
    return any(reader.is_of(word) for word in words - _SHARED)


@cache
def load_detector() -> LanguageIdentifier:
    """Return the process's one detector of all these languages; the first call takes 0.7 s."""
    detector = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    detector.set_languages(["fr", "en", *OTHERS])
    return detector
