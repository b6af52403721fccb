"""Keep marks on the sources of a shop: those that are off, and those to be asked anew."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import orjson

from assistant.kit.file_lock import lock_file
from assistant.kit.movable_paths import keep_path, kept_path
from assistant.kit.private_folder import make_private
from assistant.kit.whole_file import write_whole

EVERYTHING = "*"
"""In place of a source: all of them are to be asked anew."""


@dataclass(frozen=True, slots=True)
class SourceMarks:
    """Keep marks by a source's origin: its path, or its address. All methods block."""

    data_dir: Path

    def off(self) -> frozenset[str]:
        """Return the sources that are kept and do not answer."""
        return self._read("sources-off.json")

    def turn(self, origin: str, *, on: bool) -> None:
        """Turn a source on or off, from the next reading on."""
        self._change("sources-off.json", add=() if on else (origin,), drop=(origin,) if on else ())

    def wanted(self) -> frozenset[str]:
        """Return the sources that the next reading asks anew."""
        return self._read("sources-wanted.json")

    def want(self, origins: Collection[str]) -> None:
        """Mark sources for the next reading to ask anew: addresses and shop systems."""
        self._change("sources-wanted.json", add=origins)

    def done_with(self, origins: Collection[str]) -> None:
        """Remove the marks of sources that a reading asked; those set meanwhile stay."""
        self._change("sources-wanted.json", drop=origins)

    def _read(self, name: str) -> frozenset[str]:
        try:
            kept = orjson.loads((self.data_dir / name).read_bytes())
            return frozenset(kept_path(self.data_dir, one) for one in kept)
        except (FileNotFoundError, ValueError):
            return frozenset()

    def _change(self, name: str, *, add: Collection[str] = (), drop: Collection[str] = ()) -> None:
        make_private(self.data_dir)
        with lock_file(self.data_dir / f".{name}.lock"):  # two changes at once are both kept
            marks = (self._read(name) | set(add)) - set(drop)
            kept = sorted(keep_path(self.data_dir, one) for one in marks)
            write_whole(self.data_dir / name, orjson.dumps(kept))


def is_wanted(origin: str, wanted: Collection[str]) -> bool:
    """Return whether a source is to be asked anew."""
    return origin in wanted or EVERYTHING in wanted
