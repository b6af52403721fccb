"""Send letters into a list, in memory."""

from email.message import EmailMessage


class MemoryMailer:
    """A `Mailer` that keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []

    async def send(self, mail: EmailMessage) -> None:
        self.sent.append(mail)
