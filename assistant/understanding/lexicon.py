"""A shop's vocabulary, indexed by the words customers would say: built once, then look-ups."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.conversation.message import Language
from assistant.understanding.files import word_list
from assistant.understanding.text import Word, keys_of
from assistant.understanding.titles import Titles
from assistant.understanding.values import Dimension, Keys, Meaning, Sayings, shared_sayings
from retrieval.catalogue.vocabulary import Vocabulary

# "Sacs & accessoires" is asked for as either.
_JOINED = re.compile(r"\s*(?:&|/|,|\+|\bet\b|\band\b)\s*")
_NO_CATEGORY = frozenset({"", "accueil", "home", "all", "tout", "autr", "other"})  # keys

TYPO_LENGTH = 6
"""Letters from which a word that differs by one letter or one swap is taken for a known one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option pair of the catalogue and what it says."""

    name: str
    value: str
    meaning: Meaning
    language: Language | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that name an option's value or a category.

    Several categories where languages meet: "lamp" and "lampe" have one key.
    """

    keys: Keys
    options: tuple[Option, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A phrase in a message: words[start:end]."""

    phrase: Phrase
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """Phrases by their first word, longest first; and titles."""

    phrases: Mapping[str, Sequence[Phrase]]
    titles: Titles
    currency: str
    known: frozenset[str]  # keys of words that are no typo
    _by_initial: Mapping[str, Sequence[str]] = field(default_factory=dict)  # typos' candidates

    @classmethod
    def build(cls, vocabulary: Vocabulary) -> "Lexicon":
        """Index a vocabulary; about 0.1 s for 10,000 titles."""
        phrases = _options(vocabulary.options, shared_sayings()) | {}
        for category in vocabulary.categories:
            for keys in _category_keys(category):
                before = phrases.get(keys, Phrase(keys=keys))
                named = (*before.categories, category)
                phrases[keys] = Phrase(keys=keys, options=before.options, categories=named)
        by_first: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in sorted(phrases.values(), key=lambda phrase: -len(phrase.keys)):
            by_first[phrase.keys[0]].append(phrase)
        titles = Titles.build(vocabulary.titles)
        initials: dict[str, list[str]] = defaultdict(list)
        for keys in phrases:
            if len(keys) == 1 and len(keys[0]) >= TYPO_LENGTH - 1 and keys[0].isalpha():
                initials[keys[0][0]].append(keys[0])
        return cls(
            phrases=dict(by_first),
            titles=titles,
            currency=vocabulary.currency,
            known=frozenset(by_first) | titles.words | _all_keys(word_list("not_typos")),
            _by_initial=dict(initials),
        )

    def find(self, words: Sequence[Word], text: str) -> list[Found]:
        """Return the phrases in a message, each word in one at most, the longest where they vie."""
        found, at = [], 0
        while at < len(words):
            phrase = self._at(words, at, text)
            if phrase is None:
                at += 1
                continue
            found.append(Found(phrase=phrase, start=at, end=at + len(phrase.keys)))
            at += len(phrase.keys)
        return found

    def _at(self, words: Sequence[Word], at: int, text: str) -> Phrase | None:
        key = words[at].key
        for phrase in self.phrases.get(key, ()):
            size = len(phrase.keys)
            if size == 1 or tuple(word.key for word in words[at : at + size]) == phrase.keys:
                return phrase
        return self._meant(words[at], text)

    def _meant(self, word: Word, text: str) -> Phrase | None:
        """Return the phrase of one word that `word` misspells; a capital is a name's."""
        if len(word.text) < TYPO_LENGTH or word.key in self.known or not word.text.isalpha():
            return None
        if word.start and text[word.start].isupper() and not text.isupper():
            return None
        candidates = self._by_initial.get(word.key[0], ())
        best = process.extractOne(word.key, candidates, scorer=OSA.distance, score_cutoff=1)
        return None if best is None else self.phrases[best[0]][-1]


class LexiconCache:
    """The lexicons of the last few vocabularies, found by identity: hashing one takes too long."""

    def __init__(self, size: int = 4) -> None:
        self._size = size
        self._recent: tuple[tuple[Vocabulary, Lexicon], ...] = ()

    def of(self, vocabulary: Vocabulary) -> Lexicon:
        """Return the vocabulary's lexicon, built on first sight."""
        for known, lexicon in self._recent:
            if known is vocabulary:
                return lexicon
        lexicon = Lexicon.build(vocabulary)
        # One assignment, so that threads see the old tuple or the new one.
        self._recent = ((vocabulary, lexicon), *self._recent[: self._size - 1])
        return lexicon


LEXICONS = LexiconCache()
"""The process's lexicons: a vocabulary changes only with the index."""


def _options(pairs: Iterable[tuple[str, str]], sayings: Sayings) -> dict[Keys, Phrase]:
    found: dict[Keys, list[Option]] = defaultdict(list)
    for name, value in pairs:
        meaning = sayings.meaning(name)
        language = meaning.language or sayings.languages.get(keys_of(value))
        option = Option(name=name, value=value, meaning=meaning, language=language)
        for keys in sayings.ways(meaning.dimension, value):
            if keys and _can_be_said(keys, meaning.dimension):
                found[keys].append(option)
    return {keys: Phrase(keys=keys, options=tuple(options)) for keys, options in found.items()}


def _can_be_said(keys: Keys, dimension: Dimension) -> bool:
    """Whether words may stand for a value: "Default Title" and "1" never do, unless sizes."""
    if keys in {("default", "titl"), ("default",), ("standard",)}:
        return False
    return dimension is Dimension.SIZE or any(len(k) > 2 and not k.isdigit() for k in keys)  # noqa: PLR2004


def _category_keys(category: str) -> list[Keys]:
    whole = keys_of(category)
    parts = [keys_of(part) for part in _JOINED.split(category)]
    return [
        keys
        for keys in dict.fromkeys([whole, *parts])
        if keys and "".join(keys) not in _NO_CATEGORY
    ]


def _all_keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(key for word in words for key in keys_of(word))
