"""Hold passages in memory that are searched beside an index: they change without a build."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.searching.passage_ranking import Candidates, Scores
from retrieval.text.bm25 import attainable, dot, terms_of
from retrieval.text.markdown_sections import plain, sections_of
from retrieval.text.passage_wording import TITLE_WEIGHT
from retrieval.types import (
    Matrix,
    Passage,
    PassageId,
    PassageKind,
    PassageSentence,
    Vector,
    WordWeights,
)

NEAREST = 16  # live passages whose words are compared, by vector
FIRST_SOURCE = 2**31  # numbers of sources from here on are those of live passages


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionText:
    """Hold a text that answers a question, before it is a passage: an entry of a FAQ."""

    passage_id: PassageId
    source_id: str  # the same for all wordings and languages of one question
    language: str  # ISO 639-1
    wording: str  # of the question, as customers write it
    heading: str  # the wording that stands for the question
    text: str
    url: str

    def wording_of(self) -> "QuestionWording":
        """Return the texts that an encoder reads of it."""
        sections = sections_of(self.text, self.language)
        spans = [(unit.start, unit.end) for section in sections for unit in section.units]
        return QuestionWording(
            title=self.wording,
            body=f"{self.heading}\n{plain(self.text)}",
            sentences=tuple(f"{self.heading} : {plain(self.text[a:b])}" for a, b in spans),
            verbatim=tuple(self.text[a:b] for a, b in spans),
        )

    def passage(self, wording: "QuestionWording", vectors: Mapping[str, Vector]) -> "LivePassage":
        """Return the passage; `vectors` has those of all texts of its `wording`, as passages."""
        passage = Passage(
            passage_id=self.passage_id,
            kind=PassageKind.DOCUMENT,
            source_id=self.source_id,
            language=self.language,
            title=self.wording,
            headings=(),
            text=self.text,
            url=self.url,
            sentences=tuple(
                PassageSentence(text=text, vector=vectors[read])
                for text, read in zip(wording.verbatim, wording.sentences, strict=True)
            ),
        )
        title, body = vectors[wording.title], vectors[wording.body]
        return LivePassage(
            passage=passage,
            vector=(TITLE_WEIGHT * title + (1 - TITLE_WEIGHT) * body).astype(np.float32),
            terms=terms_of(f"{self.wording}\n{self.text}", self.language),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWording:
    """Hold the texts that an encoder reads of the answer to a question.

    All but the title is the same for every wording of the question.
    """

    title: str
    body: str
    sentences: tuple[str, ...]  # each with the heading
    verbatim: tuple[str, ...]  # the same, as they stand in the text

    @property
    def encoded(self) -> tuple[str, ...]:
        """Return every text."""
        return (self.title, self.body, *self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LivePassage:
    """Hold a passage with its vector and its words."""

    passage: Passage
    vector: Vector  # as `PassageVectors.vector`
    terms: WordWeights
    asks: bool = True  # a question heads it


@dataclass(frozen=True, eq=False)
class LivePassages:
    """Hold live passages; any number of searches may read them at once."""

    passages: Sequence[LivePassage]

    def __bool__(self) -> bool:
        return bool(self.passages)

    @cached_property
    def vectors(self) -> Matrix:
        """Return the passages' vectors, one row each."""
        return np.stack([one.vector for one in self.passages])

    @cached_property
    def sources(self) -> NDArray[np.uint32]:
        """Return the number of each passage's source: none that an index gives."""
        numbers: dict[str, int] = {}
        each = (one.passage.source_id for one in self.passages)
        found = [FIRST_SOURCE + numbers.setdefault(one, len(numbers)) for one in each]
        return np.array(found, np.uint32)

    def prepare(self) -> None:
        """Make the arrays of a search, so that no customer waits for them."""
        if self.passages:
            self.vectors, self.sources  # noqa: B018  # made with their first use

    def nearest(self, vector: Vector) -> NDArray[np.int64]:
        """Return the places of the passages nearest to a question."""
        return np.argsort(-(self.vectors @ vector), kind="stable")[:NEAREST]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormOffsets:
    """Hold the common part of passages and of sentences, for each form of one index."""

    passages: Matrix  # shape (4 * languages, dimensions)
    sentences: Matrix
    languages: Sequence[str]

    def number_of(self, language: str) -> int:
        """Return a language's number; one past the last: the index has no passage in it."""
        languages = self.languages
        return languages.index(language) if language in languages else len(languages)


def weigh_live(
    live: LivePassages, vector: Vector, question: WordWeights, language: str, offsets: FormOffsets
) -> Candidates:
    """Return the live passages nearest to a question, weighed as those of an index are.

    Their `rows` are places in `live.passages`.
    """
    rows = live.nearest(vector)
    found = [live.passages[row] for row in rows]
    weighed = weigh_passages(found, vector, question, language, offsets)
    return replace(weighed, rows=rows, sources=live.sources[rows])


def weigh_passages(
    found: Sequence[LivePassage],
    vector: Vector,
    question: WordWeights,
    language: str,
    offsets: FormOffsets,
) -> Candidates:
    """Return passages in memory, all of them, weighed as those of an index are.

    Their `rows` are places in `found`, and each is a source of its own.
    """
    languages = [offsets.number_of(one.passage.language) for one in found]
    forms = [4 * number + one.asks for number, one in zip(languages, found, strict=True)]
    lexical = np.array([dot(question, one.terms) for one in found], np.float32)
    cosine = np.array([one.vector @ vector for one in found], np.float32)
    sentence = [
        max((float(s.vector @ vector) for s in one.passage.sentences), default=0.0) for one in found
    ]
    return Candidates(
        rows=np.arange(len(found), dtype=np.int64),
        sources=np.arange(len(found), dtype=np.uint32),
        languages=np.array(languages, np.uint16),
        products=np.zeros(len(found), np.uint8),
        same_language=np.array([one.passage.language == language for one in found], np.bool_),
        cosine=cosine,
        dense=cosine - _common(offsets.passages, vector, forms),
        sentence=np.array(sentence, np.float32) - _common(offsets.sentences, vector, forms),
        lexical=lexical,
        share=lexical / np.float32(max(attainable(question), 1e-9)),
    )


def _common(offsets: Matrix, vector: Vector, forms: Sequence[int]) -> Scores:
    """Return the part of each cosine that pages of its form have in common."""
    common = np.append(offsets @ vector, [0.0] * 4)  # of a language that is not in the index
    return common[np.array(forms, np.int64)].astype(np.float32)


NO_LIVE = LivePassages(())
