from pathlib import Path

import pytest

from assistant.console.knowledge.index_view import IndexedPage
from assistant.console.knowledge.listed_pages import AT_ONCE, list_part
from assistant.console.knowledge.source_tallies import AnswerTally
from tests.unit.assistant.console.knowledge.indexes import document, index


@pytest.fixture
def pages(tmp_path: Path) -> list[IndexedPage]:
    contents = index(
        tmp_path,
        document("returns", "You have thirty days for any dress."),
        document("retours", "Trente jours pour un vêtement abîmé.", language="fr"),
        document("terms", "Sold as seen."),
    )
    return list(contents.view().pages)


class TestASearch:
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("THIRTY dress", ["Returns"]),
            ("vetement abime", ["Retours"]),
            ("x.example/en/terms", ["Terms"]),
            ("", ["Retours", "Returns", "Terms"]),
            ("thirty seen", []),
        ],
    )
    def test_finds_pages_with_every_word(
        self, pages: list[IndexedPage], words: str, found: list[str]
    ) -> None:
        part = list_part(pages, words=words, number=0, tallies={})

        assert [one.title for one in part.shown] == found
        assert part.found == len(found)

    def test_puts_those_first_that_answered_most(self, pages: list[IndexedPage]) -> None:
        terms = next(one for one in pages if one.title == "Terms")

        part = list_part(pages, words="", number=0, tallies={terms.key: AnswerTally(answered=3)})

        assert part.shown[0] is terms

    def test_ends_with_its_last_page(self, pages: list[IndexedPage]) -> None:
        many = [*pages] * AT_ONCE  # three pages of them

        part = list_part(many, words="", number=99, tallies={})

        assert (part.number, part.last, len(part.shown)) == (2, 2, AT_ONCE)
        assert part.first_shown == 2 * AT_ONCE + 1
