"""Make the routes of pages, which the description of the API leaves out."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter


def page_router(*pages: tuple[str, str, Callable[..., Any]]) -> APIRouter:
    """Return the routes of pages, each with its method, its path and its function."""
    router = APIRouter(include_in_schema=False)
    for method, path, page in pages:
        router.add_api_route(path, page, methods=[method])
    return router
