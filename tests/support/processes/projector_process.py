"""A process that takes in the log by shares, and dies at a statement that writes."""

import asyncio
from multiprocessing.context import ForkServerProcess
from typing import Any

from sqlalchemy import Engine, event

from assistant.conversation.ids import ALL_SHARDS
from assistant.desk.lists.list_projection import take_in_all
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from tests.support.processes.killable_processes import CONTEXT, Death

_WRITES = ("INSERT", "UPDATE", "DELETE")


def start_projection(url: str, *, dies_at: int) -> ForkServerProcess:
    """Start a process that dies before its nth write or commit; repeats of a statement are one."""
    process = CONTEXT.Process(target=_work, args=(url, dies_at), daemon=True)
    process.start()
    return process


def _work(url: str, dies_at: int) -> None:
    asyncio.run(_take_in(url, Death(dies_at)))


async def _take_in(url: str, death: Death) -> None:
    last = ""

    def before_statement(*given: Any) -> None:  # noqa: ANN401 - SQLAlchemy's signature
        nonlocal last
        if str(given[2]).startswith(_WRITES) and given[2] != last:
            death.come()
        last = given[2]

    async with open_database(url) as database:
        event.listen(Engine, "before_cursor_execute", before_statement)
        event.listen(Engine, "commit", lambda _: death.come())
        cases = SqlCases(database)
        for shards in (ALL_SHARDS[:32], ALL_SHARDS[32:]):
            await take_in_all(cases, shards, batch=30)
        await cases.level()
