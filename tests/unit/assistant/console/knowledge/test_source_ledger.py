from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from assistant.console.knowledge.source_ledger import (
    NOTHING_READ,
    NewsKind,
    find_news,
    keep_ledger,
    ledger_path,
    read_ledger,
)
from assistant.console.setup.shop_sources import UnreadPart
from tests.unit.assistant.console.knowledge.ledgers import NOON, ledger, page, product, record

LATER = NOON + timedelta(days=1)


class TestALedger:
    def test_comes_back_as_it_was_kept(self, tmp_path: Path) -> None:
        news = find_news(record("a"), [page("returns")], at=LATER)
        unread = (UnreadPart(file="a.csv", line=3, reason="it has no price"),)
        one = replace(record("a.csv", page("returns")), unread=unread, unread_count=1, news=news)
        kept = ledger(one, record("b", is_off=True))

        keep_ledger(tmp_path, kept)

        assert read_ledger(tmp_path) == kept
        assert kept.of("b") is not None
        assert kept.of("c") is None

    def test_is_empty_before_the_first_and_where_another_version_wrote_it(
        self, tmp_path: Path
    ) -> None:
        assert read_ledger(tmp_path) == NOTHING_READ

        ledger_path(tmp_path).write_text('{"sources": 3}')

        assert read_ledger(tmp_path) == NOTHING_READ


class TestASource:
    def test_counts_translations_of_a_product_once_and_pages_each(self) -> None:
        one = record("a", product("lamp"), product("lamp", "fr"), page("terms"), page("faq"))

        assert (one.products, one.pages, one.passages) == (1, 2, 6)


class TestNews:
    def test_are_what_came_changed_and_went(self) -> None:
        before = record("a", page("terms"), page("returns"), page("old"))

        news = find_news(
            before, [page("terms"), page("returns", digest="other"), page("new")], at=LATER
        )

        assert news is not None
        assert news.at == LATER
        assert news.counts == {NewsKind.ADDED: 1, NewsKind.CHANGED: 1, NewsKind.GONE: 1}
        assert news.told == (
            (NewsKind.ADDED, "New"),
            (NewsKind.CHANGED, "Returns"),
            (NewsKind.GONE, "Old"),
        )

    def test_stay_where_nothing_changed(self) -> None:
        first = find_news(record("a"), [page("terms")], at=NOON)

        assert (
            find_news(replace(record("a", page("terms")), news=first), [page("terms")], at=LATER)
            == first
        )

    def test_are_none_of_a_source_that_is_new_or_was_off(self) -> None:
        assert find_news(None, [page("terms")], at=NOON) is None
        assert find_news(record("a", is_off=True), [page("terms")], at=NOON) is None
