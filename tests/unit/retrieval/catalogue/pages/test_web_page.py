from dataclasses import replace

from retrieval.catalogue.pages.web_page import read_web_page
from retrieval.catalogue.types import BadRow, Document, ReadOptions
from tests.unit.retrieval.catalogue.builders import source

PAGE = (
    "<html lang='fr'><head><title>Retours - Ma boutique</title>{}</head><body>"
    "<div class='menu'><a href='/'>Accueil</a> <a href='/soldes'>Soldes</a></div>"
    "<main><h1>Nos retours</h1><p>Vous disposez de trente jours pour changer d'avis, sans avoir "
    "à vous justifier, et le remboursement est fait sous quatorze jours.</p><h2>Frais</h2>"
    "<p>Ils sont offerts en France, et de 4,90 € pour la Belgique et la Suisse.</p>"
    "<table><tr><th>Pays</th><th>Délai</th></tr><tr><td>France</td><td>3 jours</td></tr></table>"
    "</main><footer>Mentions légales</footer></body></html>"
)
ALTERNATES = (
    "<link rel='alternate' hreflang='fr' href='/fr/retours'>"
    "<link rel='alternate' hreflang='en' href='/en/returns'>"
)


def read(html: str, url: str = "https://shop.example/fr/retours") -> Document | BadRow:
    path = source("", url.removeprefix("https://shop.example/")).path
    page = replace(source(html, url, media_type="text/html"), path=path)
    return read_web_page(page, ReadOptions())


class TestAWebPage:
    def test_gives_its_main_text_with_headings_and_tables(self) -> None:
        document = read(PAGE.format(""))

        assert isinstance(document, Document)
        assert (document.title, document.language) == ("Nos retours", "fr")
        assert document.url == "https://shop.example/fr/retours"
        assert document.document_id == "retours"
        assert "## Frais" in document.text
        assert "4,90 € pour la Belgique" in document.text
        assert "| France | 3 jours |" in document.text
        assert "Mentions légales" not in document.text

    def test_shares_its_id_with_its_translations(self) -> None:
        french = read(PAGE.format(ALTERNATES))
        english = read(PAGE.format(ALTERNATES), "https://shop.example/en/returns")

        assert isinstance(french, Document)
        assert isinstance(english, Document)
        assert french.document_id == english.document_id == "shop.example/en/returns"

    def test_is_read_although_addresses_in_it_are_none(self) -> None:
        wrong = "<base href='http://[oops'><link rel='canonical' href='http://[oops'>"
        document = read(PAGE.format(f"{wrong}{ALTERNATES.replace('/en/', 'http://[oops/')}"))

        assert isinstance(document, Document)
        assert "4,90 € pour la Belgique" in document.text

    def test_too_short_for_a_main_text_is_taken_whole(self) -> None:
        document = read("<html><body><p>Ouvert le lundi.</p></body></html>")

        assert isinstance(document, Document)
        assert document.text == "Ouvert le lundi."

    def test_made_by_a_script_says_so(self) -> None:
        row = read("<html><body><div id='app'></div><script>x()</script></body></html>")

        assert isinstance(row, BadRow)
        assert "may be made by a script" in row.reason
