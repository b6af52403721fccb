"""Serve the tools of MCP to one program that starts this process, over standard input and output.

It works on the same database as `comptoir serve`, beside it or alone. Where no worker runs, it
keeps one of its own.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

from assistant.app.commands.staff_administration import StaffError
from assistant.app.compose.data_folders import index_root
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.operation_gate import assemble_identifier, read_token_rules
from assistant.app.compose.process_parts import Parts, open_parts
from assistant.app.compose.program_interfaces import assemble_tool_desk, open_conversations
from assistant.app.compose.shops.shop_system import open_shop
from assistant.app.processes.process_tree import environment
from assistant.app.processes.worker_supervision import keep_workers
from assistant.conversation.people import normal_email
from assistant.kit.settings.settings import Settings
from assistant.messages.inbox import Inbox
from assistant.ports import BrokerUnavailableError
from integrations.channels.completions.clients import Client
from integrations.channels.mcp.mcp_callers import Caller, ForCustomers, ForStaff
from integrations.channels.mcp.stdio_pipes import run, take_output
from integrations.stores.redis.embedded_valkey import find_address
from retrieval.index.index_versions import Versions

CLIENT = "mcp"
"""As people of the shop read it: conversations of a program that starts the server itself."""


async def serve_pipes(
    settings: Settings, *, staff: str = "", operates: bool = True, token: str = ""
) -> None:
    """Answer until the program closes the input.

    `staff` is the address of one of the shop's people: then their tools are offered. `token` is the
    shop's word for who the customer is.

    Raises:
        NoIndexError: nothing was indexed yet.
        StaffError: nobody who may sign in has that address.
        LogUnavailableError, EmbeddedServerError: see `open_parts`.
    """
    if not staff:
        Versions(index_root(settings)).expect()
    output = take_output()
    async with open_parts(settings) as parts, open_shop(settings) as shop:
        caller = (
            await _of_staff(parts, staff)
            if staff
            else _of_customers(operates=operates, token=token)
        )
        identifier = None
        if shop is not None:
            rules = read_token_rules(settings)
            identifier = assemble_identifier(settings, parts, shop, token_rules=rules)
        inbox = Inbox(events=parts.log, queue=parts.broker.queue, clock=SystemClock())
        talk = open_conversations(parts, inbox, identifier, load=None)
        desk = assemble_tool_desk(settings, parts, talk, shop, server=settings)
        async with _worker(settings, parts, wanted=not staff):
            await run(desk, caller, output=output)


def _of_customers(*, operates: bool, token: str) -> Caller:
    client = Client(name=CLIENT, key_sha256="", operates=operates, per_minute=600)
    return ForCustomers(client=client, token=token, called=uuid4().hex, session=uuid4().hex)


async def _of_staff(parts: Parts, email: str) -> Caller:
    wanted = normal_email(email)
    agents = await parts.directory.agents()
    found = next((one for one in agents if one.email == wanted and one.active), None)
    if found is None:
        msg = f"nobody who may sign in has the address {email}: see comptoir staff list"
        raise StaffError(msg)
    return ForStaff(agent=found, per_minute=600)


@asynccontextmanager
async def _worker(settings: Settings, parts: Parts, *, wanted: bool) -> AsyncIterator[None]:
    """Keep a worker, unless others take turns already."""
    if not wanted or await parts.broker.presence.alive():
        yield
        return
    stop, address = asyncio.Event(), settings.redis.url or find_address(settings.data_dir)

    async def release(worker: str) -> None:
        with suppress(BrokerUnavailableError):
            await parts.broker.release(worker)

    async with asyncio.TaskGroup() as group:
        group.create_task(
            keep_workers(
                1,
                environment(settings, address),
                stop,
                release=release,
                must_start=asyncio.Event(),
            )
        )
        try:
            yield
        finally:
            stop.set()
