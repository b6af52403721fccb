"""Make folders that nobody else of the machine may look into, and try whether they have room."""

import errno
import os
import tempfile
from pathlib import Path

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Numbers of the system's errors of a disk that is full, or of a limit that is reached."""

_ROOM_BYTES = 65_536  # a page of a customer's file; fewer may fit on a disk that is full


def make_private(folder: Path) -> Path:
    """Make a folder for its owner alone; a folder that is there already keeps its rights."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def try_room(folder: Path) -> None:
    """Write 64 KB to the disk of a folder, in a file without a name that is gone at once; blocks.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(os.urandom(_ROOM_BYTES))
        file.flush()
        os.fsync(file.fileno())
