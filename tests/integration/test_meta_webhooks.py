"""What Meta posts, as the application takes it: who may post, and that nothing valid is lost."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from assistant.app.compose.meta_channels import assemble_intake
from assistant.app.compose.process_parts import Parts, open_parts
from assistant.app.processes.web_application import create_app
from assistant.conversation.events import CustomerWrote
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.system_settings import MessengerSettings, WhatsAppSettings
from integrations.channels.meta.simulator.types import Number, SimulatedPage
from integrations.channels.meta.simulator.webhook_carrier import SIGNATURE, sign
from tests.support.patience import until
from tests.support.simulators.graph.broken_payloads import Channel, fuzzed
from tests.support.simulators.graph.payloads import names, payload

NEW, OLD = "new-app-secret", "old-app-secret"
CHANNELS: tuple[Channel, ...] = ("whatsapp", "messenger")
FUZZED = 400  # of each channel; `benchmarks.channels.webhooks` posts 10,000


@dataclass
class Webhooks:
    """The application's webhooks, and its log."""

    http: httpx.AsyncClient
    parts: Parts

    async def post(self, channel: Channel, body: bytes, **headers: str | bytes) -> int:
        given: Any = headers or {SIGNATURE: sign(body, NEW)}
        answer = await self.http.post(f"/webhooks/{channel}", content=body, headers=given)
        return answer.status_code

    async def written(self) -> list[str]:
        """Return what customers wrote, oldest first."""
        stored, after = [], 0
        while more := await self.parts.log.tail(after, limit=1000):
            stored += [one.event for one in more]
            after = more[-1].position
        return [event.text for event in stored if isinstance(event, CustomerWrote)]


@asynccontextmanager
async def opened(folder: Path, *secrets: str) -> AsyncIterator[Webhooks]:
    """Open an application with a number and a page, both of one app."""
    shared = {
        "app_secret": [SecretStr(one) for one in secrets],
        "verify_token": SecretStr("verify-token"),
        "access_token": SecretStr("token"),
        "api_url": "http://127.0.0.1:9/v24.0",
    }
    settings = Settings(
        data_dir=folder,
        whatsapp=WhatsAppSettings.model_validate({**shared, "phone_number_id": Number().id}),
        messenger=MessengerSettings.model_validate({**shared, "page_id": SimulatedPage().id}),
    )
    async with open_parts(settings) as parts:
        intake, stop = assemble_intake(parts), asyncio.Event()
        app, close = create_app(settings, parts, shop=None, demo=False, intake=intake)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop") as http:
            taking_in = asyncio.create_task(intake.run(stop))
            try:
                yield Webhooks(http, parts)
            finally:
                stop.set()
                await taking_in
                close()


@pytest.fixture
async def webhooks(tmp_path: Path) -> AsyncIterator[Webhooks]:
    async with opened(tmp_path, NEW) as one:
        yield one


