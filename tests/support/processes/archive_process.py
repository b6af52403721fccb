"""A process that archives old conversations, or erases one, so that a test may kill it."""

import asyncio
from multiprocessing.context import ForkServerProcess

from assistant.conversation.events import ConversationErased
from assistant.conversation.ids import ConversationId
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import open_database
from tests.support.processes.killable_processes import CONTEXT, Death
from tests.support.seeds.archived_log import archive_all
from tests.support.seeds.conversation_events import LATER


def start_archival(url: str, *, erase: str = "", dies_at: int) -> ForkServerProcess:
    """Start a process that dies at a write to the database, or to a file; 0: it lives."""
    process = CONTEXT.Process(target=_work, args=(url, erase, dies_at), daemon=True)
    process.start()
    return process


def _work(url: str, erase: str, dies_at: int) -> None:
    asyncio.run(_archive_or_erase(url, erase, Death(dies_at)))


async def _archive_or_erase(url: str, erase: str, death: Death) -> None:
    async with open_database(url) as database:
        guarded = death.guard(database, "write")
        if erase:
            log = SqlEventLog(guarded)
            await log.erase(ConversationErased(conversation_id=ConversationId(erase), at=LATER))
        else:
            await archive_all(guarded)
