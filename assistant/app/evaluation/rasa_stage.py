"""Start a Rasa server of our own for an evaluation, and the action server that it calls."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from assistant.app.compose.local_installation import take_address
from assistant.app.compose.services.rasa_connection import find_secret
from assistant.app.demo.rasa_server import RasaConfig, RasaPlace, rasa_server
from assistant.app.evaluation.backstage import Backstage
from assistant.app.evaluation.scenario_run import ConversationReport, Engines, play_all
from assistant.kit.settings.settings import DialogueSettings, Settings
from assistant.kit.web import web_errors
from assistant.operations.dialogue.engine_moves import DialogueEngine
from integrations.services.rasa.action_server import PATH, routes
from integrations.services.rasa.rasa_client import RasaClient, open_client
from integrations.services.rasa.rasa_engine import RasaEngine
from integrations.stores.redis.embedded_valkey import embedded_valkey, find_address

_HOST = "127.0.0.1"
_PATIENT_S = 10.0  # decisions are measured, not the speed of the machine


def place_of(settings: Settings) -> RasaPlace:
    """Return the folders of the server that the demo and the evaluation share."""
    folder = settings.data_dir.absolute() / "rasa"
    return RasaPlace(environment=settings.rasa.environment or folder / "venv", folder=folder)


async def play_on_rasa(settings: Settings, folder: Path) -> ConversationReport:
    """Play every scenario of a folder on a Rasa server of our own; see `conversations.play_all`.

    Raises:
        RasaServerError: Rasa cannot be set up or started.
        RasaError: it gave no answer: the embedded engine, which would, is not what is measured.
    """
    place = place_of(settings)
    async with open_stage(place, settings.data_dir, timeout_s=_PATIENT_S) as client:
        return await play_all(settings, folder, name="rasa", engines=only_rasa(client))


def only_rasa(client: RasaClient) -> Engines:
    """Return a maker of engines that raise `RasaError` where Rasa gives no answer."""

    def engine(backstage: Backstage) -> DialogueEngine:
        return RasaEngine(
            embedded=backstage.engine, client=client, key=secrets.token_bytes(32), falls_back=False
        )

    return engine


def with_own_rasa(settings: Settings) -> Settings:
    """Return the demo's settings with a Rasa server of its own, which `beside_demo` starts.

    Raises:
        RasaServerError: there is no environment for it.
    """
    _ = place_of(settings).python  # said now rather than after the set-up
    rasa = settings.rasa.model_copy(
        update={
            "url": f"http://{_HOST}:{free_port()}",
            "secret": SecretStr(secrets.token_hex(16)),
        }
    )
    return settings.model_copy(
        update={
            "port": settings.port or free_port(),
            "dialogue": DialogueSettings(engine="rasa"),
            "rasa": rasa,
        }
    )


@asynccontextmanager
async def beside_demo(settings: Settings) -> AsyncIterator[None]:
    """Run the server of `with_own_rasa` until the block ends; its actions are the demo's.

    Raises:
        RasaServerError: it does not start.
    """
    config = RasaConfig(
        port=urlsplit(settings.rasa.url).port or 0,
        actions_url=f"http://{_HOST}:{settings.port}{PATH}",
        redis_url=settings.redis.url or find_address(settings.data_dir),
        secret=find_secret(settings),
    )
    async with rasa_server(place_of(settings), config):
        yield


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with take_address(_HOST, 0) as (one,):
        return int(one.getsockname()[1])


@asynccontextmanager
async def open_stage(
    place: RasaPlace, data_dir: Path, *, timeout_s: float
) -> AsyncIterator[RasaClient]:
    """Yield a client of a trained server that runs until the block ends.

    Raises:
        RasaServerError: it cannot be set up or started.
        EmbeddedServerError: the embedded Valkey does not start.
    """
    secret = secrets.token_hex(16)
    async with embedded_valkey(data_dir) as redis_url, _actions(secret) as actions_url:
        config = RasaConfig(
            port=free_port(), actions_url=actions_url, redis_url=redis_url, secret=secret
        )
        async with (
            rasa_server(place, config) as url,
            open_client(url, secret=secret, timeout_s=timeout_s) as client,
        ):
            yield client


@asynccontextmanager
async def _actions(secret: str) -> AsyncIterator[str]:
    """Serve the action server's route and yield its address."""
    app = FastAPI(openapi_url=None)
    web_errors.install(app)
    app.include_router(routes(secret=secret))
    with take_address(_HOST, 0) as sockets:
        port = sockets[0].getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning"))
        serving = asyncio.create_task(server.serve(sockets))
        try:
            yield f"http://{_HOST}:{port}{PATH}"
        finally:
            server.should_exit = True
            await serving
