import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.catalogue.pages.contained_reading import ContainedReader, collect
from retrieval.catalogue.types import BadRow, CatalogueItem, ReadOptions, UnreadableError
from tests.unit.retrieval.catalogue.builders import bad, documents, products, source
from tests.unit.retrieval.catalogue.files import docx, line, paragraph, pdf

FEED = (
    '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item>'
    "<g:id>cup</g:id><title>A blue cup</title><g:price>9.00 EUR</g:price></item></channel></rss>"
)
RETURNS = '{"id": "returns", "title": "Returns", "text": "You have thirty days.", "language": "en"}'
OPTIONS = ReadOptions()


def slow_pdf() -> bytes:
    """Return a file that its parser reads for minutes."""
    return pdf(line("a word of many", 700) * 200_000)


def swollen_docx() -> bytes:
    """Return a file of a megabyte that is a gigabyte when it is unpacked."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx(paragraph("x")))) as plain,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in plain.namelist():
            text = plain.read(name)
            if name == "word/document.xml":
                text = text.replace(b"<w:body>", b"<w:body>" + b" " * 1_000_000_000)
            packed.writestr(name, text)
    return out.getvalue()


class TestAFileThatTakesTooMuch:
    @pytest.mark.slow  # takes its time
    def test_time_is_reported_and_the_rest_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").write_bytes(slow_pdf())
        (tmp_path / "b.pdf").write_bytes(pdf(line("Livraison sous deux jours ouvrables", 700)))

        items = list(read_paths([tmp_path], options=replace(OPTIONS, read_s=10)))

        assert [row.reason for row in bad(items)] == ["it takes more than 10 s to read: split it"]
        assert [one.document_id for one in documents(items)] == ["b"]

    @pytest.mark.slow  # packs a gigabyte
    def test_memory_is_reported_and_the_rest_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "a.docx").write_bytes(swollen_docx())
        (tmp_path / "b.docx").write_bytes(docx(paragraph("Garantie de deux ans sur tout.")))

        items = list(read_paths([tmp_path], options=replace(OPTIONS, read_mb=1024)))

        assert [row.file for row in bad(items)] == [str(tmp_path / "a.docx")]
        assert [one.document_id for one in documents(items)] == ["b"]


class TestAPageOrExport:
    """The same limits hold for HTML, pages of the web and PrestaShop's XML."""

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("a.html", f"<html><body>{'<b>' * 200_000}"),
            ("a.md", "<table >x " * 16_000),
            ("data/product.xml", f"<entity_product>{'<product/>' * 100_000}</entity_product>"),
        ],
    )
    def test_that_takes_too_much_time_is_reported_and_the_rest_is_read(
        self, tmp_path: Path, name: str, data: str
    ) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / name).write_text(data)
        (tmp_path / "b.jsonl").write_text(RETURNS)

        items = list(read_paths([tmp_path], options=replace(OPTIONS, read_s=0.01)))

        assert [row.reason for row in bad(items)] == ["it takes more than 0.01 s to read: split it"]
        assert [one.document_id for one in documents(items)] == ["returns"]

    def test_of_many_files_has_the_time_of_one(self, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        slow = f"<entity_product>{'<product/>' * 100_000}</entity_product>"
        (tmp_path / "data" / "product.xml").write_text(slow)
        for n in range(5):
            (tmp_path / "data" / f"category{n}.xml").write_text("<entity_category/>")

        items = list(read_paths([tmp_path], options=replace(OPTIONS, read_s=0.01)))

        assert [row.reason for row in bad(items)] == ["it takes more than 0.01 s to read: split it"]


class TestTheProcess:
    def test_is_started_once_for_many_files(self) -> None:
        pages = [source(f"<h1>Page {n}</h1><p>Words of it.", f"{n}.html") for n in range(20)]
        with ContainedReader(OPTIONS) as reader:
            read = list(reader.read("document", pages[0]))
            started = reader.process_id
            read += [one for page in pages[1:] for one in reader.read("document", page)]
            assert reader.process_id == started
        assert len(read) == 20

    def test_has_no_secret_of_ours_in_its_environment(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COMPTOIR_MODEL__API_KEY", "a-made-up-secret")
        with ContainedReader(OPTIONS) as reader:
            list(reader.read("document", source("<p>Words", "a.html")))
            environment = Path(f"/proc/{reader.process_id}/environ").read_bytes()
        assert b"PYTHONPATH=" in environment
        assert b"secret" not in environment
        assert b"COMPTOIR" not in environment


class TestAFeed:
    def test_with_a_document_type_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "feed.xml").write_text(f"<!DOCTYPE rss>{FEED}")

        items = list(read_paths([tmp_path], options=OPTIONS))

        assert bad(items) == []
        assert [one.title for one in products(items)] == ["A blue cup"]

    def test_that_declares_entities_is_reported_and_the_rest_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "a.xml").write_text(f'<!DOCTYPE rss [<!ENTITY a "b">]>{FEED}')
        (tmp_path / "b.md").write_text("# Returns\n\nYou have thirty days.")

        items = list(read_paths([tmp_path], options=OPTIONS))

        assert ["entities are not read" in row.reason for row in bad(items)] == [True]
        assert [one.document_id for one in documents(items)] == ["b"]


class TestAReaderThatFails:
    @pytest.mark.parametrize(
        ("error", "reason"),
        [
            (UnreadableError("it has no price"), "it has no price"),
            (MemoryError(), "it takes more than 2048 MB of memory to read: split it"),
            (KeyError("x"), "it cannot be read (KeyError): save it again, or in another form"),
        ],
    )
    def test_keeps_what_came_before(self, error: Exception, reason: str) -> None:
        def read() -> Iterator[CatalogueItem]:
            yield from rows
            raise error

        rows = [BadRow(file="a.xml", line=n, reason="x") for n in range(2)]

        assert collect(read(), OPTIONS) == (rows, reason)

    def test_is_reported_and_the_rest_is_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise RecursionError

        monkeypatch.setattr("retrieval.catalogue.catalogue_reader.read_jsonl", fail)
        (tmp_path / "a.jsonl").write_text("{}")
        (tmp_path / "b.md").write_text("# Returns\n\nYou have thirty days.")

        items = list(read_paths([tmp_path], options=OPTIONS))

        assert ["RecursionError" in row.reason for row in bad(items)] == [True]
        assert [one.document_id for one in documents(items)] == ["b"]
