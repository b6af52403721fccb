"""Files and addresses of a shop are kept in the data folder, whatever their names are."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.console.setup.shop_sources import (
    MOST_BYTES,
    ReadingReport,
    ShopSources,
    SourceRefusedError,
    UnreadPart,
)
from assistant.console.setup.source_marks import SourceMarks
from assistant.console.setup.source_schedules import Every, SourceSchedules


@pytest.fixture
def sources(tmp_path: Path) -> ShopSources:
    return ShopSources(tmp_path)


class TestFiles:
    def test_are_kept_and_replaced_by_name(self, sources: ShopSources) -> None:
        sources.keep("returns.md", b"# One")
        sources.keep("returns.MD", b"# Two")

        assert [one.read_bytes() for one in sources.files()] == [b"# Two"]

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("../../etc/passwd.txt", "passwd.txt"),
            ("C:\\shop\\prix été.csv", "prix été.csv"),
            ("a<b>|c.pdf", "a_b_c.pdf"),
            (f"{'退货' * 60}.pdf", f"{'货退' * 32}货.pdf"),
        ],
    )
    def test_stay_in_their_folder(self, sources: ShopSources, name: str, kept: str) -> None:
        path = sources.keep(name, b"x")

        assert path == sources.folder / kept

    @pytest.mark.parametrize(
        ("name", "data", "why"),
        [
            ("shop.exe", b"x", "kind"),
            (".md", b"x", "kind"),
            ("shop.md", b"", "empty"),
            ("shop.md", b"x" * (MOST_BYTES + 1), "large"),
        ],
    )
    def test_that_cannot_be_read_are_refused(
        self, sources: ShopSources, name: str, data: bytes, why: str
    ) -> None:
        with pytest.raises(SourceRefusedError, match=why):
            sources.keep(name, data)

        assert list(sources.files()) == []

    def test_are_dropped_by_name_alone(self, sources: ShopSources, tmp_path: Path) -> None:
        sources.keep("returns.md", b"# One")
        outside = tmp_path / "identity.key"
        outside.write_text("key")

        sources.drop("../identity.key")
        for one in ("..", "", ".", "returns.md"):
            sources.drop(one)

        assert list(sources.files()) == []
        assert outside.exists()


class TestWhatWasRemoved:
    def test_leaves_nothing_to_a_source_of_the_same_name(self, sources: ShopSources) -> None:
        address, file = "https://a.example", sources.keep("returns.md", b"# One")
        sources.add_address(address)
        sources.keep_system("Shopify a.example", b"{}")
        system = sources.system_file("Shopify a.example")
        marks, schedules = SourceMarks(sources.data_dir), SourceSchedules(sources.data_dir)
        every = [address, str(file), str(system)]
        for one in (*every, "https://b.example"):
            marks.turn(one, on=False)
            schedules.put(one, every=Every.DAILY, hour=4, weekday=0, now=datetime.now(UTC))

        sources.drop(address)
        sources.drop("returns.md")
        sources.drop("https://b.example")  # a command named it: it is none of ours
        sources.drop_systems()

        assert marks.off() == {"https://b.example"}
        assert set(schedules.read()) == {"https://b.example"}


class TestAddresses:
    def test_are_kept_once_in_order(self, sources: ShopSources) -> None:
        for one in ("https://a.example", "https://b.example/x", "https://a.example"):
            sources.add_address(one)

        assert list(sources.addresses()) == ["https://b.example/x", "https://a.example"]
        sources.drop("https://a.example")
        assert list(sources.addresses()) == ["https://b.example/x"]

    @pytest.mark.parametrize("given", ["shop.example", "file:///etc/passwd", "https://a b.example"])
    def test_of_no_site_are_refused(self, sources: ShopSources, given: str) -> None:
        with pytest.raises(SourceRefusedError):
            sources.add_address(given)


class TestReport:
    def test_comes_back_as_it_was_told(self, sources: ShopSources) -> None:
        assert sources.report() == ReadingReport()
        part = UnreadPart(file="products.csv", line=4, reason="it has no price")
        told = ReadingReport(state="done", products=2, unread=(part,), more=1)

        sources.tell(told)

        assert sources.report() == told
        assert not told.is_running
        assert ReadingReport(state="asking").is_running
