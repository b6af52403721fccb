"""What the catalogue calls its products."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from assistant.app.compose.version import index_root
from assistant.conversation.conversation_message import Language
from assistant.kit.settings.settings import Settings
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.index.index_versions import Manifest, NoIndexError, Versions


@dataclass(slots=True)
class ProductNames:
    """What the catalogue calls its products, read anew when another index takes its place."""

    settings: Settings
    _version: str = ""
    _names: Mapping[Language, Mapping[str, str]] = field(default_factory=dict)

    async def read(self, language: Language) -> Mapping[str, str]:
        """Return titles by product id, in that language where the catalogue has them.

        There are none before anything was indexed.
        """
        return (await asyncio.to_thread(self._read)).get(language, {})

    def _read(self) -> Mapping[Language, Mapping[str, str]]:
        folder = Versions(index_root(self.settings)).current()
        if folder is not None and folder.name != self._version:
            try:
                vocabulary = Manifest.read(folder).vocabulary
            except (OSError, NoIndexError):
                return self._names  # it has just been replaced, or is of another release
            self._version = folder.name
            self._names = {one: _names_in(one, vocabulary) for one in get_args(Language)}
        return self._names


def _names_in(language: Language, vocabulary: Vocabulary) -> Mapping[str, str]:
    own = {product: title for product, of, title in vocabulary.named if of == language}
    return {**dict(vocabulary.titles), **own}
