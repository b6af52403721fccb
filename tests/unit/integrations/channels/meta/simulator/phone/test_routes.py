"""The phone's page and what it posts, over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI

from integrations.channels.meta.simulator.phone.routes import Phone, phone_of
from integrations.channels.meta.simulator.simulator import serving
from tests.unit.integrations.channels.meta.simulator.conftest import Shop


@pytest.fixture
def phone(shop: Shop) -> Phone:
    return phone_of(shop.simulator, shop="Maison Lune")


@pytest.fixture
async def browser(phone: Phone) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(phone.router)
    async with (
        serving(app) as url,
        httpx.AsyncClient(base_url=url, trust_env=False) as client,
    ):
        yield client


async def events(browser: httpx.AsyncClient, channel: str, count: int) -> list[dict[str, Any]]:
    """Return the stream's first events."""
    found: list[dict[str, Any]] = []
    async with browser.stream("GET", f"/phone/{channel}/events") as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                found.append(orjson.loads(line.removeprefix("data: ")))
            if len(found) == count:
                break
    return found


async def test_a_browser_is_a_customer_of_its_own(
    shop: Shop, browser: httpx.AsyncClient, phone: Phone
) -> None:
    page = await browser.get("/phone", headers={"Accept-Language": "en-GB,en;q=0.9"})
    await browser.get("/phone")
    assert '<html lang="en">' in page.text
    assert [one.name for one in shop.simulator.world.people] == ["Camille Martin"]
    assert "HttpOnly" in page.headers["set-cookie"]
    assert "'unsafe-inline'" not in page.headers["content-security-policy"]
    browser.cookies.clear()
    await browser.get("/phone?lang=fr")
    assert len(shop.simulator.world.people) == 2
    phone.close()


@pytest.mark.parametrize("channel", ["whatsapp", "messenger"])
async def test_what_is_written_goes_to_the_shop_and_what_comes_back_is_shown(
    shop: Shop, browser: httpx.AsyncClient, channel: str
) -> None:
    await browser.get("/phone")
    wrote = await browser.post(f"/phone/{channel}/write", json={"text": "Bonjour"})
    await shop.settled()
    (person,) = shop.simulator.world.people
    if channel == "whatsapp":
        await shop.says(person.phone, "Bonjour, que puis-je pour vous ?")
    else:
        await shop.messenger(person.psid, {"text": "Bonjour, que puis-je pour vous ?"})
    await shop.settled()
    thread, lines = await events(browser, channel, 2)
    wire: Any = lines

    assert wrote.status_code == httpx.codes.NO_CONTENT
    assert [one["text"] for one in thread["bubbles"]][1] == "Bonjour, que puis-je pour vous ?"
    assert [line["to"] for line in wire][:2] == ["shop", "meta"]
    assert all(line["status"] == 200 for line in wire)


async def test_nobody_acts_without_the_cookie_or_on_what_is_not_theirs(
    shop: Shop, browser: httpx.AsyncClient
) -> None:
    stranger = shop.simulator.whatsapp().writes("secret")
    assert (await browser.post("/phone/whatsapp/write", json={"text": "x"})).status_code == 401
    assert (await browser.get("/phone/whatsapp/events")).status_code == 401
    await browser.get("/phone")
    press = {"bubble": stranger.id, "choice": 0}
    assert (await browser.post("/phone/whatsapp/press", json=press)).status_code == 404
    react = {"bubble": stranger.id, "emoji": "👍"}
    assert (await browser.post("/phone/whatsapp/react", json=react)).status_code == 404
    thread = (await events(browser, "whatsapp", 1))[0]
    assert thread["bubbles"] == []


async def test_every_act_reaches_the_shop(shop: Shop, browser: httpx.AsyncClient) -> None:
    await browser.get("/phone")
    (person,) = shop.simulator.world.people
    await browser.post("/phone/whatsapp/write", json={"text": "Bonjour"})
    mine = shop.simulator.whatsapp(person).thread.bubbles[0]
    file = {"file": ("a.png", b"png", "image/png")}
    await browser.post("/phone/whatsapp/file", files=file)
    await browser.post("/phone/whatsapp/location")
    await browser.post("/phone/whatsapp/revoke", json={"bubble": mine.id})
    await browser.post("/phone/whatsapp/person", json={"text": "Ici Camille"})
    await browser.post("/phone/messenger/person", json={"text": "Ici Camille"})
    await browser.post("/phone/whatsapp/hide", json={"on": True})
    await browser.post("/phone/whatsapp/write", json={"text": "Sans numéro"})
    await shop.settled()

    assert [one["type"] for one in shop.sink.messages()] == [
        *("text", "image", "location", "revoke", "text")
    ]
    assert "from" not in shop.sink.messages()[-1]
    assert len(list(shop.sink.changes("smb_message_echoes"))) == 1
    assert shop.sink.events()[0]["message"]["is_echo"]


@pytest.mark.parametrize("channel", ["whatsapp", "messenger"])
async def test_a_day_passes_for_meta(shop: Shop, browser: httpx.AsyncClient, channel: str) -> None:
    await browser.get("/phone")
    await browser.post(f"/phone/{channel}/lapse")  # nobody has written yet
    await browser.post(f"/phone/{channel}/write", json={"text": "Bonjour"})
    await browser.post(f"/phone/{channel}/lapse")
    (person,) = shop.simulator.world.people
    if channel == "whatsapp":
        await shop.says(person.phone, "Toujours là ?")
    else:
        await shop.messenger(person.psid, {"text": "Toujours là ?"})
    await shop.settled()

    came = [one for one in (await events(browser, channel, 1))[0]["bubbles"] if not one["mine"]]
    assert all(one["error"] for one in came)


async def test_a_file_that_is_too_large_is_not_sent(shop: Shop, browser: httpx.AsyncClient) -> None:
    await browser.get("/phone")
    file = {"file": ("a.png", b"x" * 5_000_001, "image/png")}
    answer = await browser.post("/phone/whatsapp/file", files=file)
    await shop.settled()
    assert answer.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE
    assert shop.sink.bodies == []
