import pytest

from assistant.app.compose.shop_profile import ShopFileError
from assistant.app.processes.expected_errors import EXPECTED, find_expected
from retrieval.index.index_versions import NoIndexError


class TestAnExpectedError:
    @pytest.mark.parametrize("kind", [ShopFileError, NoIndexError])
    def test_is_found_by_itself(self, kind: type[Exception]) -> None:
        error = kind("mend this")

        assert find_expected(error) is error

    def test_is_found_in_a_group_however_deep(self) -> None:
        error = NoIndexError("run comptoir index")
        group = ExceptionGroup("tasks", [ValueError(), ExceptionGroup("inner", [error])])

        assert find_expected(group) is error

    def test_is_not_any_other(self) -> None:
        assert find_expected(ValueError("a fault of ours")) is None
        assert find_expected(ExceptionGroup("tasks", [KeyError("the same")])) is None

    def test_is_never_as_wide_as_every_error(self) -> None:
        assert not {Exception, ValueError, OSError, RuntimeError} & set(EXPECTED)
