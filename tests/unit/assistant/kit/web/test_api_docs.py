import base64
import hashlib
import re

import httpx
import pytest
from fastapi import FastAPI

from assistant.kit.web import api_docs, web_errors


@pytest.fixture
def client() -> httpx.AsyncClient:
    app = FastAPI(docs_url=None, openapi_url="/api/openapi.json")
    web_errors.install(app)
    app.include_router(api_docs.routes())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://chat.test")


class TestThePage:
    async def test_loads_nothing_from_another_site(self, client: httpx.AsyncClient) -> None:
        page = await client.get("/api/docs")

        loaded = re.findall(r"""(?:src|href|url)["']?[=:]\s*["']([^"']+)""", page.text)
        assert len(loaded) == 4
        for address in loaded:
            assert (await client.get(page.url.join(address))).status_code == 200
        assert "//" not in "".join(loaded)

    async def test_may_run_its_own_script_and_no_other(self, client: httpx.AsyncClient) -> None:
        page = await client.get("/api/docs")

        (script,) = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
        own = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        policy = page.headers["content-security-policy"]
        assert f"script-src 'self' 'sha256-{own}'" in policy
        assert "'unsafe-eval'" not in policy

    async def test_is_where_docs_leads(self, client: httpx.AsyncClient) -> None:
        led = await client.get("/docs")

        assert (led.status_code, led.headers["location"]) == (308, "/api/docs")

    async def test_gives_no_other_file(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/api/docs/swagger-editor.js")).status_code == 422
