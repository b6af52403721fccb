"""`comptoir outreach`, as it is typed."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from assistant.app.cli.command_line import cli
from assistant.outreach.triggers.trigger import TriggerName

RUNNER = CliRunner()


def run(folder: Path, *words: str) -> Result:
    return RUNNER.invoke(cli, ["outreach", *words, "--data-dir", str(folder)])


class TestOutreach:
    def test_is_off_until_it_is_turned_on(self, tmp_path: Path) -> None:
        assert "parcel_late: off, 10% held out" in run(tmp_path, "list").stdout
        assert run(tmp_path, "turn", "parcel_late", "on", "--holdout", "20").exit_code == 0
        assert "parcel_late: on, 20% held out" in run(tmp_path, "list").stdout
        assert run(tmp_path, "turn", "parcel_late", "off").exit_code == 0
        assert "parcel_late: off" in run(tmp_path, "list").stdout

    def test_names_the_messages_when_one_is_not_known(self, tmp_path: Path) -> None:
        refused = run(tmp_path, "turn", "birthday", "on")
        assert refused.exit_code == 2
        assert "return_refunded" in refused.stderr

    def test_prints_templates_within_the_limits_of_whatsapp(self) -> None:
        found = json.loads(RUNNER.invoke(cli, ["outreach", "templates"]).stdout)
        assert len(found) == 2 * len(TriggerName)
        for one in found:
            body, footer = (part["text"] for part in one["components"])
            assert len(body) <= 1024
            assert not body.startswith("{{")
            assert not body.endswith("}}")
            assert len(footer) <= 60
