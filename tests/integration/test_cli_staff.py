"""`comptoir staff` and `comptoir audit`, as they are typed."""

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.app.cli.command_line import cli
from assistant.app.commands.staff_administration import StaffError
from assistant.kit.settings.settings import load
from integrations.channels.completions.clients import digest

RUNNER = CliRunner()


@pytest.fixture
def run(tmp_path: Path) -> "Run":
    return Run(tmp_path)


class Run:
    """Types commands at one installation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, typed: str | None = None) -> Result:
        return RUNNER.invoke(cli, [*words, "--data-dir", str(self.folder)], input=typed)

    def refused(self, *words: str, typed: str | None = None) -> str:
        result = self(*words, typed=typed)
        assert isinstance(result.exception, StaffError)
        return str(result.exception)


class TestAKeyOfSomebody:
    def test_is_shown_once_and_known_by_its_digest(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run("staff", "add", "mara@shop.example", "--name", "Mara", "--role", "merchandiser")

        key, setting = run("staff", "key", "mara@shop.example", "--per-minute", "5").stdout.split()
        monkeypatch.setenv("COMPTOIR_MCP__STAFF", setting.partition("=")[2].strip("'"))

        [kept] = load().mcp.staff
        assert kept.key_sha256 == digest(key)
        assert kept.per_minute == 5
        assert key.startswith("st-")
        assert key not in setting
        assert "mara" not in setting

    def test_is_made_for_nobody_else(self, run: Run) -> None:
        assert "comptoir staff list" in run.refused("staff", "key", "nobody@shop.example")


class TestStaff:
    def test_is_added_with_a_code_that_is_printed_alone(self, run: Run) -> None:
        result = run("staff", "add", "lea@shop.example", "--name", "Léa", "--role", "lead")

        assert result.exit_code == 0
        assert "One-time code for lea@shop.example: " in result.stdout
        assert "/console/sign-in" in result.output
        assert "?" not in result.stdout  # no address holds it

    def test_is_added_with_a_password_that_is_asked_for(self, run: Run) -> None:
        typed = "seven ducks cross\nseven ducks cross\n"
        result = run("staff", "add", "lea@shop.example", "--name", "L", "--password", typed=typed)

        assert result.exit_code == 0
        assert "code" not in result.stdout.lower().replace("lea@shop.example", "")
        assert "ducks" not in result.output

    def test_is_added_with_no_password_that_would_be_guessed(self, run: Run) -> None:
        said = run.refused(
            *("staff", "add", "lea@shop.example", "--name", "L", "--password"),
            typed="motdepasse2026\nmotdepasse2026\n",
        )

        assert "would be guessed" in said
        assert "lea@shop.example" not in run("staff", "list").output

    @pytest.mark.parametrize("address", ["lea", "lea@", "a b@shop.example", "a@b,c"])
    def test_has_an_address(self, run: Run, address: str) -> None:
        assert "is no e-mail address" in run.refused("staff", "add", address, "--name", "L")

    def test_is_added_once(self, run: Run) -> None:
        run("staff", "add", "lea@shop.example", "--name", "L")

        said = run.refused("staff", "add", "Lea@shop.example", "--name", "L")
        assert "is there already" in said

    def test_is_listed_with_what_it_became(self, run: Run) -> None:
        for name in ("ada", "lea"):
            run("staff", "add", f"{name}@shop.example", "--name", name, "--role", "admin")
        run("staff", "role", "lea@shop.example", "operations")
        run("staff", "disable", "lea@shop.example")

        lines = [json.loads(line) for line in run("staff", "list", "--json").stdout.splitlines()]
        assert lines == [
            {"email": "ada@shop.example", "name": "ada", "role": "admin", "active": True},
            {"email": "lea@shop.example", "name": "lea", "role": "operations", "active": False},
        ]
        assert "may sign in again" in run("staff", "enable", "lea@shop.example").output
        assert "One-time code" in run("staff", "reset", "lea@shop.example").stdout
        assert "last admin" in run.refused("staff", "disable", "ada@shop.example")
        assert "nobody has the address" in run.refused("staff", "reset", "sam@shop.example")


class TestAudit:
    def test_is_verified_and_its_head_noted(self, run: Run) -> None:
        run("staff", "add", "lea@shop.example", "--name", "L")
        whole = run("audit", "verify")
        head = whole.stdout.split("Head: ")[1].strip()

        assert whole.exit_code == 0
        assert whole.stdout.startswith("2 entries, all as they were written.")
        assert run("audit", "verify", "--head", head).exit_code == 0

    def test_names_the_entry_that_was_changed(self, run: Run) -> None:
        run("staff", "add", "lea@shop.example", "--name", "L")
        with sqlite3.connect(run.folder / "comptoir.db") as database:
            database.execute("UPDATE audit SET actor = 'nobody' WHERE number = 2")

        result = run("audit", "verify")

        assert result.exit_code == 1
        assert "broken at entry 2" in result.output

    def test_takes_a_head_as_it_was_printed(self, run: Run) -> None:
        assert "NUMBER:HASH" in run.refused("audit", "verify", "--head", "12")
