from datetime import timedelta

import pytest

from assistant.commerce.effect_notes import LEASE, EffectNote
from assistant.commerce.ports import ShopUnavailableError
from integrations.shops.woocommerce.api_payloads import WooMeta
from integrations.shops.woocommerce.permit_record import WooRecord, claim_row, mark, note_row
from tests.unit.integrations.shops.woocommerce.conftest import START


def note(key: str, *, by: str = "one", **more: object) -> EffectNote:
    return EffectNote(key=key, type="return_items", by=by, at=START).model_copy(update=more)


def row(number: int, kept: dict[str, object]) -> WooMeta:
    return WooMeta.model_validate({"id": number, **kept})


class TestARecord:
    def test_gives_back_what_was_noted_oldest_first(self) -> None:
        rows = [
            row(9, note_row(note("b", state="done"))),
            row(7, note_row(note("a", state="done"))),
        ]

        record = WooRecord.of(rows)

        assert [one.key for one in record.notes] == ["a", "b"]
        assert record.note("b") == note("b", state="done")
        assert record.note("c") is None
        assert [one.key for one in record.done("return_items")] == ["a", "b"]
        assert record.done("cancel_order") == ()

    def test_passes_over_what_others_keep_there(self) -> None:
        others = [
            WooMeta(id=1, key="_order_stock_reduced", value="yes"),
            WooMeta(id=2, key="_x", value={}),
        ]

        assert WooRecord.of(others) == WooRecord()

    def test_that_somebody_changed_lets_nothing_be_done(self) -> None:
        spoilt = {"key": note_row(note("a"))["key"], "value": '{"key": "a"}'}

        with pytest.raises(ShopUnavailableError, match="_comptoir_"):
            WooRecord.of([row(1, spoilt)])

    def test_is_read_where_an_extension_took_the_json_apart(self) -> None:
        kept = note_row(note("a")) | {"value": note("a").model_dump(mode="json")}

        assert WooRecord.of([row(1, kept)]).note("a") == note("a")


class TestClaims:
    def test_of_others_count_for_a_while(self) -> None:
        record = WooRecord.of(
            [row(1, claim_row("one", note("a"))), row(2, claim_row("two", note("b", by="two")))]
        )

        assert record.others("one", START) == (2,)
        assert record.row_of("one") == 1
        assert record.row_of("three") == 0
        assert record.others("one", START + LEASE) == ()
        assert record.dead(START + LEASE - timedelta(seconds=1)) == ()
        assert record.dead(START + LEASE) == ("one", "two")

    def test_are_deleted_by_null(self) -> None:
        assert claim_row("one", None) == {"key": "_comptoir_claim_one", "value": None}


def test_a_mark_is_short_and_one_permits_own() -> None:
    assert len(mark("k1")) == 21
    assert mark("k1") != mark("k2")
