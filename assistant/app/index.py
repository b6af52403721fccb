"""Build the index where the settings say it is, and find which version it has."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.app.engine import index_root, open_encoder
from assistant.settings import Settings
from retrieval.catalogue.reading import read_paths
from retrieval.encoders.conversion.progress import Progress as SetupProgress
from retrieval.encoders.conversion.progress import silent
from retrieval.indexing import IndexReport, build
from retrieval.versions import Versions
from retrieval.writing import Progress

__all__ = ["IndexReport", "build_index", "find_version"]


def build_index(
    settings: Settings,
    paths: Sequence[str | Path],
    *,
    progress: Callable[[Progress], None],
    setting_up: SetupProgress = silent,
) -> IndexReport:
    """Read `paths` into a new version of the index and make it the one that is searched.

    Raises:
        EncoderError: there is no encoder to index with.
        IndexBusyError: another process indexes.
    """
    encoder = open_encoder(settings, progress=setting_up)
    more = max(0, (os.cpu_count() or 1) - 1) if settings.encoder.kind == "default" else 0
    helpers = [open_encoder(settings) for _ in range(more)]
    items = list(read_paths(paths))
    return build(
        items, encoder=encoder, helpers=helpers, root=index_root(settings), progress=progress
    )


async def find_version(settings: Settings) -> str | None:
    """Return the name of the version that is searched, if anything was indexed."""
    current = Versions(index_root(settings)).current()
    return current.name if current else None
