"""Lock a file, so that one process at a time works on the files beside it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def lock_file(path: Path, *, busy: Exception | None = None) -> Iterator[None]:
    """Lock a file until the block or the process ends; it is made if it is missing.

    Wait while another process has the lock, or raise `busy`, if it is given.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (fcntl.LOCK_NB if busy else 0))
        except BlockingIOError as error:
            raise busy or error from None
        yield
