"""Looks whether anything is to be done with page drafts, and has a process of its own do it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from assistant.app.processes.insight_round import RoundFailedError, run_apart
from assistant.app.compose.process_parts import Parts
from assistant.kit.assistant_duty import Duty, pause
from assistant.kit.fault_log import report
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.insights.draft_tasks import has_tasks

_DUTY_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRound:
    """One worker of many looks."""

    has_tasks: Callable[[], Awaitable[bool]]
    work: Callable[[asyncio.Event], Awaitable[None]]  # RoundFailedError: it could not be done
    duty: Duty
    every_s: float = 2.0  # an indexed read; somebody waits for what a draft would answer
    again_s: float = 60.0  # after a process that failed

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop` is set, whenever it is this process's turn."""
        await self.duty.run(stop, self._look, every_s=self.every_s)

    async def _look(self, stop: asyncio.Event) -> None:
        if not await self.has_tasks():
            await pause(stop, self.every_s)
            return
        working = asyncio.ensure_future(self.work(stop))
        try:
            while not working.done():  # the duty is asked for meanwhile, or another would begin
                await asyncio.wait((working,), timeout=self.duty.for_s / 3)
                if not working.done():
                    await self.duty.is_ours()
            await working
        except RoundFailedError as error:
            report("pages.failed", error)
            await pause(stop, min(self.again_s, self.duty.for_s / 2))
        finally:
            working.cancel()


def assemble_page_round(settings: Settings, parts: Parts) -> PageRound:
    """Put together what looks after page drafts."""
    environment = {"COMPTOIR_DATA_DIR": str(settings.data_dir)}
    return PageRound(
        has_tasks=partial(has_tasks, parts.database),
        work=partial(run_apart, "pages", environment),
        duty=Duty(leases=parts.broker.leases, name="insights.pages", for_s=_DUTY_S),
    )
