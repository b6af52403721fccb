"""Name a topic by the terms that stand in its texts and not in the others' (c-TF-IDF).

Product names are masked, so that texts group by their question and not by their product.
Source: Grootendorst, BERTopic, arXiv 2203.05794.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

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


TERMS = 3
LANGUAGES = ("fr", "en")
_FEW = 3  # texts of a language from which it names the topic


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


def _name(groups: Sequence[Sequence[str]]) -> list[str]:
    """Return each group's terms, spelt as customers spell them; "" for a group of too few texts."""
    spelt = _spellings(text for group in groups for text in group)
    documents = ["\n".join(group) for group in groups]
    vectorizer = CountVectorizer(analyzer=_terms)
    try:
        counts = vectorizer.fit_transform(documents).toarray().astype(float)
    except ValueError:  # no text has a word that says something
        return [""] * len(groups)
    terms = vectorizer.get_feature_names_out()
    of_class = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    rarity = np.log1p(counts.sum() / len(groups) / counts.sum(axis=0))
    weights = of_class * rarity
    return [
        " · ".join(
            " ".join(spelt.get(word, word) for word in term.split())
            for term in _distinct([terms[i] for i in np.argsort(-row)[: TERMS * 4] if row[i] > 0])
        )
        if len(group) >= _FEW
        else ""
        for row, group in zip(weights, groups, strict=True)
    ]


def _spellings(texts: Iterable[str]) -> dict[str, str]:
    """Return, for every folded word, its most frequent spelling."""
    counts: dict[str, Counter[str]] = {}
    for text in texts:
        for word in split(text):
            written = text[word.start : word.end].lower()
            counts.setdefault(word.text, Counter())[written] += 1
    return {word: written.most_common(1)[0][0] for word, written in counts.items()}


def _distinct(terms: Sequence[str]) -> list[str]:
    """Return the best terms, none of which stands in another."""
    kept: list[str] = []
    for term in terms:
        words = set(term.split())
        overlapping = [one for one in kept if words & set(one.split())]
        if not overlapping:
            kept.append(term)
        if len(kept) == TERMS:
            break
    return kept


def _terms(text: str) -> list[str]:
    """Return the words of a text that carry meaning, and pairs of them."""
    empty = empty_words()
    found: list[str] = []
    for line in text.splitlines():
        words = [
            "" if word.text in empty or word.text == PRODUCT or len(word.text) < 3 else word.text  # noqa: PLR2004
            for word in split(line)
        ]
        found += [word for word in words if word and not word.isdigit()]
        found += [f"{a} {b}" for a, b in pairwise(words) if a and b]
    return found
