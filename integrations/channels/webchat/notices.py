"""What travels over the fan-out to the processes that hold open pages.

A notice carries the event itself, so that an open page is served without reading the log. It
also says what lies before it: a page that has seen everything up to `follows` has missed
nothing, any other reads the log.
"""

from dataclasses import dataclass
from typing import Self

_TRANSIENT = 0  # sequences begin at 1
_UNSURE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One event, or the word that there is one."""

    sequence: int = _TRANSIENT  # 0: not of the log, such as typing
    follows: int | None = None  # all between it and `sequence` is internal; None: unsure
    data: bytes = b""  # JSON in one line; empty: read the log

    def encode(self) -> bytes:
        """Return the wire form: two numbers, a line end, the data."""
        follows = _UNSURE if self.follows is None else self.follows
        return b"%d %d\n%s" % (self.sequence, follows, self.data)

    @classmethod
    def decode(cls, wire: bytes) -> Self:
        """Read what `encode` wrote.

        Raises:
            ValueError: `wire` is something else.
        """
        head, _, data = wire.partition(b"\n")
        sequence, follows = map(int, head.split(b" "))
        return cls(sequence=sequence, follows=None if follows == _UNSURE else follows, data=data)
