"""What the catalogue calls its products."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.app.version import index_root
from assistant.settings import Settings
from retrieval.versions import Manifest, NoIndexError, Versions


@dataclass(slots=True)
class ProductNames:
    """What the catalogue calls its products, read anew when another index takes its place."""

    settings: Settings
    _version: str = ""
    _names: Mapping[str, str] = field(default_factory=dict)

    async def read(self) -> Mapping[str, str]:
        """Return titles by product id; none before anything was indexed."""
        return await asyncio.to_thread(self._read)

    def _read(self) -> Mapping[str, str]:
        folder = Versions(index_root(self.settings)).current()
        if folder is not None and folder.name != self._version:
            try:
                titles = Manifest.read(folder).vocabulary.titles
            except (OSError, NoIndexError):
                return self._names  # it has just been replaced, or is of another release
            self._version, self._names = folder.name, dict(titles)
        return self._names
