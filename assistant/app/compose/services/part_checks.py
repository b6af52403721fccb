"""Check every part of an installation for readiness, as `/ready` shows it."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from assistant.app.compose.process_parts import Parts
from assistant.app.compose.search.index_probe import IndexProbe
from assistant.kit.private_folder import NO_ROOM, try_room
from assistant.kit.settings.settings import Settings
from assistant.kit.web.health import Check, NotReadyError, SparedCheck
from assistant.ports import PortError
from retrieval.ports import StoreUnavailableError


def checks(settings: Settings, parts: Parts, index: Check) -> Mapping[str, Check]:
    """Return every part's check, by the part's name.

    `index` is the process's own `index_check`, which keeps a connection to the search engine.
    """

    async def log() -> str:
        await parts.log.ping()
        return settings.log_url.split(":", 1)[0].split("+", 1)[0]

    async def redis() -> str:
        await parts.broker.check()
        return "server" if settings.redis.url else "embedded"

    async def worker() -> str:
        alive = await parts.broker.presence.alive()
        if not alive:
            msg = "no worker is alive yet"
            raise NotReadyError(msg)
        return f"{len(alive)} alive"

    async def dialogue() -> str:
        from assistant.app.compose.services.rasa_connection import describe_rasa  # noqa: PLC0415  # only who has it pays

        return await describe_rasa(settings)

    found: dict[str, Check] = {
        "log": SparedCheck(log),
        "redis": redis,
        "index": index,
        "data": data_check(settings),
        "worker": worker,
    }
    return found | ({"dialogue": dialogue} if settings.dialogue.engine == "rasa" else {})


def index_check(settings: Settings) -> Check:
    """Return the check of the index: there is one, and it can be searched."""
    probe = IndexProbe(settings)

    async def index() -> str:
        try:
            version = await probe.find_version()
        except StoreUnavailableError as error:
            raise PortError(str(error)) from error  # whose text is logged, and not shown
        if version is None:
            msg = "nothing is indexed: run comptoir index PATH"
            raise NotReadyError(msg)
        return version

    return SparedCheck(index)


def data_check(settings: Settings) -> Check:
    """Return the check of the data folder: customers' files and sources find room."""
    # A shared folder that hangs keeps this thread for itself, and none that requests need.
    writing = ThreadPoolExecutor(1, thread_name_prefix="data-check")

    async def data() -> str:
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(writing, try_room, settings.data_dir)
        except OSError as error:
            full = error.errno in NO_ROOM
            msg = "its disk is full" if full else "it cannot be written"
            raise NotReadyError(msg) from error
        return "has room"

    return SparedCheck(data)
