"""The demo shop and what is answered about it: what a page invites to ask has an answer."""

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import pytest_asyncio
from fastapi import FastAPI

from integrations.shops.demo.demo_site import routes
from integrations.shops.demo.shelf import load
from tests.support.processes.comptoir import DEMO, new_data_dir, run

SHELF = load(DEMO)
ASK = re.compile(r'data-ask="([^"]+)"')
PAGES = ("/fr/", "/en/", "/fr/produits/parka-suroit", "/en/products/suroit-parka")
MORE = (
    "marinières en stock",
    "wool sweaters",
    "Quels sont les frais de livraison ?",
    "Do you offer gift cards?",
    "comment laver un pull en laine ?",
    "Where is your shop?",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(routes())
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def invited(site: httpx.AsyncClient) -> list[str]:
    """The questions that buttons of the shop's pages ask."""
    pages = [(await site.get(path)).raise_for_status().text for path in PAGES]
    return [html.unescape(question) for page in pages for question in ASK.findall(page)]


@pytest.fixture(scope="module")
def answers(
    invited: list[str], demo_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """What is answered to them and to `MORE`, by question."""
    place = tmp_path_factory.mktemp("demo_shop")
    data_dir = new_data_dir(place, like=demo_data, index=True)
    lines = [{"id": text, "text": text} for text in (*invited, *MORE)]
    batch = place / "batch.jsonl"
    batch.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    done = run("ask", "--batch", batch, "--json", "--data-dir", data_dir)
    assert done.returncode == 0, done.stderr
    return {answer["id"]: answer for answer in map(orjson.loads, done.stdout.splitlines())}


class TestTheShop:
    def test_is_indexed_whole_without_a_bad_row(self, demo_data: Path, tmp_path: Path) -> None:
        data_dir = new_data_dir(tmp_path, like=demo_data, index=True)

        done = run("demo", "--index-only", "--data-dir", data_dir)

        products = len(SHELF.products["fr"]) + len(SHELF.products["en"])
        pages = len(SHELF.pages["fr"]) + len(SHELF.pages["en"])
        assert done.returncode == 0
        assert f"{products} products and {pages} documents" in done.stderr
        assert "could not be read" not in done.stderr

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_is_large_enough_to_be_believed(self, language: str) -> None:
        assert len(SHELF.products[language]) >= 120
        assert len(SHELF.pages[language]) >= 14


class TestAQuestionThatAPageInvitesTo:
    def test_is_answered(self, invited: list[str], answers: dict[str, dict[str, Any]]) -> None:
        assert len(invited) >= 10
        assert {text: answers[text]["text"] for text in invited} == {
            text: answers[text]["text"] for text in invited if answers[text]["kind"] == "answered"
        }

    def test_is_answered_in_its_language(self, answers: dict[str, dict[str, Any]]) -> None:
        spoken = {
            "robe rouge sous 50 EUR en M": "fr",
            "bottes imperméables à moins de 80 EUR": "fr",
            "red dress under 50 EUR in M": "en",
            "waterproof boots under 80 EUR": "en",
        }

        assert {text: answers[text]["language"] for text in spoken} == spoken

    @pytest.mark.parametrize(
        ("text", "limit_eur"),
        [
            ("robe rouge sous 50 EUR en M", 50),
            ("red dress under 50 EUR in M", 50),
            ("bottes imperméables à moins de 80 EUR", 80),
            ("waterproof boots under 80 EUR", 80),
        ],
    )
    def test_shows_products_within_the_price_that_was_said(
        self, answers: dict[str, dict[str, Any]], text: str, limit_eur: int
    ) -> None:
        prices = [_euros(card["price"]) for card in answers[text]["cards"]]

        assert len(prices) >= 2
        assert max(prices) <= limit_eur

    def test_compares_the_two_that_were_named(self, answers: dict[str, dict[str, Any]]) -> None:
        cards = answers["compare la parka Suroît et la veste Crachin"]["cards"]

        assert [card["title"] for card in cards] == ["Parka Suroît", "Veste de pluie Crachin"]


def _euros(price: str) -> float:
    digits = re.search(r"\d+[.,]\d\d", price)
    assert digits is not None, price
    return float(digits[0].replace(",", "."))


@pytest.mark.asyncio(loop_scope="module")
class TestAnAnswersLinks:
    async def test_lead_to_pages_and_pictures_that_exist(
        self, answers: dict[str, dict[str, Any]], site: httpx.AsyncClient
    ) -> None:
        shown = {
            url
            for answer in answers.values()
            for one in (*answer["cards"], *answer["sources"])
            for url in (one["url"], one.get("image_url"))
            if url
        }
        found = {url: (await site.get(url)).status_code for url in sorted(shown)}

        assert len(shown) >= 20
        assert {url: status for url, status in found.items() if status != httpx.codes.OK} == {}

    async def test_lead_to_pages_that_say_what_is_quoted(
        self, answers: dict[str, dict[str, Any]], site: httpx.AsyncClient
    ) -> None:
        quoted = [
            (source["url"], source["quote"])
            for answer in answers.values()
            for source in answer["sources"]
            if "/aide/" in source["url"] or "/help/" in source["url"]
        ]
        missing = [
            (url, quote)
            for url, quote in quoted
            if _letters(quote) not in _letters((await site.get(url)).text)
        ]

        assert len(quoted) >= 4
        assert missing == []


def _letters(text: str) -> str:
    """Return the letters and digits alone: a page is typeset, and a quote keeps its Markdown.

    The numbers of a list's items are no text of the page.
    """
    text = re.sub(r"(?m)^\s*\d+\.\s", "", text)
    plain = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return "".join(c for c in re.sub(r"\]\([^)]*\)", "", plain) if c.isalnum())
