"""The compose file is one that the tool accepts, and it has no default secret."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from assistant.kit.settings.layered_settings import is_changeable, names_given
from assistant.kit.settings.settings import PREFIX, Settings, load
from tests.docs.test_docs import settings_of

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / ".env.example"
IMAGE = (ROOT / "Dockerfile").read_text("utf-8")


def compose() -> list[str]:
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    if shutil.which("docker"):
        return ["docker", "compose"]
    pytest.fail("docker-compose is missing; on Debian: apt-get install docker-compose")


def config(folder: Path, env: str) -> subprocess.CompletedProcess[str]:
    """Return what compose makes of its file beside this .env, and of nothing else."""
    shutil.copy(ROOT / "docker-compose.yml", folder)
    (folder / ".env").write_text(env, "utf-8")
    return subprocess.run(
        [*compose(), "config"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def environment(result: subprocess.CompletedProcess[str], of: str = "worker") -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load(result.stdout)["services"][of]["environment"]
    return found


def lines(values: dict[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())


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
        result = config(tmp_path, lines(SECRETS))

        assert result.returncode == 0, result.stderr
        for service in ("app", "worker", "postgres", "redis", "qdrant"):
            assert re.search(rf"^  {service}:$", result.stdout, re.MULTILINE)

    def test_gives_api_and_workers_the_same_settings_all_of_them(self, tmp_path: Path) -> None:
        names = list(settings_of(Settings, PREFIX))
        given = {name: f"value-of-{name}" for name in names}

        result = config(tmp_path, lines(SECRETS | given))

        seen = environment(result, "app")
        assert environment(result, "worker") == seen
        assert {name for name in names if seen.get(name) != given[name]} == OWN
        assert set(seen) >= OWN

    @pytest.mark.parametrize(
        ("service", "user"),
        [
            ("app", "10001:10001"),
            ("worker", "10001:10001"),
            ("redis", "999:1000"),
            ("qdrant", "1000:1000"),
            ("postgres", None),  # its entry point leaves root
            ("rasa", None),  # its image names one
        ],
    )
    def test_lets_a_container_do_no_more_than_it_must(
        self, tmp_path: Path, service: str, user: str | None
    ) -> None:
        result = config(tmp_path, f"COMPOSE_PROFILES=rasa\n{lines(SECRETS)}")

        one = yaml.safe_load(result.stdout)["services"][service]
        assert one["read_only"] is True
        assert one["cap_drop"] == ["ALL"]
        assert one["security_opt"] == ["no-new-privileges:true"]
        assert one.get("user") == user

    def test_asks_each_worker_after_itself(self, tmp_path: Path) -> None:
        result = config(tmp_path, lines(SECRETS))

        worker = yaml.safe_load(result.stdout)["services"]["worker"]
        assert worker["healthcheck"]["test"][-2:] == ["worker-here", "--quiet"]

    def test_backs_up_with_a_client_as_new_as_its_server(self, tmp_path: Path) -> None:
        result = config(tmp_path, lines(SECRETS))

        server = yaml.safe_load(result.stdout)["services"]["postgres"]["image"]
        (least,) = re.findall(r"^ARG POSTGRES=(\d+)$", IMAGE, re.MULTILINE)
        assert re.match(r"postgres:(\d+)", server)[1] == least  # type: ignore[index]
        assert "install -y --no-install-recommends postgresql-client " in IMAGE

    @pytest.mark.parametrize(("version", "passes"), [("15.14", False), ("17.6", True)])
    def test_builds_no_image_with_an_older_client(self, version: str, *, passes: bool) -> None:
        (check,) = re.findall(
            r"pg_dump --version \| (awk -v least=\$POSTGRES '.*')$", IMAGE, re.MULTILINE
        )

        done = subprocess.run(
            ["/bin/sh", "-c", check],
            env={"PATH": os.environ["PATH"], "POSTGRES": "17"},
            input=f"pg_dump (PostgreSQL) {version} (Debian)\n",
            capture_output=True,
            text=True,
            check=False,
        )

        assert (done.returncode == 0) == passes

    @pytest.mark.parametrize("service", ["app", "worker"])
    def test_lets_prometheus_in_from_another_container(self, tmp_path: Path, service: str) -> None:
        result = config(tmp_path, lines(SECRETS | {"COMPTOIR_METRICS__PORT": "9100"}))

        seen = environment(result, service)
        assert (seen["COMPTOIR_METRICS__HOST"], seen["COMPTOIR_METRICS__PORT"]) == (
            "0.0.0.0",  # noqa: S104  # in a container
            "9100",
        )

    def test_is_published_on_this_machine_alone(self, tmp_path: Path) -> None:
        result = config(tmp_path, lines(SECRETS))

        (port,) = yaml.safe_load(result.stdout)["services"]["app"]["ports"]
        assert port["host_ip"] == "127.0.0.1"

    def test_needs_no_folder_of_the_shop(self, tmp_path: Path) -> None:
        given = {name: value for name, value in SECRETS.items() if name != "COMPTOIR_SHOP_DIR"}

        assert config(tmp_path, lines(given)).returncode == 0

    def test_leaves_what_is_not_set_to_its_default(self, tmp_path: Path) -> None:
        seen = environment(config(tmp_path, lines(SECRETS)))

        assert not seen.get("COMPTOIR_MAIL__SERVER")
        assert not seen.get("COMPTOIR_IDENTITY__TOKEN_KEY")

    def test_starts_from_the_example_with_its_secrets_filled_in(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        env = EXAMPLE.read_text("utf-8")
        for name, value in SECRETS.items():
            env = env.replace(f"\n{name}=\n", f"\n{name}={value}\n")
        for name, value in environment(config(tmp_path, env)).items():
            monkeypatch.setenv(name, value)

        settings = load()

        assert settings.host == "0.0.0.0"  # noqa: S104  # in a container
        assert settings.data_dir == Path("/var/lib/comptoir")
        assert settings.log_url.startswith("postgresql+asyncpg://comptoir:a@postgres")
        assert settings.shop.file is None
        assert {one for one in names_given(settings) if is_changeable(one)} == {"rasa.url"}

    @pytest.mark.parametrize(
        "secret",
        ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "QDRANT_API_KEY", "COMPTOIR_IDENTITY__KEY"],
    )
    def test_refuses_to_start_without_a_secret(self, tmp_path: Path, secret: str) -> None:
        given = {name: value for name, value in SECRETS.items() if name != secret}

        result = config(tmp_path, lines(given))

        assert result.returncode != 0
        assert secret in result.stderr
