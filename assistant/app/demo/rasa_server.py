"""Start a Rasa server of our own: generated, trained once, and stopped with this process.

For the demo, the evaluation and tests. A shop runs it as a service of its own (docker-compose.yml).
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from assistant.app.commands.command_errors import RasaServerError
from integrations.services.rasa.rasa_client import open_client
from integrations.services.rasa.rasa_project import TRAINING, digest, generate, write
from integrations.services.rasa.rasa_protocol import RasaError
from integrations.stores.redis import launch

START_S = 120.0
"""A start takes 11 s on an idle machine; what it shares a machine with can make that minutes."""

_STOP_S = 5.0
_POLL_S = 0.2
_MODEL = "comptoir"


@dataclass(frozen=True, slots=True, kw_only=True)
class RasaPlace:
    """Hold the folders of a Rasa server's packages and files."""

    environment: Path  # a virtual environment with integrations/services/rasa/bot/requirements.txt
    folder: Path  # absolute; of projects with their models, one each by digest

    @property
    def python(self) -> Path:
        """Return the interpreter of the environment.

        Raises:
            RasaServerError: there is none.
        """
        python = self.environment / "bin" / "python"
        if not python.exists():
            msg = f"no Rasa in {self.environment}: with Python 3.10, make demo-rasa installs it"
            raise RasaServerError(msg)
        return python.absolute()

    @property
    def log(self) -> Path:
        """Return the file that Rasa writes to."""
        return self.folder / "rasa.log"


@dataclass(frozen=True, slots=True, kw_only=True)
class RasaConfig:
    """Hold the settings that a Rasa server is started with."""

    port: int
    actions_url: str
    redis_url: str
    secret: str

    @property
    def url(self) -> str:
        """Return the address of the server."""
        return f"http://127.0.0.1:{self.port}"


async def train(place: RasaPlace) -> Path:
    """Return the project with its model; trained where that was not done yet, which takes 15 s.

    Raises:
        RasaServerError: there is no environment, or training failed.
    """
    files = generate()
    project = place.folder / f"project-{digest(files)}"
    if project.exists():
        return project
    place.folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".project-", dir=place.folder))
    try:
        write(files, draft)
        trained = ("train", *TRAINING, "--out", ".", "--fixed-model-name", _MODEL)
        with place.log.open("ab") as log:
            process = await _start(place, draft, trained, {}, log)
            code = await _ended(process)
        if code:
            msg = f"Rasa could not be trained (exit code {code}): see {place.log}"
            raise RasaServerError(msg)
        _keep(draft, project)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return project


def _keep(draft: Path, project: Path) -> None:
    with suppress(OSError):  # another process was first: its model is as good
        draft.rename(project)


@asynccontextmanager
async def rasa_server(place: RasaPlace, config: RasaConfig) -> AsyncIterator[str]:
    """Start a server, trained where needed, and yield its address once it answers.

    Raises:
        RasaServerError: it does not start; the message says where its log is.
    """
    project = await train(place)
    arguments = ("run", "-m", f"{_MODEL}.tar.gz", "-i", "127.0.0.1", "-p", str(config.port))
    environment = {
        "RASA_ACTIONS_URL": config.actions_url,
        "RASA_REDIS_URL": config.redis_url,
        "RASA_SECRET": config.secret,
    }
    with place.log.open("ab") as log:
        process = await _start(place, project, arguments, environment, log)
        try:
            await _until_ready(process, config, place)
            yield config.url
        finally:
            await _end(process)


async def _start(
    place: RasaPlace,
    project: Path,
    arguments: tuple[str, ...],
    environment: Mapping[str, str],
    log: BinaryIO,
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", launch.__file__, str(os.getpid())),
        *(str(place.python), "-m", "rasa", *arguments),
        cwd=project,
        env={
            **{name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ},
            "PYTHONPATH": str(project),
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            **environment,
        },
        stdin=asyncio.subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,  # Ctrl-C reaches us, and we end it
    )


async def _until_ready(
    process: asyncio.subprocess.Process, config: RasaConfig, place: RasaPlace
) -> None:
    async with open_client(config.url, secret=config.secret, timeout_s=1.0) as client:
        try:
            async with asyncio.timeout(START_S):
                while process.returncode is None:
                    with suppress(RasaError):
                        await client.check()
                        return
                    await asyncio.sleep(_POLL_S)
        except TimeoutError:
            pass
    msg = f"Rasa did not start: see {place.log}"
    raise RasaServerError(msg)


async def _ended(process: asyncio.subprocess.Process) -> int:
    try:
        return await process.wait()
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    with suppress(TimeoutError):
        async with asyncio.timeout(_STOP_S):
            await process.wait()
            return
    process.kill()
    await process.wait()
