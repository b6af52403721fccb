"""Take turns in shadow in a process of its own: those that wait, and it ends."""

from contextlib import AsyncExitStack
from dataclasses import replace

import structlog

from assistant.app.commands.trial_administration import open_trials
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.processes.replaying.changed_trials import with_changes
from assistant.improvement.autonomy.shadow_runner import ShadowRunner, lifted
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.system_settings import ModelSettings
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.operations.autonomy.autonomy_table import load_table
from integrations.stores.memory.model_spending import MemorySpending
from integrations.stores.sql.insights.shadow_book import SqlShadowBook
from integrations.stores.sql.log.event_log import SqlEventLog
from integrations.stores.sql.operations.autonomy_book import SqlAutonomyTables

log = structlog.get_logger(__name__)


async def take_shadows(server: Settings, settings: Settings) -> int:
    """Take the turns that wait under the table that lets the assistant go alone; return how many.

    `settings` are those in force, `server` those of the environment. No language model is asked:
    the shop's own words are compared, and customers' budget stays theirs.

    Raises:
        NoIndexError, LogUnavailableError, RulesFileError, DeskFileError, SettingError: see
            `open_trials`.
    """
    server, settings = (
        one.model_copy(update={"model": ModelSettings()}) for one in (server, settings)
    )
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(open_trials(settings, spending=MemorySpending()))
        newest = await SqlAutonomyTables(opened.database).current()
        table = lifted(newest.table if newest else load_table())
        change = CandidateChange(kind="autonomy", content=table.model_dump_json())
        trials = await with_changes((change,), opened, server, settings, stack)
        taking = ShadowRunner(
            log=SqlEventLog(opened.database),
            book=SqlShadowBook(opened.database),
            trials=replace(trials, key=find_key(settings)),
            clock=SystemClock(),
        )
        taken = await taking.take()
    log.info("shadow.taken", turns=taken)
    return taken
