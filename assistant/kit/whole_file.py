"""Write a whole file at once: its readers find the old text or the new one, and no half."""

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` in place of a file, for its owner alone; its folder is there already.

    Any number of processes may write the same file: each has a file of its own until it is whole.
    """
    number, aside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
