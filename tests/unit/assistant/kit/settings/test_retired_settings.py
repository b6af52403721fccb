import pytest
from structlog.testing import capture_logs

from assistant.kit.settings.retired_settings import RETIRED, RETIRED_VALUES
from assistant.kit.settings.settings import load, names


class TestARetiredSetting:
    @pytest.mark.parametrize(
        ("name", "value"), [*((one, "x") for one in RETIRED), *(one for one in RETIRED_VALUES)]
    )
    def test_is_told_of_and_left_out(
        self, name: str, value: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(name, value)

        with capture_logs() as logs:
            settings = load()

        assert settings == load()
        assert [one["event"] for one in logs] == ["settings.retired"]
        assert logs[0]["name"] == name
        assert logs[0]["told"]

    def test_is_no_setting_any_more(self) -> None:
        assert not set(RETIRED) & set(names())
