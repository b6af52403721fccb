"""Keep when addresses and shop systems are read by themselves, and the outcome."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from assistant.kit.file_lock import lock_file
from assistant.kit.movable_paths import keep_path, kept_path
from assistant.kit.private_folder import make_private
from assistant.kit.whole_file import write_whole

_NAME = "source-schedules.json"
_WEEK = timedelta(days=7)


class Every(StrEnum):
    """Name how often a source is read by itself."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOutcome:
    """Hold the outcome of asking a source."""

    at: datetime  # aware, UTC: when it was asked
    why: str = ""  # it gave nothing; "": it answered


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSchedule:
    """Hold when a source is read by itself, by the shop's clock."""

    every: Every = Every.NEVER
    hour: int = 4  # 0 to 23
    weekday: int = 0  # Monday; of a weekly reading
    since: datetime | None = None  # what was due earlier counts as done
    outcome: ReadingOutcome | None = None  # None: it was never asked

    def last_point(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the last moment until `now` at which it was to be read; None: there is none."""
        if self.every is Every.NEVER:
            return None
        local = now.astimezone(zone)
        step = timedelta(days=1) if self.every is Every.DAILY else _WEEK
        back = (local.weekday() - self.weekday) % 7 if self.every is Every.WEEKLY else 0
        day = local.date() - timedelta(days=back)
        point = datetime.combine(day, time(self.hour), zone)
        return point if point <= now else datetime.combine(day - step, time(self.hour), zone)

    def is_due(self, now: datetime, zone: ZoneInfo) -> bool:
        """Return whether a reading was missed or is to be done now."""
        point = self.last_point(now, zone)
        return point is not None and (self.since is None or self.since < point)

    def next_point(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the next moment at which it is read; None: never."""
        point = self.last_point(now, zone)
        if point is None:
            return None
        days = 1 if self.every is Every.DAILY else 7
        return datetime.combine(point.date() + timedelta(days=days), time(self.hour), zone)


NO_SCHEDULE = SourceSchedule()

_SCHEDULES: TypeAdapter[dict[str, SourceSchedule]] = TypeAdapter(dict[str, SourceSchedule])


@dataclass(frozen=True, slots=True)
class SourceSchedules:
    """Keep schedules by a source's origin in the data folder. All methods block."""

    data_dir: Path

    def read(self) -> Mapping[str, SourceSchedule]:
        """Return the schedules, and the outcomes of sources that have none."""
        try:
            kept = _SCHEDULES.validate_json((self.data_dir / _NAME).read_bytes())
        except (FileNotFoundError, ValidationError):
            return {}
        return {kept_path(self.data_dir, name): one for name, one in kept.items()}

    def put(self, origin: str, *, every: Every, hour: int, weekday: int, now: datetime) -> None:
        """Change a schedule; it holds from now on."""
        self._change(
            origin,
            lambda one: replace(one, every=every, hour=hour, weekday=weekday, since=now),
        )

    def drop(self, origin: str) -> None:
        """Forget a source that was removed."""
        with self._locked():
            left = {name: one for name, one in self.read().items() if name != origin}
            self._write(left)

    def take_due(
        self, now: datetime, zone: ZoneInfo, want: Callable[[Collection[str]], None]
    ) -> list[str]:
        """Return the sources that are to be read now, once they are wanted, and cross them out."""
        due = [origin for origin, one in self.read().items() if one.is_due(now, zone)]
        if due:
            want(due)  # first: a crash in between has them read twice, and none left out
        for origin in due:
            self._change(origin, lambda one: replace(one, since=now))
        return due

    def tell(self, origin: str, outcome: ReadingOutcome) -> None:
        """Keep the outcome of asking a source."""
        self._change(origin, lambda one: replace(one, outcome=outcome))

    def _change(self, origin: str, change: Callable[[SourceSchedule], SourceSchedule]) -> None:
        with self._locked():
            every = dict(self.read())
            every[origin] = change(every.get(origin, NO_SCHEDULE))
            self._write(every)

    def _locked(self) -> AbstractContextManager[None]:
        make_private(self.data_dir)
        return lock_file(self.data_dir / f".{_NAME}.lock")

    def _write(self, every: Mapping[str, SourceSchedule]) -> None:
        kept = {keep_path(self.data_dir, name): one for name, one in every.items()}
        write_whole(self.data_dir / _NAME, _SCHEDULES.dump_json(kept))
