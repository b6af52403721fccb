"""End or stop this process at a failpoint that a test names, as a power cut would.

`COMPTOIR_FAILPOINT=after_append:3` kills the process with SIGKILL at the third passage of
`after_append`, and `after_append:3:STOP` sends it SIGSTOP. Without the variable, `hit` compares
one global with None, tens of nanoseconds.
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
    "before_append",
    "after_append",
    "before_send",
    "after_send",
    "after_delivered",
    "after_release",
    "before_ack",
    "after_ack",
)
"""Failpoints on the way of every message and its reply."""

LISTENING_POINTS = ("while_listening",)
"""Failpoints of a worker that listens on, because the customer has not ended."""

CHANNEL_POINTS = ("after_envelope", "before_post", "after_post")
"""Failpoints of another company's channel: it posts to us, and we post to it."""

CHANGE_POINTS = ("change_approved", "change_withdrawn", "change_stored")
"""Failpoints on the way of a change set: people decided, and its store has it."""

OUTREACH_POINTS = ("outreach_noted", "outreach_reserved", "outreach_appended")
"""Failpoints of a message that is written first: noted, counted in the cap, and in the log."""


_OF_DUTIES = (*CHANGE_POINTS, *OUTREACH_POINTS)
_SIGNALS = {"KILL": signal.SIGKILL, "STOP": signal.SIGSTOP}


@dataclass(slots=True)
class _Armed:
    name: str
    left: int
    signal: signal.Signals


def _parse(spec: str) -> _Armed | None:
    if not spec:
        return None
    given = spec.split(":", 2)
    name, count, word = (*given, *("", "1", "KILL")[len(given) :])
    if name not in (known := (*POINTS, *LISTENING_POINTS, *CHANNEL_POINTS, *_OF_DUTIES)):
        msg = f"{VARIABLE}: {name!r} is none of {', '.join(known)}"
        raise ValueError(msg)
    if word not in _SIGNALS or not count.isdecimal():
        msg = f"{VARIABLE}: {spec!r} is not of the form NAME[:COUNT[:{'|'.join(_SIGNALS)}]]"
        raise ValueError(msg)
    return _Armed(name, int(count), _SIGNALS[word])


_armed = _parse(os.environ.get(VARIABLE, ""))


def arm(spec: str) -> None:
    """Set the failpoint of this process, as the variable does at start; empty: none.

    Raises:
        ValueError: there is no such name, or the rest is no number and no signal.
    """
    global _armed  # noqa: PLW0603 - one process, one failpoint
    _armed = _parse(spec)


def hit(name: str) -> None:
    """End the process here, if this is the failpoint that is set."""
    if _armed is None or _armed.name != name:
        return
    _armed.left -= 1
    if _armed.left == 0:
        os.kill(os.getpid(), _armed.signal)
