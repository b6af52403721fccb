"""Declare the ports of mail: a spool in which letters wait, and a mailer that sends them.

PortError
├── SpoolUnavailableError   nothing was kept: say so, try again later
└── MailerError
    ├── MailerUnavailableError   the same letter may go later
    └── MailRejectedError        this letter will never go
"""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

from assistant.kit.mail.letter import Letter, LetterFile, LetterId, TakenLetter
from assistant.ports import PortError


class SpoolUnavailableError(PortError):
    """Say that the spool cannot be used now; the letter of a failed put may be kept or not."""


class MailerError(PortError):
    """Say that a letter was not sent."""


class MailerUnavailableError(MailerError):
    """Say that the mail server does not take this letter now."""


class MailRejectedError(MailerError):
    """Say that the mail server will never take this letter."""


class MailSpool(Protocol):
    """Keep letters that wait to be sent; every method may raise `SpoolUnavailableError`."""

    async def put(self, letter: Letter) -> bool:
        """Keep a letter, once per id; return whether it is new.

        An id counts as known until `forget` is called, whether the letter was sent or not.
        """
        ...

    async def take(self, now: datetime, *, until: datetime, limit: int) -> Sequence[TakenLetter]:
        """Return letters that are due, oldest first; nobody else gets them before `until`."""
        ...

    async def settle(self, letter_id: LetterId, *, how: str, at: datetime) -> None:
        """Settle a letter as `sent`, `dropped`, `expired` or `dead`, and erase its words."""
        ...

    async def postpone(self, letter_id: LetterId, *, until: datetime) -> None:
        """Let a letter be taken again from `until` on."""
        ...

    async def forget(self, before: datetime) -> int:
        """Erase the letters settled before `before`; return how many."""
        ...


class LetterFiles(Protocol):
    """Read the files that letters name."""

    async def read(self, file_id: str) -> LetterFile | None:
        """Return a file; None: it was removed since. Any error has the letter sent later."""
        ...


class Mailer(Protocol):
    """Take one mail; the mailer is responsible for it from then on.

    Raises `MailerUnavailableError` or `MailRejectedError`. A mail may be handed over twice, after
    a crash, with the same Message-ID.
    """

    async def send(self, mail: EmailMessage) -> None: ...
