"""`comptoir verified`, as it is typed: out of one installation and into another."""

from pathlib import Path

from typer.testing import CliRunner, Result

from assistant.app.cli.command_line import cli

RUNNER = CliRunner()
FILE = """\
questions_fr,questions_en,answer_en
,Can I return a gift?,Yes.
Un parking ?,,
"""


def run(folder: Path, *words: str) -> Result:
    return RUNNER.invoke(cli, ["verified", *words, "--data-dir", str(folder)])


class TestVerifiedAnswers:
    def test_go_out_of_one_installation_and_into_another(self, tmp_path: Path) -> None:
        one, other, file = tmp_path / "one", tmp_path / "other", tmp_path / "answers.csv"
        file.write_text(FILE)

        told = run(one, "import", str(file), "--language", "fr")
        whole = run(one, "export").stdout
        file.write_text(whole)
        taken = run(other, "import", str(file))

        assert told.exit_code == 1
        assert "Ligne 3, answer_fr Écrivez la réponse" in told.stderr
        assert "Nouvelles réponses\u00a0: 1" in told.stderr
        assert taken.exit_code == 0
        assert run(other, "export").stdout == whole
        assert "Can I return a gift?" in whole
        assert "There already as they are: 1" in run(other, "import", str(file)).stderr

    def test_of_another_file_are_none(self, tmp_path: Path) -> None:
        file = tmp_path / "answers.csv"
        file.write_text("a,b\n1,2\n")

        refused = run(tmp_path / "one", "import", str(file))

        assert refused.exit_code == 2
        assert "no column" in refused.stderr
