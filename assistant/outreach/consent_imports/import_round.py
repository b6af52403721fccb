"""Take files of consents through the steps that are long, beside the turns of the worker.

Each step is many short transactions, so nobody waits for one. A step that a crash ended begins
again: reading first drops the rows that it had staged.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from assistant.kit.duty import Duty
from assistant.outreach.consent_imports.consent_file import BadConsent, read_consents
from assistant.outreach.consent_imports.consent_intake import ConsentIntake
from assistant.outreach.consent_imports.import_file import KEPT, MOST_FAULTS, FileState, ImportFile
from assistant.outreach.consent_imports.imported_consent import ImportedConsent, ImportState
from assistant.outreach.consent_imports.ports import ImportFiles
from assistant.ports import Clock

_ROWS = 500  # read or moved in one transaction, which takes some ten milliseconds
_TALKS = 100  # conversations written to between two looks
_COUNTING = (ImportState.READ, ImportState.WAITING, ImportState.TAKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSteps:
    """Read, import, take back and discard files of consents, one after the other."""

    files: ImportFiles
    intake: ConsentIntake
    clock: Clock

    async def once(self) -> bool:
        """Take each file one step on, and a few consents in; return whether there is more."""
        moved = [await self._step(one) for one in await self.files.all()]
        if True in moved:
            self.intake.hurry()
        return await self.intake.round(limit=_TALKS) == _TALKS or True in moved

    async def _step(self, file: ImportFile) -> bool:
        """Take a file one step on; return whether it moved."""
        match file.state:
            case FileState.READING:
                content = await self.files.content(file.file_id)
                return bool(content) and await self.read(file, content.decode())
            case FileState.READ if self.clock.now() - file.at >= KEPT:
                return await self.files.move(file.file_id, file.state, FileState.DISCARDED)
            case FileState.DISCARDED:
                if not await self.files.drop(file.file_id, limit=_ROWS):
                    await self.files.remove(file.file_id)
                return True
            case FileState.IMPORTING:
                if not await self.files.release(file.file_id, limit=_ROWS):
                    await self.files.move(file.file_id, file.state, FileState.IMPORTED)
                return True
            case FileState.WITHDRAWING:
                return await self._take_back(file)
        return False

    async def _take_back(self, file: ImportFile) -> bool:
        """Remove rows that wait, then withdraw consents in logs, until nothing is left of both."""
        if not await self.files.drop(file.file_id, limit=_ROWS):
            await self.intake.take_back(file.file_id, limit=_TALKS)
            counts = (await self.files.counts()).get(file.file_id, {})
            if not any(counts.get(one) for one in _COUNTING):
                await self.files.move(file.file_id, file.state, FileState.WITHDRAWN)
        return True

    async def read(self, file: ImportFile, text: str) -> bool:
        """Read a decoded file: keep its good rows, and count all of them; return True."""
        while await self.files.drop(file.file_id, limit=_ROWS):
            pass
        file, seen = file.begun(), set[str]()
        rows = read_consents(text, self.clock.now())
        while chunk := await asyncio.to_thread(_next, rows):
            file = await self._staged(file, chunk, seen)
            await self.files.count(file)
        await self.files.count(replace(file, state=FileState.READ))
        return True

    async def _staged(
        self, file: ImportFile, chunk: list[ImportedConsent | BadConsent], seen: set[str]
    ) -> ImportFile:
        good, bad = dict[str, ImportedConsent](), list[BadConsent]()
        for one in chunk:
            if isinstance(one, BadConsent):
                bad.append(one)
            elif one.import_id not in seen:
                good[one.import_id] = one
                seen.add(one.import_id)
        kept = await self.files.stage(file, tuple(good.values()))
        return replace(
            file,
            rows=file.rows + len(chunk),
            good=file.good + kept.new,
            repeated=file.repeated + len(chunk) - len(bad) - len(good),
            known=file.known + kept.known,
            stopped=file.stopped + kept.stopped,
            bad=file.bad + len(bad),
            faults=(*file.faults, *bad)[:MOST_FAULTS],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRound:
    """Take the steps of all files in the one process that has the duty."""

    steps: ImportSteps
    duty: Duty
    every_s: float

    async def run(self, stop: asyncio.Event) -> None:
        """Work on files again and again, until `stop` is set."""

        async def work(stop: asyncio.Event) -> float:
            working = asyncio.ensure_future(self._until_idle(stop))
            await self.duty.keep_during(working)
            await working
            return self.every_s

        await self.duty.run(stop, work, every_s=self.every_s)

    async def _until_idle(self, stop: asyncio.Event) -> None:
        while not stop.is_set() and await self.steps.once():
            pass


def _next(
    rows: Iterator[ImportedConsent | BadConsent],
) -> list[ImportedConsent | BadConsent]:
    return list(islice(rows, _ROWS))
