"""`comptoir outreach`, as it is typed."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from assistant.app.cli.command_line import cli
from assistant.outreach.triggers.trigger import TriggerName, template_of
from tests.support.seeds.imported_consents import HEAD, ROW

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
        named = {(one["name"], one["language"]) for one in found}
        assert len(named) == len(found)
        assert named >= {
            (template_of(one), tongue) for one in TriggerName for tongue in ("fr", "en")
        }
        for one in found:
            body, footer = (part["text"] for part in one["components"])
            assert len(body) <= 1024
            assert not body.startswith("{{")
            assert not body.endswith("}}")
            assert len(footer) <= 60

    def test_imports_consents_and_tells_each_bad_row(self, tmp_path: Path) -> None:
        file = tmp_path / "consents.csv"
        file.write_text("\n".join((HEAD, ROW, ROW.replace("service", "all"))), encoding="utf-8")
        done = run(tmp_path, "consents", str(file))
        assert done.exit_code == 1  # a row was not taken
        assert "line 3: purpose is service or marketing" in done.stdout
        assert "1 new, 0 known already, 0 stopped, 1 not taken" in done.stdout
        file.write_text(f"{HEAD}\n{ROW}", encoding="utf-8")
        again = run(tmp_path, "consents", str(file))
        assert (again.exit_code, "0 new, 1 known already" in again.stdout) == (0, True)
        file.write_bytes("é".encode("latin-1"))
        assert "it is not in UTF-8" in run(tmp_path, "consents", str(file)).stderr
