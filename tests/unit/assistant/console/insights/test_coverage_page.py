import re

from assistant.console.insights.coverage_page import percent, write_coverage
from tests.support.seeds.need_coverage import report


class TestThePage:
    def test_needs_nothing_beside_it(self) -> None:
        page = write_coverage(report(), "en")

        assert "<script" not in page
        assert not re.findall(r'(?:src|url|@import)\s*[=(]\s*"?https?:', page)

    def test_says_in_the_readers_language_what_to_write_and_what_to_make_agree(self) -> None:
        english, french = write_coverage(report(), "en"), write_coverage(report(), "fr")

        assert "Answered: 1 of 3" in english
        assert "Write these first" in english
        assert "Make these agree" in english
        assert '<html lang="fr">' in french
        assert "À écrire en premier" in french

    def test_shows_what_a_page_says_as_text_and_links_to_web_addresses_only(self) -> None:
        page = write_coverage(report(), "en")

        assert "14 jours &lt;b&gt;" in page
        assert 'href="https://shop.example/r"' in page
        assert 'href="/cgv"' not in page

    def test_names_the_language_of_a_page_that_is_not_the_customers(self) -> None:
        assert "page in French" in write_coverage(report(), "en")


def test_a_share_is_written_as_its_readers_write_it() -> None:
    assert percent(0.5, language="en") == "50%"
    assert percent(0.5, language="fr") == "50\u202f%"
