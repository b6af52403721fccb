"""Collect the pages of running the assistant that need nothing but the console's parts."""

from fastapi import APIRouter

from assistant.console.account import audit_page, autonomy_page, statistics_page
from assistant.console.conversations.console_parts import Console
from assistant.improvement.changes.change_steps import ChangeSteps


def account_pages(console: Console, proposals: ChangeSteps | None = None) -> APIRouter:
    """Return the routes of the audit, the autonomy table and the statistics.

    `proposals` take up what one person may not make freer in the table alone.
    """
    router = APIRouter(include_in_schema=False)
    for page in (audit_page, statistics_page):
        router.include_router(page.routes(console))
    router.include_router(autonomy_page.routes(console, proposals))
    return router
