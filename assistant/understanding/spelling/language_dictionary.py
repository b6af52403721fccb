"""Make and load the dictionary of a language, from the words that pyspellchecker ships."""

import gzip
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from assistant.conversation.message import Language
from assistant.understanding.spelling.spelled_words import SpelledWords, plain_forms, sounds_of
from assistant.understanding.trained_model import TrainedModel, load_or_train
from retrieval.encoders.model_folders import ModelFolders

FREQUENT = 40_000  # words of a language that a misspelt one may mean
VERSION = 3  # of the arrays; another makes them anew
_NO_GENITIVES = frozenset(
    "it that what there here he she let who how where when why one".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageDictionary(TrainedModel):
    """Hold every word of a language, as lines of text."""

    words: str  # the frequent ones, the most frequent first
    sounds: str  # of each of them
    likelihoods: NDArray[np.float32]  # logarithm of the share of each in texts
    rare: str  # the others

    def frequent(self) -> SpelledWords:
        """Return the words that a misspelt one may mean."""
        return SpelledWords.build(self.words.split("\n"), self.sounds.split("\n"), self.likelihoods)

    @classmethod
    def _values(cls, arrays: dict[str, Any]) -> dict[str, Any]:
        return {
            name: value if name == "likelihoods" else str(value) for name, value in arrays.items()
        }


def load_or_make_dictionary(models: ModelFolders, language: Language) -> LanguageDictionary:
    """Return a language's dictionary, which is made once an installation.

    Raises:
        OSError: it had to be made, and cannot be saved.
    """
    name = f"words.{language}.{VERSION}.{version('pyspellchecker')}.npz"
    return load_or_train(models, name, LanguageDictionary, lambda: make_dictionary(language))


def make_dictionary(language: Language) -> LanguageDictionary:
    """Sort the words of a language by how often they are written."""
    file = files("spellchecker") / "resources" / f"{language}.json.gz"
    counts: dict[str, int] = orjson.loads(gzip.decompress(file.read_bytes()))
    words = sorted(filter(_is_whole, counts), key=counts.__getitem__, reverse=True)
    frequent = words[:FREQUENT]
    shares = np.array([counts[word] for word in frequent]) / sum(counts.values())
    return LanguageDictionary(
        words="\n".join(frequent),
        sounds="\n".join(sounds_of(plain_forms(frequent), language)),
        likelihoods=np.log(shares).astype(np.float32),
        rare="\n".join(words[FREQUENT:]),
    )


def _is_whole(word: str) -> bool:
    """Tell whether a word has an entry of its own in a dictionary of its language."""
    return not word.endswith("'s") or word[:-2] in _NO_GENITIVES
