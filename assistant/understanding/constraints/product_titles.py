"""Index product titles by their words, and find the products that a message names."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.understanding.message_words import Word, content, keys_of
from assistant.understanding.word_lists import word_list

MIN_SCORE = 0.55
"""Share of a title's weight that a message must say to name it: "Lina" alone says so much of
"Robe Lina" where many titles begin with "Robe"."""

_MAX_POSTINGS = 60  # a word of more titles names none by itself: "robe", "noir"
_MAX_TIES = 3  # more products that fit equally well mean a kind, not a product
_TYPO_LENGTH = 5
_NAME_LENGTH = 4
_REACH = 4  # words around a title's rare word where its others are looked for
_STOP = word_list("title_stops")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Hold a product that a message names, and the place of its name."""

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
    """Hold an inverted index of titles; a rare word weighs more (inverse document frequency)."""

    whole: Mapping[tuple[str, ...], Sequence[_Title]]
    postings: Mapping[str, Sequence[_Title]]  # of words rare enough to name a product
    weights: Mapping[str, float]
    names: Mapping[str, str]  # a word that is a product's own name, and that product's id
    everyday: frozenset[str]  # keys that name no product by themselves
    longest: int
    by_initial: Mapping[str, Sequence[str]]

    @classmethod
    def build(
        cls, titles: Iterable[tuple[str, str]], *, everyday: frozenset[str] = frozenset()
    ) -> "Titles":
        """Index (product_id, title) pairs; `everyday` are keys of words that name no product."""
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
            names=_names(split, frequency, everyday),
            everyday=everyday,
            longest=max(map(len, whole), default=0),
            by_initial=dict(initials),
        )

    @property
    def words(self) -> frozenset[str]:
        """Return the keys of all words of all titles."""
        return frozenset(self.weights)

    @staticmethod
    def keys_of(title: str) -> tuple[str, ...]:
        """Return the keys of a title's words, without those that say nothing."""
        return _distinct(title)

    def find(self, words: Sequence[Word], text: str = "") -> tuple[Mention, ...]:
        """Return the products that `words`, those of `text`, name, in the order of mention.

        The best candidate takes its words, then the next best of what is left; of equally good
        ones, that whose words stand closest together. Products that are named equally well by the
        same words all count, up to three. A product's own name is enough where it can be no other
        word: beside another word of the title, or another name, behind an article, with a
        capital, or alone.
        """
        keys = [self.as_spelt(word) for word in words]
        meant = self._meant(words, keys, text)
        candidates = sorted(
            {c.title.product_id + str(c.at): c for c in self._candidates(keys, meant)}.values(),
            key=lambda c: (-len(c.at) * c.score, c.at[-1] - c.at[0], c.at),
        )
        taken: dict[tuple[int, ...], list[_Candidate]] = {}
        for candidate in candidates:
            ties = taken.get(candidate.at)
            if ties is not None:
                if candidate.score == ties[0].score:
                    ties.append(candidate)
            elif not any(set(candidate.at) & set(at) for at in taken):
                taken[candidate.at] = [candidate]
        if any(word.text in word_list("choosing") for word in words):
            self._compare(keys, taken)
        kept = [c for ties in taken.values() if _products(ties) <= _MAX_TIES for c in ties]
        return _mentions(sorted(kept, key=lambda c: c.at), words)

    def _compare(self, keys: Sequence[str], taken: dict[tuple[int, ...], list[_Candidate]]) -> None:
        """Add the products that a comparison names by one rare word: "crachin ou ciré grain".

        Of several that have the word, the one of whose title it is most.
        """
        for at, key in enumerate(keys):
            titles = self.postings.get(key, ())
            rare = len({title.product_id for title in titles}) <= _MAX_TIES
            seen = any(at in place for place in taken)
            if not rare or seen or key in _STOP or len(key) < _NAME_LENGTH or key in self.everyday:
                continue
            best = max(titles, key=lambda title: self.weights[key] / title.weight, default=None)
            if best is not None:
                taken[(at,)] = [_Candidate(title=best, at=(at,), score=MIN_SCORE)]

    def _meant(self, words: Sequence[Word], keys: Sequence[str], text: str) -> frozenset[int]:
        """Return the places of words that can only be a product's own name."""
        at = [place for place, key in enumerate(keys) if key in self.names]
        if not at:
            return frozenset()
        comparing = word_list("comparing")
        others = (word for word in content(words) if word.text not in comparing)
        starts = {words[place].start for place in at}
        if len({self.names[keys[place]] for place in at}) > 1 or all(
            word.start in starts for word in others
        ):
            return frozenset(at)
        return frozenset(
            place
            for place in at
            if (place and words[place - 1].text in word_list("articles"))
            or (place and text[words[place].start].isupper() and not text.isupper())
        )

    def _candidates(self, keys: Sequence[str], meant: frozenset[int]) -> Iterator[_Candidate]:
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
                    continue  # its words are looked for around its rarest one
                score = sum(self.weights[k] for k in said_keys) / title.weight
                if self._is_named(title, said_keys, alone=places[at] in meant):
                    score = max(score, MIN_SCORE)
                elif self._is_kind(title, said_keys):
                    continue
                if score >= MIN_SCORE:
                    found = sorted({first + _nearest(near, k, at - first) for k in said_keys})
                    yield _Candidate(
                        title=title, at=tuple(places[f] for f in found), score=round(score, 4)
                    )

    def _is_named(self, title: _Title, said: Sequence[str], *, alone: bool) -> bool:
        """Tell whether `said` has the product's own name, `alone` or beside another word."""
        return any(self.names.get(k) == title.product_id for k in said) and (alone or len(said) > 1)

    def _is_kind(self, title: _Title, said: Sequence[str]) -> bool:
        """Tell whether part of a title may mean more than one product, or something else.

        "Pea coat" is what several are; "minuit" alone is a time of day.
        """
        if len(said) == len(title.keys):
            return False
        if len(said) == 1 and (said[0] in self.names or said[0] in self.everyday):
            return True
        if all(self.names.get(key) != title.product_id for key in title.keys):
            return False
        sharing = [{t.product_id for t in self.postings.get(k, ())} for k in said]
        return len(set.intersection(*sharing)) > 1

    def as_spelt(self, word: Word) -> str:
        """Return the word's key, or that of the title word it misspells."""
        if word.key in self.weights or len(word.text) < _TYPO_LENGTH or not word.text.isalpha():
            return word.key
        candidates = self.by_initial.get(word.key[0], ())
        best = process.extractOne(word.key, candidates, scorer=OSA.distance, score_cutoff=1)
        return word.key if best is None else str(best[0])


def _names(
    titles: Sequence[tuple[str, tuple[str, ...]]],
    frequency: Mapping[str, int],
    everyday: frozenset[str],
) -> dict[str, str]:
    """Return the words that only one product has, in all of its titles.

    A product with one title is named by the word that begins or ends it.
    """
    of_product: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for product_id, keys in titles:
        of_product[product_id].append(keys)
    names: dict[str, str] = {}
    for product_id, several in of_product.items():
        ends = {key for keys in several for key in (*keys[:1], *keys[-1:])}
        shared = set(several[0]).intersection(*several[1:]) & ends
        for key in shared:
            own = frequency[key] == 1 and len(key) >= _NAME_LENGTH and key.isalpha()
            if own and key not in everyday and max(map(len, several)) > 1:
                names[key] = product_id
    return names


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
