"""Index a page that is not live yet, in a process of its own, and search it for trials alone."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from assistant.app.compose.answer_engine import LiveKnowledge
from assistant.app.compose.data_folders import find_version
from assistant.app.compose.search.indexed_paths import options_of
from assistant.app.compose.search.local_models import open_encoder
from assistant.app.compose.search.shop_index import build_beside, read_indexed
from assistant.app.processes.round_processes import run_apart
from assistant.kit.settings.settings import Settings
from assistant.kit.temporary_folder import TemporaryFolder, remove_left_folders
from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.ports import Encoder
from retrieval.searching.search import LiveIndex
from retrieval.stores.qdrant_edge_store import EdgeStores

_PREFIX, _PAGE, _INDEX = "comptoir-candidate-", "page.json", "index"


def index_candidate(settings: Settings, folder: Path) -> None:
    """Index the page of a candidate's folder, as if it were published, below this folder.

    Raises:
        IndexAgainError, NothingToIndexError: the shop's own pages cannot be read again.
        EncoderError: there is no encoder to index with.
    """
    page = tuple(read_paths([folder / _PAGE], options=options_of(settings)))
    shop, encoder = read_indexed(settings), open_encoder(settings)
    build_beside(settings, page, shop, encoder, root=folder / _INDEX)


class RunApart(Protocol):
    """Run the process that indexes the page of a folder; see `run_apart`."""

    def __call__(self, stop: asyncio.Event, *, name: str) -> Awaitable[None]:
        """Return once the process ended."""
        ...


@dataclass(slots=True, kw_only=True)
class CandidatePages:
    """Open an index with a candidate page in it; the last one stays open for the rest of its run.

    It is built of what is published now, so that another version of the index makes another one.
    """

    encoder_name: str
    version: Callable[[], Awaitable[str | None]]  # of the index that is searched
    work: RunApart
    _made: tuple[str, str | None] | None = field(default=None, init=False)
    _folder: TemporaryFolder | None = field(default=None, init=False)
    _index: LiveIndex | None = field(default=None, init=False)

    async def knowledge(self, page: str, stop: asyncio.Event) -> LiveKnowledge:
        """Return the knowledge of the shop with a page, which is as `page_file` writes it.

        Raises:
            RoundFailedError: the page could not be indexed.
            NoIndexError: `stop` was set before it was.
        """
        made = (page, await self.version())
        if self._index is None or self._made != made:
            await self.close()
            await self._make(page, stop)
            self._made = made
        if self._index is None:
            raise LookupError
        opened = LiveKnowledge(self._index)
        await opened.current()
        return opened

    async def close(self) -> None:
        """Let go of the index, and remove it."""
        index, folder = self._index, self._folder
        self._index = self._folder = self._made = None
        if index is not None:
            await index.close()
        if folder is not None:
            await asyncio.to_thread(folder.remove)

    async def _make(self, page: str, stop: asyncio.Event) -> None:
        self._folder = await asyncio.to_thread(TemporaryFolder.make, _PREFIX)
        folder = self._folder.path
        await asyncio.to_thread((folder / _PAGE).write_text, page, "utf-8")
        await self.work(stop, name=str(folder))
        self._index = LiveIndex(
            folder / _INDEX, encoder_name=self.encoder_name, stores=EdgeStores()
        )


async def assemble_candidate_pages(settings: Settings, encoder: Encoder | None) -> CandidatePages:
    """Return the pages of candidates, which a process of its own indexes.

    What a worker that was killed left of them is removed.

    `encoder` is the one that questions are read with: it must have made the index, too.
    """
    await asyncio.to_thread(remove_left_folders, _PREFIX)
    environment: Mapping[str, str] = {"COMPTOIR_DATA_DIR": str(settings.data_dir)}
    return CandidatePages(
        encoder_name=encoder.name if encoder else "",
        version=partial(find_version, settings),
        work=partial(run_apart, "candidate", environment),
    )
