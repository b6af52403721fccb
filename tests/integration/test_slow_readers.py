"""Pages that read nothing of what they are sent: others are served, and they are dropped."""

import asyncio
import socket
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import ConversationId
from assistant.kit.settings.settings import Settings
from integrations.channels.webchat.conversation_stream import MAX_PAGES
from integrations.stores.sql import open_event_log
from tests.support.patience import until
from tests.support.processes.comptoir import Customer, Tree, new_client, new_data_dir, running
from tests.support.seeds.conversation_events import delivered, replied

READERS = 200
QUICK = 8  # customers beside them
STALLED_S = 30.0
LATEST_S = 30.0  # a reply, on a machine that does much else
TEXT = "x" * 4_000
REPLIES = 60  # of each conversation, 240 kB: more than the buffers of a connection hold


async def lengthen(data_dir: Path, customers: list[Customer]) -> None:
    """Give each conversation a long past."""
    async with open_event_log(Settings(data_dir=data_dir).log_url) as log:
        for customer in customers:
            name = customer.url.rpartition("/")[2]
            events = list[ConversationEvent]()
            for number in range(REPLIES):
                reply = replied(f"{name}-{number}", conversation=name)
                events += [replace(reply, text=TEXT), delivered(reply.message_id, name)]
            await log.append(ConversationId(name), events)


def follow_slowly(port: int, customer: Customer) -> socket.socket:
    """Ask for a stream, and read nothing of it."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    # as on Ethernet: within this machine, the system itself would take 2.6 MB for each
    reader.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1_460)
    reader.connect(("127.0.0.1", port))
    headers = "".join(f"{name}: {value}\r\n" for name, value in customer.headers.items())
    reader.sendall(f"GET {customer.url}/events HTTP/1.1\r\nHost: shop\r\n{headers}\r\n".encode())
    reader.setblocking(False)
    return reader


def has_its_past(reader: socket.socket) -> bool:
    """Return whether more than the head of the answer is there, without reading it."""
    try:
        return len(reader.recv(4_096, socket.MSG_PEEK)) > 1_000
    except BlockingIOError:
        return False


def open_files(tree: Tree) -> int:
    """Return how many files and connections the API has open."""
    return len(list(Path(f"/proc/{tree.pids()[0]}/fd").iterdir()))


async def ask(customer: Customer, replies: int) -> float:
    """Say something, and return after how many seconds the answer was there."""
    begun = time.monotonic()
    await customer.insist("Merci !", within_s=LATEST_S)
    await customer.hear(replies)
    return time.monotonic() - begun


@pytest.mark.slow  # a whole process tree
async def test_two_hundred_that_read_nothing_hold_up_nobody_and_are_dropped(
    tmp_path: Path, demo_data: Path
) -> None:
    data_dir = new_data_dir(tmp_path, like=demo_data, index=True)
    tree = Tree(data_dir, env={"COMPTOIR_WEB__STALLED_S": str(STALLED_S)})
    async with running(tree), new_client(tree.base_url) as client:
        slow = [await Customer.arrive(client) for _ in range(-(-READERS // MAX_PAGES))]
        quick = [await Customer.arrive(client) for _ in range(QUICK)]
        await lengthen(data_dir, slow)
        alone = await asyncio.gather(*(ask(one, 1) for one in quick))
        begun_with = open_files(tree)
        with ExitStack() as stack:
            readers = [
                stack.enter_context(follow_slowly(tree.port, slow[number // MAX_PAGES]))
                for number in range(READERS)
            ]

            async def have_their_pasts() -> bool:
                return all(has_its_past(reader) for reader in readers)

            async def are_dropped() -> bool:
                return open_files(tree) < begun_with + QUICK

            await until(have_their_pasts, within_s=60)
            waits = await asyncio.gather(*(ask(one, 2) for one in quick))
            assert open_files(tree) > begun_with + READERS - QUICK  # nobody was dropped before
            await until(are_dropped, within_s=2 * STALLED_S, every_s=0.1)

        assert max(waits) < max(alone) + 5
