"""Make the routes of pages, which the description of the API leaves out."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter

PageRoute = tuple[str, str, Callable[..., Any]]
"""A route's method, its path and its function."""


def page_router(*pages: PageRoute) -> APIRouter:
    """Return the routes of pages."""
    router = APIRouter(include_in_schema=False)
    for method, path, page in pages:
        router.add_api_route(path, page, methods=[method])
    return router
