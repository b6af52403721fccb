"""Keep marks of the set-up in the data folder, for the steps that leave no other trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import orjson

from assistant.kit.whole_file import write_whole

_NAME = "set-up.json"
_CHANGING = Lock()  # two changes at once are both kept


@dataclass(frozen=True, slots=True)
class SetupMarks:
    """Keep marks by name: `look`, `tag`, and `judged:en:returns` of each need. Blocks."""

    data_dir: Path

    def read(self) -> Mapping[str, str]:
        """Return every mark."""
        try:
            marks: dict[str, str] = orjson.loads((self.data_dir / _NAME).read_bytes())
        except (FileNotFoundError, ValueError):
            return {}
        return marks

    def add(self, name: str, value: str) -> None:
        """Set a mark."""
        with _CHANGING:
            write_whole(self.data_dir / _NAME, orjson.dumps({**self.read(), name: value}))

    def drop(self, name: str) -> None:
        """Take a mark away, if it is there."""
        with _CHANGING:
            kept = {one: value for one, value in self.read().items() if one != name}
            write_whole(self.data_dir / _NAME, orjson.dumps(kept))


def judged(language: str, need: str) -> str:
    """Return the name of the mark of a judged answer."""
    return f"judged:{language}:{need}"
