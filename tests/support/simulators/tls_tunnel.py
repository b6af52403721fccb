"""Lead requests for a host of the web to a simulator, by a proxy and a certificate of ours."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOOPBACK = "127.0.0.1"


@asynccontextmanager
async def tunnelled(host: str, *, to: str, folder: Path) -> AsyncIterator[Mapping[str, str]]:
    """Serve `https://host` from the simulator at `to`; yield the environment that leads there.

    Any other host of the web is refused, and loopback is reached without the proxy.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate = folder / "certificate.pem"
    certificate.write_bytes(_certificate(host))
    context.load_cert_chain(certificate)
    port = urlsplit(to).port

    async def decrypt(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _join(reader, writer, port)

    async with await asyncio.start_server(decrypt, LOOPBACK, 0, ssl=context) as secure:
        behind = secure.sockets[0].getsockname()[1]

        async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked = (await reader.readuntil(b"\r\n\r\n")).split()
            if asked[:2] != [b"CONNECT", f"{host}:443".encode()]:
                writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
                writer.close()
                return
            writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            await _join(reader, writer, behind)

        async with await asyncio.start_server(connect, LOOPBACK, 0) as proxy:
            own = proxy.sockets[0].getsockname()[1]
            yield {
                "HTTPS_PROXY": f"http://{LOOPBACK}:{own}",
                "NO_PROXY": f"{LOOPBACK},localhost",
                "SSL_CERT_FILE": str(certificate),
            }


async def _join(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int | None
) -> None:
    """Carry bytes both ways until both ends have said all."""
    there, back = await asyncio.open_connection(LOOPBACK, port)
    await asyncio.gather(_carry(reader, back), _carry(there, writer))


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()


def _certificate(host: str) -> bytes:
    """Return a key and a certificate for a host that vouches for itself, for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
