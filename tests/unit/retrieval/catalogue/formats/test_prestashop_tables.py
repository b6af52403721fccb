from pathlib import PurePosixPath

import pytest

from retrieval.catalogue.formats.prestashop_tables import base_of, language_of, load
from tests.unit.retrieval.catalogue.builders import source

FEATURES = (
    '<entity_feature><entities><feature id="Fabric"/><feature id="Care"/></entities>'
    "</entity_feature>"
)


class TestAFilesPlace:
    @pytest.mark.parametrize(
        ("path", "base", "language"),
        [
            ("fixtures/fashion/data/product.xml", "fixtures/fashion", ""),
            ("fixtures/fashion/langs/fr/data/product.xml", "fixtures/fashion", "fr"),
            ("data/shop/langs/en/data/cms.xml", "data/shop", "en"),
            ("data/xml/order_state.xml", ".", ""),
            ("product.xml", ".", ""),
        ],
    )
    def test_tells_its_shop_and_its_language(self, path: str, base: str, language: str) -> None:
        assert base_of(PurePosixPath(path)) == PurePosixPath(base)
        assert language_of(PurePosixPath(path)) == language


class TestAReference:
    def test_goes_by_id_or_by_place(self) -> None:
        shop, bad = load([source(FEATURES, "data/feature.xml")])

        assert bad == []
        assert [record.key for record in shop.all("feature")] == ["Fabric", "Care"]
        for reference in ("Care", "2"):
            found = shop.find("feature", reference)
            assert found is not None
            assert found.key == "Care"

    @pytest.mark.parametrize("reference", ["0", "3", "Colour", ""])
    def test_that_leads_nowhere_finds_nothing(self, reference: str) -> None:
        shop, _ = load([source(FEATURES, "data/feature.xml")])

        assert shop.find("feature", reference) is None


class TestAFileWithABrokenTag:
    def test_is_reported_and_read_as_it_is(self) -> None:
        shop, bad = load([source("<entity_a:b:c><a:b:c/></entity_a:b:c>", "data/a.xml")])

        assert len(list(shop.all("a:b:c"))) == 1
        assert bad


class TestAFileThatIsUnsafe:
    def test_is_reported_and_the_others_are_read(self) -> None:
        unsafe = source('<!DOCTYPE a [<!ENTITY x "y">]><entity_feature/>', "data/a.xml")

        shop, bad = load([unsafe, source(FEATURES, "data/feature.xml")])

        assert [row.file for row in bad] == ["data/a.xml"]
        assert shop.find("feature", "Care") is not None
