from pathlib import Path

from assistant.console.knowledge.index_view import NO_INDEX, IndexContents
from retrieval.catalogue.types import Money
from tests.unit.assistant.console.knowledge.indexes import document, index, sold

RETURNS = document("returns", "## How long\n\nYou have 30 days.\n\n## How\n\nBring it back.")


class TestTheContents:
    def test_are_every_page_and_product_once_a_language(self, tmp_path: Path) -> None:
        lamp = sold("lamp", attributes=("Height",))
        contents = index(tmp_path, RETURNS, document("retours", "30 jours.", language="fr"), lamp)

        view = contents.view()

        assert [(one.title, one.language) for one in view.pages] == [
            ("Returns", "en"),
            ("Retours", "fr"),
        ]
        (found,) = view.products
        assert (found.title, found.attributes, found.options) == ("Lamp", ("Height",), ("Colour",))
        assert found.lowest == Money(amount_minor=3500, currency="EUR")
        assert (found.stock, found.variants, found.is_available) == (2, 1, True)
        assert "lamp-1" in found.words
        assert view.by_key[found.key] is found

    def test_have_a_page_with_its_passages_in_order(self, tmp_path: Path) -> None:
        contents = index(tmp_path, RETURNS)
        (page,) = contents.view().pages

        passages = contents.passages(page.key)

        assert [one.headings[-1] for one in passages] == ["How long", "How"]
        assert all(one.sentences for one in passages)
        assert contents.passages((False, "gone", "en")) == ()

    def test_are_read_anew_when_another_index_takes_their_place(self, tmp_path: Path) -> None:
        contents = index(tmp_path, RETURNS)
        first = contents.view()
        assert contents.view() is first

        index(tmp_path, document("terms", "Sold as seen."))

        assert [one.title for one in contents.view().pages] == ["Terms"]
        assert contents.passages(first.pages[0].key) == ()

    def test_are_empty_before_the_first_index(self, tmp_path: Path) -> None:
        assert IndexContents(tmp_path).view() is NO_INDEX

    def test_count_no_stock_where_one_variant_is_not_counted(self, tmp_path: Path) -> None:
        contents = index(tmp_path, sold("lamp", stock=None, euros=None))

        (found,) = contents.view().products
        assert (found.stock, found.lowest, found.is_available) == (None, None, True)
