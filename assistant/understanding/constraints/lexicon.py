"""Index a shop's vocabulary by the words that customers say, and find those words in a message."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.conversation.message import Language
from assistant.understanding.constraints.negation import unwanted
from assistant.understanding.constraints.option_values import (
    Dimension,
    Keys,
    Meaning,
    Sayings,
    shared_sayings,
)
from assistant.understanding.constraints.product_titles import Mention, Titles
from assistant.understanding.message_words import Word, empty_words, keys_of, split
from assistant.understanding.word_lists import word_list
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.text.resource_files import load_yaml

__all__ = ["Mention", "find_product_mentions"]

# "Sacs & accessoires" is asked for as either.
_JOINED = re.compile(r"\s*(?:&|/|,|\+|\bet\b|\band\b)\s*")
_NO_CATEGORY = frozenset({"", "accueil", "home", "all", "tout", "autr", "other"})  # keys

TYPO_LENGTH = 6
"""Letters from which a word that differs by one letter or one swap is taken for a known one."""

LONG = 9
"""Letters from which a word may differ by two."""

MAX_GAP = 2
"""Words of grammar between two words of a phrase: "chaussures pour les enfants"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Hold an option of the catalogue, as name and value, with the meaning of its name."""

    name: str
    value: str
    meaning: Meaning
    language: Language | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Hold words that name an option's value or a category.

    It has several categories where the two languages have one key: "lamp" and "lampe".
    """

    keys: Keys
    options: tuple[Option, ...] = ()
    categories: tuple[str, ...] = ()
    turned: bool = False  # "shoes for kids" for "kids' shoes"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPhrase:
    """Hold a phrase that was found in a message, as words[start:end]."""

    phrase: Phrase
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """Hold a shop's phrases by their first word, the longest first, and its product titles."""

    phrases: Mapping[str, Sequence[Phrase]]
    titles: Titles
    currency: str
    known: frozenset[str]  # keys of words that are no typo
    languages: Mapping[str, frozenset[str]] = field(default_factory=dict)  # of a category's name
    translations: Mapping[str, frozenset[str]] = field(default_factory=dict)  # of a category
    # Candidates of typos, by language and first letter.
    _by_initial: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)

    @classmethod
    def build(cls, vocabulary: Vocabulary) -> "Lexicon":
        """Index a vocabulary; about 0.1 s for 10,000 titles."""
        phrases = _options(vocabulary.options, shared_sayings()) | {}
        languages = _gathered(vocabulary.category_languages)
        for category in vocabulary.categories:
            for keys in _category_keys(category):
                before = phrases.get(keys, Phrase(keys=keys))
                named = (*before.categories, category)
                phrases[keys] = replace(before, categories=named)
        for keys, phrase in list(phrases.items()):
            if phrase.categories and len(keys) == 2:  # noqa: PLR2004  # what, and for whom
                turned = keys[::-1]
                phrases.setdefault(turned, replace(phrase, keys=turned, turned=True))
        by_first: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in sorted(phrases.values(), key=lambda phrase: -len(phrase.keys)):
            by_first[phrase.keys[0]].append(phrase)
        everyday = _words_of_language() | shared_sayings().words
        everyday |= {key for keys in phrases for key in keys}
        titles = Titles.build(vocabulary.titles, everyday=everyday)
        initials: dict[tuple[str, str], list[str]] = defaultdict(list)
        for keys, phrase in phrases.items():
            if len(keys) == 1 and len(keys[0]) >= TYPO_LENGTH - 1 and keys[0].isalpha():
                for language in _languages(phrase, languages):
                    initials[language, keys[0][0]].append(keys[0])
        return cls(
            phrases=dict(by_first),
            titles=titles,
            currency=vocabulary.currency,
            known=frozenset(by_first) | titles.words | _words_of_language(),
            languages=languages,
            translations=_gathered(vocabulary.translations),
            _by_initial=dict(initials),
        )

    def find(self, words: Sequence[Word], text: str, language: Language) -> list[FoundPhrase]:
        """Return the phrases in a message; where two share a word, only the longer one counts.

        Words that are spelt as the catalogue spells them count in either language, misspelt ones in
        the message's: "trouver" is no "trouser".
        """
        found, at = [], 0
        while at < len(words):
            here = self._at(words, at, text, language)
            if here is None:
                at += 1
                continue
            found.append(here)
            at = here.end
        return found

    def in_language(self, category: str, language: Language) -> str:
        """Return a category as the catalogue names it in `language`; itself if it does not."""
        if language in self.languages.get(category, {language}):
            return category
        named = self.translations.get(category, ())
        return next((n for n in named if language in self.languages.get(n, ())), category)

    def _at(
        self, words: Sequence[Word], at: int, text: str, language: Language
    ) -> FoundPhrase | None:
        for phrase in self.phrases.get(words[at].key, ()):
            end = _end(words, at, phrase)
            if end is not None:
                return FoundPhrase(phrase=phrase, start=at, end=end)
        meant = self._meant(words[at], text, language)
        return None if meant is None else FoundPhrase(phrase=meant, start=at, end=at + 1)

    def _meant(self, word: Word, text: str, language: Language) -> Phrase | None:
        """Return the phrase that a word misspells; a word with a capital letter is a name."""
        if len(word.text) < TYPO_LENGTH or word.key in self.known or not word.text.isalpha():
            return None
        if word.start and text[word.start].isupper() and not text.isupper():
            return None
        candidates = self._by_initial.get((language, word.key[0]), ())
        errors = 2 if len(word.text) >= LONG else 1
        best = process.extractOne(word.key, candidates, scorer=OSA.distance, score_cutoff=errors)
        if best is None or (best[1] > 1 and best[0][-2:] != word.key[-2:]):
            return None  # two errors are in the middle of a word; another ending is another word
        return self.phrases[best[0]][-1]


