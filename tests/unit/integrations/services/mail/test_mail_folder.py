from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from assistant.kit.mail.ports import MailerUnavailableError
from integrations.services.mail.mail_folder import OutboxMailer


def mail(name: str = "a") -> EmailMessage:
    made = EmailMessage()
    made["To"] = "jeanne@example.com"
    made["Message-ID"] = f"<{name}@lune.example>"
    made.set_content("Voilà\n")
    return made


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class TestTheOutbox:
    async def test_keeps_each_mail_in_a_file_for_our_eyes_only(self, tmp_path: Path) -> None:
        mailer = OutboxMailer(folder=tmp_path / "outbox")

        await mailer.send(mail())

        [file] = (tmp_path / "outbox").iterdir()
        read = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert file.name == "a.eml"
        assert read["To"] == "jeanne@example.com"
        assert "Voilà" in read.get_content()
        assert file.stat().st_mode & 0o077 == 0
        assert file.parent.stat().st_mode & 0o077 == 0

    async def test_keeps_a_mail_that_comes_twice_once(self, tmp_path: Path) -> None:
        for name in ("a", "a", "b"):
            await OutboxMailer(folder=tmp_path).send(mail(name))

        assert files(tmp_path) == ["a.eml", "b.eml"]

    async def test_says_when_it_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "outbox").write_text("a file")
        mailer = OutboxMailer(folder=tmp_path / "outbox")

        for call in (mailer.check(), mailer.send(mail())):
            with pytest.raises(MailerUnavailableError, match="outbox"):
                await call

    async def test_is_made_by_looking_whether_it_would_work(self, tmp_path: Path) -> None:
        await OutboxMailer(folder=tmp_path / "outbox").check()

        assert (tmp_path / "outbox").is_dir()
