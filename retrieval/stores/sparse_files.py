"""Copy files that are mostly holes without filling the holes.

The engine reserves 160 MB of address space for a shop of 2 MB; an ordinary copy would write it.
"""

import errno
import os
import shutil
from pathlib import Path

_CHUNK = 2**24


def copy_tree(source: Path, target: Path) -> None:
    """Copy a folder, like `shutil.copytree`.

    Raises:
        OSError: something could not be read or written.
    """
    shutil.copytree(source, target, copy_function=copy_file)


def copy_file(source: str, target: str) -> str:
    """Copy one file's data, leave its holes."""
    with Path(source).open("rb") as read, Path(target).open("wb") as write:
        size = os.fstat(read.fileno()).st_size
        os.truncate(write.fileno(), size)
        at = _data_after(read.fileno(), 0, size)
        while at < size:
            end = os.lseek(read.fileno(), at, os.SEEK_HOLE)
            _copy_range(read.fileno(), write.fileno(), at, end)
            at = _data_after(read.fileno(), end, size)
    return target


def _data_after(file: int, at: int, size: int) -> int:
    try:
        return os.lseek(file, at, os.SEEK_DATA)
    except OSError as error:
        if error.errno == errno.ENXIO:  # only a hole follows
            return size
        raise


def _copy_range(source: int, target: int, start: int, end: int) -> None:
    while start < end:
        data = os.pread(source, min(_CHUNK, end - start), start)
        os.pwrite(target, data, start)
        start += len(data)
