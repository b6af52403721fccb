"""Correct the spelling of messages: read `Speller.correct` first.

Only words that neither the shop nor its languages have are changed, and what customers write short
in chats. Figures, names with a capital, addresses and links stay as they are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.conversation.message import Language
from assistant.understanding.spelling.language_dictionary import LanguageDictionary
from assistant.understanding.spelling.spelled_words import (
    NearWord,
    SpelledWords,
    plain_forms,
    sounds_of,
)
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.text.resource_files import load_yaml

# Chosen by reading the corrections of eight invented shops' questions; unit: log-likelihood.
LETTER = 8.0  # for a wrong letter
OWN = -9.5  # of a word that the shop writes, at least: as one of the 2,000 most frequent
COMMON = -11.5  # from which one half of two words is likely
FOREIGN = -14.0  # from which a word of the other language is likely
# Of a word less what is wrong in it, by length: below, a message's word stays as it is.
LEAST = (0.0, 0.0, 0.0, -14.0, -20.0, -20.0)
LEAST_LONG = -22.0  # of longer words

JOINED = 1.2  # letters, for a blank left out
ELIDED = 0.5  # letters, for an apostrophe left out
MOST_WRONG = (0.0, 0.0, 0.0, 0.8, 1.2, 1.7)  # letters, by length
MOST = 2.0  # letters, of longer words
HALF = 3  # least letters of one of two words that are written as one
CACHED = 4_096  # words of a shop and language

_TOKEN = re.compile(
    r"(?:https?://|www\.)\S+|\S*[@/\\]\S*|\w+\.(?:com|fr|net|org|be|ca|ch|co|uk|eu)\b"
    r"|(?P<word>\w+(?:['’]\w+)*)"  # noqa: RUF001  # what keyboards type
)
_SENTENCE_END = re.compile(r"(?:^|[.!?\n])\W*$")
_VOWEL = re.compile(r"[aeiouyh]")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LanguageSpelling:
    """Hold the words of a language, and the ways in which customers shorten them."""

    language: Language
    frequent: SpelledWords
    rare: frozenset[str]  # and their plain forms
    variants: Sequence[tuple[re.Pattern[str], str]]  # other spellings of the same word
    short: Mapping[str, str]
    phrases: Sequence[tuple[re.Pattern[str], str]]
    elided: Mapping[str, str]

    @classmethod
    def of(cls, language: Language, dictionary: LanguageDictionary) -> "LanguageSpelling":
        """Build the spelling of a language from its dictionary."""
        table = load_yaml("assistant.understanding", "spelling.yml")
        rare = dictionary.rare.split("\n")
        return cls(
            language=language,
            frequent=dictionary.frequent(),
            rare=frozenset(rare).union(plain_forms(rare), table["known"].split()),
            variants=[(re.compile(said), listed) for said, listed in table["variants"][language]],
            short=table["short"][language],
            phrases=[
                (re.compile(said, re.IGNORECASE), meant)
                for said, meant in table["phrases"][language]
            ],
            elided=table["elided"][language],
        )

    def has(self, plain: str) -> bool:
        """Tell whether the language has a word, however rare."""
        return any(
            one in self.frequent.places or one in self.rare
            for one in (plain, *(said.sub(listed, plain) for said, listed in self.variants))
        )

    def is_common(self, plain: str, *, least: float = COMMON) -> bool:
        """Tell whether the language has a word that is written often."""
        likelihood = self.frequent.likelihood(plain)
        return likelihood is not None and likelihood >= least


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShopSpelling:
    """Correct the words of messages to one shop in one language."""

    spelling: LanguageSpelling
    others: Sequence[LanguageSpelling]
    shop: SpelledWords
    known: dict[str, str] = field(default_factory=dict)  # corrections made before

    @classmethod
    def of(
        cls,
        spelling: LanguageSpelling,
        others: Sequence[LanguageSpelling],
        vocabulary: Vocabulary,
    ) -> "ShopSpelling":
        """Index the words of a shop's texts."""
        words = [word for word in vocabulary.words if not _is_only_of(others, word, spelling)]
        plain = plain_forms(words)
        said = [spelling.frequent.likelihood(one) for one in plain]
        likelihoods = [OWN if one is None else max(one, OWN) for one in said]
        sounds = sounds_of(plain, spelling.language)
        shop = SpelledWords.build(words, sounds, np.array(likelihoods, np.float32))
        return cls(spelling=spelling, others=others, shop=shop)

    def corrected(self, word: str) -> str:
        """Return a word in lower case as it is spelled, or as it is if nothing is near."""
        found = self.known.get(word)
        if found is None:
            if len(self.known) >= CACHED:
                self.known.clear()
            found = self.known[word] = self._corrected(word)
        return found

    def _corrected(self, word: str) -> str:
        (plain,) = plain_forms((word,))
        known = (self.shop.exact, self.spelling.frequent.exact, self.spelling.rare)
        if any(word in words for words in known):
            return word
        if spelled := self.shop.spelled(plain) or self.spelling.frequent.spelled(plain):
            return spelled if plain == word else word  # its accents were left out
        foreign = any(other.is_common(plain, least=FOREIGN) for other in self.others)
        if foreign or self.spelling.has(plain) or self._is_in_number(plain):
            return word
        best = max([*self._near(plain), *self._apart(plain)], key=_score, default=None)
        least = LEAST[len(plain)] if len(plain) < len(LEAST) else LEAST_LONG
        return word if best is None or _score(best) < least else best.word

    def _is_in_number(self, plain: str) -> bool:
        """Tell whether a word is a name of the shop's in another number: "pulka", "neons"."""
        other = plain.removesuffix("s") if plain.endswith("s") else f"{plain}s"
        return other in self.shop.places and not self.spelling.is_common(other)

    def _near(self, plain: str) -> Iterator[NearWord]:
        """Yield the words that are near in letters or sound."""
        (sound,) = sounds_of((plain,), self.spelling.language)
        most = MOST_WRONG[len(plain)] if len(plain) < len(MOST_WRONG) else MOST
        of_shop = self.shop.near(plain, sound, farthest=int(most))
        of_language = self.spelling.frequent.near(plain, sound, farthest=1)
        yield from (one for one in (*of_shop, *of_language) if one.cost <= most)

    def _apart(self, plain: str) -> Iterator[NearWord]:
        """Yield the two words of a language that a word may be made of: "jpeux", "giftcard"."""
        for start, whole in self.spelling.elided.items():
            rest = plain.removeprefix(start)
            if rest == plain or len(rest) < HALF - 1 or not self._is_common(rest):
                continue
            vowel = _VOWEL.match(rest)
            if vowel or whole:
                before = f"{start}'" if vowel else f"{whole} "
                yield self._together(before, rest, ELIDED)
        for at in range(HALF, len(plain) - HALF + 1):
            first, rest = plain[:at], plain[at:]
            if self._is_common(first) and self._is_common(rest):
                yield self._together(f"{self._spelled(first)} ", rest, JOINED)

    def _is_common(self, plain: str) -> bool:
        return plain in self.shop.places or self.spelling.is_common(plain)

    def _spelled(self, plain: str) -> str:
        return self.shop.spelled(plain) or self.spelling.frequent.spelled(plain) or plain

    def _together(self, before: str, rest: str, cost: float) -> NearWord:
        likelihood = self.shop.likelihood(rest) or self.spelling.frequent.likelihood(rest)
        return NearWord(word=before + self._spelled(rest), cost=cost, likelihood=likelihood or OWN)


