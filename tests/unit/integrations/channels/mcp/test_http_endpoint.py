"""Who is let in at /mcp, and as whom."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import Route

from assistant.conversation.people import Role
from assistant.kit.web import middleware, web_errors
from integrations.channels.completions.clients import digest
from integrations.channels.mcp.http_endpoint import PATH, McpEndpoint
from integrations.channels.mcp.mcp_callers import StaffKey
from tests.support.memory.assemblies.completions_api import CLIENTS, KEY, Api
from tests.support.memory.assemblies.mcp_counter import Counter
from tests.support.memory.assemblies.web_chat import Limits
from tests.support.processes.mcp_programs import over_http
from tests.support.simulators.http_server import served

STAFF_KEY = "st-mara"
_PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}

_INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 0,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "kiosk", "version": "1"},
    },
}


@asynccontextmanager
async def serving(counter: Counter) -> AsyncIterator[str]:
    """Serve /mcp, with a key of a merchandiser; yield its address."""
    mara = await counter.office.hire("mara", Role.MERCHANDISER)
    app = FastAPI()
    endpoint = McpEndpoint(
        desk=counter.desk(),
        clients=CLIENTS,
        staff=(StaffKey(agent_id=mara.agent_id, key_sha256=digest(STAFF_KEY)),),
        directory=counter.office.directory,
        origins=("https://partner.example",),
    )
    app.router.routes.append(Route(PATH, endpoint))
    web_errors.install(app)
    middleware.install(app)
    async with served(app) as address:
        yield f"{address}{PATH}"


async def post(url: str, **headers: str) -> httpx.Response:
    sent = {"Accept": "application/json, text/event-stream", **headers}
    async with httpx.AsyncClient() as client:
        return await client.post(url, json=_PING, headers=sent)


class TestAKey:
    async def test_of_a_program_lets_it_speak_for_customers(self) -> None:
        counter = Counter()
        async with serving(counter) as url, over_http(url, KEY) as program:
            answer = await program.call("ask", message="How long?")

        assert answer["reply"] == "You have 30 days. Returns are free."
        assert len(counter.api.heard) == 1

    async def test_of_a_person_lets_them_ask_for_insights_only(self) -> None:
        async with serving(Counter()) as url, over_http(url, STAFF_KEY) as program:
            tools = await program.tools()

        assert "list_insights" in tools
        assert "ask" not in tools

    async def test_of_a_person_who_left_is_worth_nothing(self) -> None:
        counter = Counter()
        async with serving(counter) as url:
            [mara] = await counter.office.directory.agents()
            await counter.office.directory.change(replace(mara, active=False))
            answer = await post(url, Authorization=f"Bearer {STAFF_KEY}")

        assert answer.status_code == 401

    @pytest.mark.parametrize("sent", ["", "Bearer", "Bearer nobody", "Basic ck-kiosk", "ck-kiosk"])
    async def test_that_is_nobodys_is_refused_with_what_to_do(self, sent: str) -> None:
        async with serving(Counter()) as url:
            answer = await post(url, Authorization=sent)

        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "comptoir staff key" in answer.json()["error"]["message"]

    async def test_cannot_be_guessed_for_long(self) -> None:
        counter = Counter(api=Api(limits=Limits(refused=("completions:wrong",))))
        async with serving(counter) as url:
            assert (await post(url, Authorization="Bearer x")).status_code == 429


class TestARequest:
    async def test_names_its_conversation_in_a_header_if_it_likes(self) -> None:
        named = {"X-Conversation-Id": "v7"}
        async with serving(Counter()) as url, over_http(url, KEY, named) as program:
            assert (await program.call("ask", message="How long?"))["conversation_id"] == "v7"

    async def test_of_a_session_is_one_message_however_often_it_is_sent(self) -> None:
        counter = Counter()
        sent = {"Accept": "application/json, text/event-stream", "Authorization": f"Bearer {KEY}"}
        asking = {"name": "ask", "arguments": {"message": "How long?", "conversation_id": "v1"}}
        call = {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": asking}
        async with serving(counter) as url, httpx.AsyncClient(headers=sent) as client:
            opened = await client.post(url, json=_INITIALIZE)
            session = {"Mcp-Session-Id": opened.headers["Mcp-Session-Id"]}
            for headers in (session, session, {"Idempotency-Key": "k1"}, {"Idempotency-Key": "k1"}):
                answered = await client.post(url, json=call, headers=headers)
                assert answered.headers["Content-Type"] == "application/json"
                assert "You have 30 days." in answered.text

        assert len(counter.api.heard) == 2

    async def test_that_says_the_same_again_is_another_message(self) -> None:
        counter = Counter()
        async with serving(counter) as url, over_http(url, KEY) as program:
            await program.call("ask", message="Yes", conversation_id="v1")
            await program.call("ask", message="Yes", conversation_id="v1")

        assert len(counter.api.heard) == 2

    @pytest.mark.parametrize("body", [b"", b"{", b"\x8c\xec", b'{"x": "\xff"}', b"[" * 100_000])
    async def test_is_refused_if_it_is_no_json(self, body: bytes) -> None:
        sent = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        async with serving(Counter()) as url, httpx.AsyncClient(headers=sent) as client:
            answer = await client.post(url, content=body)

        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == "no_json"

    @pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
    async def test_is_posted(self, method: str) -> None:
        async with serving(Counter()) as url, httpx.AsyncClient() as client:
            answer = await client.request(method, url, headers={"Authorization": f"Bearer {KEY}"})

        assert answer.status_code == 405
        assert answer.headers["Allow"] == "POST"

    @pytest.mark.parametrize(
        ("origin", "status"),
        [("https://evil.example", 403), ("null", 403), ("https://partner.example", 200)],
    )
    async def test_of_another_sites_page_is_let_in_if_it_is_known(
        self, origin: str, status: int
    ) -> None:
        async with serving(Counter()) as url:
            answer = await post(url, Authorization=f"Bearer {KEY}", Origin=origin)

        assert answer.status_code == status

    async def test_that_is_too_large_is_refused(self) -> None:
        async with serving(Counter()) as url, httpx.AsyncClient() as client:
            answer = await client.post(
                url, content=b"x" * 300_000, headers={"Authorization": f"Bearer {KEY}"}
            )

        assert answer.status_code == 413

    async def test_with_headers_that_are_too_long_is_refused(self) -> None:
        long = {"X-Customer-Token": 5000, "Mcp-Session-Id": 201, "Idempotency-Key": 201}
        async with serving(Counter()) as url:
            for name, size in long.items():
                answer = await post(url, Authorization=f"Bearer {KEY}", **{name: "t" * size})
                assert answer.status_code == 400


class TestALog:
    async def test_has_none_of_what_was_sent(self, capfd: pytest.CaptureFixture[str]) -> None:
        from integrations.channels.mcp.mcp_server import silence  # noqa: PLC0415  # as the application does

        silence()
        secret = "lea.martin@shop.example"
        async with serving(Counter()) as url, httpx.AsyncClient() as client:
            for body in (
                {"method": secret},
                {**_PING, "method": "tools/call", "params": {"x": secret}},
            ):
                await client.post(
                    url,
                    json=body,
                    headers={
                        "Authorization": f"Bearer {KEY}",
                        "Accept": "application/json, text/event-stream",
                    },
                )

        written = capfd.readouterr()
        assert secret not in written.out + written.err
