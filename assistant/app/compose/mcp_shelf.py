"""The catalogue for the MCP server, loaded with the first question: no start pays for it."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from assistant.answers.composing.evidence_finder import EvidenceFinder
from assistant.answers.composing.wanted_products import wanted
from assistant.app.compose.engine import LiveKnowledge, ThreadedReader, open_encoder, open_search
from assistant.app.compose.version import index_root
from assistant.conversation.conversation_message import Language
from assistant.kit.settings.settings import Settings
from assistant.understanding.understanding_types import Understanding
from retrieval.catalogue.written_prices import decimals_of
from retrieval.catalogue.catalogue_types import Product
from retrieval.searching.search import Searcher
from retrieval.index.index_versions import Versions


@dataclass(frozen=True, slots=True)
class _Opened:
    reader: ThreadedReader
    knowledge: LiveKnowledge


class LazyShelf:
    """Looks products up as the assistant does; see `integrations.channels.mcp.catalogue_tools.Shelf`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opening = asyncio.Lock()
        self._opened: _Opened | None = None

    async def search(
        self,
        query: str,
        *,
        language: Language,
        limit: int,
        in_stock: bool,
        max_price: float | None,
    ) -> Sequence[Product]:
        searcher, read = await self._read(query, language)
        asked = read.constraints
        if in_stock:
            asked = replace(asked, in_stock=True)
        if max_price is not None:
            most = round(max_price * 10 ** decimals_of(searcher.vocabulary.currency))
            asked = replace(asked, price_max_minor=min(most, asked.price_max_minor or most))
        finder = EvidenceFinder(
            searcher=searcher, limit=max(limit, self._settings.search.limit), understanding=read
        )
        found = await finder.products(asked, wanted(read))
        products = (evidence.passage.product for evidence, _ in found)
        return [one for one in products if one is not None][:limit]

    async def product(self, product_id: str, *, language: Language) -> Product | None:
        searcher, read = await self._read(product_id, language)
        finder = EvidenceFinder(searcher=searcher, limit=1, understanding=read)
        found = await finder.product(product_id)
        return found.passage.product if found else None

    async def _read(self, text: str, language: Language) -> tuple[Searcher, Understanding]:
        opened = await self._open()
        searcher = (await opened.knowledge.current()).searcher
        read = await opened.reader.read(
            text, vocabulary=searcher.vocabulary, topic="", language=language
        )
        return searcher, replace(read, language=language)

    async def _open(self) -> _Opened:
        async with self._opening:
            if self._opened is None:
                self._opened = await asyncio.to_thread(self._load)
            return self._opened

    def _load(self) -> _Opened:
        Versions(index_root(self._settings)).expect()
        reader, index = open_search(self._settings, open_encoder(self._settings))
        thread = ThreadPoolExecutor(1, thread_name_prefix="reader")  # lives as long as the process
        return _Opened(reader=ThreadedReader(reader, thread), knowledge=LiveKnowledge(index))
