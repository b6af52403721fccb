"""Post announcements over HTTP, as the port `Post`.

A name is resolved once, every address it has is looked at, and the connection goes to the one that
was: a name that resolves to another address a moment later changes nothing. Redirects are not
followed and proxies of the environment not used, for both would choose another address.
"""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from assistant.kit.announcing.ports import NotPostedError, PostAnswer
from assistant.kit.announcing.public_addresses import (
    Address,
    AddressRefusedError,
    as_address,
    check_address,
    check_url,
)
from assistant.kit.web.retries import seconds

Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]


async def resolve(host: str, port: int) -> Sequence[Address]:
    """Return the addresses of a name.

    Raises:
        OSError: it has none.
    """
    running = asyncio.get_running_loop()
    found = await running.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpPost:
    """Post to addresses that are allowed."""

    http: httpx.AsyncClient
    allow_private: bool
    timeout_s: float  # of one post, its name's look-up included
    resolve: Resolve = resolve

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> PostAnswer:
        """Post a body, once.

        Raises:
            NotPostedError: there was no answer in time, or the address may not be posted to.
        """
        try:
            async with asyncio.timeout(self.timeout_s):
                return await self._post(url, headers, body)
        except TimeoutError:
            msg = f"no answer within {self.timeout_s:g} s"
            raise NotPostedError(msg) from None
        except AddressRefusedError as error:
            raise NotPostedError(str(error)) from None
        except (httpx.HTTPError, OSError, UnicodeError) as error:
            msg = f"no connection: {type(error).__name__}"
            raise NotPostedError(msg) from None

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> PostAnswer:
        check_url(url, allow_private=self.allow_private)
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = await self._find(host, port)
        shown = f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004 - IPv6
        request = self.http.build_request(
            "POST",
            httpx.URL(url).copy_with(netloc=f"{shown}:{port}".encode()),
            headers={**headers, "host": parts.netloc},
            content=body,
            extensions={"sni_hostname": host},  # the certificate has to be the name's
        )
        response = await self.http.send(request, stream=True, follow_redirects=False)
        await response.aclose()  # whatever it says: nobody needs it
        wait_s = seconds(response.headers.get("retry-after"))
        return PostAnswer(status=response.status_code, retry_after_s=wait_s)

    async def _find(self, host: str, port: int) -> Address:
        literal = as_address(host)
        found = [literal] if literal else await self.resolve(host, port)
        for one in found:
            check_address(one, allow_private=self.allow_private)
        return found[0]


@asynccontextmanager
async def open_post(*, allow_private: bool, timeout_s: float) -> AsyncIterator[HttpPost]:
    """Open a client that posts until the block ends.

    No connection is kept: two names at one address must not share one that was made for the other.
    """
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(
        timeout=timeout_s, limits=limits, trust_env=False, headers={"user-agent": "Comptoir"}
    ) as http:
        yield HttpPost(http=http, allow_private=allow_private, timeout_s=timeout_s)
