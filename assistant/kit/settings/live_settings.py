"""Follow the settings of people, so that every process has them in force within a second."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from assistant.conversation.ids import ConversationId
from assistant.kit.fault_log import report
from assistant.kit.settings.layered_settings import layer, layer_strictly
from assistant.kit.settings.settings import SettingError, Settings
from assistant.kit.settings.settings_book import SettingsBook
from assistant.ports import BrokerUnavailableError, Fanout, LogUnavailableError

log = structlog.get_logger(__name__)

_TOPIC = ConversationId("settings")  # no conversation has this id
LOOK_S = 0.4
"""Seconds between two looks at the settings; without Redis nobody tells."""


@dataclass(slots=True, kw_only=True)
class LiveSettings:
    """Read the settings in force, and wait until others are."""

    server: Settings  # environment and command line
    book: SettingsBook
    fanout: Fanout
    _version: int = field(default=0, init=False)

    async def read(self) -> Settings:
        """Return the settings in force now."""
        newest = await self.book.current()
        self._version = newest.version if newest else 0
        if newest and newest.unread:
            log.warning("settings.unread", names=newest.unread)
        return layer(self.server, newest.values if newest else {})

    async def with_others(self, values: Mapping[str, str]) -> Settings:
        """Return the settings in force with other values in their place; see `settings_with`."""
        return await settings_with(values, self.server, self.book)

    async def tell(self) -> None:
        """Tell every process that the settings changed; a lost notice only costs time."""
        with suppress(BrokerUnavailableError):
            await self.fanout.publish(_TOPIC, b"changed")

    async def changed(self) -> Settings:
        """Wait until other settings than those last read are in force, and return them."""
        async with self.fanout.subscribe(_TOPIC) as notices:
            told = asyncio.ensure_future(anext(notices))
            try:
                while (settings := await self._read_new()) is None:
                    await asyncio.wait((told,), timeout=LOOK_S)
                    if told.done():
                        told = asyncio.ensure_future(anext(notices))
            finally:
                told.cancel()
                await asyncio.wait((told,))
        return settings

    async def _read_new(self) -> Settings | None:
        """Return the settings in force, if they are others; None as well while no log answers."""
        with suppress(LogUnavailableError):
            if await self.book.version() != self._version:
                return await self.read()
        return None


async def settings_with(
    values: Mapping[str, str], server: Settings, book: SettingsBook
) -> Settings:
    """Return the settings in force with other values in their place, by name.

    Raises:
        pydantic.ValidationError: a value does not fit.
    """
    newest = await book.current()
    return layer_strictly(server, {**(newest.values if newest else {}), **values})


SettingsWork = Callable[[Settings, asyncio.Event], Awaitable[None]]
"""Work with these settings until the event is set, and then finish what is in hand."""

_KEPT = 3  # settings that are gone back to where newer ones do not work
FINISH_S = 0.6
"""Seconds that work has to finish; what takes longer goes on beside that of the new settings.

With `LOOK_S` it is the second within which every process acts by other settings.
"""


async def work_along(
    live: LiveSettings, work: SettingsWork, stop: asyncio.Event, *, finish_s: float = FINISH_S
) -> None:
    """Run `work`, anew whenever the settings change, until `stop` is set or it ends by itself.

    With other settings it begins at most `finish_s` after those before were over. Where nothing can
    be assembled from settings, it works with the last that worked, or with the server's alone: the
    page that mends them stays within reach.
    """
    usable = [live.server]
    async with asyncio.TaskGroup() as group:
        settings: Settings | None = await live.read()
        while settings is not None:
            usable = [*usable[:1], *usable[1:][-_KEPT:], settings]
            over = asyncio.Event()
            working = group.create_task(_run(work, usable, over))
            settings = await _next(live, working, stop)
            over.set()
            await asyncio.wait((working,), timeout=finish_s if settings else None)


async def _run(work: SettingsWork, usable: list[Settings], over: asyncio.Event) -> None:
    """Work with the last of `usable`; those that nothing can be assembled from are taken out."""
    while True:
        settings = usable[-1]
        try:
            await work(settings, over)
        except (SettingError, ValueError) as error:
            usable.pop()
            if not usable:
                raise
            report("settings.unworkable", error)
            if over.is_set():  # others are in force
                return
        else:
            return


async def _next(
    live: LiveSettings, working: "asyncio.Task[None]", stop: asyncio.Event
) -> Settings | None:
    """Return the next settings; None: the work ended, or is to end."""
    stopping = asyncio.ensure_future(stop.wait())
    changing = asyncio.ensure_future(live.changed())
    try:
        await asyncio.wait((working, stopping, changing), return_when=asyncio.FIRST_COMPLETED)
        if stopping.done() or working.done():
            return None
        log.info("settings.changed")
        return changing.result()
    finally:
        stopping.cancel()
        changing.cancel()
        await asyncio.wait((stopping, changing))
