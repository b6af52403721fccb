"""Where the index is, and which version of it is searched: without loading what searches it."""

from pathlib import Path

from assistant.kit.settings.settings import Settings
from retrieval.index.index_versions import Versions


def index_root(settings: Settings) -> Path:
    """Return the folder that keeps the index's versions."""
    return settings.data_dir / "index"


async def find_version(settings: Settings) -> str | None:
    """Return the name of the version that is searched, if anything was indexed."""
    current = Versions(index_root(settings)).current()
    return current.name if current else None
