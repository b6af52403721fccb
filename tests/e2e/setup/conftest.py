"""Fixture wiring only: an empty folder that is served, and a shop's page of another origin."""

import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from playwright.async_api import Browser, Page
from starlette.responses import Response

from tests.e2e.setup.walk import Walk
from tests.support.processes.browser import new_customer
from tests.support.processes.comptoir import Tree, set_up
from tests.support.simulators.http_server import served

TellMeasures = Callable[[Walk], None]


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


@pytest.fixture
def way_out() -> Mapping[str, str]:
    """The environment in which the server goes out to the web."""
    return {}


@pytest_asyncio.fixture(loop_scope="session")
async def new_shop(
    tmp_path: Path, shop_site: ShopSite, way_out: Mapping[str, str]
) -> AsyncIterator[NewShop]:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    tree = Tree(folder, env={"COMPTOIR_WEBHOOKS__ALLOW_PRIVATE": "true", **way_out})
    async with served(shop_site.app()) as site, set_up(tree) as link:
        yield NewShop(tree=tree, site=site.replace("127.0.0.1", "localhost"), link=link)


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, new_shop: NewShop) -> AsyncIterator[Page]:
    async with new_customer(browser, new_shop.tree.base_url) as context:
        yield await context.new_page()


@pytest.fixture
def walk(page: Page) -> Walk:
    return Walk(page)


@pytest.fixture
def tell_measures(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> TellMeasures:
    """Print the steps and the seconds from the first page to the first answer."""

    def tell(walk: Walk) -> None:
        said = f"{walk.steps} steps, {walk.took_s:.0f} s from an empty folder to the first answer"
        with capsys.disabled():
            sys.stdout.write(f"\n{request.node.nodeid.rpartition('.py::')[2]}: {said}\n")

    return tell
