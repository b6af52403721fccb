"""A log whose events are in the archive wherever they may be, and scenes of old conversations."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import ConversationId
from assistant.desk.archive_round import ArchiveTally, archive_before
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import Database
from integrations.stores.sql.log.conversation_archive import SqlConversationArchive
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.conversation_events import NOON, WIDGET, delivered, replied, started, wrote
from tests.support.seeds.people_events import of, resolved

AFTER_ALL = NOON + timedelta(days=400)


class EagerlyArchivedLog:
    """Archives all that it may before each call, so that every read goes through the archive."""

    def __init__(self, database: Database) -> None:
        self._log = SqlEventLog(database)
        self._database = database

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the port has
        call: Callable[..., Awaitable[object]] = getattr(self._log, name)

        async def archive_and_call(*args: object, **kwargs: object) -> object:
            await archive_all(self._database)
            return await call(*args, **kwargs)

        return archive_and_call


async def archive_all(database: Database, before: datetime = AFTER_ALL) -> ArchiveTally:
    archive = SqlConversationArchive(database, HandClock(at=AFTER_ALL))
    return await archive_before(archive, before)


async def talk(
    log: SqlEventLog, name: str, *events: ConversationEvent, at: datetime = NOON
) -> None:
    """Store a whole conversation: a question, its answer, `events`, and that it is over."""
    conversation, question, answer = ConversationId(name), f"q-{name}", f"r-{name}"
    await log.start(started(name, at))
    asked = wrote(question, name, at, text=words_of(name))
    await log.accept(asked, account_id=WIDGET, provider_message_id=question)
    await log.append(conversation, [replied(answer, question, conversation=name, at=at)])
    ending = of(name, resolved(at=at))
    await log.append(
        conversation, [delivered(answer, name), *(of(name, one) for one in events), ending]
    )


def words_of(name: str) -> str:
    """Return what the customer of a conversation wrote, and nobody else."""
    return f"Zéphyrine-{name}"
