"""Keep the models of an installation: a model is made once, however many processes miss it."""

import fcntl
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ModelFolders:
    """Find the models of an installation in its folders, best first, and make missing ones.

    A model is a file or a folder, named by what went into it. All folders are read; a missing model
    is made in the first folder that can be written.
    """

    folders: tuple[Path, ...]

    def find(self, name: str) -> Path | None:
        """Return the path of a model; None: it has not been made yet."""
        return next((at / name for at in self.folders if (at / name).exists()), None)

    def obtain(self, name: str, make: Callable[[Path], None]) -> Path:
        """Return the path of a model, which `make` writes to the path it is given if it is missing.

        Raises:
            OSError: the disk is full, or none of the folders can be written.
        """
        return self.find(name) or self._make(name, make, over=False)

    def replace(self, name: str, make: Callable[[Path], None]) -> Path:
        """Make a model again whose file is damaged, and return its path.

        Raises:
            OSError: the disk is full, or none of the folders can be written.
        """
        return self._make(name, make, over=True)

    def _make(self, name: str, make: Callable[[Path], None], *, over: bool) -> Path:
        made = next(filter(_is_writable, self.folders), self.folders[0]) / name
        made.parent.mkdir(parents=True, exist_ok=True)
        with made.with_name(f".{made.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed; others wait for the model
            if over or not made.exists():
                # Beside the model, hence on the same file system: renaming is atomic there only.
                with tempfile.TemporaryDirectory(prefix=".making-", dir=made.parent) as aside:
                    make(Path(aside) / made.name)
                    (Path(aside) / made.name).replace(made)
        return made


def _is_writable(folder: Path) -> bool:
    """Make a folder, and tell whether models can be made in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)
