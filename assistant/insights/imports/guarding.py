"""One process at a time changes the files of a folder: who erases and who takes in may meet."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Keep others from changing the files until the block ends; waits for who is at it.

    The block may not ask for the same folder again. Readers need none of it: files change at once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
