"""Reduce a word to what its inflections share."""

import snowballstemmer

from assistant.conversation.conversation_message import Language

LEAST = 4  # letters that an ending leaves

_STEMMERS = {
    "fr": snowballstemmer.stemmer("french"),
    "en": snowballstemmer.stemmer("english"),
}
_LEFT = ("ent", "on", "e")  # of French verbs, by Snowball: "livrons", "expirent", "périmée"


def stem(word: str, language: Language) -> str:
    """Return the stem of a word in lower case and without accents."""
    found = str(_STEMMERS[language].stemWord(word))
    if language == "fr":
        for ending in _LEFT:
            if found.endswith(ending) and len(found) - len(ending) >= LEAST:
                return found[: -len(ending)]
    return found
