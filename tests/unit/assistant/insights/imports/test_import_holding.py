from pathlib import Path

from assistant.commerce.shop_ids import CustomerId
from assistant.desk.privacy.person import Person
from assistant.insights.imports.import_holding import ImportedTexts
from assistant.insights.imports.text_files import TextFiles
from assistant.insights.imports.text_import import read_file

SECRET = b"0" * 32


def holding(folder: Path) -> ImportedTexts:
    """Hold three texts: two of Léa, by her address and by her id, and one of another."""
    lines = [
        '{"text": "trop petit", "customer": "Lea@Example.com", "product": "Robe", "rating": 2}',
        '{"text": "parfait", "customer": "4711"}',
        '{"text": "bof", "customer": "max@example.com"}',
    ]
    path = folder / "reviews.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    imports = folder / "imports"
    TextFiles(folder=imports).add("a", read_file(path, secret=SECRET, names=True))
    return ImportedTexts(folder=imports, secret=SECRET)


LEA = Person(addresses=frozenset({"lea@example.com"}), customer_ids=frozenset({CustomerId("4711")}))


class TestImportedTexts:
    async def test_of_a_person_are_handed_out(self, tmp_path: Path) -> None:
        held = holding(tmp_path)

        records = [record async for record in held.export(LEA, content=False)]

        assert [record["text"] for record in records] == ["trop petit", "parfait"]
        assert (records[0]["product"], records[0]["rating"]) == ("Robe", 2.0)

    async def test_of_a_person_are_erased_and_no_others(self, tmp_path: Path) -> None:
        held = holding(tmp_path)

        assert await held.erase(LEA) == 2
        assert await held.erase(LEA) == 0
        left = TextFiles(folder=tmp_path / "imports").texts()
        assert [text.text for text in left] == ["bof"]

    async def test_of_nobody_are_none_where_nothing_was_imported(self, tmp_path: Path) -> None:
        empty = ImportedTexts(folder=tmp_path / "none", secret=SECRET)

        assert await empty.erase(LEA) == 0
        assert [record async for record in empty.export(LEA, content=True)] == []
