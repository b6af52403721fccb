"""Implement the port `EventLog` on a SQL database.

Read this file first, then `log_statements.py`.
"""

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from assistant.conversation.events import (
    ConversationErased,
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    StoredEvent,
)
from assistant.conversation.ids import AccountId, ConversationId
from assistant.ports import Accepted, Record, UnknownConversationError
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.log import (
    conversation_erasure,
    log_reading,
    log_statements,
)

_PING_BYTES = 65_536  # more than a page has left: what was written lately fits in no gap


class SqlEventLog:
    """Keep an `EventLog` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ping(self) -> None:
        """Return once the log had room for a large row, and can be read.

        A small row tells nothing of a full disk: it fits where others were.

        Raises:
            LogUnavailableError: it does not.
        """
        row = {
            "name": f"ready {secrets.token_hex(8)}",
            "value": secrets.token_hex(_PING_BYTES // 2),
        }
        await self._database.write(partial(log_statements.try_row, row=row))
        await self._database.read(log_statements.probe)

    async def start(self, event: ConversationStarted) -> StoredEvent:
        return await self._database.write(partial(log_statements.start, event=event))

    async def accept(
        self, event: CustomerWrote, *, account_id: AccountId, provider_message_id: str
    ) -> Accepted:
        accept = partial(
            log_statements.accept,
            event=event,
            account_id=account_id,
            provider_message_id=provider_message_id,
        )
        try:
            return await self._database.write(accept)
        except log_statements.NothingNewError:
            find = partial(
                log_reading.find_accepted,
                # The log keeps it without what is no text.
                event=replace(event, text=event.text.encode(errors="replace").decode()),
                account_id=account_id,
                provider_message_id=provider_message_id,
            )
            first = await self._database.read(find)
        if first is None:
            raise UnknownConversationError(event.conversation_id)
        return first

    async def has_accepted(self, account_id: AccountId, provider_message_id: str) -> bool:
        find = partial(
            log_reading.find_event,
            account_id=account_id,
            provider_message_id=provider_message_id,
        )
        return await self._database.read(find) is not None

    async def append(
        self,
        conversation_id: ConversationId,
        events: Sequence[ConversationEvent],
        *,
        expected_version: int | None = None,
        expected_last: int | None = None,
    ) -> tuple[StoredEvent, ...]:
        if any(event.conversation_id != conversation_id for event in events):
            msg = f"an event does not belong to {conversation_id}"
            raise ValueError(msg)
        return await self._database.write(
            partial(
                log_statements.append,
                conversation_id=conversation_id,
                new=events,
                expected_version=expected_version,
                expected_last=expected_last,
            )
        )

    async def erase(self, event: ConversationErased) -> None:
        await self._database.write(partial(conversation_erasure.erase, event=event))

    async def read(self, conversation_id: ConversationId, *, after: int = 0) -> Record:
        return await self._database.read(
            partial(log_reading.read, conversation_id=conversation_id, after=after)
        )

    async def last_sequences(
        self, conversation_ids: Sequence[ConversationId]
    ) -> Mapping[ConversationId, int]:
        return await self._database.read(
            partial(log_statements.last_sequences, conversation_ids=conversation_ids)
        )

    async def tail(self, after: int, *, limit: int) -> Sequence[StoredEvent]:
        return await self._database.read(partial(log_reading.tail, after=after, limit=limit))

    async def unanswered(self, before: datetime, *, limit: int) -> Sequence[ConversationId]:
        return await self._database.read(
            partial(log_statements.unanswered, before=before, limit=limit)
        )

    async def undelivered(self, before: datetime, *, limit: int) -> Sequence[StoredEvent]:
        return await self._database.read(
            partial(log_statements.undelivered, before=before, limit=limit)
        )


@asynccontextmanager
async def open_event_log(url: str, archive: Path | None = None) -> AsyncIterator[SqlEventLog]:
    """Open the log at `url` until the block ends; make or change its tables first.

    `sqlite:////absolute/path.db` or `postgresql://user:password@host:port/database`; see
    `open_database`.

    Raises:
        ValueError: the URL is neither, or PostgreSQL's driver is not installed.
        LogUnavailableError: the database does not answer, or a newer version made its tables.
    """
    async with open_database(url, archive) as database:
        yield SqlEventLog(database)
