"""Fetch web pages, and nothing of the network behind this machine.

A name is looked up once; every address it has must be public, and the connection goes to the
address that was checked, so that no second answer of the name server can lead elsewhere. Each
redirect is checked anew. Proxies of the environment are not used: they would look names up.
"""

import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urljoin, urlsplit

import httpx

from retrieval.catalogue.types import ReadOptions, UnreadableError

_MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK = 200
_HEADERS = {
    "User-Agent": "Comptoir/0.1 (reads a shop's own pages)",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "identity",  # what is counted is what was sent
}
_MEDIA_TYPES = ("text/", "application/xml", "application/json", "application/pdf")
_MEDIA_SUFFIXES = ("+xml", "+json", "/x-ndjson", "/gzip", "/x-gzip", "/octet-stream")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NAT64 = IPv6Network("64:ff9b::/96")  # carries an IPv4 address in its last 32 bits (RFC 6052)


Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[Address]]
"""Looks up the addresses of a host and port; OSError when it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """Hold the answer of an address."""

    url: str  # after redirects
    media_type: str  # lower case, without parameters
    data: bytes


def is_address(path: str) -> bool:
    """Return whether a path is a web address."""
    return path.lower().startswith(("http://", "https://"))


def host_of(url: str) -> str:
    """Return the host and port of an address, in lower case and without "www."."""
    return urlsplit(url).netloc.lower().removeprefix("www.")


def look_up(host: str, port: int) -> Sequence[Address]:
    """Return the addresses that this machine's name service gives for a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


def fetch(url: str, options: ReadOptions, *, resolve: Resolver = look_up) -> FetchedPage:
    """Return the page at `url`, following up to five redirects.

    Raises:
        UnreadableError: the address is refused, or did not answer with something readable.
    """
    deadline = time.monotonic() + options.timeout_s
    for _ in range(_MAX_REDIRECTS + 1):
        try:
            answer = _ask(url, options, deadline, resolve)
        except UnreadableError:
            raise
        except httpx.HTTPError as error:
            message = f"{url} did not answer: {type(error).__name__}"
            raise UnreadableError(message) from error
        except (httpx.InvalidURL, ValueError) as error:
            message = f"{url[:100]!r} is no http or https address"
            raise UnreadableError(message) from error
        if isinstance(answer, FetchedPage):
            return answer
        try:
            url = urljoin(url, answer)
        except ValueError as error:
            message = f"{url} redirects to {answer[:100]!r}, which is no http or https address"
            raise UnreadableError(message) from error
    message = f"{url} redirects more than {_MAX_REDIRECTS} times"
    raise UnreadableError(message)


def _ask(url: str, options: ReadOptions, deadline: float, resolve: Resolver) -> FetchedPage | str:
    """Return the answer to one request, or the address it redirects to."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        message = f"{url[:100]!r} is no http or https address"
        raise UnreadableError(message)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _checked(parts.hostname, port, options, resolve)
    host = f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004  # IPv6
    pinned = httpx.URL(url).copy_with(host=host)
    left_s = max(0.1, deadline - time.monotonic())
    with (
        httpx.Client(trust_env=False, follow_redirects=False, timeout=left_s) as client,
        client.stream(
            "GET",
            pinned,
            headers={**_HEADERS, "Host": httpx.URL(url).netloc.decode("ascii")},
            extensions={"sni_hostname": parts.hostname},  # and the name its certificate must have
        ) as response,
    ):
        if response.status_code in _REDIRECTS and "location" in response.headers:
            return str(response.headers["location"])
        if response.status_code != _OK:
            message = f"{url} answered {response.status_code}"
            raise UnreadableError(message)
        media_type = _media_type(url, response)
        is_page = "html" in media_type or media_type in {"application/pdf", _WORD}
        limit = options.max_page_bytes if is_page else options.max_file_bytes
        data = _read(url, response, limit, deadline)
        return FetchedPage(url=url, media_type=media_type, data=data)


def _checked(host: str, port: int, options: ReadOptions, resolve: Resolver) -> Address:
    """Return an address of `host` that may be connected to: none of its addresses is private."""
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError) as error:
        message = f"{host} is not known: check the address"
        raise UnreadableError(message) from error
    if not options.allow_private_addresses and not _are_public(addresses):
        message = f"{host} is not on the public internet: its pages are not fetched"
        raise UnreadableError(message)
    return addresses[0]


def _are_public(addresses: Sequence[Address]) -> bool:
    return bool(addresses) and all(is_public(address) for address in addresses)


def is_public(address: Address) -> bool:
    """Return whether an address is on the public internet, however it is wrapped."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        teredo = address.teredo
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None or teredo is not None:
            wrapped = [inner] if inner is not None else list(teredo or ())
            return all(is_public(one) for one in wrapped)
        if address.is_site_local or address.is_reserved:
            return False
    return address.is_global and not address.is_multicast


def _media_type(url: str, response: httpx.Response) -> str:
    media_type = str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()
    if media_type and not (
        media_type.startswith(_MEDIA_TYPES)
        or media_type.endswith(_MEDIA_SUFFIXES)
        or media_type == _WORD
    ):
        message = f"{url} is {media_type}, not a page, feed or document"
        raise UnreadableError(message)
    return media_type


def _read(url: str, response: httpx.Response, limit: int, deadline: float) -> bytes:
    """Return the body, bounded in bytes and time."""
    data = bytearray()
    for chunk in response.iter_bytes():
        data += chunk
        if len(data) > limit:
            message = f"{url} is larger than {limit // 2**20} MB"
            raise UnreadableError(message)
        if time.monotonic() > deadline:
            message = f"{url} took too long: try again, or raise the time-out"
            raise UnreadableError(message)
    return bytes(data)
