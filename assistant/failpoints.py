"""Places where a test may have this process killed, as a power cut would.

`COMPTOIR_FAILPOINT=after_append:3` kills the process with SIGKILL at the third passage of
`after_append`. Without the variable, `hit` compares one global with None, tens of nanoseconds.
"""

import os
import signal
from dataclasses import dataclass

VARIABLE = "COMPTOIR_FAILPOINT"

POINTS = (
    "after_accept",
    "after_put",
    "after_take",
    "after_lock",
    "after_read",
    "after_turn",
    "after_append",
    "before_send",
    "after_send",
    "after_delivered",
    "after_release",
    "before_ack",
    "after_ack",
)


@dataclass(slots=True)
class _Armed:
    name: str
    left: int


def _parse(spec: str) -> _Armed | None:
    if not spec:
        return None
    name, _, count = spec.partition(":")
    if name not in POINTS:
        msg = f"{VARIABLE}: {name!r} is none of {', '.join(POINTS)}"
        raise ValueError(msg)
    return _Armed(name, int(count or 1))


_armed = _parse(os.environ.get(VARIABLE, ""))


def arm(spec: str) -> None:
    """Set the failpoint of this process, as the variable does at start; empty: none.

    Raises:
        ValueError: the name is not of `POINTS`, or the count is no number.
    """
    global _armed  # noqa: PLW0603 - one process, one failpoint
    _armed = _parse(spec)


def hit(name: str) -> None:
    """Die here, if this is the place."""
    if _armed is None or _armed.name != name:
        return
    _armed.left -= 1
    if _armed.left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
