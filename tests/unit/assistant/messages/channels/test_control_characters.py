"""Texts are kept without the characters that nobody types."""

from assistant.messages.channels.control_characters import without_controls


class TestAText:
    def test_keeps_its_lines_and_tabs(self) -> None:
        assert without_controls("two\r\nlines\rand\ta tab") == "two\nlines\nand\ta tab"

    def test_loses_control_characters_and_halves_of_characters(self) -> None:
        assert without_controls("a\x00b\x1bc\ud83dd") == "abcd"
