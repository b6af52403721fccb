from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request

from assistant.kit.web import middleware, web_errors

LIMIT = 100
SHOP = "https://shop.example"


@pytest.fixture
def https() -> bool:
    return False


@pytest.fixture
async def client(*, https: bool) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    web_errors.install(app)
    middleware.install(
        app, origins=(SHOP,), max_body_bytes=LIMIT, larger={"/files/.+": 200}, https=https
    )

    @app.post("/api/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    @app.post("/files/{name}")
    async def keep(name: str, request: Request) -> int:
        del name
        return len(await request.body())

    @app.get("/api/fail")
    async def fail() -> None:
        raise RuntimeError

    @app.get("/page")
    async def page() -> str:
        return "not an API"

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.test") as client:
        yield client


async def chunks(total: int) -> AsyncIterator[bytes]:
    for _ in range(total // 10):
        yield b"x" * 10


class TestABody:
    async def test_may_have_as_many_bytes_as_are_allowed(self, client: httpx.AsyncClient) -> None:
        assert (await client.post("/api/echo", content=b"x" * LIMIT)).json() == LIMIT

    async def test_is_refused_when_it_says_it_is_larger(self, client: httpx.AsyncClient) -> None:
        response = await client.post("/api/echo", content=b"x" * (LIMIT + 1))

        assert response.status_code == 413
        assert response.json()["error"]["code"] == "body_too_large"

    async def test_is_refused_when_it_is_larger_and_does_not_say_so(
        self, client: httpx.AsyncClient
    ) -> None:
        response = await client.post("/api/echo", content=chunks(LIMIT + 10))

        assert response.status_code == 413

    async def test_may_be_larger_where_that_is_said(self, client: httpx.AsyncClient) -> None:
        assert (await client.post("/files/a", content=b"x" * 200)).json() == 200
        assert (await client.post("/files/a", content=b"x" * 201)).status_code == 413
        assert (await client.post("/api/echo", content=b"x" * 200)).status_code == 413


class TestEveryResponse:
    @pytest.mark.parametrize("path", ["/page", "/api/fail", "/nowhere"])
    async def test_has_an_id_and_safe_headers(self, client: httpx.AsyncClient, path: str) -> None:
        response = await client.get(path)

        assert len(response.headers["x-request-id"]) == 32
        assert response.headers["x-content-type-options"] == "nosniff"

    async def test_keeps_a_harmless_id_and_no_other(self, client: httpx.AsyncClient) -> None:
        kept = await client.get("/page", headers={"X-Request-Id": "trace-1.2_3"})
        other = await client.get("/page", headers={"X-Request-Id": "two words"})

        assert kept.headers["x-request-id"] == "trace-1.2_3"
        assert other.headers["x-request-id"] != "two words"


class TestAnotherSitesPage:
    async def test_may_call_if_the_settings_name_it(self, client: httpx.AsyncClient) -> None:
        response = await client.post("/api/echo", headers={"Origin": SHOP})

        assert response.headers["access-control-allow-origin"] == SHOP
        assert "Retry-After" in response.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in response.headers

    async def test_may_read_why_it_failed(self, client: httpx.AsyncClient) -> None:
        for path in ("/api/nowhere", "/api/fail"):
            response = await client.get(path, headers={"Origin": SHOP})

            assert response.headers["access-control-allow-origin"] == SHOP

    async def test_is_told_what_it_may_send(self, client: httpx.AsyncClient) -> None:
        response = await client.options(
            "/api/echo",
            headers={
                "Origin": SHOP,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization,content-type,last-event-id",
            },
        )

        assert response.status_code == 200
        assert response.headers["access-control-max-age"] == "600"

    @pytest.mark.parametrize("origin", ["https://other.example", "https://shop.example.evil.test"])
    async def test_may_not_call_otherwise(self, client: httpx.AsyncClient, origin: str) -> None:
        preflight = await client.options(
            "/api/echo", headers={"Origin": origin, "Access-Control-Request-Method": "POST"}
        )
        response = await client.post("/api/echo", headers={"Origin": origin})

        assert preflight.status_code == 400
        assert "access-control-allow-origin" not in response.headers

    async def test_may_call_only_what_is_meant_for_it(self, client: httpx.AsyncClient) -> None:
        response = await client.get("/page", headers={"Origin": SHOP})

        assert "access-control-allow-origin" not in response.headers


class TestTransportSecurity:
    async def test_is_not_asked_for_over_http(self, client: httpx.AsyncClient) -> None:
        assert "strict-transport-security" not in (await client.get("/page")).headers

    async def test_is_asked_for_over_https(self, client: httpx.AsyncClient) -> None:
        said = await client.get("https://chat.test/page")

        assert said.headers["strict-transport-security"] == "max-age=31536000"

    @pytest.mark.parametrize("https", [True])
    async def test_is_asked_for_where_a_proxy_does_not_say_so(
        self, client: httpx.AsyncClient
    ) -> None:
        said = await client.get("/api/fail")

        assert said.headers["strict-transport-security"] == "max-age=31536000"
