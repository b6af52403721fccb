"""Serve the tools over standard input and output, to a program that starts the server itself."""

import os
import sys

import anyio
from mcp.server.stdio import stdio_server

from integrations.channels.mcp.mcp_callers import Caller
from integrations.channels.mcp.mcp_server import McpParts, make_server


def take_output() -> int:
    """Return the file of the standard output, and send all other output to standard error.

    A single line that is no message of the protocol would end the connection.
    """
    sys.stdout.flush()
    taken = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return taken


async def run(desk: McpParts, caller: Caller, *, output: int) -> None:
    """Answer requests, into the file `output`, until the program closes the input."""
    server = make_server(desk, caller)
    with open(output, "w", encoding="utf-8") as file:  # noqa: ASYNC230  # a pipe that is open
        async with stdio_server(stdout=anyio.wrap_file(file)) as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())
