"""Serve the last coverage report as JSON to people who read insights."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from assistant.console.insights.kept_coverage import kept_report
from assistant.console.insights.page_requests import HOME
from assistant.console.shell.access import SignedIn, require
from assistant.console.shell.page_response import NO_STORE
from assistant.conversation.message import Language
from assistant.desk.staff.permissions import Permission

_Reader = Annotated[SignedIn, Depends(require(Permission.READ_INSIGHTS))]


def routes(data_dir: Path, find_version: Callable[[], Awaitable[str | None]]) -> APIRouter:
    """Return the route of the report that is kept in the data folder.

    `find_version` tells which version of the index is searched now.
    """
    router = APIRouter(include_in_schema=False)

    @router.get(f"{HOME}/coverage.json")
    async def coverage(_who: _Reader, language: Language | None = None) -> Response:
        content = await asyncio.to_thread(kept_report, data_dir)
        if content is None:
            return JSONResponse({"detail": "run comptoir coverage"}, 404, headers=NO_STORE)
        report = orjson.loads(content)
        if language is not None:
            report["languages"] = [
                one for one in report["languages"] if one["language"] == language
            ]
        report["current"] = report["index_version"] == await find_version()
        return JSONResponse(report, headers=NO_STORE)

    return router