class LexiconCache:
    """Keep the lexicons of the vocabularies used last.

    A vocabulary is found by identity, because to hash one takes too long.
    """

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


def _end(words: Sequence[Word], at: int, phrase: Phrase) -> int | None:
    """Return where `phrase`, which begins at words[at], ends; None: it is not there.

    Words of grammar may stand between: "vêtements pour mon enfant" is "vêtements enfant".
    """
    between = set()
    for key in phrase.keys[1:]:
        at += 1
        gap = 0
        while at < len(words) and words[at].key != key:
            if gap == MAX_GAP or not _is_small(words[at]):
                return None
            between.add(words[at].text)
            at, gap = at + 1, gap + 1
        if at == len(words):
            return None
    return None if phrase.turned and not between & {"pour", "for"} else at + 1


def _is_small(word: Word) -> bool:
    return word.text in word_list("grammar") or word.text in word_list("title_stops")


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, value in pairs:
        found[name].add(value)
    return {name: frozenset(values) for name, values in found.items()}


def _languages(phrase: Phrase, of_categories: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the languages in which a phrase is said; both, where the catalogue does not tell."""
    both = frozenset(("fr", "en"))
    spoken = shared_sayings().languages.get(phrase.keys)
    if spoken and not phrase.categories:
        return frozenset((spoken,))
    found: frozenset[str] = frozenset()
    for option in phrase.options:
        found |= {option.language} if option.language else both
    for category in phrase.categories:
        found |= of_categories.get(category, both)
    return found


@cache
def _words_of_language() -> frozenset[str]:
    """Return the keys of everyday words, which misspell nothing."""
    lists = load_yaml("assistant.understanding", "language.yml")
    everyday = (word for language in ("fr", "en") for word in lists[language].split())
    return _all_keys((*word_list("not_typos"), *empty_words(), *everyday))


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
    """Tell whether words may stand for an option's value.

    "Default Title" and "1" never do, unless the option is a size.
    """
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


def find_product_mentions(text: str, vocabulary: Vocabulary) -> tuple[Mention, ...]:
    """Return the products that `text` names, in the order of mention.

    A whole title scores 1; a part that few titles share scores its share of the title's weight.
    Misspelt words count. A product is returned once, whatever the language of the title. A product
    that the customer excludes is left out: "earrings, but not gold".
    """
    words = split(text)
    apart = {at for no in unwanted(words) for at in range(no.start, no.end)}
    named = tuple(word for at, word in enumerate(words) if at not in apart)
    return LEXICONS.of(vocabulary).titles.find(named, text)
