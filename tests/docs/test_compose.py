"""The compose file is one that the tool accepts, and it has no default secret."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from assistant.kit.settings.settings import PREFIX, Settings
from tests.docs.test_docs import settings_of

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"


def compose() -> list[str]:
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    if shutil.which("docker"):
        return ["docker", "compose"]
    pytest.fail("docker-compose is missing; on Debian: apt-get install docker-compose")


def config(tmp_path: Path, **secrets: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)} | secrets
    return subprocess.run(
        [*compose(), "-f", str(COMPOSE), "--env-file", os.devnull, "config"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


OWN = {  # of compose, whatever .env says
    "COMPTOIR_HOST",
    "COMPTOIR_PORT",
    "COMPTOIR_DATA_DIR",
    "COMPTOIR_LOG__URL",
    "COMPTOIR_REDIS__URL",
    "COMPTOIR_RASA__URL",
    "COMPTOIR_SEARCH__URL",
    "COMPTOIR_SEARCH__API_KEY",
}
SECRETS = {
    "POSTGRES_PASSWORD": "a",
    "REDIS_PASSWORD": "b",
    "QDRANT_API_KEY": "c",
    "COMPTOIR_SHOP_DIR": "/shop",
    "COMPTOIR_IDENTITY__KEY": "d" * 64,
}


class TestCompose:
    def test_is_valid_with_every_secret_given(self, tmp_path: Path) -> None:
        result = config(tmp_path, **SECRETS)

        assert result.returncode == 0, result.stderr
        for service in ("app", "worker", "postgres", "redis", "qdrant"):
            assert re.search(rf"^  {service}:$", result.stdout, re.MULTILINE)

    def test_gives_api_and_workers_the_same_settings_all_of_them(self, tmp_path: Path) -> None:
        names = [one for one in settings_of(Settings, PREFIX) if one not in OWN]
        given = {name: f"value-of-{name}" for name in names}

        services = yaml.safe_load(config(tmp_path, **(SECRETS | given)).stdout)["services"]

        seen = services["app"]["environment"]
        assert services["worker"]["environment"] == seen
        assert {name: seen.get(name) for name in names} == given
        assert set(seen) >= OWN - {"COMPTOIR_HOST", "COMPTOIR_PORT", "COMPTOIR_DATA_DIR"}

    def test_leaves_what_is_not_set_to_its_default(self, tmp_path: Path) -> None:
        result = config(tmp_path, **SECRETS)

        environment = yaml.safe_load(result.stdout)["services"]["worker"]["environment"]
        assert not environment["COMPTOIR_MAIL__SERVER"]
        assert not environment["COMPTOIR_IDENTITY__TOKEN_KEY"]

    @pytest.mark.parametrize(
        "secret",
        ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "QDRANT_API_KEY", "COMPTOIR_IDENTITY__KEY"],
    )
    def test_refuses_to_start_without_a_secret(self, tmp_path: Path, secret: str) -> None:
        given = {name: value for name, value in SECRETS.items() if name != secret}

        result = config(tmp_path, **given)

        assert result.returncode != 0
        assert secret in result.stderr
