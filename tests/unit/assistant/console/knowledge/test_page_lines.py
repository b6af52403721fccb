"""The lines of pages are read out of the index, and kept until the next one."""

from pathlib import Path

from assistant.console.knowledge.page_lines import IndexedLines
from tests.unit.assistant.console.knowledge.indexes import document, index, sold

TABLE = """# Delivery

## Prices

| Country | How | Price | Free from |
|---|---|---|---|
| France | Relay point | €3.90 | €60 |
| Spain | Home | €9 | never |

We ship daily. Parcels take 3 days.
"""


def test_a_page_is_its_sentences_and_the_cells_of_its_tables(tmp_path: Path) -> None:
    index(tmp_path / "index", document("delivery", TABLE), sold("lamp"))
    lines = IndexedLines(tmp_path / "index", tmp_path)

    [page] = lines.read().pages
    assert (page.text_id, page.language, page.title) == ("delivery", "en", "Delivery")
    texts = [one.text for one in page.lines]
    assert "France · Relay point · Free from: €60" in texts
    assert "Spain · Home · Price: €9" in texts
    assert {"We ship daily.", "Parcels take 3 days."} <= {*texts}
    assert "Prices" in page.lines[0].heading


def test_what_was_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    index(tmp_path / "index", document("delivery", TABLE))
    lines = IndexedLines(tmp_path / "index", tmp_path)
    assert lines.before() is None

    looked = lines.read()
    lines.keep(looked)
    assert lines.before() == looked
    assert looked.version == lines.version()


def test_a_file_of_another_release_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "page-lines.json").write_bytes(b"?")

    assert IndexedLines(tmp_path / "index", tmp_path).before() is None


def test_without_an_index_there_is_no_version(tmp_path: Path) -> None:
    assert IndexedLines(tmp_path / "index", tmp_path).version() == ""
