from pathlib import Path

import pytest

from assistant.app.compose.search.source_copies import SourceCopies
from retrieval.catalogue.types import BadRow, Document, Money, Product, Variant

TERMS = Document(
    document_id="terms", language="fr", title="CGV", text="# CGV", url="https://x.example/cgv"
)
LAMP = Product(
    product_id="lamp",
    language="en",
    title="Lamp",
    description="",
    variants=(
        Variant(
            sku="L1",
            options=(("Colour", "Blue"),),
            price=Money(amount_minor=3500, currency="EUR"),
            stock=0,
        ),
    ),
    category=("Home",),
    attributes=(("Material", "glass"),),
)
ROW = BadRow(file="https://x.example/b", line=None, reason="status 404")
SITE = "https://x.example"


@pytest.fixture
def copies(tmp_path: Path) -> SourceCopies:
    return SourceCopies(tmp_path)


class TestACopy:
    def test_has_every_item_as_it_was(self, copies: SourceCopies) -> None:
        copies.keep(SITE, [TERMS, LAMP, ROW])

        copy = copies.read(SITE)
        assert copy is not None
        assert copy.items == [TERMS, LAMP, ROW]
        assert copy.at.tzinfo is not None

    def test_is_none_where_nothing_was_kept_or_nobody_can_read_it(
        self, copies: SourceCopies, tmp_path: Path
    ) -> None:
        assert copies.read(SITE) is None

        copies.keep(SITE, [TERMS])
        (path,) = (tmp_path / "source-copies").iterdir()
        path.write_text("[{}]")

        assert copies.read(SITE) is None

    def test_goes_with_its_address(self, copies: SourceCopies) -> None:
        copies.keep(SITE, [TERMS])
        copies.keep("https://b.example", [LAMP])

        copies.keep_only([SITE])

        assert copies.read(SITE) is not None
        assert copies.read("https://b.example") is None
