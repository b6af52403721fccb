"""Serve the API, and keep workers beside it, until the process is asked to stop.

Workers take longest to start, so they are started first, and the API's modules are imported
meanwhile. No heavy module may be imported here.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from socket import socket
from typing import TYPE_CHECKING

from assistant.app.compose.local_installation import (
    find_key,
    open_data_dir,
    own_address,
    take_address,
)
from assistant.app.demo import demo_phone
from assistant.app.processes.metrics_server import metrics_folder, serve_metrics
from assistant.app.processes.worker_supervision import keep_workers
from assistant.kit.settings.layered_settings import names_given
from assistant.kit.settings.setting_fields import setting_fields, spell, value_at
from assistant.kit.settings.settings import Settings
from assistant.kit.telemetry.trace_export import exported_traces
from assistant.ports import BrokerUnavailableError
from integrations.stores.redis.embedded_valkey import embedded_valkey, find_address

if TYPE_CHECKING:
    from assistant.app.compose.process_parts import Parts


def _say_nothing(_: str) -> None:
    """Skip the text."""


async def serve(
    settings: Settings,
    *,
    workers: bool,
    demo: bool,
    listening: Callable[[str], None] = _say_nothing,
    ready: Callable[[str], None] = _say_nothing,
    claimable: Callable[[str], None] = _say_nothing,
) -> None:
    """Run the API and its workers until SIGTERM or SIGINT.

    `listening` is called with the address once it is listened on, `ready` once answers are
    possible; `claimable`, after the first, with the link of the set-up if nobody has an account. A
    demo that cannot become ready, because its workers end, ends too.

    Raises:
        AddressError: another program listens there.
        DataDirError: the data folder cannot be written.
        WorkerEndedError: of a demo, before it was ready.
        LogUnavailableError, EmbeddedServerError: see `open_parts`.
    """
    with take_address(settings.host, settings.port) as sockets, metrics_folder(settings):
        open_data_dir(settings.data_dir)
        if demo and not settings.shop.url:  # links in messages lead to the shop that is served
            shop = settings.shop.model_copy(update={"url": own_address(sockets[0])})
            settings = settings.model_copy(update={"shop": shop})
        served = _ProcessTree(settings, must_start=demo)
        try:
            async with asyncio.TaskGroup() as group:
                if workers:
                    group.create_task(served.keep_workers())
                await served.serve_api(
                    sockets,
                    demo=demo,
                    listening=listening,
                    ready=ready,
                    claimable=claimable,
                )
        finally:
            served.stop.set()


class _ProcessTree:
    """Hold the parts of this process tree while they run."""

    def __init__(self, settings: Settings, *, must_start: bool) -> None:
        self.stop = asyncio.Event()
        self._settings = settings
        self._redis_url = settings.redis.url or find_address(settings.data_dir)
        self._parts: asyncio.Future[Parts] = asyncio.get_running_loop().create_future()
        self._must_start = asyncio.Event()  # set while an end of a worker ends all
        if must_start:
            self._must_start.set()

    async def keep_workers(self) -> None:
        await keep_workers(
            self._settings.worker.processes,
            environment(self._settings, self._redis_url),
            self.stop,
            release=self._release,
            must_start=self._must_start,
        )

    async def serve_api(
        self,
        sockets: list[socket],
        *,
        demo: bool,
        listening: Callable[[str], None],
        ready: Callable[[str], None],
        claimable: Callable[[str], None],
    ) -> None:
        settings, address = self._settings, _address(self._settings.host, sockets[0])

        def is_ready() -> None:
            self._must_start.clear()
            ready(address)

        async with AsyncExitStack() as stack:
            stack.enter_context(exported_traces(settings))
            importing = asyncio.create_task(asyncio.to_thread(_import_api))
            if settings.redis.url is None:
                await stack.enter_async_context(embedded_valkey(settings.data_dir))
            await importing
            from assistant.app.compose.process_parts import open_parts  # noqa: PLC0415  # imported by now
            from assistant.app.processes.web_server import serve_api  # noqa: PLC0415
            from assistant.desk.staff.first_account import first_code, is_unclaimed  # noqa: PLC0415

            opening = open_parts(settings, redis_url=self._redis_url, hurried=True)
            parts = await stack.enter_async_context(opening)
            self._parts.set_result(parts)
            await stack.enter_async_context(serve_metrics(settings, parts))
            unclaimed = not demo and await is_unclaimed(parts.directory)
            reached = settings.console.url.rstrip("/") or address

            def is_listening() -> None:
                listening(address)
                if unclaimed:
                    claimable(f"{reached}/set-up#{first_code(find_key(settings))}")

            await serve_api(
                settings,
                parts,
                sockets,
                demo=demo,
                environment=environment(settings, self._redis_url),
                leave=self.stop.set,
                listening=is_listening,
                ready=is_ready,
            )
            self.stop.set()

    async def _release(self, worker: str) -> None:
        """Give the work of a worker that ended to the others; if it fails, they take it later."""
        # Imported here because it is not on the way to the first answer.
        from structlog import get_logger  # noqa: PLC0415

        parts = await asyncio.shield(self._parts)
        with suppress(BrokerUnavailableError):
            released = await parts.broker.release(worker)
            get_logger(__name__).warning("work.released", worker=worker, pieces=released)


def _import_api() -> None:
    from assistant.app.processes import web_server  # noqa: F401, PLC0415  # in a thread, while workers start


_ANY = {"0.0.0.0", "::"}  # noqa: S104  # addresses that no browser opens, as a container listens on

_BY_COMMANDS = {
    "shop.file",
    "shop.url",
    "shop.system",
    "shop.rules",
    "helpdesk.kind",
    "dialogue.engine",
    "rasa.url",
    "rasa.secret",
}
"""Settings that a command line sets. What people set is not among them: it changes."""


def environment(settings: Settings, redis_url: str) -> dict[str, str]:
    """Return the environment variables of workers beside ours, as the command line sets them."""
    return {"COMPTOIR_REDIS__URL": redis_url} | told_by_command(settings)


def told_by_command(settings: Settings) -> dict[str, str]:
    """Return the environment variables with the settings of the command line."""
    said = {"COMPTOIR_DATA_DIR": str(settings.data_dir)}
    for name in _BY_COMMANDS & names_given(settings):
        if name.startswith("rasa.") and settings.dialogue.engine != "rasa":
            continue
        said[setting_fields()[name].variable] = spell(value_at(settings, name))
    return said | demo_phone.environment(settings)


def _address(host: str, listening: socket) -> str:
    """Return the address to open in a browser; where all are listened on, that of this machine."""
    if host in _ANY:
        return own_address(listening)
    return f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
