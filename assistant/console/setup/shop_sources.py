"""Keep the sources of a shop, uploaded files and addresses, and the report of their reading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from assistant.console.setup.source_marks import SourceMarks
from assistant.console.setup.source_schedules import SourceSchedules
from assistant.kit.private_folder import make_private
from assistant.kit.whole_file import write_whole
from retrieval.catalogue.file_kinds import READ_SUFFIXES

MOST_BYTES = 64 * 2**20  # of one upload
_NAME_BYTES = 200  # file systems take 255
_UNSAFE = re.compile(r"[^\w.\- ]+")
_STATES = frozenset({"reading", "asking"})


class SourceRefusedError(ValueError):
    """Say that a file or an address is none that can be read; the message is a name of a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadPart:
    """Hold a part of a source that could not be read."""

    file: str
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingReport:
    """Hold how far a reading is, and its result."""

    state: str = ""  # reading, asking, done, failed; "": nothing was read yet
    items: int = 0
    products: int = 0
    documents: int = 0
    passages: int = 0
    asked: int = 0  # needs, of `of`
    of: int = 0
    why: str = ""  # it failed
    unread: tuple[UnreadPart, ...] = field(default=())
    more: int = 0  # unread parts beyond those

    @property
    def is_running(self) -> bool:
        return self.state in _STATES


@dataclass(frozen=True, slots=True)
class ShopSources:
    """Keep files, addresses and records of a shop system in the data folder. All methods block."""

    data_dir: Path

    @property
    def folder(self) -> Path:
        return self.data_dir.resolve() / "sources"

    @property
    def system_folder(self) -> Path:
        return self.data_dir.resolve() / "shop-system"

    def system_file(self, name: str) -> Path:
        """Return the file of all that a shop system gave last, whether it is there or not."""
        return self.system_folder / f"{_UNSAFE.sub('_', name)}.jsonl"

    def _unread_file(self, name: str) -> Path:
        return self.system_file(name).with_suffix(".unread")

    def keep_system(self, name: str, data: bytes) -> None:
        """Keep the records of a shop system, in place of those before."""
        make_private(self.system_folder)
        write_whole(self.system_file(name), data)

    def keep_system_unread(self, name: str, parts: Sequence[UnreadPart]) -> None:
        """Keep the parts that the last reading of a shop system left out."""
        make_private(self.system_folder)
        write_whole(self._unread_file(name), orjson.dumps(parts))

    def system_unread(self, name: str) -> Sequence[UnreadPart]:
        """Return the parts that the last reading of a shop system left out."""
        try:
            return [UnreadPart(**one) for one in orjson.loads(self._unread_file(name).read_bytes())]
        except (FileNotFoundError, ValueError):
            return []

    def drop_systems(self, *, but: str = "") -> None:
        """Delete the records, marks and schedules of shop systems that are connected no more."""
        for one in (*self.system_folder.glob("*.jsonl"), *self.system_folder.glob("*.unread")):
            if one not in (self.system_file(but), self._unread_file(but)):
                one.unlink(missing_ok=True)
                self._forget(str(one))

    def files(self) -> Sequence[Path]:
        """Return the uploaded files, by name."""
        return sorted(one for one in self.folder.glob("*") if one.suffix in READ_SUFFIXES)

    def addresses(self) -> Sequence[str]:
        """Return the addresses that are read, in the order they were added."""
        try:
            return (self.data_dir / "sources.txt").read_text("utf-8").split()
        except FileNotFoundError:
            return []

    def keep(self, name: str, data: bytes) -> Path:
        """Keep an uploaded file; one of the same name takes its place.

        Raises:
            SourceRefusedError: it is of no kind that can be read, too large, or empty.
        """
        safe = _UNSAFE.sub("_", Path(name.replace("\\", "/")).name).strip(". ")
        safe = safe.encode()[-_NAME_BYTES:].decode(errors="ignore").strip(". ")
        suffix = Path(safe).suffix
        if suffix.lower() not in READ_SUFFIXES:
            raise SourceRefusedError("kind")  # noqa: EM101 - a name
        if len(data) > MOST_BYTES:
            raise SourceRefusedError("large")  # noqa: EM101 - a name
        if not data:
            raise SourceRefusedError("empty")  # noqa: EM101 - a name
        make_private(self.folder)
        path = self.folder / (safe[: -len(suffix)] + suffix.lower())
        write_whole(path, data)
        return path

    def drop(self, name: str) -> None:
        """Delete an uploaded file, or an address, with its marks and its schedule."""
        if name in self.addresses():
            self._write([one for one in self.addresses() if one != name])
            self._forget(name)
        for one in self.files():
            if one.name == name:
                one.unlink(missing_ok=True)
                self._forget(str(one))

    def add_address(self, address: str) -> None:
        """Add an address of the shop.

        Raises:
            SourceRefusedError: it is none.
        """
        if not re.fullmatch(r"https?://[^\s@#]{3,300}", address):
            raise SourceRefusedError("address")  # noqa: EM101 - a name
        self._write([*(one for one in self.addresses() if one != address), address])

    def report(self) -> ReadingReport:
        """Return the report of the last reading."""
        try:
            said = orjson.loads((self.data_dir / "reading.json").read_bytes())
        except (FileNotFoundError, ValueError):
            return ReadingReport()
        unread = tuple(UnreadPart(**one) for one in said.pop("unread", ()))
        return ReadingReport(**said, unread=unread)

    def tell(self, report: ReadingReport) -> None:
        """Keep the report, in place of the one before."""
        write_whole(self.data_dir / "reading.json", orjson.dumps(report))

    def _forget(self, origin: str) -> None:
        """Delete the marks and the schedule of a removed source: the next of its name has none."""
        SourceMarks(self.data_dir).turn(origin, on=True)
        SourceSchedules(self.data_dir).drop(origin)

    def _write(self, addresses: Sequence[str]) -> None:
        make_private(self.data_dir)
        lines = "".join(f"{one}\n" for one in addresses)
        write_whole(self.data_dir / "sources.txt", lines.encode())
