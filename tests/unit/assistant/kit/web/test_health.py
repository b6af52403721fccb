import asyncio

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from assistant.kit.web.health import Check, NotReadyError, SparedCheck, routes
from assistant.ports import LogUnavailableError


async def well() -> str:
    return "sqlite"


async def broken() -> str:
    msg = "password=hunter2 refused"
    raise RuntimeError(msg)


async def empty() -> str:
    msg = "no index yet"
    raise NotReadyError(msg)


async def full() -> str:
    msg = "database or disk is full"
    raise LogUnavailableError(msg)


async def hanging() -> str:
    await asyncio.Event().wait()
    return "never"


async def ask(path: str, **checks: Check) -> httpx.Response:
    app = FastAPI()
    app.include_router(routes(checks, timeout_s=0.05))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        return await client.get(path)


class TestHealth:
    async def test_is_alive_whatever_the_parts_say(self) -> None:
        response = await ask("/health", log=broken)

        assert (response.status_code, response.json()) == (200, {"status": "alive"})


class TestReady:
    async def test_names_every_part(self) -> None:
        response = await ask("/ready", log=well, index=well)

        assert response.status_code == 200
        assert response.json() == {
            "status": "ready",
            "parts": {
                "log": {"ok": True, "detail": "sqlite"},
                "index": {"ok": True, "detail": "sqlite"},
            },
        }
        assert response.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize(
        ("check", "detail"),
        [(broken, "failed"), (empty, "no index yet"), (hanging, "no answer within 0.05 s")],
    )
    async def test_is_not_while_one_part_fails_and_tells_no_secret(
        self, check: Check, detail: str
    ) -> None:
        response = await ask("/ready", log=well, index=check)

        assert response.status_code == 503
        assert response.json()["status"] == "not_ready"
        assert response.json()["parts"]["index"] == {"ok": False, "detail": detail}
        assert response.json()["parts"]["log"]["ok"] is True
        assert response.headers["retry-after"] == "5"

    @pytest.mark.parametrize(
        ("check", "reason"),
        [
            (broken, "RuntimeError"),
            (empty, "no index yet"),
            (hanging, "no answer within 0.05 s"),
            (full, "database or disk is full"),
        ],
    )
    async def test_logs_the_reason(self, check: Check, reason: str) -> None:
        with capture_logs() as lines:
            await ask("/ready", log=check)

        (line,) = lines
        assert (line["event"], line["part"]) == ("health.not_ready", "log")
        assert line["reason"] == reason

    async def test_looks_at_all_parts_at_once(self) -> None:
        both = asyncio.Barrier(2)

        async def meets_the_other() -> str:
            await both.wait()
            return ""

        assert (await ask("/ready", one=meets_the_other, two=meets_the_other)).status_code == 200


class TestASparedCheck:
    async def test_is_made_once_however_many_ask_at_once(self) -> None:
        made = list[str]()

        async def check() -> str:
            made.append("now")
            await asyncio.sleep(0)
            return "well"

        spared = SparedCheck(check, every_s=60)

        assert await asyncio.gather(*(spared() for _ in range(20))) == ["well"] * 20
        assert made == ["now"]

    async def test_that_failed_fails_for_all_who_ask_meanwhile_and_is_made_anew(self) -> None:
        left = [LogUnavailableError("full")]

        async def check() -> str:
            if left:
                raise left.pop()
            return "well"

        spared, eager = SparedCheck(check, every_s=60), SparedCheck(check, every_s=0)

        for _ in range(2):
            with pytest.raises(LogUnavailableError):
                await spared()
        left.append(LogUnavailableError("full"))
        with pytest.raises(LogUnavailableError):
            await eager()
        assert await eager() == "well"
