"""Run the reading of the set-up's sources in a process of its own, which the API starts."""

import asyncio
from dataclasses import dataclass, field

from assistant.app.processes.round_processes import RoundFailedError, run_apart
from assistant.console.setup.shop_sources import ReadingReport, ShopSources
from assistant.kit.fault_log import report
from assistant.kit.settings.settings import Settings


@dataclass(slots=True)
class SourceReadings:
    """Start a reading when it is asked for, one after the other."""

    settings: Settings
    _wanted: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def ask(self) -> None:
        """Ask for a reading: the sources changed."""
        ShopSources(self.settings.data_dir).tell(ReadingReport(state="reading"))
        self._wanted.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Read whenever it is asked for, until `stop` is set."""
        environment = {"COMPTOIR_DATA_DIR": str(self.settings.data_dir)}
        stopping = asyncio.ensure_future(stop.wait())
        while not stop.is_set():
            wanting = asyncio.ensure_future(self._wanted.wait())
            await asyncio.wait((stopping, wanting), return_when=asyncio.FIRST_COMPLETED)
            wanting.cancel()
            if stop.is_set():
                return
            self._wanted.clear()
            try:
                await run_apart("sources", environment, stop)
            except RoundFailedError as error:
                report("sources.failed", error)
