"""Requests that Schemathesis makes up from schemas, to the whole application as it is served.

Half of them are as the schema asks for, half are not. Every second one is about a conversation that
the caller may see, so that it gets past the door.
"""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from anyio import create_task_group
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import response_schema_conformance
from uvicorn import Server

from assistant.app.compose.process_parts import open_parts
from assistant.app.processes.web_application import create_app
from assistant.commerce.ports import ShopSystem
from assistant.conversation.people import Role
from assistant.desk.staff.sessions import csrf_token
from assistant.kit.settings.settings import Settings, WebChatSettings
from assistant.kit.settings.system_settings import (
    ApiClientSettings,
    CompletionsSettings,
    McpSettings,
    StaffKeySettings,
)
from assistant.kit.settings.web_settings import WebSettings
from assistant.kit.web.guarded_protocol import GuardedConfig
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.pages.console_routes import console_schema
from tests.support.pages.installed_console import open_session
from tests.support.patience import until
from tests.support.processes.comptoir import free_port
from tests.support.seeds.shop_records import RECORDS

Operation = APIOperation[Any, Any, Any, Any]
MadeUp = Case[Operation]

KEY, STAFF_KEY = "made-up-key-of-a-program", "made-up-key-of-an-admin"
PUBLIC, CONSOLE, MCP = 20_000, 2_000, 500  # requests at least
ROUND, SHORT_ROUND = 40, 8  # of an operation with one seed; the console has some 230
MANY = 10**6
CONVERSATIONS = "/api/webchat/v1/conversations"
LEAVES = ("/console/sign-out", "/console/account/sessions")  # the next would not be let in
TRUE_ERRORS = {("/v1/chat/completions", 504), ("/ready", 503)}  # nothing is indexed, nobody works
STREAM = "text/event-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The application on a port, with a customer's conversation and an admin's session."""

    app: FastAPI
    url: str
    client: requests.Session
    own: Mapping[str, str]  # parameters of paths
    headers: Mapping[str, Mapping[str, str]]  # by the beginning of a path

    def ask(self, case: MadeUp, key: str = "") -> requests.Response:
        """Send a request that was made up; of a stream, only its beginning is read."""
        request = case.as_transport_kwargs(base_url=self.url)
        path = case.operation.path
        mine = next((each for begins, each in self.headers.items() if path.startswith(begins)), {})
        mine = bearer(key) if key else mine
        request["headers"] = {**dict(request["headers"]), **mine}
        answer = self.client.request(**request, stream=True, allow_redirects=False, timeout=20)
        if not is_stream(answer):
            answer.content  # noqa: B018  # is read by it
        answer.close()
        return answer


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", "Accept": "application/json, text/event-stream"}


@asynccontextmanager
async def serve(folder: Path) -> AsyncIterator[tuple[FastAPI, str, str]]:
    """Serve the application; yield it with its address and the token of an admin's session."""
    of_program, of_staff = (hashlib.sha256(key.encode()).hexdigest() for key in (KEY, STAFF_KEY))
    chosen = Settings(
        data_dir=folder,
        webchat=WebChatSettings(
            messages_per_minute=MANY, conversations_per_minute=MANY, files_per_minute=MANY
        ),
        completions=CompletionsSettings(
            clients=(ApiClientSettings(name="program", key_sha256=of_program, per_minute=100_000),),
            wait_s=1e-6,  # nobody answers
        ),
        mcp=McpSettings(
            staff=(StaffKeySettings(agent_id=Role.ADMIN, key_sha256=of_staff, per_minute=100_000),)
        ),
    )
    there = MemoryShop(RECORDS)
    shop = ShopSystem(customers=there, orders=there, assortment=there)
    async with open_parts(chosen) as parts:
        app, close = create_app(chosen, parts, shop=shop, demo=False)
        token = await open_session(app, Role.ADMIN)
        config = GuardedConfig(app, WebSettings(), files=1000)
        config.port = free_port()
        server = Server(config)

        async def is_started() -> bool:
            return server.started

        async with create_task_group() as tasks:
            tasks.start_soon(server.serve)
            await until(is_started)
            yield app, f"http://127.0.0.1:{config.port}", token
            close()
            server.should_exit = True


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with (
        requests.Session() as client,
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(serve(tmp_path)) as (app, url, token),
    ):
        client.trust_env = False
        begun = client.post(url + CONVERSATIONS, json={"language": "en"}).json()
        staff = {
            "Cookie": f"comptoir={token}",
            "X-CSRF-Token": csrf_token(token),
            "Origin": url,
        }
        yield Served(
            app=app,
            url=url,
            client=client,
            own={"conversation_id": begun["conversation_id"]},
            headers={
                "/api/webchat": {"Authorization": f"Bearer {begun['token']}"},
                "/v1": bearer(KEY),
                "/console": staff,
                "/insights": staff,
            },
        )


