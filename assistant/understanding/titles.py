"""Product titles by their words: which products a message names."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.understanding.files import word_list
from assistant.understanding.text import Word, keys_of

MIN_SCORE = 0.55
"""Share of a title's weight that a message must say to name it: "Lina" alone says so much of
"Robe Lina" where many titles begin with "Robe"."""

_MAX_POSTINGS = 60  # a word of more titles names none by itself: "robe", "noir"
_MAX_TIES = 3  # more products that fit equally well mean a kind, not a product
_TYPO_LENGTH = 5
_REACH = 4  # words around a title's rare word where its others are looked for
_STOP = word_list("title_stops")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A product named in a message."""

    product_id: str
    score: float  # share of the title that was said, in (0, 1]; 1: all of it
    start: int  # offset into the text of the first word that names it
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Title:
    product_id: str
    keys: tuple[str, ...]
    weight: float  # of all its words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    title: _Title
    at: tuple[int, ...]  # the words that say it, in order
    score: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Titles:
    """An inverted index over titles; a rare word weighs more (inverse document frequency)."""

    whole: Mapping[tuple[str, ...], Sequence[_Title]]
    postings: Mapping[str, Sequence[_Title]]  # of words rare enough to name a product
    weights: Mapping[str, float]
    longest: int
    by_initial: Mapping[str, Sequence[str]]

    @classmethod
    def build(cls, titles: Iterable[tuple[str, str]]) -> "Titles":
        """Index (product_id, title) pairs."""
        split = [(product_id, _distinct(title)) for product_id, title in titles]
        # By product, not by title: a name that two languages share is no less rare for it.
        frequency = Counter(key for _, key in {(p, key) for p, keys in split for key in keys})
        count = len({product_id for product_id, _ in split})
        weights = {key: math.log(1 + count / seen) for key, seen in frequency.items()}
        whole: dict[tuple[str, ...], list[_Title]] = defaultdict(list)
        postings: dict[str, list[_Title]] = defaultdict(list)
        initials: dict[str, list[str]] = defaultdict(list)
        for product_id, keys in split:
            title = _Title(
                product_id=product_id, keys=keys, weight=sum(weights[key] for key in keys)
            )
            whole[keys].append(title)
            for key in keys:
                if frequency[key] <= _MAX_POSTINGS:
                    postings[key].append(title)
        for key in postings:
            if len(key) >= _TYPO_LENGTH and key.isalpha():
                initials[key[0]].append(key)
        return cls(
            whole=dict(whole),
            postings=dict(postings),
            weights=weights,
            longest=max(map(len, whole), default=0),
            by_initial=dict(initials),
        )

    @property
    def words(self) -> frozenset[str]:
        """Return the keys of all words of all titles."""
        return frozenset(self.weights)

    def find(self, words: Sequence[Word]) -> tuple[Mention, ...]:
        """Return the products that `words` name, in the order of mention.

        The best candidate takes its words, then the next best of what is left. Products that
        are named equally well by the same words all count, up to three.
        """
        keys = [self._known(word) for word in words]
        candidates = sorted(
            {c.title.product_id + str(c.at): c for c in self._candidates(keys)}.values(),
            key=lambda c: (-len(c.at) * c.score, c.at),
        )
        taken: dict[tuple[int, ...], list[_Candidate]] = {}
        for candidate in candidates:
            ties = taken.get(candidate.at)
            if ties is not None:
                if candidate.score == ties[0].score:
                    ties.append(candidate)
            elif not any(set(candidate.at) & set(at) for at in taken):
                taken[candidate.at] = [candidate]
        kept = [c for ties in taken.values() if _products(ties) <= _MAX_TIES for c in ties]
        return _mentions(sorted(kept, key=lambda c: c.at), words)

    def _candidates(self, keys: Sequence[str]) -> Iterator[_Candidate]:
        places = [at for at, key in enumerate(keys) if key not in _STOP]
        said = tuple(keys[at] for at in places)
        for at in range(len(said)):
            for end in range(at + 1, min(at + self.longest, len(said)) + 1):
                for title in self.whole.get(said[at:end], ()):
                    yield _Candidate(title=title, at=tuple(places[at:end]), score=1.0)
        for at, key in enumerate(said):
            first = max(0, at - _REACH)
            near = said[first : at + _REACH + 1]
            for title in self.postings.get(key, ()):
                said_keys = [k for k in title.keys if k in near]
                if any(self.weights[k] > self.weights[key] for k in said_keys):
                    continue  # its rarest word is the one to look around
                score = sum(self.weights[k] for k in said_keys) / title.weight
                if score >= MIN_SCORE:
                    found = sorted({first + _nearest(near, k, at - first) for k in said_keys})
                    yield _Candidate(
                        title=title, at=tuple(places[f] for f in found), score=round(score, 4)
                    )

    def _known(self, word: Word) -> str:
        """Return the word's key, or that of the title word it misspells."""
        if word.key in self.weights or len(word.text) < _TYPO_LENGTH or not word.text.isalpha():
            return word.key
        candidates = self.by_initial.get(word.key[0], ())
        best = process.extractOne(word.key, candidates, scorer=OSA.distance, score_cutoff=1)
        return word.key if best is None else str(best[0])


def _products(candidates: Sequence[_Candidate]) -> int:
    return len({candidate.title.product_id for candidate in candidates})


def _mentions(candidates: Iterable[_Candidate], words: Sequence[Word]) -> tuple[Mention, ...]:
    found: dict[str, Mention] = {}
    for candidate in candidates:
        mention = Mention(
            product_id=candidate.title.product_id,
            score=candidate.score,
            start=words[candidate.at[0]].start,
            end=words[candidate.at[-1]].end,
        )
        found.setdefault(mention.product_id, mention)
    return tuple(found.values())


def _distinct(title: str) -> tuple[str, ...]:
    """Return the keys of a title, each once, without the words that say nothing."""
    return tuple(dict.fromkeys(key for key in keys_of(title) if key not in _STOP))


def _nearest(keys: Sequence[str], key: str, at: int) -> int:
    return min(
        (index for index, k in enumerate(keys) if k == key), key=lambda index: abs(index - at)
    )
