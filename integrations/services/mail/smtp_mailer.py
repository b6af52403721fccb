"""Send mail to an SMTP server, as the port `Mailer`."""

import asyncio
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

import aiosmtplib

from assistant.kit.mail.ports import MailerUnavailableError, MailRejectedError

Security = Literal["starttls", "tls", "none"]

_NEVER = range(500, 600)  # RFC 5321, section 4.2.1: permanent
_AUTH = {530, 534, 535, 538}  # RFC 4954: a wrong setting, which somebody will mend
_AT_ONCE = 4  # connections: more is unkind to small servers


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpMailer:
    """Send each mail over a connection of its own."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None  # PEM; None: the system's authorities
    own_name: str = "localhost"  # said in greeting: the sender's domain
    timeout_s: float = 10.0  # of each step: connecting, each command
    _slots: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(_AT_ONCE), repr=False
    )

    async def send(self, mail: EmailMessage) -> None:
        try:
            async with self._slots, self._client() as client:
                await client.send_message(mail)
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refusal(min(one.code for one in error.recipients)) from None
        except aiosmtplib.SMTPResponseException as error:
            raise _refusal(error.code) from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            # Without the message: some of them quote addresses.
            raise MailerUnavailableError(type(error).__name__) from None

    async def check(self) -> None:
        """Return once the server has taken the login.

        Raises:
            MailerUnavailableError: it does not answer, or refuses.
        """
        try:
            async with self._client():
                pass
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            msg = f"{self.host}:{self.port}: {error or type(error).__name__}"
            raise MailerUnavailableError(msg) from None

    def _client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user or None,
            password=self.password or None,
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",  # refused if the server does not know it
            cert_bundle=str(self.ca_file) if self.ca_file else None,
            local_hostname=self.own_name,
            timeout=self.timeout_s,
        )


def _refusal(code: int) -> MailerUnavailableError | MailRejectedError:
    if code in _NEVER and code not in _AUTH:
        return MailRejectedError(f"SMTP {code}")
    return MailerUnavailableError(f"SMTP {code}")
