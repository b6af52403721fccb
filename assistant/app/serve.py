"""Serve the API, and keep workers beside it, until the process is asked to stop."""

import asyncio
from collections.abc import Callable

import uvicorn

from assistant.app.api import create_app
from assistant.app.parts import open_parts
from assistant.app.supervise import keep_workers
from assistant.settings import Settings
from assistant.web.server import Server


async def serve(
    settings: Settings,
    *,
    workers: bool,
    demo: bool,
    ready: Callable[[str], None],
) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is called with the address once it is listened on.

    Raises:
        LogUnavailableError, EmbeddedServerError: see `open_parts`.
    """
    async with open_parts(settings) as parts:
        app, close_streams = create_app(settings, parts, demo=demo)
        stop = asyncio.Event()

        def leave() -> None:
            stop.set()
            close_streams()

        server = _server(app, settings, leave)
        environment = _environment(settings, parts.redis_url)
        async with asyncio.TaskGroup() as group:
            if workers:
                group.create_task(keep_workers(settings.worker.processes, environment, stop))
            group.create_task(_announce(server, settings, ready))
            await server.serve()
            stop.set()


def _environment(settings: Settings, redis_url: str) -> dict[str, str]:
    """Return what workers must know beside the environment: what the command line said."""
    said = {"COMPTOIR_REDIS__URL": redis_url, "COMPTOIR_DATA_DIR": str(settings.data_dir)}
    if settings.shop.file:
        said["COMPTOIR_SHOP__FILE"] = str(settings.shop.file)
    return said


def _server(app: object, settings: Settings, on_exit: Callable[[], None]) -> Server:
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]  # FastAPI's class is uvicorn's ASGI application
        host=settings.host,
        port=settings.port,
        access_log=False,  # addresses are personal data
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    return Server(config, on_exit=on_exit)


async def _announce(server: Server, settings: Settings, ready: Callable[[str], None]) -> None:
    while not server.started:
        if server.should_exit:
            return
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    ready(f"http://{settings.host}:{port}")
