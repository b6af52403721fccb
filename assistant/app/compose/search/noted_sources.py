"""Note which source gave which items to an index, for the people who look after them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

import orjson

from assistant.app.compose.search.indexed_paths import noted_paths
from assistant.app.compose.search.shop_reading import ShopReading
from assistant.app.compose.search.source_copies import SourceCopies
from assistant.console.knowledge.source_ledger import (
    KnownItem,
    SourceLedger,
    SourceRecord,
    find_news,
    keep_ledger,
    read_ledger,
)
from assistant.console.setup.shop_sources import ShopSources, UnreadPart
from assistant.console.setup.source_marks import SourceMarks
from assistant.kit.settings.settings import Settings
from retrieval.catalogue.types import BadRow, CatalogueItem, Document, Product
from retrieval.index.index_build import IndexReport
from retrieval.index.version_writer import ItemKey
from retrieval.types import PassageKind

_UNREAD = 50  # parts of a source, as many as people mend at once


def note_sources(settings: Settings, reading: ShopReading, made: IndexReport) -> None:
    """Keep the ledger of a new index; sources that are off stay in it as they were."""
    before = read_ledger(settings.data_dir)
    by_origin: dict[str, list[CatalogueItem]] = {one: [] for one in reading.read_at}
    for one in reading.items:
        by_origin[one.origin].append(one.item)
    records = [
        _record(
            before,
            origin,
            items,
            made.passages_of,
            read_at=_read_at(settings, origin, reading.read_at[origin]),
        )
        for origin, items in by_origin.items()
    ]
    off = SourceMarks(settings.data_dir).off() - {one.origin for one in records}
    kept = (replace(one, is_off=True) for one in before.sources if one.origin in off)
    ledger = SourceLedger(version=made.version, sources=(*records, *kept))
    keep_ledger(settings.data_dir, ledger)
    SourceCopies(settings.data_dir).keep_only([one.origin for one in ledger.sources])


def _record(
    before: SourceLedger,
    origin: str,
    every: Sequence[CatalogueItem],
    passages: Mapping[ItemKey, int],
    *,
    read_at: datetime,
) -> SourceRecord:
    (named,) = noted_paths([origin])
    known = [_known(one, passages) for one in every if not isinstance(one, BadRow)]
    unread = [one for one in every if isinstance(one, BadRow)]
    return SourceRecord(
        origin=named,
        read_at=read_at,
        items=tuple(known),
        unread=tuple(
            UnreadPart(file=one.file, line=one.line, reason=one.reason) for one in unread[:_UNREAD]
        ),
        unread_count=len(unread),
        news=find_news(before.of(named), known, at=read_at),
    )


def _read_at(settings: Settings, origin: str, now: datetime) -> datetime:
    """Return when a source was asked; a shop system's file is as old as its reading."""
    file = Path(origin)
    if file.parent != ShopSources(settings.data_dir).system_folder:
        return now
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _known(item: Product | Document, passages: Mapping[ItemKey, int]) -> KnownItem:
    is_product = isinstance(item, Product)
    item_id = item.product_id if isinstance(item, Product) else item.document_id
    kind = PassageKind.PRODUCT if is_product else PassageKind.DOCUMENT
    digest = blake2b(orjson.dumps(item), digest_size=8).hexdigest()
    return KnownItem(
        is_product=is_product,
        item_id=item_id,
        language=item.language,
        title=item.title,
        url=item.url,
        passages=passages.get((kind, item_id, item.language), 0),
        digest=digest,
    )
