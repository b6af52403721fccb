"""Serve the web application in one process, from opening its parts to its last request."""

import asyncio
import gc
from collections.abc import Callable, Mapping
from functools import partial
from socket import socket

from assistant.app.compose.meta_channels import assemble_intake
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.stored_settings import open_live
from assistant.app.compose.shops.shop_system import open_shop
from assistant.app.demo.phone_page import open_phone
from assistant.app.processes.process_logs import configure
from assistant.app.processes.round_processes import run_apart
from assistant.app.processes.source_round import SourceReadings
from assistant.app.processes.web_application import checks, create_app
from assistant.console.setup.shop_sources import ShopSources
from assistant.kit.settings.live_settings import work_along
from assistant.kit.settings.settings import Settings
from assistant.kit.web.guarded_protocol import GuardedConfig, raise_file_limit
from assistant.kit.web.health import Check, is_well
from assistant.kit.web.swapped_application import SwappedApplication
from assistant.kit.web.uvicorn_server import Server

_POLL_S = 0.02


async def serve_api(
    settings: Settings,
    parts: Parts,
    sockets: list[socket],
    *,
    demo: bool,
    environment: Mapping[str, str],
    leave: Callable[[], None],
    listening: Callable[[], None],
    ready: Callable[[], None],
) -> None:
    """Serve until SIGTERM or SIGINT, which call `leave` as they come.

    `environment` is that of the processes which it starts. `listening` is called once connections
    are taken, `ready` once every part can do its work.
    """
    configure(human=False)
    live, door = open_live(settings, parts), SwappedApplication()
    intake, stopped = assemble_intake(parts), asyncio.Event()
    sources = ShopSources(settings.data_dir)
    readings = SourceReadings(sources, partial(run_apart, "sources", environment))
    async with open_phone(settings, sockets, demo=demo) as phone:

        async def serve_with(current: Settings, over: asyncio.Event) -> None:
            async with open_shop(current) as shop:
                app, close = await asyncio.to_thread(  # half a second: requests go on meanwhile
                    create_app,
                    current,
                    parts,
                    shop=shop,
                    demo=demo,
                    intake=intake,
                    server=settings,
                    ask_reading=readings.ask,
                )
                if phone is not None:
                    app.include_router(phone.router)
                await door.serve(app, close, over)

        def on_exit() -> None:
            leave()
            door.close()
            if phone is not None:
                phone.close()

        config = GuardedConfig(door, settings.web, files=raise_file_limit())
        server = Server(config, on_exit=on_exit)
        async with asyncio.TaskGroup() as group:
            announcing = group.create_task(
                _announce(server, checks(settings, parts), listening, ready)
            )
            group.create_task(intake.run(stopped))
            group.create_task(readings.run(stopped))
            group.create_task(work_along(live, serve_with, stopped, finish_s=0.0))
            try:
                await server.serve(sockets)
            finally:
                announcing.cancel()
                door.close()
                stopped.set()


async def _announce(
    server: Server,
    parts: Mapping[str, Check],
    listening: Callable[[], None],
    ready: Callable[[], None],
) -> None:
    while not server.started:  # noqa: ASYNC110 - uvicorn sets no event
        await asyncio.sleep(_POLL_S)
    listening()
    while not await is_well(parts):  # noqa: ASYNC110 - workers are other processes
        await asyncio.sleep(_POLL_S)
    gc.freeze()  # loaded objects stay: no collection holds up requests to look at them again
    ready()
