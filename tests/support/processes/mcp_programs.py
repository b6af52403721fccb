"""Programs that use the MCP server, by the SDK's own client."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from tests.support.processes.comptoir import ROOT, environment


@dataclass(frozen=True, slots=True)
class Program:
    """One program that is connected."""

    session: ClientSession

    async def tools(self) -> dict[str, Any]:
        """Return what is offered, by name."""
        return {one.name: one for one in (await self.session.list_tools()).tools}

    async def call(self, name: str, **given: object) -> dict[str, Any]:
        """Call a tool; return its data."""
        result = await self.session.call_tool(name, given)
        assert not result.isError, text_of(result)
        assert result.structuredContent is not None
        return result.structuredContent

    async def fail(self, name: str, **given: object) -> str:
        """Call a tool that gives nothing; return why."""
        result = await self.session.call_tool(name, given)
        assert result.isError, text_of(result)
        return text_of(result)


def text_of(result: CallToolResult) -> str:
    return "\n".join(one.text for one in result.content if isinstance(one, TextContent))


@asynccontextmanager
async def over_http(
    url: str, key: str, headers: Mapping[str, str] | None = None
) -> AsyncIterator[Program]:
    """Connect to `url` with a key."""
    sent = {"Authorization": f"Bearer {key}", **(headers or {})}
    async with (
        httpx.AsyncClient(headers=sent, timeout=60) as client,
        streamable_http_client(url, http_client=client) as (reading, writing, _),
        ClientSession(reading, writing) as session,
    ):
        await session.initialize()
        yield Program(session)


@asynccontextmanager
async def over_pipes(
    data_dir: Path, *arguments: str, env: Mapping[str, str] | None = None
) -> AsyncIterator[Program]:
    """Start `comptoir mcp` and talk to it."""
    command = ("-m", "assistant.app.cli", "mcp", "--data-dir", str(data_dir), *arguments)
    server = StdioServerParameters(
        command=sys.executable, args=list(command), env=environment(env), cwd=ROOT
    )
    with (data_dir / "mcp.log").open("w") as log:
        async with (
            stdio_client(server, errlog=log) as (reading, writing),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            yield Program(session)
