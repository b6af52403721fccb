"""A process in which a person decides on a change set, so that a test may kill it midway."""

import asyncio
from multiprocessing.context import ForkServerProcess

from assistant.app.compose.local_installation import SystemClock
from assistant.console.improve.answer_store import AnswerStore
from assistant.console.verified.verified_changes import VerifiedChanges
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.improvement.changes.change_set import ChangeId, ChangeKind
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.changes.rule_stores import RuleStore
from assistant.kit.settings.live_settings import LiveSettings
from assistant.kit.settings.settings import Settings
from assistant.messages.channels.secret_seal import Seal
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.desk.verified_answer_book import SqlVerifiedBook
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.kit.settings_versions import SqlSettingsBook
from integrations.stores.sql.staff.staff_audit import SqlAudit
from tests.support.memory.fanout import MemoryFanout
from tests.support.processes.killable_processes import CONTEXT, Death


def new_steps(database: Database, death: Death) -> ChangeSteps:
    """Return the way to move change sets, at whose writes the process may die."""
    audit = death.guard(SqlAudit(database), "write")
    book = death.guard(SqlVerifiedBook(database), "put")
    answers = VerifiedChanges(book=book, audit=audit, clock=SystemClock())
    return ChangeSteps(
        book=death.guard(SqlChangeBook(database), "put"),
        stores={
            ChangeKind.VERIFIED: AnswerStore(changes=answers),
            ChangeKind.ORDER_RULES: RuleStore(
                kind=ChangeKind.ORDER_RULES, changes=new_settings(database, death)
            ),
        },
        audit=audit,
        clock=SystemClock(),
    )


def new_settings(database: Database, death: Death) -> SettingsChanges:
    """Return the way to change settings, at whose writes the process may die."""
    live = LiveSettings(
        server=Settings(),
        book=death.guard(settings_book(database), "put"),
        fanout=MemoryFanout(),
    )
    audit = death.guard(SqlAudit(database), "write")
    return SettingsChanges(live=live, audit=audit, clock=SystemClock())


def settings_book(database: Database) -> SqlSettingsBook:
    """Return the book of settings, with a key of the tests."""
    return SqlSettingsBook(database, Seal.derived(bytes(32), purpose="settings"))


def start_decision(url: str, change_id: str, do: str, *, dies_at: int) -> ForkServerProcess:
    """Start a process that approves a change set, or takes it back."""
    process = CONTEXT.Process(target=_decide, args=(url, change_id, do, dies_at), daemon=True)
    process.start()
    return process


def _decide(url: str, change_id: str, do: str, dies_at: int) -> None:
    asyncio.run(_work(url, ChangeId(change_id), do, Death(dies_at)))


async def _work(url: str, change_id: ChangeId, do: str, death: Death) -> None:
    async with open_database(url) as database:
        steps = new_steps(database, death)
        version = (await steps.book.get(change_id)).version
        if do == "approve":
            await steps.approve(change_id, by="zoé", version=version)
        else:
            await steps.take_back(change_id, by="zoé", version=version)
