"""What mail needs from outside: a place where it waits, and somebody who takes it.

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

from assistant.kit.mail.letter import Letter, LetterId, TakenLetter
from assistant.ports import PortError


class SpoolUnavailableError(PortError):
    """The spool cannot be used now. What a failed put was to keep may be kept or not."""


class MailerError(PortError):
    """A letter did not go."""


class MailerUnavailableError(MailerError):
    """The mail server does not take this now."""


class MailRejectedError(MailerError):
    """The mail server will never take this."""


class MailSpool(Protocol):
    """Letters that wait to be sent, durably. Methods may raise `SpoolUnavailableError`."""

    async def put(self, letter: Letter) -> bool:
        """Keep a letter, once per id; return whether it is new.

        An id counts as known until `forget` is called, whether the letter went or not.
        """
        ...

    async def take(self, now: datetime, *, until: datetime, limit: int) -> Sequence[TakenLetter]:
        """Return letters that are due, oldest first; nobody else gets them before `until`."""
        ...

    async def settle(self, letter_id: LetterId, *, how: str, at: datetime) -> None:
        """End the wait: `sent`, `dropped` or `dead`. What the letter said is erased."""
        ...

    async def postpone(self, letter_id: LetterId, *, until: datetime) -> None:
        """Let a letter be taken again from `until` on."""
        ...

    async def forget(self, before: datetime) -> int:
        """Erase what was settled before `before`; return how many."""
        ...


class Mailer(Protocol):
    """Takes one mail and is responsible for it from then on.

    Raises `MailerUnavailableError` or `MailRejectedError`. A mail may be handed over twice, after
    a crash, with the same Message-ID.
    """

    async def send(self, mail: EmailMessage) -> None: ...
