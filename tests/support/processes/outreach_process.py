"""A process that looks for causes and writes to customers first, so that a test may kill it."""

import asyncio
from datetime import datetime
from multiprocessing.context import ForkServerProcess

from assistant.conversation.ids import CustomerId
from assistant.outreach.cause_search import CauseSearch
from assistant.outreach.fact_sources.gathered_facts import FactGathering
from assistant.outreach.first_writer import FirstWriter, OutreachRules
from assistant.outreach.intents import TriggerSwitch
from assistant.outreach.known_talks import KnownTalks
from assistant.outreach.triggers.trigger import TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.desk.customer_talks import SqlCustomerTalks
from integrations.stores.sql.operations.intent_book import SqlIntentBook
from tests.support.memory.assemblies.outreach_house import PARIS, OneTemplate, ShelfFacts
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.work_queue import MemoryWorkQueue
from tests.support.processes.killable_processes import CONTEXT, Death
from tests.unit.assistant.outreach.triggers.test_late_parcels import SHIPPED

ON = frozenset({TriggerName.PARCEL_LATE})


async def look_and_write(database: Database, death: Death, now: datetime) -> None:
    """Do one pass of the round at `now`; the process may die at its writes."""
    book = death.guard(SqlIntentBook(database), "note", "reserve", "settle", "delay")
    log = death.guard(SqlEventLog(database), "append")
    clock, shop = HandClock(at=now), ShelfFacts(orders={CustomerId("lea"): (SHIPPED,)})
    facts = FactGathering(shop=shop, default_language="fr", sources={})
    search = CauseSearch(
        audience=book,
        book=book,
        facts=facts,
        talks=KnownTalks(log),
        clock=clock,
        triggers=TRIGGERS,
        key=bytes(32),
    )
    switches: list[TriggerSwitch] = list(await book.switches())
    await search.next_page({one.trigger: one for one in switches})
    writer = FirstWriter(
        book=book,
        facts=facts,
        channels=OneTemplate(),
        events=log,
        talks=KnownTalks(log),
        others=SqlCustomerTalks(database),
        queue=MemoryWorkQueue(),
        clock=clock,
        triggers=TRIGGERS,
        rules=OutreachRules(shop="Brisemare", default_place=PARIS),
    )
    await writer.work(ON, limit=9)


def start_round(url: str, now: datetime, *, dies_at: int) -> ForkServerProcess:
    """Start a process that does one pass and dies at a write; 0: it lives."""
    process = CONTEXT.Process(target=_work, args=(url, now, dies_at), daemon=True)
    process.start()
    return process


def _work(url: str, now: datetime, dies_at: int) -> None:
    asyncio.run(_pass(url, now, Death(dies_at)))


async def _pass(url: str, now: datetime, death: Death) -> None:
    async with open_database(url) as database:
        await look_and_write(database, death, now)
