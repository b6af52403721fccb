"""`comptoir team`, as it is typed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.app.cli.command_line import cli
from assistant.app.commands.staff_administration import StaffError

RUNNER = CliRunner()


@pytest.fixture
def run(tmp_path: Path) -> "Run":
    return Run(tmp_path)


class Run:
    """Types commands at one installation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str) -> Result:
        return RUNNER.invoke(cli, [*words, "--data-dir", str(self.folder)])

    def refused(self, *words: str) -> str:
        result = self(*words)
        assert isinstance(result.exception, StaffError)
        return str(result.exception)

    def teams(self) -> list[dict[str, object]]:
        lines = self("team", "list", "--json").stdout.splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


class TestATeam:
    def test_is_added_peopled_renamed_put_away_and_taken_up(self, run: Run) -> None:
        run("staff", "add", "lea@shop.example", "--name", "Léa")

        assert run("team", "add", "Service après-vente").exit_code == 0
        run("team", "join", "service-apres-vente", "LEA@shop.example")
        run("team", "rename", "Service après-vente", "SAV")
        run("team", "put-away", "sav")

        [support, team] = run.teams()
        assert (support["id"], support["people"]) == ("support", [])
        assert team == {
            "id": "service-apres-vente",
            "name": "SAV",
            "put_away": True,
            "people": ["lea@shop.example"],
        }
        run("team", "take-up", "SAV")
        run("team", "leave", "SAV", "lea@shop.example")
        assert [one["put_away"] for one in run.teams()] == [False, False]
        assert "yes" not in run("team", "list").stdout

    def test_is_refused_with_what_to_do(self, run: Run) -> None:
        assert "team list" in run.refused("team", "rename", "sizes", "Fit")
        assert "already" in run.refused("team", "add", "support")
        assert "default team" in run.refused("team", "put-away", "support")
        assert "staff list" in run.refused("team", "join", "support", "nobody@shop.example")

    def test_of_the_servers_file_is_changed_there(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rules = 'default_team: support\nteams: {support: {hours: {monday: ["09:00-12:00"]}}}'
        monkeypatch.setenv("COMPTOIR_HELPDESK__RULE_TEXT", rules)

        assert "COMPTOIR_HELPDESK__FILE" in run.refused("team", "add", "Sizes")
