import shutil
from pathlib import Path

import pytest

from integrations.shops.demo.shelf import DEMO, load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "shop"
    shutil.copytree(DEMO / "pages", copy / "pages")
    (copy / "products").mkdir()
    shutil.copy(DEMO / "products" / "bags.json", copy / "products")
    shutil.copy(DEMO / "shop.yaml", copy)
    return copy


class TestShelf:
    def test_keeps_the_order_of_the_files_and_of_the_help_menu(self, folder: Path) -> None:
        shelf = load(folder)

        assert shelf.products["fr"][0].title == "Cabas Grand-Voile"
        assert shelf.products["en"][0].title == "Grand-Voile Tote"
        assert [page.document_id for page in shelf.pages["en"][:2]] == ["shipping", "returns"]
        assert shelf.facts.name == "Brisemare"

    def test_refuses_a_shop_with_a_file_that_cannot_be_read(self, folder: Path) -> None:
        (folder / "products" / "bags.json").write_text('{"products": [{]}', encoding="utf-8")

        with pytest.raises(ValueError, match=r"bags\.json"):
            load(folder)

    def test_refuses_a_page_that_the_menu_leaves_out(self, folder: Path) -> None:
        page = (folder / "pages" / "fr" / "faq.md").read_text(encoding="utf-8")
        (folder / "pages" / "fr" / "new.md").write_text(
            page.replace("id: faq", "id: news"), encoding="utf-8"
        )

        with pytest.raises(ValueError, match="news"):
            load(folder)
