"""A process that writes to a customer first is killed at each of its writes.

Whoever comes next finishes it: the customer has the message once, and it counts once.
"""

import asyncio
import signal
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
from tests.support.processes.killable_processes import Death
from tests.support.processes.outreach_process import look_and_write, start_round
from tests.support.processes.worker_processes import ended
from tests.support.seeds.conversation_events import started
from tests.unit.assistant.outreach.triggers.test_order_causes import NOW

pytestmark = pytest.mark.slow  # a process for each write

C1 = ConversationId("c1")
MOST = 40  # writes: more is a pass that does not end


async def begin(file: Path) -> None:
    """Write the database of a customer who agreed, before their parcel was late."""
    at = NOW - timedelta(days=30)
    async with open_database(url_of(file)) as database:
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


async def said_and_counted(file: Path) -> tuple[int, list[tuple[IntentState, int]]]:
    """Return the messages in the log, and the intents by state."""
    async with open_database(url_of(file)) as database:
        past = (await SqlEventLog(database).read(C1)).past
        states = await SqlIntentBook(database).states()
    said = [one for one in past if isinstance(one, ReplyWritten) and one.origin]
    return len(said), [(one.state, one.intents) for one in states]


async def test_killed_at_each_write_the_customer_has_it_once(tmp_path: Path) -> None:
    template = tmp_path / "template.db"
    await begin(template)
    for dies_at in range(1, MOST):
        file = copy_of(template, str(dies_at))
        code = await ended(start_round(url_of(file), NOW, dies_at=dies_at))
        async with open_database(url_of(file)) as database:
            for minutes in (1, 2):  # a third pass finds nothing to do
                await look_and_write(database, Death(0), NOW + timedelta(minutes=minutes))
        assert await said_and_counted(file) == (1, [(IntentState.WRITTEN, 1)])
        if code == 0:
            break
        assert code == -signal.SIGKILL

    assert code == 0
    assert dies_at > 6  # before and after each of its writes


async def test_two_passes_at_once_write_once(tmp_path: Path) -> None:
    """A lease may run out while its holder is at work: two hold it for a moment."""
    file = tmp_path / "both.db"
    await begin(file)
    both = [start_round(url_of(file), NOW, dies_at=0) for _ in range(4)]
    assert await asyncio.gather(*map(ended, both)) == [0] * 4
    async with open_database(url_of(file)) as database:
        await look_and_write(database, Death(0), NOW + timedelta(minutes=2))
    assert await said_and_counted(file) == (1, [(IntentState.WRITTEN, 1)])