class Speller:
    """Correct messages to any shop; a shop's words are indexed with its first message."""

    def __init__(self, dictionaries: Mapping[Language, LanguageDictionary]) -> None:
        self._spellings = {
            language: LanguageSpelling.of(language, words)
            for language, words in dictionaries.items()
        }
        self._vocabulary: Vocabulary | None = None
        self._shops: dict[Language, ShopSpelling] = {}

    def correct(self, text: str, *, language: Language, vocabulary: Vocabulary) -> str:
        """Return the spelling of a message; words that resemble no other stay as they are."""
        if vocabulary is not self._vocabulary:  # by identity: to hash one takes too long
            self._vocabulary, self._shops = vocabulary, {}
        if language not in self._shops:
            spelling = self._spellings[language]
            others = [one for key, one in self._spellings.items() if key != language]
            self._shops[language] = ShopSpelling.of(spelling, others, vocabulary)
        shop = self._shops[language]
        for said, meant in shop.spelling.phrases:
            text = said.sub(meant, text)
        shouted = text.isupper()
        return _TOKEN.sub(lambda found: _replace(found, shop, shouted=shouted), text)


def _replace(found: re.Match[str], shop: ShopSpelling, *, shouted: bool) -> str:
    token = found["word"]
    if token is None:
        return found[0]
    lower = token.lower().replace("’", "'")  # noqa: RUF001
    before = found.string[: found.start()]
    if meant := shop.spelling.short.get(lower):
        in_full = token == lower or shouted
        alone = len(token) > 1 or not (
            before.rstrip()[-1:].isdigit() or found.string[found.end() :][:1].strip(" ,?!.")
        )  # "25 g" and "J+3" are none
        return meant if in_full and alone and lower not in shop.shop.exact else token
    if not lower.replace("'", "").isalpha():
        return token
    starts = bool(_SENTENCE_END.search(before))
    if lower != token and not (shouted or (starts and token[1:] == lower[1:])):
        return token  # a name
    start, apostrophe, rest = lower.rpartition("'")
    if apostrophe and start in shop.spelling.elided:
        spelled = f"{start}'{shop.corrected(rest)}"
    elif apostrophe and rest == "s":
        spelled = f"{shop.corrected(start)}'s"
    else:
        spelled = shop.corrected(lower)
    if spelled == lower:
        return token
    return spelled[:1].upper() + spelled[1:] if token != lower else spelled


def _is_only_of(others: Sequence[LanguageSpelling], word: str, spelling: LanguageSpelling) -> bool:
    """Tell whether a word is of another language, and not of this one."""
    (plain,) = plain_forms((word,))
    return not spelling.has(plain) and any(one.is_common(plain, least=FOREIGN) for one in others)


def _score(near: NearWord) -> float:
    return near.likelihood - LETTER * near.cost
