from datetime import UTC, datetime, timedelta

import pytest

from assistant.commerce.effect_notes import LEASE, EffectNote
from assistant.commerce.ports import ShopUnavailableError
from integrations.shops.shopify.api_payloads import Metafield
from integrations.shops.shopify.permit_record import MAX_ENTRIES, ShopifyRecord, mark

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def entry(key: str, **more: object) -> EffectNote:
    return EffectNote(key=key, type="cancel_order", by="me", at=NOW).model_copy(update=more)


class TestRecord:
    def test_is_read_as_it_was_written(self) -> None:
        written = ShopifyRecord().with_entry(
            entry("k1", state="done", amount_minor=5, currency="EUR")
        )

        read = ShopifyRecord.of(Metafield(value=written.value, compareDigest="d"))

        assert read.entries == written.entries
        assert read.digest == "d"

    def test_has_one_entry_per_permit(self) -> None:
        record = ShopifyRecord().with_entry(entry("k1")).with_entry(entry("k1", state="done"))

        assert [one.state for one in record.entries] == ["done"]

    def test_forgets_what_was_released(self) -> None:
        assert ShopifyRecord().with_entry(entry("k1")).without("k1").entry("k1") is None

    def test_keeps_the_newest(self) -> None:
        record = ShopifyRecord()
        for number in range(MAX_ENTRIES + 5):
            record = record.with_entry(entry(f"k{number}"))

        assert len(record.entries) == MAX_ENTRIES
        assert record.entries[-1].key == f"k{MAX_ENTRIES + 4}"

    def test_that_is_not_ours_stops_everything(self) -> None:
        with pytest.raises(ShopUnavailableError):
            ShopifyRecord.of(Metafield(value='{"x": 1}', compareDigest="d"))


class TestAClaim:
    def test_holds_others_back_for_a_while(self) -> None:
        claimed = entry("k1")

        assert claimed.is_held("you", NOW + LEASE - timedelta(seconds=1))
        assert not claimed.is_held("you", NOW + LEASE)

    def test_does_not_hold_back_its_own_process(self) -> None:
        assert not entry("k1").is_held("me", NOW)

    def test_ends_when_it_is_done(self) -> None:
        assert not entry("k1", state="done").is_held("you", NOW)


class TestTheMark:
    def test_of_one_permit_is_in_no_other(self) -> None:
        assert mark("k1") not in mark("k10")
        assert mark("1") not in mark("k1")
