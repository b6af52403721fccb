"""Draw the pages' first views once after each build, so that nobody waits for them.

In the process that serves them, because figures and charts are remembered there; and only once
somebody has looked at a page, in the languages that pages were looked at in.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

from assistant.console.conversations.console_pages import Chrome
from assistant.console.insights.page_requests import RANGES, PageQuery
from assistant.console.insights.routes import Dashboard
from assistant.kit.duty import pause
from assistant.kit.fault_log import report
from assistant.ports import LogUnavailableError

if TYPE_CHECKING:
    from assistant.console.insights.insight_pages import Site

Make = Callable[["Site", Chrome, PageQuery], Awaitable[str]]


def _section(name: str, site: "Site", chrome: Chrome, asked: PageQuery) -> Awaitable[str]:
    return site.section(name, chrome, asked)


PAGES: tuple[Make, ...] = (
    lambda site, *about: site.overview(*about),
    *(partial(_section, name) for name in ("demand", "gaps", "friction", "languages")),
    lambda site, *about: site.products(*about),
    lambda site, *about: site.topics(*about),
    lambda site, *about: site.effects(*about),
)
"""What the menu leads to."""

VIEWS = [PageQuery(), *(PageQuery(days=days) for days in RANGES if days != PageQuery().days)]
"""Of each page: the days that nobody chose first, then those that can be chosen."""


@dataclass(slots=True, kw_only=True)
class PageWarmup:
    """Draw the first views of a build before somebody asks for them."""

    dashboard: Dashboard
    further: tuple[Make, ...] = ()  # pages that look back as those of the menu do
    every_s: float = 10.0  # to look for another build, in a file; longer and people come first
    _build: int = 0  # whose pages were drawn
    _languages: frozenset[str] = frozenset()  # in which

    async def run(self, stop: asyncio.Event) -> None:
        """Draw pages until `stop` is set."""
        while not stop.is_set():
            try:
                await self.once(stop)
            except Exception as error:  # noqa: BLE001 - pages count for themselves then
                report("insights.not_warmed", error)
            await pause(stop, self.every_s)

    async def once(self, stop: asyncio.Event) -> int:
        """Draw the pages of the current build that were not drawn yet; return how many.

        It asks lakes of its own: a request waits for none of its questions.

        Raises:
            LogUnavailableError: the insights cannot be read.
        """
        site, chromes = self.dashboard.loaded, dict(self.dashboard.seen)
        if site is None:
            return 0
        build = await asyncio.to_thread(site.reading.build_number)
        languages = self._languages if build == self._build else frozenset()
        new = [chrome for language, chrome in chromes.items() if language not in languages]
        if not build or not new:
            return 0
        drawn = await self._draw(site, new, stop)
        self._build, self._languages = build, languages | frozenset(chromes)
        return drawn

    async def _draw(self, site: "Site", chromes: list[Chrome], stop: asyncio.Event) -> int:
        beside = site.reading.lakes.beside()
        own, drawn = replace(site, reading=replace(site.reading, lakes=beside)), 0
        try:
            for asked, chrome, make in product(VIEWS, chromes, (*PAGES, *self.further)):
                if stop.is_set():
                    return drawn
                drawn += await self._draw_one(own, make, chrome, asked)
                await asyncio.sleep(0)  # who waits comes first
        finally:
            await asyncio.to_thread(beside.close)
        return drawn

    async def _draw_one(self, own: "Site", make: Make, chrome: Chrome, asked: PageQuery) -> bool:
        """Return whether the page could be drawn; a failure does not stop the others."""
        try:
            await own.make(make, chrome, asked)
        except LogUnavailableError:
            raise  # nor can any other now
        except Exception as error:  # noqa: BLE001 - who asks for the page has it counted then
            report("insights.page_not_warmed", error)
            return False
        return True
