from retrieval.text.markdown_sections import LONG_ITEM_CHARS, blank, plain, sections_of


def _units(text: str) -> list[list[str]]:
    return [[text[u.start : u.end] for u in s.units] for s in sections_of(text, "fr")]


class TestSectionsOf:
    def test_follow_the_path_of_headings(self) -> None:
        text = "Avant.\n\n# A\n\nUn.\n\n## B\n\nDeux.\n\n### C\n\nTrois.\n\n## D\n\nQuatre."

        paths = [section.headings for section in sections_of(text, "fr")]

        assert paths == [(), ("A",), ("A", "B"), ("A", "B", "C"), ("A", "D")]

    def test_leave_out_a_heading_with_nothing_below_it(self) -> None:
        assert [s.headings for s in sections_of("# A\n\n## B\n\nDeux.", "fr")] == [("A", "B")]

    def test_read_underlined_headings_and_their_markup(self) -> None:
        assert [s.headings for s in sections_of("Un **gros** titre\n====\n\nOui.", "fr")] == [
            ("Un gros titre",)
        ]

    def test_split_paragraphs_into_sentences(self) -> None:
        assert _units("Un. Deux.\n\nTrois sur\ndeux lignes.") == [
            ["Un.", "Deux.", "Trois sur\ndeux lignes."]
        ]

    def test_take_list_items_without_their_marker(self) -> None:
        assert _units("- Un. Et demi.\n- deux ;\n  - dedans\n\n1. Trois") == [
            ["Un. Et demi.", "deux ;", "dedans", "Trois"]
        ]

    def test_split_a_long_list_item_into_its_sentences(self) -> None:
        long = "Une phrase assez longue pour compter. " * 10
        assert len(long) > LONG_ITEM_CHARS

        assert _units(f"- {long}") == [["Une phrase assez longue pour compter."] * 10]

    def test_take_table_rows_without_header_and_rule(self) -> None:
        text = "| Mode | Prix |\n|---|---|\n| Relais | 3,90 € |\n| Express | 12,90 € |\n"
        (section,) = sections_of(text, "fr")

        assert _units(text) == [["| Relais | 3,90 € |", "| Express | 12,90 € |"]]
        assert {text[slice(*u.header)] for u in section.units if u.header} == {
            "| Mode | Prix |\n|---|---|\n"
        }

    def test_take_quotes_and_code_line_by_line(self) -> None:
        assert _units("> Cité. Encore.\n\n```\nune ligne\n\nautre ligne\n```") == [
            ["Cité.", "Encore.", "une ligne", "autre ligne"]
        ]

    def test_take_nothing_that_cannot_be_read(self) -> None:
        assert _units("***\n\n- \n\n| | |\n|---|---|\n| | |\n") == []


class TestPlain:
    def test_keeps_the_words_of_links_and_drops_markup(self) -> None:
        assert plain("**Voir** [la page](https://x.example/a) `ici`\n> là") == "Voir la page ici là"


class TestBlank:
    def test_leaves_every_character_at_its_place(self) -> None:
        text = "| **Prix** | [relais](/fr/relais) |"

        blanked = blank(text)

        assert len(blanked) == len(text)
        assert blanked.index("Prix") == text.index("Prix")
        assert blanked.index("relais") == text.index("relais")
        assert blanked.split() == ["Prix", "relais"]
