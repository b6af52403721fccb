"""Replay conversations in a process of its own: their ids come in as lines, results go out."""

import asyncio
import sys
from contextlib import AsyncExitStack
from dataclasses import replace

from assistant.app.commands.trial_administration import OpenedTrials, open_trials
from assistant.app.compose.local_installation import find_key
from assistant.app.processes.replaying.changed_trials import with_changes
from assistant.conversation.ids import ConversationId
from assistant.improvement.replay.replay_plan import PLAN, REPLAYED, ReplayPlan
from assistant.improvement.replay.replayer import Replayer
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.system_settings import ModelSettings
from assistant.messages.trials.trial import Trials
from integrations.stores.memory.model_spending import MemorySpending
from integrations.stores.sql.log.event_log import SqlEventLog

READY = b"ready\n"


async def replay_lines(server: Settings, settings: Settings) -> None:
    """Read a plan and then ids, a line each; write a replayed conversation for each id.

    `settings` are those in force, `server` those of the environment. It ends with its input.

    Raises:
        NoIndexError, LogUnavailableError, RulesFileError, DeskFileError, SettingError: see
            `open_trials`.
        UnknownCandidateError, ValueError, RoundFailedError: a change cannot be used.
    """
    plan = PLAN.validate_json(await _line())
    if not plan.asks_model:
        server, settings = (
            one.model_copy(update={"model": ModelSettings()}) for one in (server, settings)
        )
    async with AsyncExitStack() as stack:
        # A budget of its own: customers' model is not to be spent on what was said long ago.
        opened = await stack.enter_async_context(
            open_trials(settings, spending=MemorySpending(), shares=True)
        )
        replayer = await _replayer(plan, opened, server, settings, stack)
        log = SqlEventLog(opened.database)
        await _write(READY)
        while line := await _line():
            record = await log.read(ConversationId(line.decode().strip()))
            replayed = await replayer.replay(record.past, plan.span)
            await _write(REPLAYED.dump_json(replayed) + b"\n")


async def _replayer(
    plan: ReplayPlan,
    opened: OpenedTrials,
    server: Settings,
    settings: Settings,
    stack: AsyncExitStack,
) -> Replayer:
    key = find_key(settings)  # so that codes that were mailed then prove their customers again

    def keyed(trials: Trials) -> Trials:
        return replace(trials, key=key)

    trials = await with_changes(plan.changes, opened, server, settings, stack)
    before = None if plan.from_record else keyed(opened.trials)
    return Replayer(before=before, after=keyed(trials))


async def _line() -> bytes:
    return await asyncio.to_thread(sys.stdin.buffer.readline)


async def _write(line: bytes) -> None:
    def write() -> None:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()

    await asyncio.to_thread(write)