def operations(schema: dict[str, Any]) -> list[Operation]:
    found = []
    for one in schemathesis.openapi.from_dict(schema).get_all_operations():
        assert isinstance(one, Ok), one
        found.append(one.ok())
    return [one for one in found if one.path not in LEAVES]


def mcp_schema(served: Served, key: str) -> dict[str, Any]:
    """Return a schema of the calls of every tool that a key is offered."""
    ask = '{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'
    headers = {**bearer(key), "Content-Type": "application/json"}
    told = served.client.post(f"{served.url}/mcp", data=ask, headers=headers).json()
    calls = [
        {
            "type": "object",
            "required": ["name", "arguments"],
            "properties": {"name": {"const": tool["name"]}, "arguments": tool["inputSchema"]},
        }
        for tool in told["result"]["tools"]
    ]
    body = {
        "type": "object",
        "required": ["jsonrpc", "id", "method", "params"],
        "properties": {
            "jsonrpc": {"const": "2.0"},
            "id": {"type": "integer"},
            "method": {"const": "tools/call"},
            "params": {"oneOf": calls},
        },
    }
    content = {"application/json": {"schema": body}}
    post = {"requestBody": {"content": content, "required": True}, "responses": {}}
    info = {"title": "MCP", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": {"/mcp": {"post": post}}}


def ask_all(
    served: Served, schema: dict[str, Any], least: int, *, each: int = ROUND, key: str = ""
) -> Counter[int]:
    """Ask `least` requests or more, as many of each operation; return how many got each status."""
    statuses: Counter[int] = Counter()
    offered = [
        st.one_of(*(one.as_strategy(mode) for mode in GenerationMode)) for one in operations(schema)
    ]
    number = 0
    while statuses.total() < least:
        for made in offered:
            statuses += ask_round(served, made, number, each, key)
        number += 1
    return statuses


def ask_round(
    served: Served, made: st.SearchStrategy[MadeUp], number: int, each: int, key: str
) -> Counter[int]:
    statuses: Counter[int] = Counter()

    @seed(number)
    @settings(
        max_examples=each,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=made, own=st.booleans())
    def ask(case: MadeUp, *, own: bool) -> None:
        if own:
            known = {k: v for k, v in served.own.items() if k in case.path_parameters}
            case.path_parameters.update(known)
        answer = served.ask(case, key)
        statuses[answer.status_code] += 1
        hold(case, answer)

    ask()
    return statuses


def is_stream(answer: requests.Response) -> bool:
    return answer.headers.get("Content-Type", "").startswith(STREAM)


def hold(case: MadeUp, answer: requests.Response) -> None:
    told = f"{case.method} {case.formatted_path}: {answer.status_code}"
    is_true = (case.operation.path, answer.status_code) in TRUE_ERRORS
    assert answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR or is_true, (
        f"{told} {answer.text}"
    )
    if not is_stream(answer):
        assert "Traceback" not in answer.text, told
        case.validate_response(answer, checks=[response_schema_conformance])


@pytest.mark.slow
@pytest.mark.timeout(3600)  # six minutes of one core, more where there is less
class TestRequestsThatAreMadeUp:
    def test_get_no_error_of_the_public_api(self, served: Served) -> None:
        statuses = ask_all(served, served.app.openapi(), PUBLIC)
        assert statuses[200] + statuses[201] + statuses[202] > PUBLIC / 50, statuses

    def test_get_no_error_of_the_console(self, served: Served) -> None:
        statuses = ask_all(served, console_schema(served.app), CONSOLE, each=SHORT_ROUND)
        assert statuses[200] > CONSOLE / 10, statuses

    @pytest.mark.parametrize("key", [KEY, STAFF_KEY])
    def test_get_no_error_of_the_tools_of_programs(self, served: Served, key: str) -> None:
        statuses = ask_all(served, mcp_schema(served, key), MCP, key=key)
        assert statuses[200] > MCP / 3, statuses
