"""Keep whole builds side by side, of which one is current; files that did not change are shared.

    builds/7/messages/day=2026-03-01/rows.parquet    builds/7/topics.npz    builds/7/state.json
    current                                          the number 7

A build that a crash cut short was never current; the next one removes it. Once a build is current
the builds before it are removed, so that everything erased is gone. A reader in the middle of an
older build finds its files missing, and asks the current build again.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from assistant.insights.analysis_errors import BuildRunningError, NoBuildError
from assistant.insights.lake.row_schema import TABLES
from assistant.kit.file_lock import lock_file

_NOWHEN = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildState:
    """Hold the versions and counts that a build was made with."""

    position: int = 0  # of the last event taken in
    projection: str = ""  # version of what makes rows
    imports: str = ""  # version of the imported texts
    exposures: str = ""  # name of what was sold and seen; "": nothing
    built_at: str = ""  # ISO 8601, UTC
    messages: int = 0
    conversations: int = 0


@dataclass(frozen=True, slots=True)
class Build:
    """Hold the folder of one build."""

    folder: Path

    @property
    def number(self) -> int:
        """Return the build's number; a later build has a greater one."""
        return int(self.folder.name)

    @property
    def topics(self) -> Path:
        """Return the file of the build's topics."""
        return self.folder / "topics.npz"

    @property
    def bought(self) -> Path:
        """Return the file of each customer's purchases."""
        return self.folder / "bought.json"

    @property
    def packed(self) -> Path:
        """Return the file that has all tables in one; a build may lack it."""
        return self.folder / "lake.duckdb"

    def partition(self, table: str, day: date) -> Path:
        """Return the file of a table's day."""
        return self.folder / table / f"day={day.isoformat()}" / "rows.parquet"

    def pattern(self, table: str) -> str:
        """Return the pattern that matches every file of a table."""
        return str(self.folder / table / "*" / "rows.parquet")

    def days(self, table: str) -> dict[date, Path]:
        """Return the file of every day that has rows, in order."""
        found = sorted((self.folder / table).glob("day=*/rows.parquet"))
        return {
            day: path
            for path in found
            if (day := date.fromisoformat(path.parent.name.removeprefix("day="))) != _NOWHEN
        }

    def state(self) -> BuildState:
        """Return the state that the build was made with."""
        return BuildState(**json.loads((self.folder / "state.json").read_text(encoding="utf-8")))

    def placeholder(self, table: str) -> Path:
        """Return the file without rows that every table has, so that no table is without a file."""
        return self.partition(table, _NOWHEN)


@dataclass(frozen=True, slots=True)
class BuildRounds:
    """Lock whole rounds below a folder: sales are read, a build is made, subscribers are told.

    The lock of the build itself would be too late: by then the sales were read.
    """

    root: Path

    def going(self) -> AbstractContextManager[None]:
        """Keep other processes from a round, until the block or the process ends.

        Raises:
            BuildRunningError: another process is in a round.
        """
        return lock_file(self.root / "round", busy=BuildRunningError())


@dataclass(frozen=True, slots=True)
class Builds:
    """Keep all builds below a folder."""

    root: Path

    @property
    def staging(self) -> Path:
        """Return the folder of rows that are not in any build yet."""
        return self.root / "staging"

    @contextmanager
    def building(self) -> Iterator[None]:
        """Keep other processes from building here, until the block or the process ends.

        Raises:
            BuildRunningError: another process builds.
        """
        # The second lock is only ever waited for while `is_building` looks at it.
        with lock_file(self.root / "lock", busy=BuildRunningError()), lock_file(self._busy):
            yield

    def is_building(self) -> bool:
        """Return whether a process builds here.

        A lock of its own is tried: trying the builders' lock would refuse a builder that came at
        that
        moment.
        """
        try:
            with self._busy.open() as busy:
                fcntl.flock(busy, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    @property
    def _busy(self) -> Path:
        return self.root / "building"

    def current(self) -> Build:
        """Return the current build.

        Raises:
            NoBuildError: there is no build.
        """
        try:
            number = (self.root / "current").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise NoBuildError from None
        return Build(self.root / "builds" / number)

    def state(self) -> BuildState:
        """Return the state of the current build.

        Raises:
            NoBuildError: there is no build.
        """
        with suppress(FileNotFoundError):
            return self.current().state()
        return self.current().state()  # another took its place, and its files with it

    def begin(self) -> Build:
        """Make an empty folder for the next build, and remove the folders that crashes left."""
        shutil.rmtree(self.staging, ignore_errors=True)
        keep = self.number()
        for folder in self._folders():
            if int(folder.name) != keep:
                shutil.rmtree(folder, ignore_errors=True)
        new = self.root / "builds" / str(keep + 1)
        for table in TABLES:
            (new / table).mkdir(parents=True)
        return Build(new)

    def publish(self, build: Build, state: BuildState) -> None:
        """Make `build` the current one, in one step, and remove the others."""
        text = json.dumps(asdict(state), indent=1)
        (build.folder / "state.json").write_text(text, encoding="utf-8")
        aside = self.root / "current.part"
        with aside.open("w", encoding="utf-8") as file:
            file.write(str(build.number))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self.root / "current")
        for folder in self._folders():
            if int(folder.name) != build.number:
                shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(self.staging, ignore_errors=True)

    def number(self) -> int:
        """Return the current build's number; 0 if there is no build."""
        try:
            return self.current().number
        except NoBuildError:
            return 0

    def _folders(self) -> Iterator[Path]:
        folder = self.root / "builds"
        return (one for one in folder.glob("*") if one.name.isdigit())
