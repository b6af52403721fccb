"""Name a topic by the phrase that stands in its texts and not in the others'.

A phrase keeps the small words within it, so that it reads as people say it: "délai de retour". It
stands in a good part of the texts: no name is one customer's words. Product names are masked, so
that texts group by their question and not by their product.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from math import log1p, sqrt

from assistant.understanding.message_words import empty_words, split

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
_LEAST_LETTERS = 3  # of a word that means something
_BETWEEN = re.compile(r"[\s\u2019'-]*")  # characters within a phrase: no full stop, no comma


def name_topics(
    texts: Sequence[str], languages: Sequence[str], labels: Sequence[int], count: int
) -> list[dict[str, str]]:
    """Return the names of topics 0 to `count` - 1, by language, for texts with these labels.

    The label -1 means no topic. A topic with almost no text in one language has there the name that
    it
    has in the other.
    """
    groups: dict[str, list[list[str]]] = {
        language: [[] for _ in range(count)] for language in (*LANGUAGES, "")
    }
    for text, language, label in zip(texts, languages, labels, strict=True):
        if label >= 0:
            groups[""][label].append(text)
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


def _name(groups: Sequence[Sequence[str]]) -> list[str]:
    """Return each group's name, as customers spell it; "" for a group of too few texts.

    The name is a phrase that many of its texts have and few others; of a single word, with the next
    one. Names that would be the same have a phrase more.
    """
    counted = [_phrases(group) for group in groups]
    everywhere = Counter(
        phrase for of in counted for phrase in of for _ in range(of[phrase].total())
    )
    size = max(sum(map(len, groups)), 1)
    ranked = [
        _distinct(sorted(of, key=partial(_worth, of, everywhere, size), reverse=True), of, group)
        for of, group in zip(counted, groups, strict=True)
    ]
    names = [_join(of, terms, 1) for of, terms in zip(counted, ranked, strict=True)]
    seen = Counter(names)
    return [
        _join(of, terms, 2) if seen[name] > 1 else name
        for of, terms, name in zip(counted, ranked, names, strict=True)
    ]


def _worth(
    of: Mapping[Phrase, Counter[str]], everywhere: Mapping[Phrase, int], size: int, phrase: Phrase
) -> tuple[float, str]:
    """Return how well a phrase names its group: frequent here, rare elsewhere, and longer."""
    rarity = log1p(size / everywhere[phrase])
    return of[phrase].total() * rarity * sqrt(len(phrase)), " ".join(phrase)


def _join(of: Mapping[Phrase, Counter[str]], terms: Sequence[Phrase], more: int) -> str:
    """Return the first phrase, with `more` others: one less if it has several words."""
    shown = terms[: more if terms and len(terms[0]) > 1 else more + 1]
    return ", ".join(of[term].most_common(1)[0][0] for term in shown)


def _distinct(
    phrases: Sequence[Phrase], of: Mapping[Phrase, Counter[str]], group: Sequence[str]
) -> list[Phrase]:
    """Return the best phrases that stand in enough texts, no word of one in another."""
    if len(group) < _FEW:
        return []
    least = max(_FEW, _LEAST_SHARE * len(group))
    kept: list[Phrase] = []
    for phrase in phrases:
        if of[phrase].total() >= least and not any(set(phrase) & set(one) for one in kept):
            kept.append(phrase)
    return kept or list(phrases[:1])


def _phrases(texts: Iterable[str]) -> dict[Phrase, Counter[str]]:
    """Return each phrase with its spellings, counted once for each text."""
    found: dict[Phrase, Counter[str]] = {}
    for text in texts:
        for phrase, written in dict(_spans(text)).items():
            found.setdefault(phrase, Counter())[written] += 1
    return found


def _spans(text: str) -> Iterator[tuple[Phrase, str]]:
    """Yield the phrases of a text that begin and end with a word that means something."""
    words, empty = split(text), empty_words()
    means = [_means(word.text, empty) for word in words]
    for start, first in enumerate(words):
        if not means[start]:
            continue
        inner: list[str] = []
        for end in range(start, min(start + _MOST_WORDS, len(words))):
            gap = text[words[end - 1].end : words[end].start] if end > start else ""
            if not _BETWEEN.fullmatch(gap) or words[end].text == PRODUCT:
                break
            if means[end]:
                inner.append(words[end].text)
                yield tuple(inner), text[first.start : words[end].end].lower()


def _means(word: str, empty: Collection[str]) -> bool:
    return (
        word not in empty and len(word) >= _LEAST_LETTERS and word != PRODUCT and not word.isdigit()
    )
