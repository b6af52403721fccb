"""Make the trials of changes from those that a command or a process opened."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial

from assistant.app.commands.trial_administration import OpenedTrials
from assistant.app.compose.services.stored_settings import settings_book
from assistant.app.processes.candidate_pages import assemble_candidate_pages
from assistant.app.processes.scenario_work import CandidateTurns
from assistant.kit.settings.live_settings import settings_with
from assistant.kit.settings.settings import Settings
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.trial import Trials


async def with_changes(
    changes: Sequence[CandidateChange],
    opened: OpenedTrials,
    server: Settings,
    settings: Settings,
    stack: AsyncExitStack,
) -> Trials:
    """Return the trials as if changes were in force; `stack` closes their parts.

    `settings` are those in force, `server` those of the environment.

    Raises:
        UnknownCandidateError, ValueError, RoundFailedError: a change cannot be used.
    """
    pages = await assemble_candidate_pages(settings, opened.encoder)
    stack.push_async_callback(pages.close)
    candidates = CandidateTurns(
        opened.trials,
        opened.make,
        partial(settings_with, server=server, book=settings_book(server, opened.database)),
        opened.verified,
        opened.customers,
        pages,
    )
    trials = opened.trials
    for change in sorted(changes, key=lambda one: one.kind != "settings"):
        trials = await candidates.over(trials, change, asyncio.Event())
    return trials
