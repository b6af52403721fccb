"""Serve the web application in one process, from opening its parts to its last request."""

import asyncio
import gc
from collections.abc import Callable, Mapping
from functools import partial
from socket import socket
from zoneinfo import ZoneInfo

from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.meta_channels import assemble_intake
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.part_checks import checks, index_check
from assistant.app.compose.services.stored_settings import open_live
from assistant.app.compose.shops.shop_system import open_shop
from assistant.app.demo.phone_page import open_phone
from assistant.app.processes.process_logs import configure
from assistant.app.processes.round_processes import run_apart
from assistant.app.processes.source_round import ScheduledReadings, SourceReadings
from assistant.app.processes.web_application import create_app
from assistant.console.setup.shop_sources import ShopSources
from assistant.console.setup.source_marks import SourceMarks
from assistant.console.setup.source_schedules import SourceSchedules
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.kit.duty import Duty
from assistant.kit.settings.live_settings import LiveSettings, work_along
from assistant.kit.settings.settings import Settings
from assistant.kit.web.guarded_protocol import GuardedConfig, raise_file_limit
from assistant.kit.web.health import Check, is_well
from assistant.kit.web.swapped_application import SwappedApplication
from assistant.kit.web.uvicorn_server import Server

_POLL_S = 0.02
_COLLECT_AFTER = (10_000, 20, 20)
"""Objects more than there were, before garbage is collected, and rounds before older objects are
looked at. A process that holds thousands of pages, each of many objects, would else look at all of
them again and again while pages come back."""


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
    readings, index = _assemble_readings(settings, environment), index_check(settings)
    make = partial(
        create_app,
        demo=demo,
        intake=intake,
        server=settings,
        ask_reading=readings.ask,
        index=index,
    )
    async with open_phone(settings, sockets, demo=demo) as phone:

        async def serve_with(current: Settings, over: asyncio.Event) -> None:
            async with open_shop(current) as shop:
                # Half a second: requests go on meanwhile.
                app, close = await asyncio.to_thread(make, current, parts, shop=shop)
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
            announced = checks(settings, parts, index)
            announcing = group.create_task(_announce(server, announced, listening, ready))
            group.create_task(intake.run(stopped))
            group.create_task(readings.run(stopped))
            group.create_task(_schedule(settings, parts, live, readings).run(stopped))
            group.create_task(work_along(live, serve_with, stopped, finish_s=0.0))
            try:
                await server.serve(sockets)
            finally:
                announcing.cancel()
                door.close()
                stopped.set()


def _assemble_readings(settings: Settings, environment: Mapping[str, str]) -> SourceReadings:
    """Return the readings of sources, each in a process of its own."""
    return SourceReadings(
        ShopSources(settings.data_dir), partial(run_apart, "sources", environment)
    )


def _schedule(
    settings: Settings, parts: Parts, live: LiveSettings, readings: SourceReadings
) -> ScheduledReadings:
    """Return the readings of sources that people put on a schedule, by the shop's clock."""

    async def zone() -> ZoneInfo:
        current = await live.read()
        return load_desk_rules(current.helpdesk.rule_source).zone(None)

    return ScheduledReadings(
        schedules=SourceSchedules(settings.data_dir),
        marks=SourceMarks(settings.data_dir),
        ask=readings.ask,
        zone=zone,
        duty=Duty(leases=parts.broker.leases, name="sources.schedule", for_s=60.0),
        clock=SystemClock(),
    )


async def _announce(
    server: Server,
    parts: Mapping[str, Check],
    listening: Callable[[], None],
    ready: Callable[[], None],
) -> None:
    gc.set_threshold(*_COLLECT_AFTER)
    while not server.started:  # noqa: ASYNC110 - uvicorn sets no event
        await asyncio.sleep(_POLL_S)
    listening()
    while not await is_well(parts):  # noqa: ASYNC110 - workers are other processes
        await asyncio.sleep(_POLL_S)
    gc.freeze()  # loaded objects stay: no collection holds up requests to look at them again
    ready()
