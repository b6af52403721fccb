"""Make folders that nobody else of the machine may look into."""

from pathlib import Path


def make_private(folder: Path) -> Path:
    """Make a folder for its owner alone; a folder that is there already keeps its rights."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
