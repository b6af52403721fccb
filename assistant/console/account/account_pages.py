"""Collect the pages of running the assistant that need nothing but the console's parts."""

from fastapi import APIRouter

from assistant.console.account import audit_page, autonomy_page, statistics_page
from assistant.console.conversations.console_parts import Console


def account_pages(console: Console) -> APIRouter:
    """Return the routes of the audit, the autonomy table and the statistics."""
    router = APIRouter(include_in_schema=False)
    for page in (audit_page, autonomy_page, statistics_page):
        router.include_router(page.routes(console))
    return router
