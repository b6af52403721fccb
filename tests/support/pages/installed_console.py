"""The whole web application with its own stores, and browsers of people who signed in."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path

import httpx
from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts, open_parts
from assistant.app.processes.web_application import create_app
from assistant.commerce.ports import ShopSystem
from assistant.console.shell.access import Access
from assistant.conversation.ids import AgentId
from assistant.conversation.people import Account, Role
from assistant.desk.staff.sessions import Means, Session, csrf_token, digest, mint
from assistant.kit.settings.layered_settings import layer
from assistant.kit.settings.settings import Settings
from tests.support.memory.assemblies.worker_shop import SystemClock
from tests.support.pages.staff_office import ORIGIN, agent


@asynccontextmanager
async def fresh_installation(
    folder: Path,
    *,
    variables: Mapping[str, str] | None = None,
    ask_reading: Callable[[], Awaitable[None]] | None = None,
    shop: ShopSystem | None = None,
) -> AsyncIterator[tuple[FastAPI, Parts]]:
    """Open an installation that nobody set up: no shop unless one is given, no index, no desk.

    `variables` are settings that the server says, by name; `ask_reading` has sources read.
    """
    settings = layer(Settings(data_dir=folder), variables or {})
    async with open_parts(settings) as parts:
        app, close = await asyncio.to_thread(  # as it is served
            create_app, settings, parts, shop=shop, demo=False, ask_reading=ask_reading
        )
        yield app, parts
        close()


def browser(app: FastAPI) -> httpx.AsyncClient:
    headers = {"Accept": "text/html", "Origin": ORIGIN}
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url=ORIGIN, headers=headers
    )


async def sign_in(app: FastAPI, role: Role) -> httpx.AsyncClient:
    """Return what asks as an agent of `role`."""
    token = await open_session(app, role)
    client = browser(app)
    client.cookies.set("comptoir", token, domain="127.0.0.1")
    client.headers["X-CSRF-Token"] = csrf_token(token)
    return client


async def open_session(app: FastAPI, role: Role) -> str:
    """Add an agent of `role`, and return the token of their browser's session."""
    access: Access = app.state.console_access
    await access.directory.add(Account(agent=agent(role, role)))
    token, now = mint(), SystemClock().now()
    session = Session(
        token_sha256=digest(token),
        agent_id=AgentId(role),
        means=Means.PASSWORD,
        started_at=now,
        seen_at=now,
    )
    await access.sessions.start(session)
    return token


def fields(html: str) -> dict[str, str]:
    """Return what the first forms of a page would send, unchanged."""
    inputs = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', html)
    found = {name: unescape(text) for name, text in inputs}
    ticked = re.findall(r'type="checkbox"[^>]*name="([^"]+)" value="[^"]*" checked', html)
    unticked = re.findall(r'type="checkbox"[^>]*name="([^"]+)" value="[^"]*"(?! checked)', html)
    for name in set(unticked) - set(ticked):
        found.pop(name, None)
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.DOTALL
    ):
        found[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html):
        found[name] = re.findall(r'value="([^"]*)"[^>]* selected', options)[0]
    return found
