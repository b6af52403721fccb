"""Keep mail that waits in this process's memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.kit.mail.letter import Letter, LetterId, TakenLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class _KeptLetter:
    letter: Letter
    due_at: datetime
    attempts: int = 0
    settled_at: datetime | None = None


class MemorySpool:
    """Keep a `MailSpool` for one event loop."""

    def __init__(self) -> None:
        self._kept: dict[LetterId, _KeptLetter] = {}
        self.settled: dict[LetterId, str] = {}

    @property
    def waiting(self) -> list[Letter]:
        """Return the letters that are neither sent nor given up, oldest first."""
        return [one.letter for one in self._kept.values() if one.settled_at is None]

    async def put(self, letter: Letter) -> bool:
        if letter.letter_id in self._kept:
            return False
        self._kept[letter.letter_id] = _KeptLetter(letter=letter, due_at=letter.made_at)
        return True

    async def take(self, now: datetime, *, until: datetime, limit: int) -> Sequence[TakenLetter]:
        due = [one for one in self._kept.values() if one.settled_at is None and one.due_at <= now]
        due.sort(key=lambda one: (one.letter.made_at, one.letter.letter_id))
        taken = []
        for one in due[:limit]:
            held = replace(one, due_at=until, attempts=one.attempts + 1)
            self._kept[one.letter.letter_id] = held
            taken.append(TakenLetter(letter=one.letter, attempt=held.attempts))
        return taken

    async def settle(self, letter_id: LetterId, *, how: str, at: datetime) -> None:
        one = self._kept.get(letter_id)
        if one is None or one.settled_at is not None:
            return
        erased = replace(one.letter, recipient="", values={})
        self._kept[letter_id] = replace(one, letter=erased, settled_at=at)
        self.settled[letter_id] = how

    async def postpone(self, letter_id: LetterId, *, until: datetime) -> None:
        one = self._kept.get(letter_id)
        if one is not None and one.settled_at is None:
            self._kept[letter_id] = replace(one, due_at=until)

    async def forget(self, before: datetime) -> int:
        old = [
            k for k, v in self._kept.items() if v.settled_at is not None and v.settled_at < before
        ]
        for letter_id in old:
            del self._kept[letter_id]
            del self.settled[letter_id]
        return len(old)
