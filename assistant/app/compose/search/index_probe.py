"""Tell whether the index can be searched now: of a search engine on a server, by asking it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.app.compose.data_folders import index_root
from assistant.app.compose.search.index_stores import open_server_stores
from assistant.kit.settings.settings import Settings
from retrieval.index.index_versions import Manifest, Versions

if TYPE_CHECKING:
    from integrations.stores.qdrant.qdrant_store import QdrantStore

WITHIN_S = 1.0


class IndexProbe:
    """Look at the current version again and again, over one connection."""

    def __init__(self, settings: Settings) -> None:
        self._versions = Versions(index_root(settings))
        self._stores = open_server_stores(settings)  # None: the index is in each process
        self._opened: tuple[Path, QdrantStore] | None = None

    async def find_version(self) -> str | None:
        """Return the name of the version that can be searched; None: nothing was indexed.

        Raises:
            StoreUnavailableError: the server gave no answer within a second.
            StoreMismatchError: it does not hold the whole version.
        """
        folder = self._versions.current()
        if folder is None:
            return None
        if self._stores is not None:
            if self._opened is None or self._opened[0] != folder:
                await self.close()
                manifest = await asyncio.to_thread(Manifest.read, folder)
                self._opened = folder, self._stores.open(folder, manifest.size)
            await self._opened[1].examine(within_s=WITHIN_S)
        return folder.name

    async def close(self) -> None:
        """Let go of the connection, if there is one."""
        if self._opened is not None:
            await self._opened[1].close()
        self._opened = None


@asynccontextmanager
async def open_index_probe(settings: Settings) -> AsyncIterator[IndexProbe]:
    """Open a probe for a look or two."""
    probe = IndexProbe(settings)
    try:
        yield probe
    finally:
        await probe.close()
