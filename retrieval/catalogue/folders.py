"""Find the files of a folder that are the shop's, in a steady order."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

_TOOLS = frozenset({"node_modules", "__pycache__", "__MACOSX"})
_ABOUT = frozenset(  # files about a folder, which customers never see
    {
        *("readme", "license", "licence", "licenses", "copying", "notice", "authors"),
        *(
            "source",
            "sources",
            "credits",
            "changelog",
            "changes",
            "contributing",
            "contributors",
            "security",
            "code",
        ),
    }
)


def files_in(root: Path) -> Iterator[Path]:
    """Yield every file below `root`, sorted by folder and name.

    Left out are hidden files and folders, links that lead out of `root`, and files about the
    folder itself: README, LICENSE, CHANGELOG.
    """
    inside = root.resolve()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _TOOLS)
        for name in sorted(names):
            path = Path(folder, name)
            if name.startswith(".") or _is_about(path):
                continue
            if not path.is_symlink() or path.resolve().is_relative_to(inside):
                yield path


def _is_about(path: Path) -> bool:
    first = re.split(r"[._-]", path.stem.lower(), maxsplit=1)[0]
    whole = path.suffix.lower() in {"", ".md", ".txt", ".rst"}
    return whole and first in _ABOUT and (first != "code" or "conduct" in path.stem.lower())
