"""Keep a version's passages in files that any number of processes map into memory.

All but finding: the passages themselves, their vectors and terms to score exactly, the values that
group and compare them, and the keys by which the next version takes vectors over.
"""

from array import array
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from retrieval.index.form_offsets import PassageForm
from retrieval.index.passage_records import decode
from retrieval.text.bm25 import Frequencies
from retrieval.types import Passage, Vector, WordWeights

KEY_BYTES = 16
AT_HAND_BYTES = 32 * 2**20
"""Of sentences' vectors as numbers that the processor knows, some 5,000 passages; of more than that
each is converted when it is asked for, for 0.1 ms a question."""

_GROUP = np.dtype([("source", "<u4"), ("language", "<u2"), ("product", "u1"), ("question", "u1")])


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Hold the fields that are kept of one passage."""

    record: bytes  # of `retrieval.index.passage_records`
    vector: Vector
    sentences: NDArray[np.float16]  # shape (sentences, dimensions)
    terms: WordWeights
    key: bytes  # of `KEY_BYTES`: names everything its vectors were made from
    source: int  # equal for one source, whatever the language
    language: int  # place in the version's list of languages
    is_product: bool
    is_question: bool  # headed by one


class ColumnsWriter:
    """Append to a version's files; memory grows by 20 bytes a passage and 60 a term."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = ExitStack()
        names = ("records", "vectors", "sentences", "numbers", "weights", "keys", "groups")
        self._file = {
            name: self._files.enter_context((folder / f"{name}.bin").open("wb")) for name in names
        }
        self._records = array("q", [0])
        self._sentences = array("q", [0])
        self._terms = array("q", [0])
        self._counts: Counter[int] = Counter()

    def add(self, columns: Sequence[Column]) -> None:
        """Append the fields of some passages."""
        for column in columns:
            self._file["records"].write(column.record)
            self._file["vectors"].write(column.vector.astype(np.float32).tobytes())
            self._file["sentences"].write(column.sentences.astype(np.float16).tobytes())
            self._file["numbers"].write(column.terms.numbers.tobytes())
            self._file["weights"].write(column.terms.weights.tobytes())
            self._file["keys"].write(column.key)
            group = (column.source, column.language, column.is_product, column.is_question)
            self._file["groups"].write(np.array([group], _GROUP).tobytes())
            self._records.append(self._records[-1] + len(column.record))
            self._sentences.append(self._sentences[-1] + len(column.sentences))
            self._terms.append(self._terms[-1] + len(column.terms.numbers))
            self._counts.update(column.terms.numbers.tolist())

    def finish(self) -> None:
        """Write the fields that are known only at the end, and close the files."""
        passages = len(self._records) - 1
        frequencies = Frequencies.count(self._counts, passages=passages)
        np.save(self._folder / "record_ends.npy", np.array(self._records, np.int64))
        np.save(self._folder / "sentence_ends.npy", np.array(self._sentences, np.int64))
        np.save(self._folder / "term_ends.npy", np.array(self._terms, np.int64))
        np.save(self._folder / "frequency_numbers.npy", frequencies.numbers)
        np.save(self._folder / "frequency_counts.npy", frequencies.counts)
        self.close()

    def close(self) -> None:
        """Close the files, whole or not."""
        self._files.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Read a version's files, mapped into memory; safe to share between threads."""

    dimensions: int
    vectors: NDArray[np.float32]  # shape (passages, dimensions)
    sources: NDArray[np.uint32]
    form: PassageForm
    frequencies: Frequencies
    _records: NDArray[np.uint8]
    _record_ends: NDArray[np.int64]
    _sentences: NDArray[np.float16]
    _at_hand: NDArray[np.float32 | np.float16]  # the same; float32 unless there are too many
    _sentence_ends: NDArray[np.int64]
    _numbers: NDArray[np.uint32]
    _weights: NDArray[np.float32]
    _term_ends: NDArray[np.int64]
    _keys: NDArray[np.void]

    @classmethod
    def open(cls, folder: Path, *, dimensions: int, at_hand_bytes: int = AT_HAND_BYTES) -> Self:
        """Map the files of a finished version.

        Raises:
            OSError: one is missing.
        """
        groups = _map(folder / "groups.bin", _GROUP)
        counts = np.load(folder / "frequency_counts.npy")
        numbers = np.load(folder / "frequency_numbers.npy")
        sentences = _map(folder / "sentences.bin", np.dtype("<f2")).reshape(-1, dimensions)
        few = 4 * sentences.size <= at_hand_bytes
        return cls(
            dimensions=dimensions,
            vectors=_map(folder / "vectors.bin", np.dtype("<f4")).reshape(-1, dimensions),
            sources=groups["source"].copy(),
            form=PassageForm(
                products=groups["product"].copy(),
                questions=groups["question"].copy(),
                languages=groups["language"].copy(),
            ),
            frequencies=Frequencies(passages=len(groups), numbers=numbers, counts=counts),
            _records=_map(folder / "records.bin", np.dtype("u1")),
            _record_ends=np.load(folder / "record_ends.npy"),
            _sentences=sentences,
            _at_hand=sentences.astype(np.float32) if few else sentences,
            _sentence_ends=np.load(folder / "sentence_ends.npy"),
            _numbers=_map(folder / "numbers.bin", np.dtype("<u4")),
            _weights=_map(folder / "weights.bin", np.dtype("<f4")),
            _term_ends=np.load(folder / "term_ends.npy"),
            _keys=_map(folder / "keys.bin", np.dtype(f"V{KEY_BYTES}")),
        )

    def __len__(self) -> int:
        return len(self.sources)

    def passage(self, row: int) -> Passage:
        """Return a passage with its sentences."""
        record = self._records[self._record_ends[row] : self._record_ends[row + 1]]
        return decode(record.data, self.sentences(row).astype(np.float32))

    def bare_passage(self, row: int) -> Passage:
        """Return a passage without its sentences, for a fifth of the time."""
        record = self._records[self._record_ends[row] : self._record_ends[row + 1]]
        return decode(record.data, None)

    def sentences(self, row: int) -> NDArray[np.float16]:
        """Return a passage's sentence vectors, one row each."""
        return self._sentences[self._sentence_ends[row] : self._sentence_ends[row + 1]]

    def sentence_counts(self) -> NDArray[np.int64]:
        """Return how many sentences each passage has."""
        return np.diff(self._sentence_ends)

    def all_sentences(self) -> NDArray[np.float16]:
        """Return every sentence's vector, passage by passage."""
        return self._sentences

    def terms(self, row: int) -> WordWeights:
        """Return a passage's BM25 weights."""
        kept = slice(self._term_ends[row], self._term_ends[row + 1])
        return WordWeights(numbers=self._numbers[kept], weights=self._weights[kept])

    def best_sentence(self, vector: Vector, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the cosine of each row's sentence nearest to `vector`; 0 without sentences."""
        at, lengths = _places(self._sentence_ends, rows)
        if not len(at):
            return np.zeros(len(rows), np.float32)
        cosines = self._at_hand[at].astype(np.float32, copy=False) @ vector
        best = np.zeros(len(rows), np.float32)
        filled = lengths > 0
        best[filled] = np.maximum.reduceat(cosines, (np.cumsum(lengths) - lengths)[filled])
        return best

    def keys(self) -> dict[bytes, int]:
        """Return the row of every key."""
        data = self._keys.tobytes()
        return {data[KEY_BYTES * row : KEY_BYTES * (row + 1)]: row for row in range(len(self))}

    def lexical(self, question: WordWeights, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the BM25 score of each row with a question's weighed terms."""
        if not len(question.numbers) or not len(rows):
            return np.zeros(len(rows), np.float32)
        at, lengths = _places(self._term_ends, rows)
        numbers = self._numbers[at]
        places = np.searchsorted(question.numbers, numbers)
        places[places == len(question.numbers)] = 0
        matches = question.numbers[places] == numbers
        scores = np.where(matches, question.weights[places] * self._weights[at], 0)
        owners = np.repeat(np.arange(len(rows)), lengths)
        return np.bincount(owners, scores, len(rows)).astype(np.float32)


def _places(
    ends: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the rows' items stand, one row after the other, and how many each has."""
    lengths = ends[rows + 1] - ends[rows]
    firsts = np.cumsum(lengths) - lengths
    return np.arange(lengths.sum()) + np.repeat(ends[rows] - firsts, lengths), lengths


def _map(path: Path, dtype: np.dtype) -> np.ndarray:
    """Return a file as an array that stays on disk; an empty file cannot be mapped."""
    if path.stat().st_size == 0:
        return np.zeros(0, dtype)
    # As a plain array: `memmap` makes every slice one of its own kind, for a microsecond or two.
    return np.memmap(path, dtype, mode="r").view(np.ndarray)
