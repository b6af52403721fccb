"""The nginx of docs/examples before a real server: addresses, TLS, streams."""

import asyncio
import datetime as dt
import shutil
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from assistant.kit.settings.web_settings import WebSettings
from tests.integration.test_front_door import ELSEWHERE, Place, listening
from tests.support.patience import until
from tests.support.processes.comptoir import ROOT, free_port

pytestmark = [
    pytest.mark.slow,  # a proxy of its own
    pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx (apt-get install nginx)"),
]
NAME = "desk.shop.example"


def certify(folder: Path) -> tuple[Path, Path]:
    """Write a certificate and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "chain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "chain.pem", folder / "key.pem"


@asynccontextmanager
async def nginx_before(place: Place, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Run nginx with the example's configuration until the block ends."""
    chain, key = certify(folder)
    port, example = free_port(), (ROOT / "docs/examples/nginx.conf").read_text()
    for line, ours in {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        f"/etc/letsencrypt/live/{NAME}/fullchain.pem": str(chain),
        f"/etc/letsencrypt/live/{NAME}/privkey.pem": str(key),
        "http://127.0.0.1:8000": f"http://127.0.0.1:{place.port}",
    }.items():
        assert line in example
        example = example.replace(line, ours)
    paths = "".join(
        f"{one}_temp_path {folder}/{one};" for one in ("client_body", "proxy", "fastcgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}"
        f" http {{ access_log off; {paths} uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;"
        f" {example} }}"
    )
    process = await asyncio.create_subprocess_exec(
        "nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")
    )
    trusting = ssl.create_default_context(cafile=chain)
    trusting.check_hostname = False  # it is called by its address here
    client = httpx.AsyncClient(
        base_url=f"https://127.0.0.1:{port}", verify=trusting, headers={"Host": NAME}
    )
    try:
        async with client:

            async def listens() -> bool:
                try:
                    await client.get("/")
                except httpx.TransportError:
                    return False
                return True

            await until(listens, every_s=0.05)
            yield client
    finally:
        process.terminate()
        await process.wait()


class TestTheProxyOfTheExample:
    async def test_tells_each_customers_address_and_nobodys_claim(self, tmp_path: Path) -> None:
        async with listening(WebSettings()) as place, nginx_before(place, tmp_path) as client:
            said = await client.get("/", headers={"X-Forwarded-For": "203.0.113.9"})

            assert said.json() == "https 127.0.0.1"
            assert said.headers["strict-transport-security"].startswith("max-age=")

    async def test_that_is_not_trusted_gives_everybody_its_own_address(
        self, tmp_path: Path
    ) -> None:
        settings = WebSettings(trusted_proxies=ELSEWHERE)
        async with listening(settings) as place, nginx_before(place, tmp_path) as client:
            assert (await client.get("/")).json() == "http 127.0.0.1"

    async def test_hands_streams_on_as_they_come(self, tmp_path: Path) -> None:
        async with (
            listening(WebSettings()) as place,
            nginx_before(place, tmp_path) as client,
            client.stream("GET", "/endless") as answer,
        ):
            assert len(await anext(answer.aiter_bytes(1024))) == 1024
