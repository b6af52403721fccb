"""Hold a file of consents as people take it through its steps. Pure.

reading -> read -> importing -> imported -> withdrawing -> withdrawn         read -> discarded
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.outreach.consent_imports.consent_file import BadConsent

MOST_FAULTS = 500
"""Bad rows of a file that are kept to be told, the first."""

KEPT = timedelta(days=7)
"""Time after which a file that was read and never imported is discarded."""


class FileState(StrEnum):
    """Name the states of a file of consents; the comment names who moves it on."""

    READING = "reading"  # the round
    READ = "read"  # a person; nothing of it counts
    IMPORTING = "importing"  # the round
    IMPORTED = "imported"  # a person, if it is to be taken back
    WITHDRAWING = "withdrawing"  # the round
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"  # the round, which removes it

    @property
    def is_moving(self) -> bool:
        """Return whether the round is at work on it."""
        return self in {FileState.READING, FileState.IMPORTING, FileState.WITHDRAWING}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFile:
    """Hold a file with its counts of rows. It names no customer."""

    file_id: str
    state: FileState
    at: datetime  # aware, UTC
    by: str  # an agent's id, or the command line
    lines: int  # with the line of names; to measure progress by
    rows: int = 0  # that were read so far
    good: int = 0
    repeated: int = 0  # the same row stands further up
    known: int = 0  # of an earlier file
    stopped: int = 0  # STOP was said, or the person was erased since
    bad: int = 0
    faults: Sequence[BadConsent] = ()  # `MOST_FAULTS` at most

    def begun(self) -> "ImportFile":
        """Return the file of which nothing was read."""
        return ImportFile(
            file_id=self.file_id, state=self.state, at=self.at, by=self.by, lines=self.lines
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """Hold how many rows were kept, and how many were not."""

    new: int
    known: int
    stopped: int
