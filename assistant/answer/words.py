"""The content words of a question or a sentence, as stems: for overlap across inflections."""

from functools import lru_cache

import regex
import snowballstemmer

from assistant.conversation.message import Language
from retrieval.catalogue.folding import fold

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]+|\d+")
_STOP_FR = (
    "le la les un une des du de d l au aux ce cet cette ces mon ma mes ton ta tes son sa ses "
    "notre nos votre vos leur leurs je tu il elle on nous vous ils elles me te se lui y en et "
    "ou mais donc or ni car que qu qui quoi dont quel quelle quels quelles est sont etre ai as "
    "a avons avez ont avoir fait faire peut peux pouvez puis pour par sur sous dans avec sans "
    "chez vers si ne pas plus moins tres bien combien comment quand pourquoi ca cela c j m n s "
    "t bonjour svp merci "
)
_STOP_EN = (
    "the a an of to in on at by for with without from and or but so if is are was were be been am "
    "do does did done have has had can could will would should may might must i you he she it we "
    "they me my your his her its our their this that these those there here what which who whom "
    "whose when where why how much many any some not no yes please hello hi thanks s t d ll re ve m"
)
_STOP = frozenset((_STOP_FR + " " + _STOP_EN).split())
_STEMMERS = {
    "fr": snowballstemmer.stemmer("french"),
    "en": snowballstemmer.stemmer("english"),
}


@lru_cache(maxsize=65_536)
def _stem(word: str, language: Language) -> str:
    return str(fold(_STEMMERS[language].stemWord(word)))


@lru_cache(maxsize=16_384)  # the sentences of a shop's pages come again and again
def stems(text: str, language: Language) -> frozenset[str]:
    """Return the stems of the content words of `text`."""
    words = _WORD.findall(text.lower())
    return frozenset(_stem(word, language) for word in words if fold(word) not in _STOP)


def overlap(question: frozenset[str], text: frozenset[str]) -> float:
    """Return the share of the question's stems found in the text, in [0, 1]."""
    return len(question & text) / len(question) if question else 0.0
