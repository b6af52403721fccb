import pytest

from retrieval.catalogue.pages.word_files import docx_to_markdown
from retrieval.catalogue.types import UnreadableError
from tests.unit.retrieval.catalogue.files import docx, packed, paragraph


class TestAWordFile:
    def test_keeps_headings_and_tables(self) -> None:
        head, row = (
            "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in cells)
            for cells in (("Pays", "Délai"), ("Italie", "3 jours"))
        )
        body = (
            paragraph("Retours", "Titre1")
            + paragraph("Vous avez 30 jours.")
            + f"<w:tbl><w:tr>{head}</w:tr><w:tr>{row}</w:tr></w:tbl>"
        )

        text = docx_to_markdown(docx(body))

        assert text.startswith("# Retours\n\nVous avez 30 jours.\n\n| Pays   | Délai   |")


class TestAWordFileThatCannotBeRead:
    def test_is_said_to_be_none(self) -> None:
        with pytest.raises(UnreadableError, match="it is no Word document"):
            docx_to_markdown(b"PK nothing")

    def test_is_said_to_be_none_when_its_archive_is_of_another_age(self) -> None:
        data = bytearray(docx(paragraph("Retours")))
        data[data.rindex(b"PK\x01\x02") + 6] = 99  # the version of ZIP that its last file needs

        with pytest.raises(UnreadableError, match="it is no Word document"):
            docx_to_markdown(bytes(data))

    def test_is_said_to_be_broken(self) -> None:
        with pytest.raises(UnreadableError, match=r"save it again as \.docx"):
            docx_to_markdown(packed({"word/document.xml": "<w:document>"}))

    def test_is_said_to_be_a_bomb_before_it_is_unpacked(self) -> None:
        bomb = packed({f"{n}.xml": " " * 2**24 for n in range(9)})

        assert len(bomb) < 2**20
        with pytest.raises(UnreadableError, match="unpacks to more than 128 MB"):
            docx_to_markdown(bomb)
