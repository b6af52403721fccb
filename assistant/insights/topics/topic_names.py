"""Name a topic by the phrase that stands in its texts and not in the others'.

A phrase keeps the small words within it, so that it reads as people say it: "délai de retour". A
single word says little, and half a question reads badly: where enough texts have the same clause
around it, the clause is the name: "où est ma commande". A name stands in a good part of the texts:
none is one customer's words. Product names are masked, so that texts group by their question and
not by their product.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import log1p, sqrt

from assistant.understanding.message_words import Word, empty_words, split

PRODUCT = "product"
"""Word that replaces a product's name, in both languages: encoders know it."""


def mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with each span (start, end) replaced; spans may overlap, in any order."""
    parts: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if end <= done:
            continue
        parts += [text[done : max(start, done)], PRODUCT if start >= done else ""]
        done = end
    return "".join([*parts, text[done:]])


LANGUAGES = ("fr", "en")
_FEW = 3  # texts of a language from which it names the topic
_LEAST_SHARE = 0.2  # of a topic's texts that a phrase of its name stands in: fewer are chance
_MOST_WORDS = 6  # of a phrase, those without meaning of their own included
_MOST_OF_CLAUSE = 10  # words of a clause that is a name
_CLAUSE_SHARE = 0.5  # of a phrase's texts that have the same clause around it
_MOST_OF_ADDRESS = 2  # words before a comma that only address the shop
_LEAST_LETTERS = 3  # of a word that means something
_MASKED = re.compile(rf"\b{PRODUCT}\b")
_ENGLISH_I = re.compile(r"I\b")
_BETWEEN = re.compile(r"[\s\u2019'-]*")  # characters within a phrase: no full stop, no comma


def name_topics(
    texts: Sequence[str], languages: Sequence[str], labels: Sequence[int], count: int
) -> list[dict[str, str]]:
    """Return the names of topics 0 to `count` - 1, by language, for texts with these labels.

    The label -1 means no topic. A topic with almost no text in one language has there the name that
    it has in the other.
    """
    groups: dict[str, list[list[str]]] = {
        language: [[] for _ in range(count)] for language in (*LANGUAGES, "")
    }
    for text, language, label in zip(texts, languages, labels, strict=True):
        if label >= 0:
            groups[""][label].append(text if language in LANGUAGES else _without_address(text))
            if language in groups:
                groups[language][label].append(text)
    by_language = {language: _name(groups[language]) for language in LANGUAGES}
    everything = _name(groups[""])
    return [
        {language: by_language[language][label] or everything[label] for language in LANGUAGES}
        for label in range(count)
    ]


Phrase = tuple[str, ...]
"""The folded words of a phrase that mean something."""


@dataclass(frozen=True, slots=True)
class _Spelt:
    """Count how customers write a phrase, and the clause around it."""

    written: Counter[str] = field(default_factory=Counter)
    clauses: Counter[str] = field(default_factory=Counter)

    @property
    def texts(self) -> int:
        return self.written.total()

    def read(self, *, is_word: bool) -> str:
        """Return the phrase as most write it: as a clause where enough texts have the same."""
        least = max(_FEW, (_LEAST_SHARE if is_word else _CLAUSE_SHARE) * self.texts)
        for clause, texts in self.clauses.most_common(1):
            if texts >= least:
                return clause
        return self.written.most_common(1)[0][0]


def _name(groups: Sequence[Sequence[str]]) -> list[str]:
    """Return each group's name, as customers spell it; "" for a group of too few texts.

    The name is a phrase that many of its texts have and few others; of a single word, with the next
    one. Names that would be the same have a phrase more, or are another clause.
    """
    counted = [_phrases(group) for group in groups]
    everywhere = Counter[Phrase]()
    for of in counted:
        everywhere.update({phrase: spelt.texts for phrase, spelt in of.items()})
    size = max(sum(map(len, groups)), 1)
    ranked = [
        _distinct(sorted(of, key=partial(_worth, of, everywhere, size), reverse=True), of, group)
        for of, group in zip(counted, groups, strict=True)
    ]
    names = [_join(of, terms, 1) for of, terms in zip(counted, ranked, strict=True)]
    seen = Counter(names)
    told: list[str] = []
    for of, terms, name in zip(counted, ranked, names, strict=True):
        longer = _join(of, terms, 2) if seen[name] > 1 else name
        others = of[terms[0]].clauses.most_common() if terms else []
        apart = (clause for clause, texts in others if texts >= _FEW and clause not in told)
        told.append(next(apart, longer) if longer in told else longer)
    return told


def _worth(
    of: Mapping[Phrase, _Spelt], everywhere: Mapping[Phrase, int], size: int, phrase: Phrase
) -> tuple[float, str]:
    """Return how well a phrase names its group: frequent here, rare elsewhere, and longer."""
    rarity = log1p(size / everywhere[phrase])
    return of[phrase].texts * rarity * sqrt(len(phrase)), " ".join(phrase)


def _join(of: Mapping[Phrase, _Spelt], terms: Sequence[Phrase], more: int) -> str:
    """Return the first phrase, with `more` others: one less if it has several words."""
    said = [of[term].read(is_word=len(term) == 1) for term in terms[: more + 1]]
    return ", ".join(said[: more if said and len(split(said[0])) > 1 else more + 1])


def _distinct(
    phrases: Sequence[Phrase], of: Mapping[Phrase, _Spelt], group: Sequence[str]
) -> list[Phrase]:
    """Return the best phrases that stand in enough texts, no word of one in another."""
    if len(group) < _FEW:
        return []
    least = max(_FEW, _LEAST_SHARE * len(group))
    kept: list[Phrase] = []
    for phrase in phrases:
        if of[phrase].texts >= least and not any(set(phrase) & set(one) for one in kept):
            kept.append(phrase)
    return kept or list(phrases[:1])


def _phrases(texts: Iterable[str]) -> dict[Phrase, _Spelt]:
    """Return each phrase with its spellings and clauses, counted once for each text."""
    found: dict[Phrase, _Spelt] = {}
    for text in texts:
        for phrase, (written, clause) in dict(_spans(text)).items():
            spelt = found.setdefault(phrase, _Spelt())
            spelt.written[written] += 1
            if clause:
                spelt.clauses[clause] += 1
    return found


def _spans(text: str) -> Iterator[tuple[Phrase, tuple[str, str]]]:
    """Yield the phrases of a text, each as it is written and with the clause around it.

    A phrase begins and ends with a word that means something. The clause is "" where it is long,
    or has a number, which differs from customer to customer; a product in it is left open.
    """
    empty = empty_words()
    for words in _clauses(text):
        spelt = _spell(text, words)
        varies = any(word.text.isdigit() for word in words)
        clause = "" if varies or len(words) > _MOST_OF_CLAUSE else _MASKED.sub("…", spelt)
        for start, first in enumerate(words):
            if not _means(first.text, empty):
                continue
            inner: list[str] = []
            for end in range(start, min(start + _MOST_WORDS, len(words))):
                if words[end].text == PRODUCT:
                    break
                if _means(words[end].text, empty):
                    inner.append(words[end].text)
                    yield tuple(inner), (_spell(text, words[start : end + 1]), clause)


def _clauses(text: str) -> Iterator[list[Word]]:
    """Yield the words between two marks of punctuation."""
    clause: list[Word] = []
    for word in split(text):
        if clause and not _BETWEEN.fullmatch(text[clause[-1].end : word.start]):
            yield clause
            clause = []
        clause.append(word)
    if clause:
        yield clause


def _spell(text: str, words: Sequence[Word]) -> str:
    """Return words as they are written, with no capital where a sentence may begin."""
    written = text[words[0].start : words[-1].end]
    is_kept = written[1:2].isupper() or _ENGLISH_I.match(written)
    return written if is_kept else written[0].lower() + written[1:]


def _without_address(text: str) -> str:
    """Return a text without one or two words that address the shop: "Guten Tag," in any language.

    In the languages of the assistant, words of greeting mean nothing anyway.
    """
    first, *further = [*_clauses(text)] or [[]]
    short = len(first) <= _MOST_OF_ADDRESS
    return text[further[0][0].start :] if further and short else text


def _means(word: str, empty: Collection[str]) -> bool:
    return (
        word not in empty and len(word) >= _LEAST_LETTERS and word != PRODUCT and not word.isdigit()
    )
