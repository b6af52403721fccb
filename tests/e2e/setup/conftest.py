"""Fixture wiring only: an empty folder that is served, and a shop's page of another origin."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest_asyncio
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from playwright.async_api import Browser, Page
from starlette.responses import Response

from tests.support.patience import until
from tests.support.processes.browser import new_customer
from tests.support.processes.comptoir import Tree, new_client
from tests.support.simulators.http_server import served


@dataclass(kw_only=True)
class NewShop:
    """A served folder without anything in it, and the shop's own site."""

    tree: Tree
    site: str  # address of the shop's page
    link: str  # that the server printed


class ShopSite:
    """The shop's own pages: the first may have the tag in it, robots.txt forbids `/private`."""

    def __init__(self) -> None:
        self.tag = ""
        self.pages: dict[str, str] = {}  # their words, by path

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/", response_class=HTMLResponse)
        def front() -> str:
            return (
                f'<!doctype html><html lang="en"><title>Lune</title><h1>Lune</h1>{self.tag}</html>'
            )

        @app.get("/robots.txt", response_class=PlainTextResponse)
        def robots(request: Request) -> str:
            sitemap = f"Sitemap: {request.base_url}sitemap.xml\n" if self.pages else ""
            return f"User-agent: *\nDisallow: /private\n{sitemap}"

        @app.get("/sitemap.xml")
        def sitemap(request: Request) -> Response:
            if not self.pages:
                return Response(status_code=404)
            places = "".join(
                f"<url><loc>{request.base_url}{path}</loc></url>" for path in self.pages
            )
            kind = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
            xml = f'<?xml version="1.0"?><urlset {kind}>{places}</urlset>'
            return Response(xml, media_type="application/xml")

        @app.get("/{path:path}", response_class=HTMLResponse)
        def page(path: str) -> Response:
            words = self.pages.get(path)
            if words is None:
                return Response(status_code=404)
            title = path.capitalize()
            return HTMLResponse(
                f'<!doctype html><html lang="en"><title>{title}</title>'
                f"<main><h1>{title}</h1><p>{words}</p></main></html>"
            )

        return app


@pytest_asyncio.fixture(loop_scope="session")
async def shop_site() -> ShopSite:
    return ShopSite()


@pytest_asyncio.fixture(loop_scope="session")
async def new_shop(tmp_path: Path, shop_site: ShopSite) -> AsyncIterator[NewShop]:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    tree = Tree(folder, env={"COMPTOIR_WEBHOOKS__ALLOW_PRIVATE": "true"})
    async with served(shop_site.app()) as site, new_client(tree.base_url) as client:
        try:
            tree.spawn()

            async def is_served() -> bool:
                return "#" in tree.output.read_text() and (await client.get("/health")).is_success

            await until(is_served, within_s=60, every_s=0.1)
            said = tree.output.read_text().split()
            link = next(one for one in said if "/set-up#" in one)
            yield NewShop(tree=tree, site=site.replace("127.0.0.1", "localhost"), link=link)
        finally:
            if tree.is_running:
                await tree.kill()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, new_shop: NewShop) -> AsyncIterator[Page]:
    async with new_customer(browser, new_shop.tree.base_url) as context:
        yield await context.new_page()
