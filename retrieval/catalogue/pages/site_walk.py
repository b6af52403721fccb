"""Read a site along its links where no sitemap lists its pages, bounded, kept to robots.txt.

Read are pages of the front page's host, the nearest first. Addresses with a query are not followed:
they show the same pages sorted and filtered anew, without end. Sources: RFC 9309 (robots.txt), RFC
6596 (canonical addresses), the robots meta tag and rel=nofollow as Google documents them.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

from lxml import etree, html

from retrieval.catalogue.pages.robots import SiteRobots
from retrieval.catalogue.pages.web_fetch import FetchedPage, fetch, host_of
from retrieval.catalogue.source_files import decode
from retrieval.catalogue.types import BadRow, ReadOptions, UnreadableError

_MOST_LINKS = 5  # from the front page: a shop's menus, categories and their pages are nearer
_MOST_KNOWN = 20_000  # addresses of one site that are remembered
_TRACKING = frozenset({"gclid", "fbclid", "msclkid", "mc_cid", "mc_eid"})  # and utm_...: who came
_NO_PAGES = frozenset(
    {
        *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".ico"),
        *(".css", ".js", ".json", ".xml", ".rss", ".atom"),
        *(".zip", ".gz", ".mp3", ".mp4", ".webm", ".mov"),
        *(".woff", ".woff2", ".ttf"),
        *(".csv", ".xls", ".xlsx", ".doc", ".ppt", ".pptx"),
    }
)
_MARKUP = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """Hold the addresses that a page names, whole and without fragments."""

    canonical: str = ""  # the address that stands for the page; "": its own
    linked: tuple[str, ...] = ()  # pages to go on to, translations among them
    may_index: bool = True  # no robots meta tag says noindex


def read_links(page: FetchedPage) -> PageLinks:
    """Return the links of a page; of anything but HTML, none."""
    if page.media_type not in _MARKUP:
        return PageLinks()
    try:
        text = decode(page.data).encode()
        root = html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return PageLinks()
    bases, rules = _values(root, "//base/@href"), _values(root, _ROBOTS_RULES)
    said = {one.strip() for rule in rules for one in rule.lower().split(",")}
    base = _base(page.url, bases[0]) if bases else page.url
    canonical = _values(root, "//link[@rel='canonical']/@href")
    follows = not said & {"nofollow", "none"}
    linked = (_whole(base, one) for one in _values(root, _LINKS)) if follows else ()
    return PageLinks(
        canonical=_whole(base, canonical[0]) if canonical else "",
        linked=tuple(dict.fromkeys(filter(None, linked))),
        may_index=not said & {"noindex", "none"},
    )


def walk_site(front: FetchedPage, options: ReadOptions) -> Iterator[FetchedPage | BadRow]:
    """Yield the front page and the pages that its links lead to, and the reasons for the rest.

    At most `options.max_pages` are fetched, one after the other. A page that names another address
    as its canonical one is read there, or where it is if that address does not answer or leads
    back. Each reason to leave addresses out is one `BadRow`, with their number and the first
    of them; addresses that do not answer are named one by one.
    """
    walk = _SiteWalk(front.url, options)
    yield from walk.pages(front)
    for reason in walk.left_out():
        yield BadRow(file=front.url, line=None, reason=reason)


@dataclass(slots=True)
class _LeftOut:
    """Count the addresses that one reason left out."""

    count: int = 0
    first: str = ""

    def add(self, url: str) -> None:
        self.count += 1
        self.first = self.first or url[:200]


@dataclass(slots=True, kw_only=True)
class _Reasons:
    """Hold the addresses that were left out, by reason."""

    forbidden: _LeftOut = field(default_factory=_LeftOut)
    asks: _LeftOut = field(default_factory=_LeftOut)
    far: _LeftOut = field(default_factory=_LeftOut)
    past: _LeftOut = field(default_factory=_LeftOut)
    unlisted: _LeftOut = field(default_factory=_LeftOut)
    elsewhere: _LeftOut = field(default_factory=_LeftOut)
    unknown: _LeftOut = field(default_factory=_LeftOut)


class _SiteWalk:
    """Remember the addresses that one walk has seen, so that it ends."""

    def __init__(self, front: str, options: ReadOptions) -> None:
        self._options = options
        self._host = host_of(front)
        self._robots = SiteRobots(options)
        # Each with its links from the front page, and the page that names it as its canonical one.
        self._waiting: deque[tuple[str, int, FetchedPage | None]] = deque()
        self._seen: set[str] = {_key(front)}
        self._queries: set[str] = set()
        self._asked: set[str] = {_key(front)}
        self._failed: set[str] = set()
        self._done: set[str] = set()  # read, or left out for a reason that is told
        self._left = _Reasons()

    def pages(self, front: FetchedPage) -> Iterator[FetchedPage | BadRow]:
        if self._robots.allow(front.url):
            yield from self._take(front, links=0)
        else:
            self._left.forbidden.add(front.url)
        fetched = 1
        while self._waiting:
            url, links, naming = self._waiting.popleft()
            key = _key(url)
            if key in self._asked:
                continue
            self._asked.add(key)
            if fetched >= self._options.max_pages:
                self._left.past.add(url)
            elif not self._robots.allow(url):
                self._left.forbidden.add(url)
                self._done.add(key)
            else:
                fetched += 1
                yield from self._fetch(url, links, naming)

    def _fetch(
        self, url: str, links: int, naming: FetchedPage | None
    ) -> Iterator[FetchedPage | BadRow]:
        try:
            page = fetch(url, self._options)
        except UnreadableError as error:
            yield BadRow(file=url, line=None, reason=str(error))
            self._failed.add(_key(url))
            if naming:
                yield from self._take(naming, links)
            return
        both = {_key(url), _key(page.url)}
        self._asked |= both
        if host_of(page.url) != self._host:
            self._left.elsewhere.add(url)
            self._done |= both
        elif len(both) > 1 and not self._robots.allow(page.url):
            self._left.forbidden.add(page.url)
            self._done |= both
        else:
            yield from self._take(page, links)

    def _take(self, page: FetchedPage, links: int) -> Iterator[FetchedPage]:
        """Yield a page that is to be read here, and remember where it leads."""
        key, found = _key(page.url), read_links(page)
        self._seen.add(key)
        for one in found.linked:
            self._note(one, links + 1)
        canonical = found.canonical or page.url
        if host_of(canonical) != self._host:
            self._left.elsewhere.add(page.url)
            return
        name = key if _key(canonical) in self._failed else _key(canonical)
        if name not in self._asked:  # next, so that one page at most is kept until it answers
            self._seen.add(name)
            self._waiting.appendleft((canonical, links, page))
        elif self._done.isdisjoint({key, name}):  # several addresses may lead to one page
            self._done |= {key, name}
            if found.may_index:
                yield page
            else:
                self._left.unlisted.add(page.url)

    def _note(self, url: str, links: int) -> None:
        """Remember an address to read, if it is one of the site's and a page may be there."""
        key = _key(url)
        if host_of(url) != self._host or key in self._seen:
            return
        parts = urlsplit(url)
        if PurePosixPath(parts.path).suffix.lower() in _NO_PAGES:
            return
        if parts.query:
            if key not in self._queries and len(self._queries) < _MOST_KNOWN:
                self._queries.add(key)
                self._left.asks.add(url)
            return
        if len(self._seen) >= _MOST_KNOWN:
            self._left.unknown.add(url)
            return
        self._seen.add(key)
        if links > _MOST_LINKS:
            self._left.far.add(url)
        else:
            self._waiting.append((url, links, None))

    def left_out(self) -> Iterator[str]:
        """Yield the reason of each kind of address that was left out, with their number."""
        left, most = self._left, self._options.max_pages
        if left.past.count:
            yield f"{left.past.count} pages past the first {most} were not read"
        if left.unknown.count:
            first = left.unknown.first
            yield f"the pages link over {_MOST_KNOWN} addresses: {first!r} and on were not read"
        for one, why in (
            (left.forbidden, "robots.txt forbids it"),
            (left.asks, "a query behind the ? shows other pages anew, without end"),
            (left.far, f"the front page is more than {_MOST_LINKS} links away"),
            (left.unlisted, "the page says noindex"),
            (left.elsewhere, "it leads to another host"),
        ):
            if one.count:
                yield f"{one.count} linked pages were not read, as {one.first!r}: {why}"


