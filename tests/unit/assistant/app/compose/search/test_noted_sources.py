"""The ledger of an index says which source gave what."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.app.compose.search.noted_sources import note_sources
from assistant.app.compose.search.shop_reading import ShopReading
from assistant.console.knowledge.source_ledger import NewsKind, read_ledger
from assistant.console.setup.shop_sources import ShopSources
from assistant.console.setup.source_marks import SourceMarks
from assistant.kit.settings.settings import Settings
from retrieval.catalogue.types import BadRow, CatalogueItem, Document, ReadItem
from retrieval.index.index_build import IndexReport
from retrieval.types import PassageKind

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def document(name: str, text: str = "Within 30 days.") -> Document:
    return Document(document_id=name, language="en", title=name, text=text, url=f"/{name}")


def reading(*given: tuple[str, CatalogueItem], at: datetime = NOON) -> ShopReading:
    items = tuple(ReadItem(origin=origin, item=item) for origin, item in given)
    return ShopReading(items=items, read_at=dict.fromkeys((one for one, _ in given), at))


def made(version: str = "v1") -> IndexReport:
    return IndexReport(
        version=version,
        products=0,
        documents=1,
        passages=3,
        encoded=3,
        merged=0,
        passages_of={(PassageKind.DOCUMENT, "terms", "en"): 3},
        bad_rows=(),
        changed=True,
        seconds=0.1,
    )


class TestASource:
    def test_is_noted_with_what_it_gave_and_what_it_did_not(self, settings: Settings) -> None:
        row = BadRow(file="/a.csv", line=3, reason="it has no price")

        note_sources(settings, reading(("/a.csv", document("terms")), ("/a.csv", row)), made())

        ledger = read_ledger(settings.data_dir)
        (one,) = ledger.sources
        assert (ledger.version, one.origin, one.read_at) == ("v1", "/a.csv", NOON)
        assert (one.pages, one.passages, one.unread_count) == (1, 3, 1)
        assert one.unread[0].reason == "it has no price"

    def test_is_noted_with_what_the_next_reading_replaced(self, settings: Settings) -> None:
        note_sources(settings, reading(("/a", document("terms"))), made())
        later = NOON + timedelta(days=1)

        note_sources(settings, reading(("/a", document("terms", "45 days.")), at=later), made())

        (one,) = read_ledger(settings.data_dir).sources
        assert one.news is not None
        assert (one.news.at, one.news.told) == (later, ((NewsKind.CHANGED, "terms"),))

    def test_that_is_off_stays_as_it_was(self, settings: Settings) -> None:
        note_sources(settings, reading(("/a", document("a")), ("/b", document("b"))), made())
        SourceMarks(settings.data_dir).turn("/b", on=False)

        note_sources(settings, reading(("/a", document("a"))), made("v2"))

        one, other = read_ledger(settings.data_dir).sources
        assert (one.is_off, other.is_off, other.pages) == (False, True, 1)

    def test_of_a_shop_system_is_as_old_as_its_file(self, settings: Settings) -> None:
        sources = ShopSources(settings.data_dir)
        sources.keep_system("WooCommerce x.example", b"{}")
        file = str(sources.system_file("WooCommerce x.example"))

        note_sources(settings, reading((file, document("terms"))), made())

        (one,) = read_ledger(settings.data_dir).sources
        assert one.read_at > NOON
