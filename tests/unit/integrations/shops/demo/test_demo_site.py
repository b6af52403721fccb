import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser

import httpx
import pytest
from fastapi import FastAPI

from integrations.shops.demo.demo_site import policy, preferred, routes
from integrations.shops.demo.shelf import load


@pytest.fixture(scope="module")
def app() -> FastAPI:
    app = FastAPI()
    app.include_router(routes())
    return app


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client


class _Seen(HTMLParser):
    """What a page links to, and whether anything in it is inline."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.inline: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in values):
            self.inline.append(tag)
        self.inline.extend(name for name in values if name == "style" or name.startswith("on"))
        self.anchors |= {values["id"]} if "id" in values else set()
        for name in ("href", "src", "srcset"):
            if values.get(name, "").startswith("/"):
                self.links.add(values[name])


def _see(html: str) -> _Seen:
    seen = _Seen()
    seen.feed(html)
    return seen


class TestShop:
    async def test_welcomes_in_the_browser_s_language(self, browser: httpx.AsyncClient) -> None:
        answer = await browser.get("/", headers={"Accept-Language": "en-GB,en;q=0.9,fr;q=0.4"})

        assert answer.status_code == 302
        assert answer.headers["location"] == "/en/"
        assert answer.headers["vary"] == "Accept-Language"

    @pytest.mark.parametrize("language", ["fr", "en"])
    async def test_shows_every_department_at_home(
        self, browser: httpx.AsyncClient, language: str
    ) -> None:
        answer = await browser.get(f"/{language}/")

        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.text
        assert answer.text.count('<section class="shelf"') == 7
        assert 'src="/webchat/widget.js"' in answer.text

    async def test_answers_at_every_product_and_page(self, browser: httpx.AsyncClient) -> None:
        shelf = load()
        for language in ("fr", "en"):
            addresses = [product.url for product in shelf.products[language]]
            addresses += [page.url for page in shelf.pages[language]]
            for url in addresses:
                answer = await browser.get(url)
                assert answer.status_code == 200, url
                assert f'<html lang="{language}">' in answer.text

    async def test_links_to_nothing_that_is_not_there(self, browser: httpx.AsyncClient) -> None:
        waiting, met = {"/fr/", "/fr/nulle-part"}, set[str]()
        pages = ("/fr/rayons/", "/fr/aide", "/en/departments/home", "/fr/produits/robe-ondine")
        while waiting:
            path = waiting.pop()
            met.add(path)
            answer = await browser.get(path)
            if path != "/fr/nulle-part":
                assert answer.status_code == 200, path
            if answer.headers["content-type"].startswith("text/html") and (
                path.startswith(pages) or path in {"/fr/", "/fr/nulle-part"}
            ):
                found = {link.partition("#")[0] for link in _see(answer.text).links}
                waiting |= found - met - {"/webchat/widget.js"}

        assert len(met) > 300

    async def test_has_nothing_inline_and_says_so(self, browser: httpx.AsyncClient) -> None:
        for path in ("/fr/", "/en/departments/shoes", "/fr/produits/robe-ondine", "/en/help/sizes"):
            answer = await browser.get(path)
            assert _see(answer.text).inline == [], path
            assert answer.headers["content-security-policy"] == policy("/webchat/widget.js")
            assert "unsafe" not in answer.headers["content-security-policy"]

    async def test_offers_the_same_page_in_the_other_language(
        self, browser: httpx.AsyncClient
    ) -> None:
        product = await browser.get("/fr/produits/robe-ondine")
        page = await browser.get("/en/help/returns")

        assert '<a href="/en/products/ondine-dress" hreflang="en" lang="en">' in product.text
        assert '<a href="/fr/aide/retours" hreflang="fr" lang="fr">' in page.text

    async def test_keeps_a_lost_visitor_in_the_shop(self, browser: httpx.AsyncClient) -> None:
        for path in ("/fr/nulle/part", "/en/products/none", "/en/help/none", "/fr/rayons/none"):
            answer = await browser.get(path)
            assert answer.status_code == 404
            assert "/webchat/widget.js" in answer.text

    async def test_leaves_other_addresses_to_others(self, browser: httpx.AsyncClient) -> None:
        answer = await browser.get("/webchat/widget.js")

        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/json"


class TestProductPage:
    async def test_shows_the_colour_that_is_asked_for(self, browser: httpx.AsyncClient) -> None:
        answer = await browser.get("/en/products/ondine-dress?color=navy")

        assert "/demo/images/robe-ondine--bleu-marine.svg" in answer.text
        assert "Color <span>Navy</span>" in answer.text
        assert "€45.00" in answer.text

    async def test_that_is_sold_out_offers_what_is_close(self, browser: httpx.AsyncClient) -> None:
        answer = await browser.get("/fr/produits/robe-noctiluque")

        below = answer.text.partition('id="others"')[2]
        assert answer.text.count("Épuisé") >= 5
        assert re.findall(r'<a href="(/fr/produits/[^"]+)"', below)[0] == "/fr/produits/robe-minuit"


class TestHelpPage:
    async def test_can_be_linked_to_at_a_heading(self, browser: httpx.AsyncClient) -> None:
        answer = await browser.get("/fr/aide/livraison")

        assert "tarifs-et-delais" in _see(answer.text).anchors


class TestFiles:
    async def test_a_picture_is_drawn_in_the_first_colour_or_the_one_named(
        self, browser: httpx.AsyncClient
    ) -> None:
        default = await browser.get("/demo/images/robe-ondine.svg")
        named = await browser.get("/demo/images/robe-ondine--rouge.svg")
        other = await browser.get("/demo/images/robe-ondine--vert-sauge.svg")

        assert default.headers["content-type"].startswith("image/svg+xml")
        assert default.text == named.text != other.text

    async def test_is_not_sent_twice(self, browser: httpx.AsyncClient) -> None:
        first = await browser.get("/demo/static/shop.css")
        again = await browser.get(
            "/demo/static/shop.css", headers={"If-None-Match": first.headers["etag"]}
        )

        assert (first.status_code, again.status_code) == (200, 304)

    @pytest.mark.parametrize(
        "path",
        [
            "/demo/images/tracteur.svg",
            "/demo/images/robe-ondine--chartreuse.svg",
            "/demo/static/none.css",
            "/demo/static/..%2Fwords.yaml",
        ],
    )
    async def test_that_is_none_of_ours_is_not_found(
        self, browser: httpx.AsyncClient, path: str
    ) -> None:
        assert (await browser.get(path)).status_code == 404


class TestPolicy:
    def test_lets_a_chat_from_elsewhere_in_and_nobody_else(self) -> None:
        assert "script-src 'self';" in policy("/webchat/widget.js")
        assert "script-src 'self' https://chat.example;" in policy("https://chat.example/w.js")


class TestPreferred:
    @pytest.mark.parametrize(
        ("header", "language"),
        [
            ("", "fr"),
            ("fr-CA", "fr"),
            ("en", "en"),
            ("de, en;q=0.5", "en"),
            ("de", "fr"),
            ("en;q=0.3, fr;q=0.7", "fr"),
            ("en;q=0, fr;q=0.1", "fr"),
            ("en;q=much", "fr"),
        ],
    )
    def test_is_what_the_browser_ranks_first(self, header: str, language: str) -> None:
        assert preferred(header) == language
