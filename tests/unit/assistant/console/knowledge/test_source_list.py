from dataclasses import replace

from assistant.console.knowledge.conflicting_pages import Conflict
from assistant.console.knowledge.source_ledger import SourceRecord
from assistant.console.knowledge.source_list import (
    ListedSource,
    NamedSource,
    SourceKind,
    last_source,
    list_sources,
    page_key,
    source_key,
)
from assistant.console.knowledge.source_tallies import tally_items
from assistant.console.setup.shop_sources import UnreadPart
from retrieval.catalogue.catalogue_reader import only_once
from retrieval.catalogue.types import BadRow, Document, ReadItem
from tests.unit.assistant.console.knowledge.ledgers import ledger, page, record, used

TERMS, RETURNS = page("terms"), page("returns")


def named(origin: str, kind: SourceKind = SourceKind.FILE) -> NamedSource:
    return NamedSource(origin=origin, name=origin, kind=kind)


def repeating(origin: str) -> SourceRecord:
    """Return a source whose only page an earlier source gave, as the reader says it."""
    page = Document(document_id="terms", title="Terms", text="14 days.", language="en", url="x")
    twice = only_once([ReadItem(origin=one, item=page) for one in ("a", origin)])
    row = list(twice)[1].item
    assert isinstance(row, BadRow)
    unread = UnreadPart(file=row.file, line=row.line, reason=row.reason)
    return replace(record(origin), unread=(unread,), unread_count=1)


def listed(origin: str, *, off: frozenset[str] = frozenset()) -> ListedSource:
    kept = ledger(record("a", TERMS, RETURNS), record("b", is_off=True))
    tallies = tally_items([TERMS, RETURNS], [used(TERMS, 2), used(RETURNS, 1)])
    conflict = Conflict(pages=frozenset({TERMS.key, RETURNS.key}))
    (one,) = list_sources([named(origin)], kept, tallies, [conflict], off)
    return one


class TestASource:
    def test_is_listed_with_what_it_answered_and_what_contradicts_it(self) -> None:
        one = listed("a")

        assert (one.tally.answered, one.conflicts) == (3, 1)
        assert not one.is_off
        assert not one.waits

    def test_waits_for_a_reading_while_its_switch_says_another_thing_than_the_index(self) -> None:
        assert listed("a", off=frozenset({"a"})).waits
        assert listed("b").waits
        assert not listed("b", off=frozenset({"b"})).waits

    def test_that_was_never_read_waits_unless_it_is_off(self) -> None:
        assert listed("c").waits
        assert listed("c").record is None
        assert not listed("c", off=frozenset({"c"})).waits

    def test_is_asked_where_another_server_has_it(self) -> None:
        assert named("https://x.example", SourceKind.ADDRESS).is_asked
        assert named("https://x.example", SourceKind.COMMAND).is_asked
        assert named("/data/shop-system/x.jsonl", SourceKind.SYSTEM).is_asked
        assert not named("/srv/pages", SourceKind.COMMAND).is_asked
        assert not named("/data/sources/a.csv").is_asked

    def test_of_written_pages_is_neither_turned_nor_removed_as_a_whole(self) -> None:
        written = named("/data/written", SourceKind.WRITTEN)

        assert not written.can_turn
        assert not written.can_remove
        assert named("/data/sources/a.csv").can_remove


class TestTheLastSource:
    every = (named("a"), named("b"), named("new"), named("written", SourceKind.WRITTEN))

    def test_is_the_only_one_that_is_on_and_gives_anything(self) -> None:
        kept = ledger(record("a", TERMS), record("b"), record("written", RETURNS))

        assert last_source(self.every, kept, frozenset()) == "a"
        assert listed("a").is_last

    def test_is_none_where_another_gives_something_as_soon_as_it_is_on(self) -> None:
        kept = ledger(record("a", TERMS), record("b", RETURNS, is_off=True))

        assert last_source(self.every, kept, frozenset({"b"})) == "a"
        assert last_source(self.every, kept, frozenset()) is None

    def test_is_none_where_another_has_the_same_pages(self) -> None:
        kept = ledger(record("a", TERMS), repeating("b"))

        assert last_source(self.every, kept, frozenset()) is None

    def test_is_none_where_nothing_is_on(self) -> None:
        assert last_source(self.every, ledger(record("a", TERMS)), frozenset({"a"})) is None


class TestAKey:
    def test_is_the_same_for_the_same_and_differs_by_language(self) -> None:
        assert source_key("a") == source_key("a")
        assert page_key(TERMS.key) != page_key(page("terms", language="fr").key)
