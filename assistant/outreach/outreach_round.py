"""Look for causes to write to customers first, and write: read this file first.

    look:  audience -> facts of the shop -> trigger.qualifies -> intents, once each, some held out
    write: intent due -> facts again -> may_write -> cap -> words, guard -> EVENT LOG -> outbox
    watch: two weeks after they qualified, what customers of both sides did

Consents that were given elsewhere come in by `consent_imports/import_round.py`.

Of many processes, the holder of the duty works; see `first_writer.py` for why nobody is written to
twice.
"""

import asyncio
from dataclasses import dataclass

from assistant.kit.duty import Duty
from assistant.outreach.cause_search import CauseSearch
from assistant.outreach.first_writer import FirstWriter
from assistant.outreach.outcomes import OutcomeWatch
from assistant.outreach.ports import SwitchBook

_BATCH = 20  # intents worked on in one pass, each a question to the shop system


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachRound:
    """Look for causes, work on the intents that are due, and note the outcome of older ones."""

    search: CauseSearch
    writer: FirstWriter
    watch: OutcomeWatch
    switches: SwitchBook
    duty: Duty
    every_s: float

    async def run(self, stop: asyncio.Event) -> None:
        """Look and write again and again, until `stop` is set."""

        async def work(_: asyncio.Event) -> float:
            return 0.0 if await self.once() else self.every_s

        await self.duty.run(stop, work, every_s=self.every_s)

    async def once(self) -> bool:
        """Look at one page of customers, and work on due intents; return whether more are due."""
        on = {one.trigger: one for one in await self.switches.switches() if one.is_on}
        await self.search.next_page(on)
        worked = await self.writer.work(frozenset(on), limit=_BATCH)
        followed = await self.watch.once(limit=_BATCH)
        return _BATCH in (worked, followed)
