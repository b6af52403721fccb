import pytest

from assistant.app.cli.terminal import fail


class TestAFailure:
    def test_is_printed_and_ends_with_exit_code_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as left:
            fail("the disk is full")

        assert left.value.code == 2
        assert capsys.readouterr().err == "Error: the disk is full\n"

    def test_is_printed_as_it_is_whatever_is_in_it(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        long = "/a/folder[red]/" + "x" * 200

        with pytest.raises(SystemExit):
            fail(long)

        assert capsys.readouterr().err == f"Error: {long}\n"

    def test_may_be_one_of_several(self, capsys: pytest.CaptureFixture[str]) -> None:
        fail("one", leave=False)
        fail("two", leave=False)

        assert capsys.readouterr().err == "Error: one\nError: two\n"
