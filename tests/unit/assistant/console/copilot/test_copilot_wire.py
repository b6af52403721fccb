import pytest

from assistant.console.copilot.copilot_wire import read_order, read_step


class TestWhatAnotherVersionSends:
    @pytest.mark.parametrize("notice", [b"", b"{}", b"[1]", b'{"kind":"Sung","step":{}}', b"\xff"])
    def test_is_passed_over(self, notice: bytes) -> None:
        assert read_order(notice) is None
        assert read_step(notice) is None

    def test_of_a_step_with_a_field_missing_is_passed_over(self) -> None:
        assert read_step(b'{"kind":"Drafted","step":{"text":"x"}}') is None
