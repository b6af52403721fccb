import pytest

from retrieval.catalogue.pages.pdf_files import pdf_to_markdown
from retrieval.catalogue.types import UnreadableError
from tests.unit.retrieval.catalogue.files import grid, line, pdf

LONG = "Vous disposez de trente jours pour nous retourner un article neuf dans son emballage"


class TestAPdf:
    def test_keeps_headings_by_size_and_weight_and_paragraphs_whole(self) -> None:
        page = (
            line("Politique de retour", 760, size=20)
            + line(LONG, 720)
            + line("d'origine, sans frais.", 707)
            + line("Frais", 670, size=15)
            + line("Ils sont offerts pour un échange.", 640)
            + line("Exceptions", 610, font="F2")
            + line("Aucune.", 580)
        )

        assert pdf_to_markdown(pdf(page)) == (
            f"# Politique de retour\n\n{LONG} d'origine, sans frais.\n\n## Frais\n\n"
            "Ils sont offerts pour un échange.\n\n### Exceptions\n\nAucune."
        )

    def test_keeps_ruled_tables(self) -> None:
        page = line("Délais par pays", 760) + grid([("Pays", "Délai"), ("France", "3 jours")], 700)

        assert pdf_to_markdown(pdf(page)) == (
            "Délais par pays\n\n| Pays | Délai |\n| --- | --- |\n| France | 3 jours |"
        )

    def test_keeps_lists(self) -> None:
        page = line("Conditions :", 760) + line("- article neuf", 740) + line("- emballage", 725)

        assert pdf_to_markdown(pdf(page)) == "Conditions :\n\n- article neuf\n- emballage"

    def test_does_not_join_lines_that_end_early(self) -> None:
        page = line(LONG, 760) + line("Article neuf", 700) + line("Emballage", 687)

        assert pdf_to_markdown(pdf(page)).endswith("Article neuf\n\nEmballage")

    def test_loses_page_numbers_and_running_titles(self) -> None:
        pages = [
            line("Ma Boutique", 815) + line(f"Le texte {word}.", 600) + line(f"Page {n} / 3", 25)
            for n, word in enumerate(("un", "deux", "trois"), start=1)
        ]

        assert pdf_to_markdown(pdf(*pages)) == "Le texte un.\n\nLe texte deux.\n\nLe texte trois."


class TestAPdfThatCannotBeRead:
    def test_is_said_to_be_a_scan_when_it_has_no_text(self) -> None:
        with pytest.raises(UnreadableError, match="text recognition"):
            pdf_to_markdown(pdf("0 0 m 9 9 l S"))

    @pytest.mark.parametrize("data", [b"", b"no pdf", b"%PDF-1.4\nbroken"])
    def test_is_said_to_be_none(self, data: bytes) -> None:
        with pytest.raises(UnreadableError, match=r"it is no PDF|text recognition"):
            pdf_to_markdown(data)

    def test_is_said_to_be_too_long(self) -> None:
        with pytest.raises(UnreadableError, match="401 pages, more than 400: split it"):
            pdf_to_markdown(pdf(*[""] * 401))