@pytest.mark.parametrize("channel", CHANNELS)
class TestWhoMayPost:
    async def test_only_who_knows_the_app_secret(
        self, webhooks: Webhooks, channel: Channel
    ) -> None:
        body = payload(channel, "text")
        sha1 = hmac.new(NEW.encode(), body, hashlib.sha1).hexdigest()
        right = sign(body, NEW)
        refused = [
            await webhooks.post(channel, body, **headers)
            for headers in (
                {"X-Other": "x"},  # no signature at all
                {SIGNATURE: ""},
                {SIGNATURE: sign(body, "another secret")},
                {SIGNATURE: sign(body, "")},
                {SIGNATURE: sign(body, OLD)},
                {SIGNATURE: right.removeprefix("sha256=")},
                {SIGNATURE: right.upper()},
                {SIGNATURE: f"sha1={sha1}"},
                {"X-Hub-Signature": f"sha1={sha1}"},
                {SIGNATURE: "sha256=é".encode()},
            )
        ]
        altered = await webhooks.post(channel, body + b" ", **{SIGNATURE: right})
        spaced = await webhooks.post(channel, body.replace(b"\n", b""), **{SIGNATURE: right})

        assert refused == [401] * 10
        assert (altered, spaced) == (401, 401)
        assert await webhooks.written() == []

    async def test_the_old_secret_beside_the_new_while_it_is_changed(
        self, tmp_path: Path, channel: Channel
    ) -> None:
        body = payload(channel, "text")
        async with opened(tmp_path / "during", NEW, OLD) as during:
            assert await during.post(channel, body, **{SIGNATURE: sign(body, OLD)}) == 200
            assert await during.post(channel, body, **{SIGNATURE: sign(body, NEW)}) == 200
        async with opened(tmp_path / "after", NEW) as after:
            assert await after.post(channel, body, **{SIGNATURE: sign(body, OLD)}) == 401

    async def test_nobody_without_a_secret(self, tmp_path: Path, channel: Channel) -> None:
        body = payload(channel, "text")
        async with opened(tmp_path) as bare:
            for secret in ("", NEW):
                assert await bare.post(channel, body, **{SIGNATURE: sign(body, secret)}) == 401
            assert await bare.written() == []

    async def test_nothing_larger_than_meta_posts(
        self, webhooks: Webhooks, channel: Channel
    ) -> None:
        assert await webhooks.post(channel, b"x" * 3_000_001) == 413
        assert await webhooks.post(channel, b" " * 2_999_000 + b"{}") == 200

    async def test_the_handshake_gives_the_challenge_back_to_who_knows_the_token(
        self, webhooks: Webhooks, channel: Channel
    ) -> None:
        asked = {
            "hub.mode": "subscribe",
            "hub.verify_token": "verify-token",
            "hub.challenge": "1158201444",
        }
        path = f"/webhooks/{channel}"
        right = await webhooks.http.get(path, params=asked)
        wrong = await webhooks.http.get(path, params={**asked, "hub.verify_token": "x"})
        empty = await webhooks.http.get(path, params={**asked, "hub.verify_token": ""})
        none = await webhooks.http.get(path)

        assert (right.status_code, right.text) == (200, "1158201444")
        assert right.headers["content-type"].startswith("text/plain")
        assert [wrong.status_code, empty.status_code, none.status_code] == [403, 403, 403]


@pytest.mark.parametrize("channel", CHANNELS)
class TestWhatIsPosted:
    async def test_every_kept_payload_is_acknowledged_and_a_repeat_adds_nothing(
        self, webhooks: Webhooks, channel: Channel
    ) -> None:
        bodies = [payload(channel, name) for name in names(channel)]
        for body in bodies:
            assert await webhooks.post(channel, body) == 200
        await everything_was_tried(webhooks, channel)
        once = await webhooks.written()
        for body in bodies:
            assert await webhooks.post(channel, body) == 200
        await everything_was_tried(webhooks, channel)

        assert len(once) > len(bodies) / 2
        assert set((await webhooks.written())[:-2]) == set(once)
        assert len(await webhooks.written()) == len(once) + 2

    async def test_broken_payloads_cost_no_valid_sibling(
        self, webhooks: Webhooks, channel: Channel
    ) -> None:
        said = []
        for one in fuzzed(channel, count=FUZZED):
            assert await webhooks.post(channel, one.body) == 200
            said += [one.says] if one.says else []
        await everything_was_tried(webhooks, channel)
        assert set(said) - set(await webhooks.written()) == set()


async def everything_was_tried(webhooks: Webhooks, channel: Channel) -> None:
    """Wait until what was posted before was applied, or could not be yet.

    Batches go one after the other: what is posted once something is there is in a later one.
    """
    for _ in range(2):
        seed = len(await webhooks.written()) + 99
        last = next(one for one in fuzzed(channel, count=99, seed=seed) if one.says)
        await webhooks.post(channel, last.body)

        async def is_there(says: str = last.says) -> bool:
            return says in await webhooks.written()

        await until(is_there, within_s=120, every_s=0.2)
