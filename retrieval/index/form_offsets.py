"""Make passages of different language and form comparable. Pure.

A question is nearer to every French passage when it is French itself, and nearer to every passage
headed by a question because it is one: the encoder sees form as well as subject. What passages
of one form have in common is therefore taken off each of them. Without this, 14 % of questions
found a page first that existed in the other language only, with it 39 %; and a page of frequent
questions came before the page that answers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.types import Matrix

_CHUNK = 4_096  # vectors summed at once
_DOUBT = 4.0  # a form's mean is trusted by n / (n + _DOUBT): one passage is no form


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageForm:
    """Hold the traits of passages or sentences, as parallel arrays of numbers."""

    products: NDArray[np.uint8]  # 1: a product
    questions: NDArray[np.uint8]  # 1: headed by a question
    languages: NDArray[np.uint16]

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Return each one's form as one number, the row of `offsets`."""
        return self.numbers_of(np.arange(len(self.products)))

    def numbers_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the forms of some."""
        kinds = 2 * self.products[rows].astype(np.int64) + self.questions[rows]
        return 4 * self.languages[rows].astype(np.int64) + kinds

    def repeated(self, counts: NDArray[np.int64]) -> "PassageForm":
        """Return the form of each passage `counts` times: that of its sentences."""
        return PassageForm(
            products=np.repeat(self.products, counts),
            questions=np.repeat(self.questions, counts),
            languages=np.repeat(self.languages, counts),
        )


def offsets(vectors: NDArray[np.floating], form: PassageForm, *, languages: int) -> Matrix:
    """Return the vectors to subtract for each form, shape (4 * languages, dimensions).

    The sum of two differences: of a language from all languages, and, pooled over languages, of
    question-headed pages from all pages. Products and pages are never compared with each other:
    the kind that a question is nearer to says what the question is about.
    """
    sums, counts = _sum(vectors, form.numbers, 4 * languages)
    sums = sums.reshape(languages, 4, vectors.shape[1])
    counts = counts.reshape(languages, 4, 1)
    taken = np.zeros_like(sums)
    for kinds in (slice(0, 2), slice(2, 4)):  # pages, products
        by_language, n = sums[:, kinds].sum(axis=1), counts[:, kinds].sum(axis=1)
        if not n.sum():
            continue
        of_all = by_language.sum(axis=0) / n.sum()
        of_language = by_language / np.maximum(n, 1)
        taken[:, kinds] += (_trust(n) * (of_language - of_all))[:, None]
        for kind in range(kinds.start, kinds.stop):
            own = counts[:, kind]
            if own.sum():
                difference = (sums[:, kind] - own * of_language).sum(axis=0) / own.sum()
                taken[:, kind] += _trust(own.sum()) * difference
    return taken.reshape(4 * languages, vectors.shape[1]).astype(np.float32)


def _trust(count: NDArray[np.int64] | np.int64) -> NDArray[np.float64]:
    return np.asarray(count / (count + _DOUBT))


def _sum(
    vectors: NDArray[np.floating], numbers: NDArray[np.int64], size: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    sums = np.zeros((size, vectors.shape[1]))
    for start in range(0, len(vectors), _CHUNK):
        chunk = np.asarray(vectors[start : start + _CHUNK], np.float64)
        own = numbers[start : start + _CHUNK]
        for number in np.unique(own):
            sums[number] += chunk[own == number].sum(axis=0)
    return sums, np.bincount(numbers, minlength=size)
