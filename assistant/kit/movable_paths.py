"""Keep paths below a folder without that folder, so that it can be moved, or restored elsewhere."""

from pathlib import Path

_BELOW = "data:"  # no path begins so, and no web address


def keep_path(folder: Path, path: str) -> str:
    """Return a path as it is kept: one below `folder` without it, any other text as it is."""
    root = f"{folder.resolve()}/"
    return _BELOW + path.removeprefix(root) if path.startswith(root) else path


def kept_path(folder: Path, kept: str) -> str:
    """Return a path that was kept, below `folder` as it stands now."""
    is_below = kept.startswith(_BELOW)
    return f"{folder.resolve()}/{kept.removeprefix(_BELOW)}" if is_below else kept
