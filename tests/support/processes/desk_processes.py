"""The desk's rounds and the helpdesk's loop in processes of their own that may be killed.

Everything durable is real: log, lists and waiting mail on SQLite, Redis for the rest.
"""

import asyncio
import os
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from assistant.desk.desk_service import Desk
from assistant.desk.handoff.absence_notices import AbsenceNotices
from assistant.desk.nudges import Nudge
from assistant.desk.queue.dispatch import Dispatch
from assistant.desk.queue.outlook_lookup import DeskOutlooks
from assistant.desk.queue.waiting_watch import WaitingWatch
from assistant.desk.reply_mail import ReplyMail
from integrations.services.chatwoot.chatwoot_client import open_client
from integrations.services.chatwoot.chatwoot_desk import ChatwootDesk
from integrations.stores.redis.redis_broker import Broker, open_broker
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.desk.helpdesk_book import SqlCaseBook
from integrations.stores.sql.kit.mail_spool import SqlMailSpool
from tests.support.memory.assemblies.desk_parts import Directory, agent
from tests.support.memory.assemblies.helpdesk_shop import Shop
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.processes.killable_processes import CONTEXT, Death
from tests.support.simulators.chatwoot.server import TOKEN
from tests.support.simulators.chatwoot.store import ACCOUNT, INBOX
from tests.unit.assistant.desk.serving import RULES

PEOPLE = (agent("anna"), agent("ben"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where everything is, and what time it is there."""

    folder: Path
    redis_url: str
    now: datetime

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'log.db'}"

    @property
    def bell(self) -> Path:
        """Return the file in which each nudge is a line: kind, conversation."""
        return self.folder / "nudges"

    def nudges(self) -> list[str]:
        return self.bell.read_text().splitlines() if self.bell.exists() else []


@dataclass(frozen=True, slots=True)
class FileBell:
    """`Nudges` in a file that survives its process."""

    file: Path

    async def give(self, nudge: Nudge) -> None:
        file = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, f"{nudge.kind} {nudge.conversation_id}\n".encode())
        os.close(file)


def start_round(scene: Scene, name: str, *, dies_at: int = 0) -> ForkServerProcess:
    """Start a process that goes one round of the desk's, and dies at its nth write."""
    process = CONTEXT.Process(target=_go_round, args=(scene, name, dies_at), daemon=True)
    process.start()
    return process


def start_loop(scene: Scene, chatwoot_url: str, *, dies_at: int = 0) -> ForkServerProcess:
    """Start a process that keeps Chatwoot along until nothing is left, and dies at a write."""
    process = CONTEXT.Process(target=_follow, args=(scene, chatwoot_url, dies_at), daemon=True)
    process.start()
    return process


def _go_round(scene: Scene, name: str, dies_at: int) -> None:
    asyncio.run(go_round(scene, name, dies_at))


def _follow(scene: Scene, chatwoot_url: str, dies_at: int) -> None:
    asyncio.run(follow(scene, chatwoot_url, dies_at))


async def go_round(scene: Scene, name: str, dies_at: int = 0) -> None:
    """Go one round, of one name, once."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(scene.url))
        broker = await stack.enter_async_context(open_broker(scene.redis_url))
        await SqlCases(database).advance(limit=1_000)  # as the projector does beside it
        await _rounds(scene, database, broker, Death(dies_at))[name].once()


def _rounds(
    scene: Scene, database: Database, broker: Broker, death: Death
) -> dict[str, Dispatch | WaitingWatch | ReplyMail]:
    log = death.guard(SqlEventLog(database), "append")
    cases = death.guard(SqlCases(database), "follow")
    bell = death.guard(FileBell(scene.bell), "give")
    clock, people = HandClock(scene.now), Directory(*PEOPLE)
    desk = Desk(
        events=log,
        cases=cases,
        queue=death.guard(broker.queue, "put"),
        fanout=broker.fanout,
        clock=clock,
    )
    outlooks = DeskOutlooks(
        rules=RULES,
        cases=cases,
        agents=people,
        presence=broker.agents,
        waits=broker.waits,
        clock=clock,
        timeout_s=10.0,
    )
    attending = AbsenceNotices(outlooks=outlooks, clock=clock, default_language="fr")
    return {
        "dispatch": Dispatch(
            rules=RULES,
            cases=cases,
            events=log,
            desk=desk,
            agents=people,
            presence=broker.agents,
            nudges=bell,
            clock=clock,
        ),
        "watch": WaitingWatch(
            rules=RULES,
            cases=cases,
            events=log,
            desk=desk,
            attending=attending,
            outlooks=outlooks,
            nudges=bell,
            once_each=death.guard(broker.used, "claim"),
            clock=clock,
        ),
        "mailing": ReplyMail(
            cases=cases,
            events=log,
            outlooks=outlooks,
            customers=broker.customers,
            spool=death.guard(SqlMailSpool(database), "put"),
            clock=clock,
        ),
    }


async def follow(scene: Scene, chatwoot_url: str, dies_at: int = 0) -> None:
    """Bring log and helpdesk together until there is nothing to do."""
    death = Death(dies_at)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(scene.url))
        client = await stack.enter_async_context(
            open_client(url=chatwoot_url, token=TOKEN, account=ACCOUNT)
        )
        desk = ChatwootDesk(client, inbox=INBOX)
        shop = Shop(
            lambda _: death.guard(desk, "open_case", "post", "set_status"),
            agents=PEOPLE,
            book=death.guard(SqlCaseBook(database), "take_in", "save", "settle"),
            events=death.guard(SqlEventLog(database), "append"),
        )
        shop.clock.at = scene.now
        while await shop.loop.once():
            pass
