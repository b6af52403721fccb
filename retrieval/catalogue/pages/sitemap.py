"""Read sitemaps: the pages a shop wants found, with nested indexes, bounded.

Source: sitemaps.org/protocol.html
"""

import zlib
from collections.abc import Iterator

from retrieval.catalogue import safe_xml
from retrieval.catalogue.pages.robots import SiteRobots
from retrieval.catalogue.pages.web_fetch import FetchedPage, fetch, host_of
from retrieval.catalogue.types import BadRow, ReadOptions, UnreadableError

_MAX_DEPTH = 3  # the protocol allows one index above the sitemaps; shops nest two
_MAX_SITEMAPS = 200
_MAX_BYTES = 50 * 2**20  # of one sitemap, unpacked: the protocol's own limit
_GZIP = b"\x1f\x8b"


def is_sitemap(data: bytes) -> bool:
    """Return whether bytes are a sitemap or an index of them, packed or not."""
    if data.startswith(_GZIP):
        data = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data[:65536], 4096)
    head = data[:4096]
    return b"<urlset" in head or b"<sitemapindex" in head


def read_sitemap(name: str, data: bytes, options: ReadOptions) -> Iterator[FetchedPage | BadRow]:
    """Yield the pages a sitemap lists, fetched one after the other, and those that fail.

    `name` is the sitemap's address or path. Pages of other hosts are refused, as the protocol
    says; those past `options.max_pages` are counted in one `BadRow`.
    """
    walk = _Walk(name, options)
    yield from walk.pages(name, data, depth=1)
    if walk.left_out:
        reason = f"{walk.left_out} pages past the first {options.max_pages} were not read"
        yield BadRow(file=name, line=None, reason=reason)


class _Walk:
    """Remember the sitemaps and pages that one run has read, so that it ends."""

    def __init__(self, name: str, options: ReadOptions) -> None:
        self._options = options
        self._host = host_of(name)
        self._seen: set[str] = {name}
        self._robots = SiteRobots(options)
        self._sitemaps = 1
        self._pages = 0
        self.left_out = 0

    def pages(self, name: str, data: bytes, *, depth: int) -> Iterator[FetchedPage | BadRow]:
        try:
            is_index, entries = _entries(data)
        except UnreadableError as error:
            yield BadRow(file=name, line=None, reason=str(error))
            return
        for line, url in entries:
            try:
                host = host_of(url)
            except ValueError:
                yield BadRow(
                    file=name, line=line, reason=f"{url[:200]!r} is no http or https address"
                )
                continue
            self._host = self._host or host
            if url in self._seen:
                continue
            self._seen.add(url)
            if host != self._host:
                reason = f"{url[:200]!r} is on another host: list the shop's own pages"
                yield BadRow(file=name, line=line, reason=reason)
            elif is_index:
                yield from self._nested(name, url, depth)
            elif self._pages >= self._options.max_pages:
                self.left_out += 1
            else:
                self._pages += 1
                if not self._robots.allow(url):
                    reason = f"{url[:200]!r} is not to be read, says robots.txt"
                    yield BadRow(file=name, line=line, reason=reason)
                    continue
                yield _fetch(url, self._options)

    def _nested(self, name: str, url: str, depth: int) -> Iterator[FetchedPage | BadRow]:
        if depth >= _MAX_DEPTH or self._sitemaps >= _MAX_SITEMAPS:
            reason = f"{url[:200]!r} is nested too deep: name it itself"
            yield BadRow(file=name, line=None, reason=reason)
            return
        self._sitemaps += 1
        inner = _fetch(url, self._options)
        if isinstance(inner, BadRow):
            yield inner
        else:
            yield from self.pages(url, inner.data, depth=depth + 1)


def _fetch(url: str, options: ReadOptions) -> FetchedPage | BadRow:
    try:
        return fetch(url, options)
    except UnreadableError as error:
        return BadRow(file=url, line=None, reason=str(error))


def _entries(data: bytes) -> tuple[bool, list[tuple[int, str]]]:
    """Return whether it is an index, and its addresses with their lines.

    Raises:
        UnreadableError: it is no sitemap, or larger than one may be.
    """
    root, faults = safe_xml.parse(_unpack(data))
    if root is None or safe_xml.local_name(root) not in {"urlset", "sitemapindex"}:
        message = f"it is no sitemap: {faults[0][1] if faults else 'its root is not <urlset>'}"
        raise UnreadableError(message)
    found = [
        (safe_xml.line_of(entry), safe_xml.text_of(location))
        for entry in root
        for location in entry
        if isinstance(location.tag, str) and location.tag == safe_xml.beside(entry, "loc")
    ]
    return safe_xml.local_name(root) == "sitemapindex", [(line, url) for line, url in found if url]


def _unpack(data: bytes) -> bytes:
    if not data.startswith(_GZIP):
        return data
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacker.decompress(data, _MAX_BYTES)
    except zlib.error as error:
        message = "it is packed, and cannot be unpacked"
        raise UnreadableError(message) from error
    if unpacker.unconsumed_tail:
        message = f"it unpacks to more than {_MAX_BYTES // 2**20} MB"
        raise UnreadableError(message)
    return unpacked
