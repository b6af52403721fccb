"""`comptoir settings`, as it is typed: out of one installation and into another."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.app.cli.command_line import cli
from assistant.app.commands.settings_administration import SettingsFileError

RUNNER = CliRunner()
FILE = """\
webchat:
  max_chars: 500
  origins: [https://a.example, https://b.example]
mail:
  password: sesame
shop:
  profile: |
    name: Maison Lune
    country: FR
"""


def run(folder: Path, *words: str) -> Result:
    return RUNNER.invoke(cli, ["settings", *words, "--data-dir", str(folder)])


class TestSettings:
    def test_go_out_of_one_installation_and_into_another(self, tmp_path: Path) -> None:
        one, other, file = tmp_path / "one", tmp_path / "other", tmp_path / "settings.yml"
        file.write_text(FILE)

        assert "webchat.max_chars" in run(one, "import", str(file)).stderr
        told = run(one, "export").stdout
        assert "sesame" not in told
        whole = run(one, "export", "--secrets").stdout
        file.write_text(whole)
        assert run(other, "import", str(file)).exit_code == 0

        assert run(other, "export", "--secrets").stdout == whole
        assert "sesame" in whole
        assert "name: Maison Lune" in whole
        assert "Nothing changed" in run(other, "import", str(file)).stderr

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("[]", "as comptoir settings export writes it"),
            ("webchat: {max_chars: 0}", "webchat.max_chars"),
            ("log: {url: 'sqlite:///x'}", "log.url is set by the server"),
            ("shop: {profile: 'nom: Lune'}", "name: Field required"),
        ],
    )
    def test_that_cannot_be_used_change_nothing(self, tmp_path: Path, text: str, said: str) -> None:
        file = tmp_path / "settings.yml"
        file.write_text(text)

        refused = run(tmp_path / "one", "import", str(file))

        assert isinstance(refused.exception, SettingsFileError)
        assert said in str(refused.exception)
        assert run(tmp_path / "one", "export").stdout == "{}\n"
