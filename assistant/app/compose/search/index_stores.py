"""Open the stores of the index's passages: in process, or a Qdrant server."""

from typing import TYPE_CHECKING

from assistant.kit.settings.settings import Settings
from retrieval.ports import Stores
from retrieval.stores.qdrant_edge_store import EdgeStores

if TYPE_CHECKING:
    from integrations.stores.qdrant.qdrant_store import QdrantStores


def open_stores(settings: Settings) -> Stores:
    """Return the stores that the settings name."""
    return open_server_stores(settings) or EdgeStores()


def open_server_stores(settings: Settings) -> "QdrantStores | None":
    """Return the stores on a server; None: the settings name none."""
    if settings.search.url is None:
        return None
    from integrations.stores.qdrant.qdrant_store import QdrantStores  # noqa: PLC0415  # a second to import

    key = settings.search.api_key.get_secret_value() if settings.search.api_key else None
    return QdrantStores(settings.search.url, api_key=key)
