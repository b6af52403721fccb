import pytest

from retrieval.catalogue.pages.page_files import read_document, title_of
from retrieval.catalogue.types import BadRow, Document, ReadOptions
from tests.unit.retrieval.catalogue.builders import source


def read(content: str | bytes, path: str) -> Document:
    (document,) = read_document(source(content, path), ReadOptions())
    assert isinstance(document, Document)
    return document


def fault(content: str | bytes, path: str, options: ReadOptions | None = None) -> str:
    (row,) = read_document(source(content, path), options or ReadOptions())
    assert isinstance(row, BadRow)
    return row.reason


class TestMarkdown:
    def test_is_kept_word_for_word(self) -> None:
        text = "# Retours\n\nVous avez **30 jours**.\n\n| Pays | Délai |\n| --- | --- |\n| FR | 3 |"

        document = read(f"{text}\n", "aide/retours.md")

        assert document == Document(
            document_id="aide/retours",
            language="fr",
            title="Retours",
            text=text,
            url="aide/retours.md",
        )

    def test_says_of_itself_what_its_front_matter_says(self) -> None:
        text = (
            "---\r\ntitle: Nos retours\r\nlanguage: fr\r\nid: returns\r\n"
            "url: https://shop.example/fr/retours\r\n---\r\n# Retours\r\n\r\nThirty days.\r\n"
        )

        document = read(text, "en/r.md")

        assert document.document_id == "returns"
        assert (document.language, document.title) == ("fr", "Nos retours")
        assert document.url == "https://shop.example/fr/retours"
        assert document.text == "# Retours\n\nThirty days."

    def test_with_broken_front_matter_is_read_without_it_and_says_so(self) -> None:
        items = list(
            read_document(source("---\ntitle: a: b\n---\n# Hi\n\nyou", "a.md"), ReadOptions())
        )

        assert [type(item) for item in items] == [BadRow, Document]
        assert isinstance(items[0], BadRow)
        assert "front matter is not YAML" in items[0].reason

    def test_loses_what_a_template_engine_would_fill_in(self) -> None:
        assert read("# Hi\n\nAsk [us]({{ site.mail }}).", "a.md").text == "# Hi\n\nAsk us."

    def test_loses_the_html_in_it(self) -> None:
        text = (
            "# Help\n\n<details>\n<summary>Who <i>pays</i>? <b>+</b></summary>\n\n"
            "You&nbsp;do:<br>4 €.\n"
            "</details>\n\n<!-- old -->See <https://a.example> or <u>ask</u>.\n\n"
            "| A | B |\n| --- | --- |\n| x<br>y | z |\n\n<dl><dt>Fee<dd>2 €</dl>"
        )

        assert read(text, "a.md").text == (
            "# Help\n\n## Who pays?\n\nYou\u00a0do:\n\n4 €.\n\n##\n\n"
            "See https://a.example or ask.\n\n"
            "| A | B |\n| --- | --- |\n| x, y | z |\n\n- Fee: 2 €"
        )


class TestATitle:
    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("Skip to content\n\n# Our **returns** #\n\ntext", "Our returns"),
            ("Intro\n\nReturns and refunds\n===\n\ntext", "Returns and refunds"),
            ("## 1\\. [Terms](#a)\n\ntext", "1. Terms"),
            ("_**Conditions**_\n\ntext", "Conditions"),
            ("```\n# no heading\n```\nReturns\n\ntext", "Returns"),
            ("A sentence that goes on and on " * 5, ""),
            ("12\n\ntext", ""),
            ("[Home](/) [Shop](/shop) [Help](/help)\n\ntext", ""),
        ],
    )
    def test_is_the_main_heading_or_a_short_first_line(self, text: str, title: str) -> None:
        assert title_of(text) == title

    def test_is_the_files_name_when_there_is_no_other(self) -> None:
        assert read("A sentence that goes on and on. " * 9, "help/gift-cards.txt").title == (
            "Gift cards"
        )


class TestALanguage:
    def test_of_the_folder_is_believed_before_the_words(self) -> None:
        assert read("Thirty days to return anything.", "fr/a.txt").language == "fr"

    def test_is_told_from_the_words_without_their_links(self) -> None:
        text = "Voici [nos conditions](https://shop.example/the/terms/of/the/sale/and/more)."

        assert read(text, "a.md").language == "fr"

    def test_that_cannot_be_told_is_the_shops_first(self) -> None:
        assert read("42", "a.txt").language == "fr"


class TestHtml:
    def test_keeps_its_text_and_loses_what_stands_around(self) -> None:
        page = (
            "<html lang='fr-FR'><head><title>Boutique</title>"
            "<link rel='canonical' href='https://shop.example/retours'></head><body>"
            "<header>Panier</header><nav>Menu</nav><main><h1>Nos <em>retours</em></h1>"
            "<p>30 jours.</p><table><tr><th>Pays</th></tr><tr><td>FR</td></tr></table></main>"
            "<form>Cherchez</form><footer>Pied</footer><script>x()</script></body></html>"
        )

        document = read(page.encode("cp1252"), "r.html")

        assert document.title == "Nos retours"
        assert document.language == "fr"
        assert document.url == "https://shop.example/retours"
        assert document.text.startswith("# Nos *retours*\n\n30 jours.\n\n| Pays |")
        assert not any(word in document.text for word in ("Panier", "Menu", "Cherchez", "Pied"))

    def test_has_the_questions_that_only_its_linked_data_answers(self) -> None:
        page = (
            '<html><head><script type="application/ld+json">{"@type":"Question","name":"When?",'
            '"acceptedAnswer":{"text":"On Friday."}}</script></head><body class="faq">'
            "<nav class='breadcrumb'>Home</nav><h1>FAQ</h1><p>Ask us.</p></body></html>"
        )

        assert read(page, "f.html").text == "# FAQ\n\nAsk us.\n\n##\n\n### When?\n\nOn Friday."

    def test_may_be_a_fragment(self) -> None:
        assert read("<h2>Care</h2><p>Wash it.</p>", "care.htm").text == "## Care\n\nWash it."

    def test_without_anything_is_empty(self) -> None:
        assert fault("", "a.html") == "it is empty: remove it or write it"


class TestAFileThatCannotBeRead:
    def test_is_named_when_it_is_empty(self) -> None:
        assert fault(" \n", "a.md") == "it is empty: remove it or write it"

    def test_is_named_when_it_is_too_large(self) -> None:
        small = ReadOptions(max_page_bytes=2 * 2**20)

        assert "larger than 2 MB" in fault(b"x" * (2 * 2**20 + 1), "a.txt", small)
