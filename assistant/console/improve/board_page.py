"""Show the level of each row of the autonomy table, and the evidence for more or less of it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.console.conversations.console_parts import Console, PageFolder
from assistant.console.improve.change_view import row_title
from assistant.console.improve.improve_pages import PAGE, Reader
from assistant.console.improve.improve_texts import say
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.console.trying.bench_texts import percent
from assistant.improvement.autonomy.autonomy_board import BoardRow
from assistant.improvement.autonomy.earned_trust import TrustState
from assistant.improvement.changes.change_set import ChangeCause, ChangeState
from assistant.improvement.changes.ports import ChangeBook

BOARD = f"{PAGE}/autonomy"

_PAGES = PageFolder(say, (Path(__file__).parent / "templates",))


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSite:
    """Hold the parts behind the board."""

    console: Console
    rows: Callable[[], Awaitable[Sequence[BoardRow]]]
    changes: ChangeBook


def routes(site: BoardSite) -> APIRouter:
    """Return the route of the board."""
    return page_router(("GET", BOARD, _BoardPage(site).show))


@dataclass(frozen=True, slots=True)
class _BoardPage:
    site: BoardSite

    async def show(self, request: Request, who: Reader) -> Response:
        """Show each row with its level, its evidence, and the next step."""
        language, console = language_of(request), self.site.console
        known = [
            one
            for one in await self.site.changes.all((ChangeState.PROPOSED, ChangeState.PUBLISHED))
            if one.cause is ChangeCause.EARNED
        ]
        return await _PAGES.page(
            console,
            request,
            who,
            "improve_board.html",
            here=PAGE,
            title=say("board.title", language),
            rows=await self.site.rows(),
            open={one.about: one for one in known if one.is_open},
            raised={one.about for one in known if not one.is_open},
            row_title=lambda name: row_title(name, language),
            names=await console.reading.names(),
            percent=lambda share: percent(share, language),
            standings=TrustState,
        )
