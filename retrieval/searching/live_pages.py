"""Hold pages in memory that stand in the place of those of an index, for some searches alone.

A page is cut, worded and weighed as a build would do it. What differs from an index with the page
in it are the frequencies of words and the common part of a form, which are those of the index.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.catalogue.types import Document
from retrieval.index.passage_drafts import PassageDraft, PassageDrafter
from retrieval.index.passage_vectors import vectors_of
from retrieval.searching.live_passages import LivePassage
from retrieval.searching.passage_ranking import Candidates
from retrieval.text.bm25 import terms_of
from retrieval.types import Filter, Passage, PassageKind, PassageSentence, Vector

FIRST_NEW_SOURCE = 2**30
"""Numbers of sources from here on are those of live pages that the index has in no language."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LivePage:
    """Hold a page in one language, in the place of the document of its id; without passages, none.

    Translations of that document stay.
    """

    document_id: str
    language: str  # ISO 639-1
    passages: tuple[LivePassage, ...]


def draft_page(page: Document) -> tuple[PassageDraft, ...]:
    """Return the passages of a page, that still lack vectors."""
    return tuple(PassageDrafter().draft(page))


def texts_of(drafts: Sequence[PassageDraft]) -> Sequence[str]:
    """Return every text that an encoder reads of drafts, as a passage, each once."""
    each = (one.wording for one in drafts)
    every = (text for one in each for text in (one.title, one.body, *one.sentences))
    return list(dict.fromkeys(every))


def complete_page(
    page: Document, drafts: Sequence[PassageDraft], vectors: Mapping[str, Vector]
) -> LivePage:
    """Return a page that can be searched; `vectors` has those of `texts_of` its drafts."""
    made = tuple(_passage(one, vectors) for one in drafts)
    return LivePage(document_id=page.document_id, language=page.language, passages=made)


def _passage(draft: PassageDraft, vectors: Mapping[str, Vector]) -> LivePassage:
    bare, wording = draft.passage, draft.wording
    dimensions = len(vectors[wording.title])
    read = vectors_of(wording, vectors.__getitem__, dimensions=dimensions)
    passage = Passage(
        passage_id=bare.passage_id,
        kind=bare.kind,
        source_id=bare.source_id,
        language=bare.language,
        title=bare.title,
        headings=bare.headings,
        text=bare.text,
        url=bare.url,
        sentences=tuple(
            PassageSentence(text=bare.text[start:end], vector=vector.astype(np.float32))
            for (start, end), vector in zip(draft.spans, read.sentences, strict=True)
        ),
    )
    terms = terms_of(f"{wording.title}\n{bare.text}", bare.language)
    return LivePassage(passage=passage, vector=read.vector, terms=terms, asks=wording.is_question)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlacedPages:
    """Hold live pages at their places in one version of an index."""

    passages: tuple[LivePassage, ...] = ()
    sources: tuple[int, ...] = ()  # of each passage, as that version numbers them
    hidden: tuple[int, ...] = ()  # rows of the version that are not found

    def visible(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows of the index that are found."""
        return rows[~np.isin(rows, self.hidden)] if self.hidden else rows

    def admitted(self, where: Filter) -> Sequence[int]:
        """Return the places of the passages that satisfy a filter."""
        of_products = where.category or where.options or where.in_stock
        priced = where.price_min_minor is not None or where.price_max_minor is not None
        if where.kind is PassageKind.PRODUCT or of_products or priced:
            return ()
        return [
            place
            for place, one in enumerate(self.passages)
            if (not where.languages or one.passage.language in where.languages)
            and (not where.source_ids or one.passage.source_id in where.source_ids)
        ]

    def numbered(self, weighed: Candidates, places: Sequence[int]) -> Candidates:
        """Return weighed passages with rows below 0, that no index has, and their sources."""
        at = np.array(places, np.int64)
        sources = np.array(self.sources, np.uint32)[at]
        return Candidates(
            rows=-1 - at,
            sources=sources,
            languages=weighed.languages,
            products=weighed.products,
            same_language=weighed.same_language,
            cosine=weighed.cosine,
            dense=weighed.dense,
            sentence=weighed.sentence,
            lexical=weighed.lexical,
            share=weighed.share,
        )

    def passage(self, row: int) -> Passage:
        """Return the passage of a row below 0."""
        return self.passages[-1 - row].passage


NO_PAGES = PlacedPages()
