"""Put together the set-up: the first account, the steps, and the reading of sources."""

from collections.abc import Awaitable, Callable
from functools import partial

from fastapi import FastAPI

from assistant.app.compose.data_folders import find_version
from assistant.app.compose.local_installation import find_key
from assistant.app.compose.process_parts import Parts
from assistant.console.conversations.console_parts import Console
from assistant.console.setup import first_account_page, question_step, setup_pages, source_pages
from assistant.console.setup.judged_answers import JudgedAnswers
from assistant.console.setup.setup_marks import SetupMarks
from assistant.console.setup.setup_site import PageUnreachableError, SetupSite
from assistant.console.setup.shop_sources import ShopSources
from assistant.console.setup.source_marks import SourceMarks
from assistant.desk.staff.agent_sign_in import SignIn
from assistant.desk.staff.first_account import FirstAccount
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.desk.staff.staff_management import StaffManagement
from assistant.kit.settings.settings import Settings


def add_setup(
    app: FastAPI,
    server: Settings,
    parts: Parts,
    console: Console,
    *,
    staff: tuple[StaffManagement, SignIn],
    changes: SettingsChanges,
    judging: JudgedAnswers,
    ask_reading: Callable[[], Awaitable[None]] | None,
) -> None:
    """Add the set-up's pages to `app`; `judging` keeps answers, `ask_reading` has sources read.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    managing, signing_in = staff
    first = FirstAccount(
        key=find_key(server), managing=managing, signing_in=signing_in, leases=parts.broker.leases
    )
    app.include_router(first_account_page.routes(first, static=console.assets.base))
    site = SetupSite(
        console=console,
        changes=changes,
        sources=ShopSources(server.data_dir),
        marks_on_sources=SourceMarks(server.data_dir),
        marks=SetupMarks(server.data_dir),
        find_version=partial(find_version, server),
        fetch=fetch_page,
        judging=judging,
        ask_reading=ask_reading,
    )
    app.include_router(setup_pages.routes(site))
    app.include_router(source_pages.routes(site))
    app.include_router(question_step.routes(site))


def fetch_page(settings: Settings, url: str) -> str:
    """Return a page's text; addresses of our own network only where the server allows them.

    Raises:
        PageUnreachableError: it cannot be opened.
    """
    from retrieval.catalogue.pages.web_fetch import fetch  # noqa: PLC0415  # only the set-up pays
    from retrieval.catalogue.types import ReadOptions, UnreadableError  # noqa: PLC0415  # the same

    options = ReadOptions(allow_private_addresses=settings.webhooks.allow_private)
    try:
        return fetch(url, options).data.decode("utf-8", "replace")
    except UnreadableError as error:
        raise PageUnreachableError(str(error)) from error
