"""Test that the log names an error and its place, and quotes no words of customers."""

from structlog.testing import capture_logs

from assistant.kit.fault_log import report


def read(text: str) -> None:
    message = f"cannot read {text}"
    raise ValueError(message)


def raised() -> Exception:
    try:
        try:
            read("3 rue X")
        except ValueError as error:
            message = "3 rue X failed"
            raise RuntimeError(message) from error
    except RuntimeError as error:
        return error
    raise AssertionError


class TestAFault:
    def test_is_named_by_its_first_cause_and_place(self) -> None:
        with capture_logs() as lines:
            report("turn.failed", raised(), conversation_id="c1")

        (line,) = lines
        assert (line["event"], line["conversation_id"]) == ("turn.failed", "c1")
        assert (line["log_level"], line["error"]) == ("error", "ValueError")
        inner, outer = line["at"].split(" < ")
        assert inner.startswith("test_fault_log.py:")
        assert inner.endswith(" read")
        assert outer.endswith(" raised")

    def test_quotes_nothing(self) -> None:
        with capture_logs() as lines:
            report("turn.failed", raised())

        assert "rue X" not in repr(lines)
