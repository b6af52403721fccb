"""Write mail into a folder of .eml files, as the port `Mailer`, for trials on one machine."""

import asyncio
import os
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path

from assistant.kit.mail.ports import MailerUnavailableError


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMailer:
    """Write each mail into a folder that only its owner may read; mail programs open the files."""

    folder: Path

    async def send(self, mail: EmailMessage) -> None:
        try:
            await asyncio.to_thread(self._write, mail)
        except OSError as error:
            msg = f"{self.folder}: {error.strerror}"
            raise MailerUnavailableError(msg) from None

    async def check(self) -> None:
        """Return once the folder can be written.

        Raises:
            MailerUnavailableError: it cannot.
        """
        try:
            await asyncio.to_thread(self._make)
        except OSError as error:
            msg = f"{self.folder}: {error.strerror}"
            raise MailerUnavailableError(msg) from None

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise PermissionError(13, "the folder cannot be written")

    def _write(self, mail: EmailMessage) -> None:
        """Write a whole file or none; the same Message-ID is the same file."""
        self._make()
        name = mail["Message-ID"].strip("<>").partition("@")[0]
        draft = self.folder / f".{name}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_bytes(mail.as_bytes(policy=policy.SMTP))
        draft.replace(self.folder / f"{name}.eml")