_LINKS = (
    "//a[@href][not(contains(concat(' ', @rel, ' '), ' nofollow '))]/@href"
    " | //link[@rel='alternate'][@hreflang]/@href"
)
_ROBOTS_RULES = "//meta[translate(@name, 'ROBTS', 'robts')='robots']/@content"


def _values(root: html.HtmlElement, path: str) -> list[str]:
    found = root.xpath(path)
    return [str(one) for one in found] if isinstance(found, list) else []


def _base(url: str, said: str) -> str:
    """Return the address that a page's links start from: its own where the base is none."""
    try:
        return urljoin(url, said)
    except ValueError:
        return url


def _whole(base: str, link: str) -> str:
    """Return a link as a whole address without fragment and tracking; "": it is no page's."""
    try:
        parts = urlsplit(urldefrag(urljoin(base, link.strip())).url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return ""
    except ValueError:
        return ""
    if not parts.query:
        return parts.geturl()
    asked = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in asked if not _tracks(name)]
    return parts._replace(query=urlencode(kept)).geturl()


def _tracks(name: str) -> bool:
    return name.lower() in _TRACKING or name.lower().startswith("utm_")


def _key(url: str) -> str:
    """Return one name for an address, however its scheme and host are written."""
    parts = urlsplit(url)
    return f"{host_of(url)}{parts.path or '/'}?{parts.query}"
