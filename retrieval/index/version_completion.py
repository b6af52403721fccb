"""Make a version whose passages are all written ready to search."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np

from retrieval.catalogue.types import Product
from retrieval.catalogue.vocabulary import vocabulary_of
from retrieval.facets import facets_of
from retrieval.index.bare_searches import bare_searches
from retrieval.index.form_offsets import offsets
from retrieval.index.index_versions import FORMAT, Manifest
from retrieval.index.passage_columns import Columns
from retrieval.ports import Encoder, StoreEntry, Stores, StoreWriter
from retrieval.types import Matrix, Passage

_BATCH = 512  # passages handed to the store at once
_MOST_WORDS = 50_000  # of a vocabulary: no shop's texts have more that a customer would misspell
_WORD = re.compile(r"[^\W\d_]{2,}")
PASSAGE_OFFSETS = "passage_offsets.npy"
SENTENCE_OFFSETS = "sentence_offsets.npy"
BARE_SEARCHES = "bare_searches.npy"


def complete(
    folder: Path,
    *,
    stores: Stores,
    encoder: Encoder,
    languages: tuple[str, ...],
    digest: str,
) -> None:
    """Fill the store and declare the version complete; its columns are."""
    columns = Columns.open(folder, dimensions=encoder.dimensions)
    np.save(folder / BARE_SEARCHES, bare_searches(encoder, languages))
    taken = _offsets(folder, columns, languages=len(languages))
    writer = stores.create(folder, dimensions=encoder.dimensions)
    try:
        words: Counter[str] = Counter()
        vocabulary = vocabulary_of(_fill(writer, columns, taken, words))
    except BaseException:
        writer.abandon()
        raise
    writer.finish()
    (folder / "use.lock").touch()
    Manifest(
        version=folder.name,
        format=FORMAT,
        encoder=encoder.name,
        dimensions=encoder.dimensions,
        passages=len(columns),
        languages=languages,
        digest=digest,
        vocabulary=replace(
            vocabulary, words=tuple(word for word, _ in words.most_common(_MOST_WORDS))
        ),
    ).write(folder)


def _offsets(folder: Path, columns: Columns, *, languages: int) -> Matrix:
    form = columns.form
    of_sentences = form.repeated(columns.sentence_counts())
    taken = offsets(columns.vectors, form, languages=languages)
    np.save(folder / PASSAGE_OFFSETS, taken)
    np.save(
        folder / SENTENCE_OFFSETS,
        offsets(columns.all_sentences(), of_sentences, languages=languages),
    )
    return taken


def _fill(
    writer: StoreWriter, columns: Columns, taken: Matrix, words: Counter[str]
) -> Iterator[Product]:
    """Hand every passage to the store and count its words; yield the products on the way."""
    forms = columns.form.numbers
    rows: Iterable[int] = iter(range(len(columns)))
    while batch := list(islice(rows, _BATCH)):
        passages = [columns.passage(row) for row in batch]
        vectors = columns.vectors[batch] - taken[forms[batch]]
        writer.add(
            [
                StoreEntry(
                    row=row, vector=vector, terms=columns.terms(row), facets=facets_of(passage)
                )
                for row, vector, passage in zip(batch, vectors, passages, strict=True)
            ]
        )
        for one in passages:
            words.update(_WORD.findall("\n".join((one.title, *one.headings, one.text)).lower()))
        yield from _products(passages)


def _products(passages: list[Passage]) -> Iterator[Product]:
    return (passage.product for passage in passages if passage.product is not None)
