"""Mail to a real SMTP server, one on this machine that does what each test wants."""

import ssl
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from assistant.kit.mail.ports import MailerUnavailableError, MailRejectedError
from integrations.services.mail.smtp_mailer import SmtpMailer
from tests.support.processes.comptoir import free_port
from tests.support.simulators.smtp_server import SmtpServer, running_smtp

pytestmark = pytest.mark.slow  # servers that are away and come back


def login(server: SMTP, session: Session, envelope: Envelope, way: str, given: Any) -> AuthResult:  # noqa: ANN401
    del server, session, envelope, way
    return AuthResult(success=(given.login, given.password) == (b"shop", b"hush"))


def asking_who(server: SmtpServer, certificate: Path) -> AbstractContextManager[int]:
    return running_smtp(
        server,
        tls_context=context(certificate),
        require_starttls=True,
        authenticator=login,
        auth_required=True,
    )


def mailer(port: int, **options: Any) -> SmtpMailer:  # noqa: ANN401  # the mailer's
    return SmtpMailer(**{"host": "127.0.0.1", "port": port, "security": "none", **options})


def mail() -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Maison Lune <bonjour@lune.example>"
    made["To"] = "jeanne@example.com"
    made["Subject"] = "123456 : votre code"
    made["Message-ID"] = "<a@lune.example>"
    made.set_content("Voilà\n")
    return made


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return file


def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(certificate)
    return made


class TestAMail:
    async def test_arrives_as_it_was_written(self) -> None:
        server = SmtpServer()
        with running_smtp(server) as port:
            await mailer(port).send(mail())

        [taken] = server.taken
        assert taken.rcpt_tos == ["jeanne@example.com"]
        assert taken.mail_from == "bonjour@lune.example"
        assert isinstance(taken.content, bytes)
        assert b"Message-ID: <a@lune.example>" in taken.content

    async def test_goes_encrypted_after_starttls(self, certificate: Path) -> None:
        server = SmtpServer()
        with running_smtp(server, tls_context=context(certificate), require_starttls=True) as port:
            await mailer(port, security="starttls", ca_file=certificate).send(mail())

        assert server.was_encrypted == [True]

    async def test_does_not_go_in_the_clear_where_encryption_is_set(self) -> None:
        server = SmtpServer()
        with running_smtp(server) as port, pytest.raises(MailerUnavailableError):
            await mailer(port, security="starttls").send(mail())

        assert server.taken == []

    async def test_does_not_go_to_a_server_that_nobody_vouches_for(self, certificate: Path) -> None:
        server = SmtpServer()
        with (
            running_smtp(server, tls_context=context(certificate)) as port,
            pytest.raises(MailerUnavailableError),
        ):
            await mailer(port, security="starttls").send(mail())

        assert server.taken == []

    @pytest.mark.parametrize(
        ("part", "answer", "error"),
        [
            ("rcpt", "550 no such mailbox", MailRejectedError),
            ("rcpt", "450 come back later", MailerUnavailableError),
            ("data", "554 no", MailRejectedError),
            ("data", "451 greylisted", MailerUnavailableError),
        ],
    )
    async def test_that_is_refused_says_whether_it_may_go_later(
        self, part: str, answer: str, error: type[Exception]
    ) -> None:
        server = SmtpServer()
        setattr(server, part, answer)
        with running_smtp(server) as port, pytest.raises(error) as caught:
            await mailer(port).send(mail())

        assert "jeanne" not in str(caught.value)


class TestAServer:
    async def test_takes_the_login(self, certificate: Path) -> None:
        server = SmtpServer()
        with asking_who(server, certificate) as port:
            known = mailer(
                port, security="starttls", ca_file=certificate, user="shop", password="hush"
            )
            await known.check()
            await known.send(mail())

        assert len(server.taken) == 1

    async def test_that_refuses_the_login_may_take_it_once_it_is_mended(
        self, certificate: Path
    ) -> None:
        with asking_who(SmtpServer(), certificate) as port:
            wrong = mailer(
                port, security="starttls", ca_file=certificate, user="shop", password="wrong"
            )
            for call in (wrong.check(), wrong.send(mail())):
                with pytest.raises(MailerUnavailableError) as caught:
                    await call
                assert "wrong" not in str(caught.value)

    async def test_that_is_not_there_may_be_later(self) -> None:
        away = mailer(free_port(), timeout_s=1.0)

        for call in (away.check(), away.send(mail())):
            with pytest.raises(MailerUnavailableError):
                await call
