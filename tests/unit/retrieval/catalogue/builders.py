"""Sources, tables and small shops for the readers' tests."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from retrieval.catalogue.source_files import SourceFile
from retrieval.catalogue.tables.csv_tables import Table, open_table
from retrieval.catalogue.types import BadRow, CatalogueItem, Document, Product


def source(content: str | bytes, path: str = "file.txt", *, media_type: str = "") -> SourceFile:
    data = content.encode() if isinstance(content, str) else content
    return SourceFile(
        name=path, data=data, path=PurePosixPath(path), root="shop", media_type=media_type
    )


def table(text: str, name: str = "file.csv") -> Table:
    opened = open_table(name, text)
    assert opened is not None
    return opened


def products(items: Iterable[CatalogueItem]) -> list[Product]:
    return [item for item in items if isinstance(item, Product)]


def documents(items: Iterable[CatalogueItem]) -> list[Document]:
    return [item for item in items if isinstance(item, Document)]


def bad(items: Iterable[CatalogueItem]) -> list[BadRow]:
    return [item for item in items if isinstance(item, BadRow)]


def reasons(items: Iterable[CatalogueItem]) -> list[tuple[int | None, str]]:
    return [(item.line, item.reason) for item in bad(items)]
