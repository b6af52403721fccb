import json
from pathlib import Path

import pytest

from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.catalogue.types import ReadOptions
from tests.unit.retrieval.catalogue.builders import bad, products


def read(tmp_path: Path, **fields: str) -> tuple[list[str], list[str]]:
    """Return the addresses of a product, and why others were dropped."""
    cup = {"id": "cup", "title": "A blue cup", "variants": [{"price": "9"}], **fields}
    (tmp_path / "shop.json").write_text(json.dumps({"products": [cup]}))
    items = list(read_paths([tmp_path], options=ReadOptions(shop_url="https://shop.example")))
    (one,) = products(items)
    return [one.url, one.image_url], [row.reason for row in bad(items)]


class TestAnAddress:
    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "ftp://shop.example/cup",
        ],
    )
    def test_that_is_none_of_the_web_is_dropped_with_a_note(self, tmp_path: Path, url: str) -> None:
        (kept, _), dropped = read(tmp_path, url=url)

        assert kept == ""
        assert ["was dropped" in reason for reason in dropped] == [True]

    def test_with_a_password_is_dropped_with_a_note_that_does_not_quote_it(
        self, tmp_path: Path
    ) -> None:
        (kept, _), dropped = read(tmp_path, url="https://lea:secret@shop.example/cup")

        assert kept == ""
        assert len(dropped) == 1
        assert "secret" not in dropped[0]

    @pytest.mark.parametrize("url", ["https://shop.example/cup?a=b@c", "/cup", ""])
    def test_of_the_web_is_kept(self, tmp_path: Path, url: str) -> None:
        _, dropped = read(tmp_path, url=url)

        assert dropped == []
