"""`comptoir client`, as it is typed."""

import json

import pytest
from typer.testing import CliRunner

from assistant.app.cli.command_line import cli
from assistant.kit.settings.settings import load
from integrations.channels.completions.clients import digest

SETTING = "COMPTOIR_COMPLETIONS__CLIENTS"


def run(*words: str) -> tuple[str, str]:
    """Return the key that is printed, and the setting."""
    result = CliRunner().invoke(cli, ["client", *words])
    assert result.exit_code == 0, result.output
    key, setting = result.stdout.split()
    return key, setting.removeprefix(f"{SETTING}='").removesuffix("'")


class TestAClient:
    def test_gets_a_key_that_the_setting_knows_by_its_digest(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        key, setting = run("kiosk", "--questions-only", "--per-minute", "5")

        monkeypatch.setenv(SETTING, setting)
        [client] = load().completions.clients
        assert (client.name, client.operates, client.per_minute) == ("kiosk", False, 5)
        assert client.key_sha256 == digest(key)
        assert key not in setting

    def test_is_put_beside_those_that_are_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(SETTING, run("kiosk")[1])

        _, both = run("till")

        assert [one["name"] for one in json.loads(both)] == ["kiosk", "till"]

    @pytest.mark.parametrize("name", ["Kiosk", "a b", "", "-x", "é"])
    def test_has_a_plain_name(self, name: str) -> None:
        result = CliRunner().invoke(cli, ["client", "--", name])

        assert result.exit_code == 2
        assert "lower case letters" in result.output

    def test_has_a_name_of_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(SETTING, run("kiosk")[1])

        result = CliRunner().invoke(cli, ["client", "kiosk"])

        assert result.exit_code == 2
        assert "another name" in result.output
