"""Values of webhooks are read as far as they make sense."""

from datetime import UTC, datetime

import pytest

from integrations.channels.meta.webhook_json import as_object, objects, unix_time


class TestATime:
    @pytest.mark.parametrize("value", [1_700_000_000, "1700000000"])
    def test_is_in_seconds(self, value: object) -> None:
        assert unix_time(value) == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)

    def test_may_be_in_milliseconds(self) -> None:
        assert unix_time(1_700_000_000_000, per_second=1000) == unix_time(1_700_000_000)

    @pytest.mark.parametrize("value", [None, "", "soon", 0, -1, 4_102_444_800, {}, 1.5])
    def test_that_cannot_be_is_none(self, value: object) -> None:
        assert unix_time(value) is None


class TestObjects:
    def test_are_those_of_a_list(self) -> None:
        assert objects([{"a": 1}, "b", None]) == [{"a": 1}]
        assert objects({"a": 1}) == []

    def test_are_empty_where_there_is_none(self) -> None:
        assert as_object({"a": 1}) == {"a": 1}
        assert as_object([1]) == {}
