from typing import Any

from assistant.console.knowledge.conflicting_pages import find_conflicts
from assistant.console.knowledge.source_ledger import KnownItem
from assistant.console.knowledge.source_tallies import KnownAddresses
from tests.unit.assistant.console.knowledge.ledgers import page, told

TERMS, RETURNS, CARE = page("terms"), page("returns"), page("care")
ADDRESSES = KnownAddresses.of([TERMS, RETURNS, CARE])


def report(*sources: KnownItem, coverage: str = "contradicted") -> dict[str, Any]:
    need = {
        "title": "How long to return",
        "coverage": coverage,
        "sources": [{"url": one.url, "title": one.title, "quote": one.title} for one in sources],
    }
    return {"languages": [{"language": "en", "needs": [need]}]}


class TestTwoPages:
    def test_disagree_by_a_need_and_by_what_customers_were_told(self) -> None:
        uses = [told("r1", 0, TERMS), told("r1", 1, RETURNS), told("r2", 0, RETURNS)]
        uses += [told("r2", 1, TERMS), told("r3", 0, TERMS), told("r3", 1, CARE)]

        first, second = find_conflicts(ADDRESSES, report(TERMS, RETURNS), uses)

        assert first.pages == {TERMS.key, RETURNS.key}
        assert (first.asked, first.needs) == (2, ("How long to return",))
        assert first.other(TERMS.key) == RETURNS.key
        assert first.quote(RETURNS.key) == "Returns"
        assert second.pages == {TERMS.key, CARE.key}
        assert second.asked == 1
        assert second.quote(CARE.key) == ""

    def test_agree_where_a_need_is_answered(self) -> None:
        assert find_conflicts(ADDRESSES, report(TERMS, RETURNS, coverage="answered"), ()) == []
        assert find_conflicts(ADDRESSES, {}, ()) == []

    def test_disagree_no_more_once_one_is_gone(self) -> None:
        gone = page("old")

        assert find_conflicts(ADDRESSES, report(TERMS, gone), ()) == []
        assert find_conflicts(ADDRESSES, {}, [told("r", 0, TERMS), told("r", 1, gone)]) == []
