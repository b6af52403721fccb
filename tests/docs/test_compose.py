"""The compose file is one that the tool accepts, and it has no default secret."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

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


SECRETS = {
    "POSTGRES_PASSWORD": "a",
    "REDIS_PASSWORD": "b",
    "QDRANT_API_KEY": "c",
    "COMPTOIR_SHOP_DIR": "/shop",
}


class TestCompose:
    def test_is_valid_with_every_secret_given(self, tmp_path: Path) -> None:
        result = config(tmp_path, **SECRETS)

        assert result.returncode == 0, result.stderr
        for service in ("app", "worker", "postgres", "redis", "qdrant"):
            assert re.search(rf"^  {service}:$", result.stdout, re.MULTILINE)

    @pytest.mark.parametrize("secret", ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "QDRANT_API_KEY"])
    def test_refuses_to_start_without_a_secret(self, tmp_path: Path, secret: str) -> None:
        given = {name: value for name, value in SECRETS.items() if name != secret}

        result = config(tmp_path, **given)

        assert result.returncode != 0
        assert secret in result.stderr
