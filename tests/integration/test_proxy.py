"""The proxies of docs/examples before a real server: addresses, TLS, streams."""

import asyncio
import datetime as dt
import os
import shutil
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
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


Configured = Callable[[Place, Path, int], list[str]]


def in_example(name: str, ours: Mapping[str, str]) -> str:
    """Return an example's configuration with what differs here; each of its lines must be there."""
    example = (ROOT / "docs/examples" / name).read_text()
    for line, here in ours.items():
        assert line in example
        example = example.replace(line, here)
    return example


def nginx(place: Place, folder: Path, port: int) -> list[str]:
    """Write nginx's configuration, and return its command."""
    example = in_example(
        "nginx.conf",
        {
            "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
            f"/etc/letsencrypt/live/{NAME}/fullchain.pem": f"{folder}/chain.pem",
            f"/etc/letsencrypt/live/{NAME}/privkey.pem": f"{folder}/key.pem",
            "http://127.0.0.1:8000": f"http://127.0.0.1:{place.port}",
        },
    )
    paths = "".join(
        f"{one}_temp_path {folder}/{one};"
        for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}"
        f" http {{ access_log off; {paths} {example} }}"
    )
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def caddy(place: Place, folder: Path, port: int) -> list[str]:
    """Write Caddy's configuration, and return its command."""
    here = f"{NAME}:{port} {{\n\tbind 127.0.0.1\n\ttls {folder}/chain.pem {folder}/key.pem"
    example = in_example(
        "Caddyfile",
        {f"\n{NAME} {{": f"\n{here}", "proxy 127.0.0.1:8000": f"proxy 127.0.0.1:{place.port}"},
    )
    alone = "{\n\tadmin off\n\tauto_https disable_redirects\n}\n"
    (folder / "Caddyfile").write_text(alone + example)
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


async def call_by_name(request: httpx.Request) -> None:
    """Ask for the certificate of the proxy's name, at whatever address it is."""
    request.extensions["sni_hostname"] = NAME


@asynccontextmanager
async def proxied(
    place: Place, folder: Path, configured: Configured
) -> AsyncIterator[httpx.AsyncClient]:
    """Run a proxy with its example's configuration until the block ends."""
    chain, _ = certify(folder)
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *configured(place, folder, port),
        env=os.environ | {"HOME": str(folder)},
        stderr=asyncio.subprocess.DEVNULL,
    )
    client = httpx.AsyncClient(
        base_url=f"https://127.0.0.1:{port}",
        verify=ssl.create_default_context(cafile=chain),
        headers={"Host": NAME},
        event_hooks={"request": [call_by_name]},
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


@pytest.fixture(params=[nginx, caddy], ids=["nginx", "caddy"])
def proxy(request: pytest.FixtureRequest) -> Configured:
    configured: Configured = request.param
    name = configured.__name__
    if shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin") is None:
        pytest.skip(f"needs {name} (.ci/tools installs it)")
    return configured


class TestTheProxyOfTheExample:
    async def test_tells_each_customers_address_and_nobodys_claim(
        self, tmp_path: Path, proxy: Configured
    ) -> None:
        async with (
            listening(WebSettings()) as place,
            proxied(place, tmp_path, proxy) as client,
        ):
            said = await client.get("/", headers={"X-Forwarded-For": "203.0.113.9"})

            assert said.json() == "https 127.0.0.1"
            assert said.headers["strict-transport-security"].startswith("max-age=")

    async def test_that_is_not_trusted_gives_everybody_its_own_address(
        self, tmp_path: Path, proxy: Configured
    ) -> None:
        settings = WebSettings(trusted_proxies=ELSEWHERE)
        async with listening(settings) as place, proxied(place, tmp_path, proxy) as client:
            assert (await client.get("/")).json() == "http 127.0.0.1"

    async def test_hands_streams_on_as_they_come(self, tmp_path: Path, proxy: Configured) -> None:
        async with (
            listening(WebSettings()) as place,
            proxied(place, tmp_path, proxy) as client,
            client.stream("GET", "/endless") as answer,
        ):
            assert len(await anext(answer.aiter_bytes(1024))) == 1024
