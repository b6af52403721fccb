"""The end of the day's round in processes of their own that may be killed: tell, and the digest."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from assistant.app.compose.insight_assembly import assemble_reading
from assistant.app.compose.insight_moves import assemble_announcer
from assistant.app.compose.services.subscriber_announcements import announcement_book
from assistant.app.processes.insight_round_work import put_digest
from assistant.insights.insight import Move, Status
from assistant.kit.announcing.types import Delivery
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.staff_settings import InsightsSettings
from integrations.stores.sql.database import open_database
from integrations.stores.sql.insights.insight_book import SqlInsightBook
from integrations.stores.sql.kit.mail_spool import SqlMailSpool
from tests.support.processes.killable_processes import CONTEXT, Death
from tests.support.seeds.insight_rows import Talks, open_insight
from tests.support.simulators.webhook_subscriber import subscriber

READERS = ("mara@shop.example", "oda@shop.example")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A data folder, and what time it is there."""

    folder: Path
    now: datetime

    @property
    def settings(self) -> Settings:
        return Settings(
            data_dir=self.folder,
            insights=InsightsSettings(digest_to=READERS, digest_weekday=1),
        )

    async def set(self) -> None:
        """Have two insights, of which one was accepted, and somebody who wants to be told."""
        today, settings = self.now.date(), self.settings
        talks = Talks()
        talks.quiet(3)
        talks.lake(settings.insights_folder).close()
        async with open_database(settings.log_url) as database:
            added_at = self.now - timedelta(hours=1)
            await announcement_book(settings, database).keep(subscriber(added_at=added_at))
            book = SqlInsightBook(database)
            accepted = Move(to=Status.ACCEPTED, at=self.now, by="mara")
            for name, moves in (("tents", ()), ("lamps", (accepted,))):
                found = replace(open_insight(name, moves=moves), first_seen=today)
                await book.put(found, expected_version=None)

    async def told(self) -> list[Delivery]:
        """Return everything that the subscriber is to be told."""
        async with open_database(self.settings.log_url) as database:
            book = announcement_book(self.settings, database)
            return list(await book.deliveries(limit=99))

    async def letters(self) -> list[str]:
        """Return to whom letters wait."""
        async with open_database(self.settings.log_url) as database:
            later = self.now + timedelta(days=1)
            taken = await SqlMailSpool(database).take(later, until=later, limit=99)
            return sorted(one.letter.recipient for one in taken)


def start_round(scene: Scene, *, dies_at: int = 0) -> ForkServerProcess:
    """Start what tells, which is killed before or after its nth transaction; 0: never."""
    process = CONTEXT.Process(target=_go_round, args=(scene, dies_at))
    process.start()
    return process


def _go_round(scene: Scene, dies_at: int) -> None:
    asyncio.run(_tell(scene, Death(dies_at)))


async def _tell(scene: Scene, death: Death) -> None:
    settings = scene.settings
    async with open_database(settings.log_url) as database:
        guarded = death.guard(database, "write")
        reading, _ = assemble_reading(settings, guarded)
        await assemble_announcer(settings, guarded, reading).announce()
        await put_digest(settings, guarded, reading)
        reading.lakes.close()
