"""Make temporary folders, and remove those of processes that were killed."""

import fcntl
import os
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_LEAST_AGE_S = 60.0
"""A folder is locked right after it was made: a younger one may not be yet."""


@dataclass(frozen=True, slots=True)
class TemporaryFolder:
    """Hold a locked folder; the lock ends with the process, however that ends."""

    path: Path
    _descriptor: int

    @classmethod
    def make(cls, prefix: str) -> Self:
        """Make a folder among the temporary ones of the machine, and lock it."""
        return cls.lock(Path(tempfile.mkdtemp(prefix=prefix)))

    @classmethod
    def lock(cls, path: Path) -> Self:
        """Lock a folder.

        Raises:
            BlockingIOError: a process has it.
            OSError: it is another user's, no folder, or gone.
        """
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise
        return cls(path, descriptor)

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._descriptor)


def remove_left_folders(prefix: str) -> None:
    """Remove the folders whose process ended without removing them."""
    latest = time.time() - _LEAST_AGE_S
    for path in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        with suppress(OSError):
            if path.stat().st_mtime < latest:
                TemporaryFolder.lock(path).remove()
