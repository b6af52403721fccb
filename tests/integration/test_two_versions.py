"""Two versions of the program on one log: what one cannot read stops nobody."""

import json
import signal
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, text
from structlog.testing import capture_logs

from assistant.conversation.events import (
    ConversationErased,
    CustomerWrote,
    EventUnread,
    ReplyKind,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId
from assistant.desk.lists.list_projection import Projector, ProjectorLimits
from assistant.desk.ports import CaseQuery, View
from assistant.kit.duty import Duty
from assistant.ports import LogUnavailableError
from integrations.channels.webchat.wire_bodies import describe
from integrations.stores.redis.redis_broker import open_broker
from integrations.stores.sql import open_event_log
from integrations.stores.sql.database import Database, change, open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.log.event_codec import encode
from integrations.stores.sql.log.event_log import SqlEventLog
from integrations.stores.sql.migrate import HEAD, current
from integrations.stores.sql.tables import oldest_program
from tests.support.memory.assemblies.worker_shop import Shop, message
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.work_queue import MemoryLeases, MemoryPresence
from tests.support.patience import until
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.processes.valkey_server import Valkey, running_valkey
from tests.support.processes.worker_processes import Habits, Place, ended, working
from tests.support.seeds.conversation_events import NOON, started
from tests.support.seeds.next_version import claimed_anew, next_version, released_anew, thanked

C1, C2 = ConversationId("c1"), ConversationId("c2")


class UnreadContract:
    """What this version does with a conversation that the next one wrote to."""

    @pytest.fixture
    async def opened(self, url: str) -> AsyncIterator[Database]:
        async with open_database(url) as database:
            yield database

    @pytest.fixture
    async def shop(self, opened: Database) -> Shop:
        shop = Shop(events=SqlEventLog(opened))
        for conversation in ("c1", "c2"):
            await shop.open(conversation)
        with next_version():
            await shop.events.append(C1, [thanked()])
        return shop

    async def test_an_unreadable_event_is_kept_as_it_was_written(self, shop: Shop) -> None:
        with next_version():
            written = encode(thanked())

        event = (await shop.events.read(C1)).events[1].event

        assert isinstance(event, EventUnread)
        assert (event.conversation_id, event.at) == (C1, NOON)
        assert event.written_type == "customer_thanked"
        assert encode(event) == written
        assert describe(event) is None

    async def test_everybodys_lists_go_on_and_the_alarm_is_raised_once(
        self, shop: Shop, opened: Database
    ) -> None:
        await shop.receive("boots?", conversation="c2")
        cases = SqlCases(opened)
        projector = Projector(
            projection=cases,
            duty=Duty(leases=MemoryLeases(), name="lists", for_s=9),
            fanout=MemoryFanout(),
            limits=ProjectorLimits(),
            helpers=MemoryPresence(),
            name="worker",
        )

        with capture_logs() as lines:
            await projector.once()
            await projector.once()

        page = await cases.list(CaseQuery(view=View.ASSISTANT))
        assert {case.conversation_id for case in page.cases} == {C1, C2}
        assert [line for line in lines if line["event"] == "event.unread"] == [
            {
                "event": "event.unread",
                "log_level": "error",
                "conversation_id": "c1",
                "type": "customer_thanked",
            }
        ]

    async def test_its_customer_gets_one_apology_and_others_their_answers(self, shop: Shop) -> None:
        await shop.receive("boots?")
        await shop.receive("socks?", conversation="c2")

        await shop.work()

        (apology,) = await shop.replies("c1")
        assert apology.kind is ReplyKind.HANDED_OFF
        assert [reply.text for reply in await shop.replies("c2")] == ["socks?"]
        assert shop.turn.taken == [("socks?",)]
        assert [dead.reason for dead in await shop.stuck.dead(limit=9)] == ["unread_event"]

    async def test_a_message_of_the_next_version_is_apologised_for(
        self, shop: Shop, opened: Database
    ) -> None:
        accepted = await shop.receive("boots?", conversation="c2")
        await opened.write(
            lambda connection: connection.execute(
                text(
                    "UPDATE events SET payload ="
                    """ replace(payload, '"kind":"text"', '"kind":"hologram"')"""
                )
            )
        )

        await shop.work()

        (apology,) = await shop.replies("c2")
        assert (apology.kind, apology.answers) == (ReplyKind.HANDED_OFF, (accepted.message_id,))
        later = NOON + timedelta(days=1)
        assert await shop.events.unanswered(later, limit=9) == ()
        again = await shop.inbox.receive(message("boots?", "c2", "boots?"))
        assert (again.message_id, again.is_new) == (accepted.message_id, False)

    async def test_no_word_is_said_where_the_next_version_gave_it_to_a_person(
        self, shop: Shop
    ) -> None:
        with next_version():
            await shop.events.append(C1, [claimed_anew()])
        await shop.receive("boots?")

        await shop.work()

        assert await shop.replies("c1") == []
        assert await shop.stuck.dead(limit=9) == []

    async def test_no_message_is_answered_that_the_next_version_answered(self, shop: Shop) -> None:
        accepted = await shop.receive("boots?", conversation="c2")
        with next_version():
            await shop.events.append(C2, [released_anew(accepted.message_id, conversation="c2")])

        await shop.work()

        assert await shop.replies("c2") == []

    async def test_an_erasure_leaves_no_word_of_it(self, shop: Shop, opened: Database) -> None:
        with next_version():
            await shop.events.append(C1, [thanked(words="merci de Marie Dupont")])

        await shop.events.erase(ConversationErased(conversation_id=C1, at=NOON))

        rows = await opened.read(
            lambda connection: (
                connection.execute(
                    text("SELECT payload FROM events WHERE type = 'customer_thanked'")
                )
                .scalars()
                .all()
            )
        )
        assert [sorted(json.loads(row)) for row in rows] == [["at", "conversation_id", "type"]] * 2
        assert "Marie" not in "".join(rows)


async def migrate_further(database: Database, *, oldest: str) -> None:
    """Change the tables as a later version does that only adds; note its oldest program."""

    def grow(connection: Connection) -> None:
        for statement in (
            "ALTER TABLE conversations ADD COLUMN mood TEXT",
            "ALTER TABLE pending ADD COLUMN urgency INTEGER NOT NULL DEFAULT 0",
            "CREATE TABLE moods (mood TEXT PRIMARY KEY)",
            "UPDATE alembic_version SET version_num = '9999'",
            f"UPDATE oldest_program SET revision = '{oldest}'",  # noqa: S608
        ):
            connection.execute(text(statement))

    await database.write(grow)


class NewerTablesContract:
    """What a process of this version does that starts on the tables of the next one."""

    async def test_a_process_starts_where_the_tables_only_grew(self, url: str) -> None:
        async with open_database(url) as database:
            await SqlEventLog(database).start(started("c1"))
            await migrate_further(database, oldest=HEAD)

        async with open_database(url) as database:
            shop = Shop(events=SqlEventLog(database))
            await shop.receive("boots?")
            await shop.work()
            revision = await database.read(current)

            assert [reply.text for reply in await shop.replies("c1")] == ["boots?"]
            assert revision == "9999"  # is left as it is

    async def test_a_process_is_refused_and_told_what_to_do_where_something_is_gone(
        self, url: str
    ) -> None:
        async with open_database(url) as database:
            await migrate_further(database, oldest="9998")

        with pytest.raises(LogUnavailableError, match=r"9999.*may not use.*restore the backup"):
            async with open_database(url):
                pytest.fail("tables without what this version needs were opened")

    async def test_a_process_is_refused_by_tables_that_note_nothing(self, url: str) -> None:
        async with open_database(url) as database:
            await migrate_further(database, oldest=HEAD)
            await change(database, delete(oldest_program))

        with pytest.raises(LogUnavailableError, match="may not use"):
            async with open_database(url):
                pytest.fail("tables were opened of which nobody knows whether they may be")


class TestOnSqlite(OnSqlite, UnreadContract, NewerTablesContract): ...


class TestOnPostgres(OnPostgres, UnreadContract, NewerTablesContract): ...


@pytest.fixture(scope="module")
def server() -> Iterator[Valkey]:
    with running_valkey() as valkey:
        yield valkey


@pytest.mark.slow
class TestAWorkerThatDiesInARollingDeployment:
    async def test_is_started_again_on_the_tables_of_the_next_version_and_answers(
        self, server: Valkey, tmp_path: Path
    ) -> None:
        place = Place(
            redis_url=server.url, log_url=f"sqlite:///{tmp_path / 'log.db'}", folder=tmp_path
        )
        async with open_database(place.log_url) as database, open_broker(server.url) as broker:
            shop = Shop(events=SqlEventLog(database))
            await shop.events.start(started("rolled"))

            async def is_answered() -> bool:
                later = datetime.now(UTC) + timedelta(days=1)
                return not await shop.events.unanswered(later, limit=1)

            async def asks(words: str) -> None:
                await shop.receive(words, conversation="rolled")
                await broker.queue.put(ConversationId("rolled"))

            async with working(place) as (worker,):
                await asks("boots?")
                await until(is_answered, within_s=30)
                await migrate_further(database, oldest=HEAD)
                worker.kill()
                assert await ended(worker) == -signal.SIGKILL
            async with working(place):
                await asks("socks?")
                await until(is_answered, within_s=30)

            assert [reply.text for reply in await shop.replies("rolled")] == ["boots?", "socks?"]


@pytest.mark.slow
class TestTwoVersionsSideBySide:
    async def test_answer_every_message_once_and_what_one_cannot_read_with_words(
        self, server: Valkey, tmp_path: Path
    ) -> None:
        place = Place(
            redis_url=server.url, log_url=f"sqlite:///{tmp_path / 'log.db'}", folder=tmp_path
        )
        async with open_event_log(place.log_url) as events, open_broker(server.url) as broker:
            shop = Shop(events=events)
            names = [f"c{number}" for number in range(16)]
            for name in names:
                await events.start(started(name))
            with next_version():
                for name in names[::4]:
                    await events.append(ConversationId(name), [thanked(name)])
            async with working(place), working(place, Habits(next_version=True)):
                for turn in range(3):
                    for name in names:
                        await shop.receive(f"{name} {turn}", conversation=name)
                        await broker.queue.put(ConversationId(name))

                async def is_done() -> bool:
                    later = datetime.now(UTC) + timedelta(days=1)
                    waiting = await events.unanswered(later, limit=1)
                    return not waiting and not await events.undelivered(later, limit=1)

                await until(is_done, within_s=30)
            for name in names:
                record = await events.read(ConversationId(name))
                wrote = [e.message_id for e in record.past if isinstance(e, CustomerWrote)]
                replies = [e for e in record.past if isinstance(e, ReplyWritten)]
                assert sorted(a for reply in replies for a in reply.answers) == sorted(wrote)
                if name not in names[::4]:
                    assert {reply.kind for reply in replies} == {ReplyKind.ANSWERED}
