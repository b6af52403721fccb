"""Build a version of the index aside, then swap it in at once.

Whatever happens in between, searches see the old version or the new one, whole.
"""

from collections.abc import Callable, Iterable, Mapping, Sized
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from retrieval.catalogue.types import BadRow, CatalogueItem
from retrieval.index.index_versions import Manifest, NoIndexError, Versions, remove
from retrieval.index.passage_columns import Columns
from retrieval.index.statement_columns import StatementsWriter
from retrieval.index.version_writer import IndexProgress, ItemKey, VersionWriter
from retrieval.ports import Encoder, PageStatements, Stores
from retrieval.reading.kept_statements import KeptStatements
from retrieval.stores.qdrant_edge_store import EdgeStores
from retrieval.types import PassageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexReport:
    """Report the results of a build."""

    version: str  # that is searched now
    products: int  # in one language each
    documents: int
    passages: int
    encoded: int
    merged: int  # dropped because something before them said the same
    passages_of: Mapping[ItemKey, int]
    bad_rows: tuple[BadRow, ...]
    changed: bool  # False: the version that was there says the same and stays
    seconds: float


def ignore_progress(progress: IndexProgress) -> None:
    """Take the progress and show nothing."""
    del progress


def build(
    items: Iterable[CatalogueItem],
    *,
    encoder: Encoder,
    root: Path,
    threads: int = 1,
    stores: Stores | None = None,
    vectors_from: Path | None = None,
    statements: PageStatements | None = None,
    progress: Callable[[IndexProgress], None] = ignore_progress,
) -> IndexReport:
    """Index `items` into a new version under `root` and make it the one to search.

    The encoder is called on `threads` threads at once. Passages whose words did not
    change since the current version keep their vectors; with `vectors_from`, those of the index
    there. The `statements` of pages are kept with the version, so that no question waits for them
    to be encoded. If nothing changed at all, the current version stays, unless its store lost some
    of it. Bad rows are reported, not raised.

    Raises:
        IndexBusyError: another process builds here.
        StoreUnavailableError: the server of the store does not answer.
    """
    stores = stores or EdgeStores()
    versions = Versions(root)
    with versions.building():
        _clean(versions, stores)
        try:
            folder = versions.new()
            writer = VersionWriter(
                folder,
                encoder=encoder,
                threads=threads,
                stores=stores,
                old=_open_vectors(Versions(vectors_from or root), encoder),
                statements=_open_statements(folder, versions, statements, threads),
                progress=progress,
                total=len(items) if isinstance(items, Sized) else None,
            )
            return _build(items, writer, folder, versions, stores)
        finally:
            _clean(versions, stores)


def _open_vectors(versions: Versions, encoder: Encoder) -> Columns | None:
    """Return the passages of the current version; None: no vectors there are of this encoder."""
    there = _read_current(versions)
    if there is None or there.encoder != encoder.name:
        return None
    return Columns.open(versions.folder(there.version), dimensions=there.dimensions)


def _open_statements(
    folder: Path, versions: Versions, statements: PageStatements | None, threads: int
) -> StatementsWriter | None:
    """Return the writer of a version's statements, which takes over those of the current one."""
    if statements is None:
        return None
    current = versions.current()
    old = KeptStatements.open(current, statements.reader) if current else None
    return StatementsWriter(folder, statements, threads=threads, old=old)


def _build(
    items: Iterable[CatalogueItem],
    writer: VersionWriter,
    folder: Path,
    versions: Versions,
    stores: Stores,
) -> IndexReport:
    there = _read_current(versions)
    try:
        writer.run(items)
        changed = (
            there is None
            or there.encoder != writer.encoder
            or there.digest != writer.digest
            or not stores.is_whole(versions.folder(there.version), there.size)
            or writer.adds_to(versions.folder(there.version))
        )
        if changed:
            writer.finish()
            versions.swap(folder)
    finally:
        writer.close()
    return _report(
        writer, folder.name if changed or there is None else there.version, changed=changed
    )


def _read_current(versions: Versions) -> Manifest | None:
    folder = versions.current()
    with suppress(OSError, NoIndexError):  # damaged or old: a new one is being made
        return Manifest.read(folder) if folder else None
    return None


def _report(writer: VersionWriter, version: str, *, changed: bool) -> IndexReport:
    return IndexReport(
        version=version,
        products=writer.counts[PassageKind.PRODUCT],
        documents=writer.counts[PassageKind.DOCUMENT],
        passages=writer.passages,
        encoded=writer.encoded,
        merged=writer.merged,
        passages_of=writer.passages_of,
        bad_rows=tuple(writer.bad_rows),
        changed=changed,
        seconds=writer.seconds,
    )


def _clean(versions: Versions, stores: Stores) -> None:
    """Remove versions that nobody searches: old ones, and those of builds that died."""
    for folder in versions.unused():
        stores.drop(folder)
        remove(folder)
