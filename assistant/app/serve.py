"""Serve the API, and keep workers beside it, until the process is asked to stop."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import uvicorn

from assistant.app.api import create_app
from assistant.app.parts import Parts, open_parts
from assistant.app.supervise import keep_workers
from assistant.settings import Settings
from assistant.web.server import Server


class AddressError(Exception):
    """The address cannot be listened on; the message says why and what to choose instead."""


async def serve(
    settings: Settings,
    *,
    workers: bool,
    demo: bool,
    ready: Callable[[str], None],
) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is called with the address once it is listened on.

    Raises:
        AddressError: another program listens there.
        LogUnavailableError, EmbeddedServerError: see `open_parts`.
    """
    with _bind(settings.host, settings.port) as sockets:
        async with open_parts(settings) as parts:
            await _serve(settings, parts, sockets, workers=workers, demo=demo, ready=ready)


async def _serve(
    settings: Settings,
    parts: Parts,
    sockets: list[socket.socket],
    *,
    workers: bool,
    demo: bool,
    ready: Callable[[str], None],
) -> None:
    app, close_streams = create_app(settings, parts, demo=demo)
    stop = asyncio.Event()

    def leave() -> None:
        stop.set()
        close_streams()

    server = _server(app, leave)
    environment = _environment(settings, parts.redis_url)
    async with asyncio.TaskGroup() as group:
        if workers:
            group.create_task(keep_workers(settings.worker.processes, environment, stop))
        group.create_task(_announce(server, settings.host, sockets, ready))
        await server.serve(sockets)
        stop.set()


@contextmanager
def _bind(host: str, port: int) -> Iterator[list[socket.socket]]:
    """Take the address before anything is started; connections are refused until it is served."""
    with ExitStack() as stack:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            sockets = [
                _take(stack.enter_context(socket.socket(family, kind, protocol)), address)
                for family, kind, protocol, _, address in found
            ]
        except OSError as error:
            why = error.strerror or str(error)
            msg = f"cannot listen on {host}, port {port}: {why}. Choose another with --port"
            raise AddressError(msg) from None
        yield sockets


def _take(one: socket.socket, address: tuple[str | int | bytes, ...]) -> socket.socket:
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if one.family == socket.AF_INET6:
        one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    one.bind(address)
    return one


def _environment(settings: Settings, redis_url: str) -> dict[str, str]:
    """Return what workers must know beside the environment: what the command line said."""
    said = {"COMPTOIR_REDIS__URL": redis_url, "COMPTOIR_DATA_DIR": str(settings.data_dir)}
    if settings.shop.file:
        said["COMPTOIR_SHOP__FILE"] = str(settings.shop.file)
    return said


def _server(app: object, on_exit: Callable[[], None]) -> Server:
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]  # FastAPI's class is uvicorn's ASGI application
        access_log=False,  # addresses are personal data
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    return Server(config, on_exit=on_exit)


async def _announce(
    server: Server, host: str, sockets: list[socket.socket], ready: Callable[[str], None]
) -> None:
    while not server.started:
        if server.should_exit:
            return
        await asyncio.sleep(0.01)
    port = sockets[0].getsockname()[1]
    ready(f"http://{f'[{host}]' if ':' in host else host}:{port}")
