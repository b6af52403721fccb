from assistant.console.knowledge.source_tallies import (
    NO_USE,
    KnownAddresses,
    items_of,
    tally_all,
    tally_items,
)
from tests.unit.assistant.console.knowledge.ledgers import (
    NOON,
    ledger,
    page,
    product,
    record,
    used,
)

TERMS, RETURNS = page("terms"), page("returns")


class TestAPage:
    def test_has_the_answers_of_its_address_though_its_title_changed(self) -> None:
        renamed = page("returns")
        tallies = tally_items([TERMS, renamed], [used(TERMS, 2), used(RETURNS, 3, up=1, down=2)])

        found = tallies[renamed.key]
        assert (found.answered, found.helpful, found.unhelpful) == (3, 1, 2)
        assert found.last_at == NOON

    def test_is_told_by_its_title_where_two_share_an_address(self) -> None:
        one, other = page("faq", url="/all.json"), page("care", url="/all.json")

        tallies = tally_items([one, other], [used(one, 1), used(other, 5)])

        assert (tallies[one.key].answered, tallies[other.key].answered) == (1, 5)
        assert KnownAddresses.of([one, other]).find("/all.json", "Gone") is None

    def test_that_is_gone_has_none(self) -> None:
        assert tally_items([TERMS], [used(RETURNS, 3)]) == {}

    def test_of_a_source_that_is_off_does_not_answer(self) -> None:
        kept = ledger(record("a", TERMS), record("b", RETURNS, is_off=True))

        assert items_of(kept) == [TERMS]


class TestASource:
    def test_has_the_answers_of_all_that_it_gave(self) -> None:
        lamp = product("lamp")
        tallies = tally_items([TERMS, lamp], [used(TERMS, 2, up=1), used(lamp, 3, down=1)])

        of_source = tally_all([TERMS.key, lamp.key, RETURNS.key], tallies)

        assert (of_source.answered, of_source.helpful, of_source.unhelpful) == (5, 1, 1)
        assert tally_all([], tallies) == NO_USE
