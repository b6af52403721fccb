"""Watch the searches in the index, the reading of statements, and the drafts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from math import exp
from typing import Any

from assistant.answers.composing.composer import Composer
from assistant.answers.composing.pages.pages_before import PagesBefore
from assistant.answers.reply_draft import Draft
from assistant.messages.ports import Index, Knowledge
from assistant.messages.trials.turn_trace import (
    ComposedFact,
    FoundFact,
    FoundHit,
    ReadFact,
    TurnTrace,
)
from assistant.understanding.types import Understanding
from retrieval.catalogue.types import Product
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.ports import StatementReader
from retrieval.searching.live_passages import NO_LIVE, LivePassages
from retrieval.searching.search import Searcher
from retrieval.types import Evidence, Filter, PassageKind, ReadStatement, Vector

_SHOWN = 8  # hits and statements of one step
_TEXT = 400  # characters of one of them


@dataclass(frozen=True, slots=True)
class WatchedIndex:
    """Give knowledge whose searches and drafts are noted."""

    inner: Index
    trace: TurnTrace

    async def current(self) -> Knowledge:
        known = await self.inner.current()
        watched = values_of(known) | {"searcher": WatchedSearcher(known.searcher, self.trace)}
        return WatchedKnowledge(**watched, trace=self.trace)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedKnowledge(Knowledge):
    """Compose drafts that are noted."""

    trace: TurnTrace

    def composer(
        self,
        limit: int,
        reader: StatementReader | None,
        before: PagesBefore | None,
    ) -> Composer:
        made = Knowledge.composer(self, limit, reader, before)
        return WatchedComposer(**values_of(made), trace=self.trace)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedComposer(Composer):
    """Note the draft that is composed."""

    trace: TurnTrace

    async def compose(
        self,
        understanding: Understanding,
        *,
        floor: float,
        focus: tuple[str, ...] = (),
        earlier: tuple[str, ...] = (),
    ) -> Draft:
        with self.trace.step() as note:
            draft = await Composer.compose(
                self, understanding, floor=floor, focus=focus, earlier=earlier
            )
            note(
                ComposedFact(
                    kind=draft.kind,
                    rule=draft.rule,
                    reason=draft.reason or "",
                    text=draft.text,
                    sources=tuple((one.title, one.quote, one.score) for one in draft.sources),
                    products=tuple(one.title for one in draft.cards),
                )
            )
        return draft


class WatchedSearcher(Searcher):
    """Note the evidence of each search; the index is that of another searcher, which closes it."""

    def __init__(self, inner: Searcher, trace: TurnTrace) -> None:
        """Take the searcher that searches."""
        self._inner = inner
        self._trace = trace

    @property
    def version(self) -> str:
        return self._inner.version

    @property
    def vocabulary(self) -> Vocabulary:
        return self._inner.vocabulary

    def knows(self, word: str, language: str) -> bool:
        return self._inner.knows(word, language)

    def sought(self, vector: Vector, language: str) -> Vector:
        return self._inner.sought(vector, language)

    def products(self) -> Iterator[Product]:
        return self._inner.products()

    async def products_of(self, ids: tuple[str, ...]) -> list[Product]:
        return await self._inner.products_of(ids)

    async def search(
        self,
        text: str,
        vector: Vector,
        *,
        language: str,
        where: Filter = Filter(),  # noqa: B008  # frozen
        limit: int = 5,
        per_source: int = 1,
        only: PassageKind | None = None,
        live: LivePassages = NO_LIVE,
    ) -> tuple[Evidence, ...]:
        with self._trace.step() as note:
            found = await self._inner.search(
                text,
                vector,
                language=language,
                where=where,
                limit=limit,
                per_source=per_source,
                only=only,
                live=live,
            )
            note(
                FoundFact(
                    words=text,
                    of_products=where.kind is PassageKind.PRODUCT,
                    count=len(found),
                    hits=tuple(map(_hit, found[:_SHOWN])),
                )
            )
        return found


def _hit(one: Evidence) -> FoundHit:
    passage = one.passage
    category = passage.product.category if passage.product else ()
    return FoundHit(
        title=passage.title,
        where=" > ".join(passage.headings or category),
        url=passage.url,
        language=passage.language,
        score=round(one.score, 3),
        text=passage.text[:_TEXT],
    )


@dataclass(frozen=True, slots=True)
class WatchedStatements:
    """Note how likely each statement answers."""

    inner: StatementReader
    trace: TurnTrace

    async def read(self, question: str, statements: Sequence[ReadStatement]) -> Sequence[float]:
        with self.trace.step() as note:
            odds = await self.inner.read(question, statements)
            pairs = zip((one.text for one in statements), odds, strict=True)
            likeliest = sorted(pairs, key=lambda pair: -pair[1])[:_SHOWN]
            note(
                ReadFact(
                    question=question,
                    count=len(statements),
                    statements=tuple(
                        (text[:_TEXT], round(1 / (1 + exp(-one)), 3)) for text, one in likeliest
                    ),
                )
            )
        return odds


def values_of(of: Any) -> dict[str, Any]:  # noqa: ANN401  # any dataclass
    """Return the fields of a dataclass, as they are."""
    return {one.name: getattr(of, one.name) for one in fields(of)}
