"""Read the mails in a folder of .eml files, for showing them in a demo."""

from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path


def read_newest(folder: Path, *, recipient: str, limit: int) -> Sequence[EmailMessage]:
    """Return the last mails to an address, newest first; blocks."""
    found = (
        [mail for path in folder.glob("*.eml") if (mail := _read(path))["To"] == recipient]
        if folder.is_dir()
        else []
    )
    found.sort(key=lambda mail: parsedate_to_datetime(mail["Date"]), reverse=True)
    return found[:limit]


def _read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)
