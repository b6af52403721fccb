"""Programs that come before the shop has given any a key."""

import httpx
import pytest
from fastapi import FastAPI

from assistant.app.processes.closed_interfaces import closed_to_programs


class TestAProgramWithoutAKey:
    @pytest.mark.parametrize("path", ["/v1", "/v1/models", "/v1/chat/completions", "/mcp"])
    @pytest.mark.parametrize("method", ["GET", "POST"])
    async def test_is_told_how_to_get_one(self, path: str, method: str) -> None:
        app = FastAPI()
        app.include_router(closed_to_programs("/v1"))
        app.include_router(closed_to_programs("/mcp"))
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            answer = await client.request(method, path)

        assert answer.status_code == 401
        assert "comptoir client NAME" in answer.json()["error"]["message"]
        assert answer.headers["www-authenticate"] == "Bearer"
