import sys
from pathlib import Path

import pytest

from assistant.app.commands.command_errors import RasaServerError
from assistant.app.demo.rasa_server import RasaConfig, RasaPlace, rasa_server, train
from assistant.app.evaluation.rasa_stage import place_of, with_own_rasa
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.system_settings import RasaSettings
from integrations.services.rasa.rasa_project import digest, generate
from tests.support.processes.comptoir import free_port


def environment(folder: Path, script: str) -> Path:
    """Make what looks like Rasa's environment and runs `script` in place of Rasa."""
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    return folder


def place(tmp_path: Path, script: str) -> RasaPlace:
    return RasaPlace(environment=environment(tmp_path / "venv", script), folder=tmp_path / "kept")


class TestTraining:
    async def test_is_done_once_for_a_project(self, tmp_path: Path) -> None:
        kept = place(tmp_path, 'echo "$3" >> ../trained; echo model > comptoir.tar.gz')

        first, again = await train(kept), await train(kept)

        assert first == again == tmp_path / "kept" / f"project-{digest(generate())}"
        assert (first / "comptoir.tar.gz").read_text() == "model\n"
        assert (first / "domain.yml").exists()
        assert (tmp_path / "kept/trained").read_text() == "train\n"

    async def test_that_fails_leaves_nothing_and_names_its_log(self, tmp_path: Path) -> None:
        kept = place(tmp_path, "echo no memory; exit 3")

        with pytest.raises(RasaServerError, match=r"exit code 3.*rasa\.log"):
            await train(kept)

        assert [one.name for one in kept.folder.iterdir()] == ["rasa.log"]
        assert kept.log.read_text() == "no memory\n"

    async def test_without_an_environment_says_what_makes_one(self, tmp_path: Path) -> None:
        missing = RasaPlace(environment=tmp_path / "none", folder=tmp_path / "kept")

        with pytest.raises(RasaServerError, match="make demo-rasa"):
            await train(missing)


class TestAServer:
    async def test_that_ends_at_once_is_no_server(self, tmp_path: Path) -> None:
        kept = place(tmp_path, "exit 0")
        config = RasaConfig(
            port=free_port(), actions_url="http://a", redis_url="unix://r", secret="s"
        )

        with pytest.raises(RasaServerError, match="did not start"):
            async with rasa_server(kept, config):
                pass


class TestTheDemosPlace:
    def test_is_in_the_data_folder(self, tmp_path: Path) -> None:
        found = place_of(Settings(data_dir=tmp_path))

        assert (found.folder, found.environment) == (tmp_path / "rasa", tmp_path / "rasa" / "venv")

    def test_needs_an_environment_before_anything_is_set_up(self, tmp_path: Path) -> None:
        with pytest.raises(RasaServerError, match=r"Python 3\.10"):
            with_own_rasa(Settings(data_dir=tmp_path))

    def test_has_a_server_and_a_secret_of_its_own(self, tmp_path: Path) -> None:
        kept = environment(tmp_path / "venv", f"exec {sys.executable}")
        settings = Settings(data_dir=tmp_path, rasa=RasaSettings(environment=kept), port=0)

        one, other = with_own_rasa(settings), with_own_rasa(settings)

        assert one.dialogue.engine == "rasa"
        assert one.port > 0
        assert one.rasa.secret != other.rasa.secret
