"""A process that writes to a customer first is killed at each of its writes, on both databases.

Whoever comes next finishes it: the customer has the message once, and it counts once.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.events import ConsentChanged, IdentityProven, ReplyWritten
from assistant.conversation.ids import ConversationId, CustomerId
from assistant.conversation.message import ChannelKind
from assistant.outreach.intents import IntentState, TriggerSwitch
from assistant.outreach.triggers.trigger import TriggerName
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.operations.intent_book import SqlIntentBook
from tests.integration.test_crash_changes import copy_of, url_of
from tests.support.processes.databases import fresh_database
from tests.support.processes.killable_processes import Death
from tests.support.processes.outreach_process import look_and_write, start_round
from tests.support.processes.worker_processes import ended
from tests.support.seeds.conversation_events import started
from tests.unit.assistant.outreach.triggers.test_late_parcels import NOW

C1 = ConversationId("c1")
MOST = 40  # writes: more is a pass that does not end
APPENDED = 6  # the write after which the message is in the log, and nowhere else


async def begin(url: str) -> None:
    """Write the database of a customer who agreed, before their parcel was late."""
    at = NOW - timedelta(days=30)
    async with open_database(url) as database:
        log, book = SqlEventLog(database), SqlIntentBook(database)
        await log.start(replace(started(at=at), channel=ChannelKind.WHATSAPP))
        proven = IdentityProven(
            conversation_id=C1, at=at, customer_id=CustomerId("lea"), method="token"
        )
        agreed = ConsentChanged(
            conversation_id=C1,
            at=at,
            purpose=ContactPurpose.SERVICE,
            stage=ConsentStage.ASKED,
            source="chat",
        )
        await log.append(C1, [proven, agreed])
        await SqlCases(database).advance(limit=99)
        on = TriggerSwitch(
            trigger=TriggerName.PARCEL_LATE, is_on=True, holdout=0.0, at=at, by="ops"
        )
        await book.turn(on)


async def said_and_counted(url: str) -> tuple[int, list[tuple[IntentState, int]]]:
    """Return the messages in the log, and the intents by state."""
    async with open_database(url) as database:
        past = (await SqlEventLog(database).read(C1)).past
        states = await SqlIntentBook(database).states()
    said = [one for one in past if isinstance(one, ReplyWritten) and one.origin]
    return len(said), [(one.state, one.intents) for one in states]


async def dies_and_is_followed(url: str, dies_at: int) -> int:
    """Let a process die at a write, and others come after it; return its exit code."""
    code = await ended(start_round(url, NOW, dies_at=dies_at))
    await follow(url)
    return code


async def follow(url: str) -> None:
    """Let others come after a process, and hold that the customer has the message once."""
    async with open_database(url) as database:
        for minutes in (1, 2):  # a third pass finds nothing to do
            await look_and_write(database, Death(0), NOW + timedelta(minutes=minutes))
    assert await said_and_counted(url) == (1, [(IntentState.WRITTEN, 1)])


Copies = Callable[[str], AbstractAsyncContextManager[str]]
"""Opens a copy of the database that a pass begins with, by name; gives its URL."""


@asynccontextmanager
async def on_sqlite(folder: Path) -> AsyncIterator[Copies]:
    template = folder / "template.db"
    await begin(url_of(template))

    @asynccontextmanager
    async def copied(name: str) -> AsyncIterator[str]:
        yield url_of(copy_of(template, name))

    yield copied


@asynccontextmanager
async def on_postgres(server_url: str) -> AsyncIterator[Copies]:
    async with fresh_database(server_url) as template:
        await begin(template)
        yield lambda _: fresh_database(server_url, template=template)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def copies(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Copies]:
    is_file = request.param == "sqlite"
    opened = on_sqlite(tmp_path) if is_file else on_postgres(request.getfixturevalue("server_url"))
    async with opened as copied:
        yield copied


@pytest.mark.slow  # a process for each write
async def test_killed_at_each_write_the_customer_has_it_once(copies: Copies) -> None:
    for dies_at in range(1, MOST):
        async with copies(str(dies_at)) as url:
            code = await dies_and_is_followed(url, dies_at)
        if code == 0:
            break
        assert code == -signal.SIGKILL

    assert code == 0
    assert dies_at > 6  # before and after each of its writes


@pytest.mark.slow
async def test_passes_at_once_write_once(copies: Copies) -> None:
    """A lease may run out while its holder is at work: two hold it for a moment."""
    async with copies("both") as url:
        both = [start_round(url, NOW, dies_at=0) for _ in range(4)]
        assert await asyncio.gather(*map(ended, both)) == [0] * 4
        async with open_database(url) as database:
            await look_and_write(database, Death(0), NOW + timedelta(minutes=2))
        assert await said_and_counted(url) == (1, [(IntentState.WRITTEN, 1)])


@pytest.mark.slow
async def test_killed_while_others_write_the_customer_has_it_once(copies: Copies) -> None:
    """One of two dies at each write in turn, and the other goes on beside it."""
    for dies_at in range(1, 9):
        async with copies(f"beside{dies_at}") as url:
            both = [start_round(url, NOW, dies_at=each) for each in (0, dies_at)]
            lived, code = await asyncio.gather(*map(ended, both))
            assert lived == 0
            assert code in (0, -signal.SIGKILL)
            await follow(url)


@pytest.mark.postgres
async def test_killed_once_the_message_is_in_the_log_it_is_not_written_again(
    server_url: str,
) -> None:
    async with on_postgres(server_url) as copies, copies("thin") as url:
        assert await ended(start_round(url, NOW, dies_at=APPENDED)) == -signal.SIGKILL
        assert await said_and_counted(url) == (1, [(IntentState.WRITING, 1)])
        await follow(url)
