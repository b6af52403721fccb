"""Send letters: at least once each, with growing pauses, up to a number of attempts.

A letter is sent before it is settled. A process that dies in between sends it again with the same
Message-ID, by which mail servers and readers know it. A letter to nobody is settled unsent: it was
only kept so that keeping it takes as long as for somebody.
"""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

import structlog

from assistant.kit.duty import pause
from assistant.kit.fault_log import report
from assistant.kit.mail.letter import Letter, LetterKind, TakenLetter, WordedLetter
from assistant.kit.mail.ports import (
    LetterFiles,
    Mailer,
    MailRejectedError,
    MailSpool,
    SpoolUnavailableError,
)
from assistant.ports import Clock

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLimits:
    """Limit how often letters are looked for, and how often a letter is tried."""

    every_s: float = 1.0  # an indexed read; a customer waits for a code
    at_once: int = 20  # letters taken in one look
    hold_s: float = 300.0  # how long one sender has those; far above what 20 time-outs take
    attempts: int = 8  # with the pauses below: over about ten minutes
    first_pause_s: float = 5.0  # doubles; varies by half
    longest_pause_s: float = 300.0
    attached: int = 10_000_000  # bytes of files; more is refused by many servers
    kept: timedelta = timedelta(days=7)  # a settled letter's id, so that a repeat is known


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSender:
    """Send the letters of the spool; several processes may, one letter is taken by one of them."""

    spool: MailSpool
    mailer: Mailer
    wordings: Mapping[LetterKind, Callable[[Letter], WordedLetter]]
    sender: str  # "Maison Lune <bonjour@example.com>"
    clock: Clock
    files: LetterFiles | None = None  # None: no letter has any
    limits: MailLimits = MailLimits()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set."""
        while not stop.is_set():
            try:
                settled = await self.once()
            except SpoolUnavailableError:
                log.warning("mail.spool_away")
                settled = 0
            except Exception as error:  # noqa: BLE001 - a fault of one look; the letters are kept
                report("mail.failed", error)
                settled = 0
            if settled:
                continue
            await pause(stop, self.limits.every_s)

    async def once(self) -> int:
        """Send every letter that is due, up to `at_once`; return how many need no more attempts."""
        now = self.clock.now()
        until = now + timedelta(seconds=self.limits.hold_s)
        taken = await self.spool.take(now, until=until, limit=self.limits.at_once)
        if not taken:
            await self.spool.forget(now - self.limits.kept)
            return 0
        settled = await asyncio.gather(*(self._handle(one) for one in taken))
        return sum(settled)

    async def _handle(self, taken: TakenLetter) -> bool:
        """Send or settle a letter; return whether it needs no more attempts."""
        letter = taken.letter
        how = self._hopeless(taken) or await self._send(taken)
        if how is None:
            await self.spool.postpone(letter.letter_id, until=self.clock.now() + self._pause(taken))
            return False
        await self.spool.settle(letter.letter_id, how=how, at=self.clock.now())
        if letter.recipient:
            log.info("mail.settled", letter=letter.kind, how=how, attempt=taken.attempt)
        return True

    def _hopeless(self, taken: TakenLetter) -> str | None:
        """Return the reason why a letter is not to be sent at all; None if there is none."""
        if not taken.letter.recipient:
            return "dropped"
        if taken.letter.expires_at is not None and self.clock.now() >= taken.letter.expires_at:
            return "expired"
        return "dead" if taken.attempt > self.limits.attempts else None

    async def _send(self, taken: TakenLetter) -> str | None:
        """Send a letter; return how it is settled, or None if it may go later."""
        letter = taken.letter
        try:
            mail = self._write(letter)
            await self._attach(mail, letter)
            await self.mailer.send(mail)
        except MailRejectedError:
            return "dead"
        except Exception as error:  # noqa: BLE001 - whatever ails the server, others may go
            report("mail.not_sent", error, letter=letter.kind, attempt=taken.attempt)
            return "dead" if taken.attempt >= self.limits.attempts else None
        return "sent"

    async def _attach(self, mail: EmailMessage, letter: Letter) -> None:
        """Attach the files of a letter, as far as a mail server takes them."""
        left = self.limits.attached
        for file_id in letter.values.get("files", "").split():
            file = await self.files.read(file_id) if self.files else None
            if file is None or len(file.data) > left:
                continue
            left -= len(file.data)
            main, _, sub = file.media_type.partition("/")
            mail.add_attachment(file.data, maintype=main, subtype=sub, filename=file.name)

    def _pause(self, taken: TakenLetter) -> timedelta:
        pause_s = self.limits.first_pause_s * 2 ** (taken.attempt - 1)
        jitter = random.uniform(0.5, 1.5)  # noqa: S311 - spreads what failed together
        return timedelta(seconds=min(pause_s, self.limits.longest_pause_s) * jitter)

    def _write(self, letter: Letter) -> EmailMessage:
        worded = self.wordings[letter.kind](letter)
        mail = EmailMessage()
        mail["From"] = self.sender
        mail["To"] = letter.recipient
        mail["Subject"] = worded.subject
        mail["Date"] = format_datetime(letter.made_at)
        mail["Message-ID"] = f"<{letter.letter_id}@{_domain(self.sender)}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notices, please
        mail["Content-Language"] = letter.language
        mail.set_content(worded.body)
        if worded.html:
            mail.add_alternative(worded.html, subtype="html")
        return mail


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"
