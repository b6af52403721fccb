"""What makes the pages of insights, put together: imports what counts and draws."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.app.insights import assemble_reading
from assistant.app.parts import Parts
from assistant.app.version import index_root
from assistant.console.pages import Pages
from assistant.console.parts import Console
from assistant.dashboard.site import TEMPLATES, Site
from assistant.ports import Clock
from assistant.settings import Settings
from retrieval.versions import Manifest, NoIndexError, Versions


def assemble_site(settings: Settings, parts: Parts, console: Console, clock: Clock) -> Site:
    """Return the pages."""
    reading, acting = assemble_reading(settings, parts.database)
    return Site(
        reading=reading,
        acting=acting,
        pages=Pages(static=console.assets.base, files=console.file_rules, further=(TEMPLATES,)),
        clock=clock,
        product_names=ProductNames(settings).read,
    )


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
