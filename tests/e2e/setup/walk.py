"""Count the steps of a set-up, and time them without our own checks."""

import time
from dataclasses import dataclass, field
from typing import Literal

from playwright.async_api import Page, Request

from tests.support.processes.browser import find_barriers

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (390, 1280)


async def has_no_barriers(page: Page) -> None:
    """Check a page with axe, by day and by night, at a desk and on a phone."""
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            barriers = await find_barriers(page, within="body")
            assert barriers == [], f"{page.url} {scheme} {width}: {barriers}"


@dataclass  # no slots: Playwright keeps a mark on whoever listens
class Walk:
    """Hold the page of whoever owns a shop; a step is a link followed or a form sent."""

    page: Page
    steps: int = 0
    _began: float = field(default_factory=time.monotonic)
    _checked_s: float = 0.0

    def __post_init__(self) -> None:
        self.page.on("request", self._count)

    @property
    def took_s(self) -> float:
        """Return the seconds from the first page until now, but for those of our checks."""
        return time.monotonic() - self._began - self._checked_s

    async def has_no_barriers(self) -> None:
        """Check the page with axe, in no time of the walk's."""
        began = time.monotonic()
        await has_no_barriers(self.page)
        self._checked_s += time.monotonic() - began

    def _count(self, request: Request) -> None:
        if not request.is_navigation_request() or request.frame != self.page.main_frame:
            return
        is_again = request.method == "GET" and request.url == self.page.url.partition("#")[0]
        self.steps += not (request.redirected_from or is_again)
