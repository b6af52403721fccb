"""Open the stores of the index's passages: in process, or a Qdrant server."""

from assistant.kit.settings.settings import Settings
from retrieval.ports import Stores
from retrieval.stores.qdrant_edge_store import EdgeStores


def open_stores(settings: Settings) -> Stores:
    """Return the stores that the settings name."""
    if settings.search.url is None:
        return EdgeStores()
    from integrations.stores.qdrant.qdrant_store import QdrantStores  # noqa: PLC0415  # a second to import

    key = settings.search.api_key.get_secret_value() if settings.search.api_key else None
    return QdrantStores(settings.search.url, api_key=key)
