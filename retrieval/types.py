"""Hold the values that retrieval takes and gives: passages, vectors, evidence."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

import numpy as np
from numpy.typing import NDArray

from retrieval.catalogue.types import Product

Vector = NDArray[np.float32]
"""Shape (dimensions,)."""

Matrix = NDArray[np.float32]
"""Shape (rows, dimensions)."""

PackedTokens = NDArray[np.float16]
"""The tokens of a statement, shape (tokens, width + 1): the last column is their importance."""

Span = tuple[int, int]
"""A place in a text: from, to; the end is exclusive."""

PassageId = NewType("PassageId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordWeights:
    """Hold a text's words with their weights: a sparse vector."""

    numbers: NDArray[np.uint32]  # one a stem, ascending
    weights: NDArray[np.float32]  # > 0, same shape


class PassageKind(StrEnum):
    """Name the kinds of items that a passage is cut from."""

    DOCUMENT = "document"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageSentence:
    """Hold a sentence of a passage, verbatim, with its own vector."""

    text: str
    vector: Vector  # float16 precision, unit length


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Hold a piece of shop knowledge that can be quoted."""

    passage_id: PassageId
    kind: PassageKind
    source_id: str  # document_id or product_id; translations share it
    language: str  # ISO 639-1
    title: str  # of the document or product
    headings: tuple[str, ...]  # path inside the document, widest first
    text: str  # verbatim Markdown
    url: str  # web address, else file path
    sentences: tuple[PassageSentence, ...] = ()
    product: Product | None = None  # set when `kind` is PRODUCT


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Hold a passage found for a question, with its scores."""

    passage: Passage
    score: float  # calibrated relevance in [0, 1]
    dense: float  # cosine of question and passage, in [-1, 1]
    lexical: float  # BM25, >= 0, unbounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Hold the conditions that a passage must satisfy; an empty field asks nothing.

    For products, price, stock and options must hold together in one variant.
    """

    kind: PassageKind | None = None
    languages: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    price_min_minor: int | None = None  # inclusive
    price_max_minor: int | None = None  # inclusive
    options: tuple[tuple[str, str], ...] = ()  # (name, value), case- and accent-insensitive
    category: str = ""  # any level of the path, case- and accent-insensitive
    in_stock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStatement:
    """Hold a statement for a reader, with the measures that were taken of it beside its words."""

    text: str  # with its title, headings and names of columns, without markup
    signals: tuple[float, ...]
