"""What the console's routes declare, read from the application as it is served."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.responses import Response

from assistant.console.shell.access import Requirement, anyone
from assistant.desk.staff.permissions import Permission

NOT_PAGES = frozenset(
    {
        "/console/events",  # a stream, which ends with its page
        "/console/drafts",  # data for a script
        "/console/account/profile/picture",  # a file, as are these
        "/console/sign-in/outside.css",
        "/console/sign-in/passkeys.js",
        "/console/set-up/reading",  # parts of pages
        "/console/knowledge/reading",
        "/console/outreach/consents.csv",
        "/console/rehearsals.csv",
        "/console/rehearsals.yml",
        "/console/verified.csv",
        "/console/report.csv",
        "/console/quality.csv",
        "/insights/tasks.csv",
        "/insights/coverage.json",
    }
)

NOT_PAGES_OF_ONE = frozenset(
    {
        "/console/c/made-up/customer",  # parts of the page of a conversation
        "/console/c/made-up/offers",
        "/console/c/made-up/templates",
        "/console/c/made-up/export.json",  # files
        "/console/c/made-up/files/made-up",
        "/console/c/made-up/transcript.txt",
        "/console/static/made-up/made-up",
        "/insights/export/made-up.made-up",
        "/console/runs/made-up/progress",  # a part of the page of a run
        "/console/outreach/consents/made-up/progress",
        "/console/improve/made-up/trials",  # and of that of a change set
    }
)

PREFIXES = ("/console", "/insights")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One route of the console."""

    method: str
    path: str  # with something in place of every parameter
    is_whole: bool  # it has no parameter
    permissions: frozenset[Permission]  # all are needed
    public: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def console_routes(app: FastAPI) -> Iterator[Declared]:
    """Yield every route that the shop's people have."""
    for route in _console(app):
        calls = set(_calls(route.dependant))
        needed = frozenset(call.permission for call in calls if isinstance(call, Requirement))
        for method in sorted(route.methods or ()):
            yield Declared(
                method=method,
                path=re.sub(r"\{[^}]*\}", "made-up", str(route.path)),
                is_whole="{" not in str(route.path),
                permissions=needed,
                public=anyone in calls,
            )


def opened_pages(app: FastAPI) -> list[str]:
    """Return the address of every page that needs no parameter."""
    whole = {one.path for one in console_routes(app) if one.method == "GET" and one.is_whole}
    assert whole >= NOT_PAGES
    return sorted(whole - NOT_PAGES)


def pages_of_one(app: FastAPI) -> list[str]:
    """Return the route of every page that names what it shows."""
    named = {one.path for one in console_routes(app) if one.method == "GET" and not one.is_whole}
    assert named >= NOT_PAGES_OF_ONE
    return sorted(named - NOT_PAGES_OF_ONE)


def hollow(app: FastAPI) -> None:
    """Have every route of the console do nothing once its dependencies have let a request in."""

    async def nothing(**_: object) -> Response:
        return Response(status_code=204)

    for route in _console(app):
        route.dependant.call = nothing


def console_schema(app: FastAPI) -> dict[str, Any]:
    """Return an OpenAPI schema of the console, which publishes none."""
    routes = [
        APIRoute(str(one.path), one.endpoint, methods=one.methods, response_class=Response)
        for one in _console(app)
        if one.endpoint is not None
    ]
    return get_openapi(title="Console", version="1", routes=routes)


def _console(app: FastAPI) -> Iterator[RouteContext]:
    for route in iter_route_contexts(app.routes):
        path = route.path or ""
        if path in PREFIXES or path.startswith(tuple(f"{one}/" for one in PREFIXES)):
            assert isinstance(route.original_route, APIRoute), f"{path} can declare no permission"
            yield route


def _calls(dependant: Dependant) -> Iterator[object]:
    for one in dependant.dependencies:
        yield one.call
        yield from _calls(one)
