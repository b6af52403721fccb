"""Keep to robots.txt, and find the sitemaps that it names.

Source: RFC 9309.
"""

from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from retrieval.catalogue.pages.web_fetch import fetch
from retrieval.catalogue.types import ReadOptions, UnreadableError

AGENT = "Comptoir"


class SiteRobots:
    """Read each site's robots.txt once; a site without one lets everything be read."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._rules: dict[str, RobotFileParser] = {}

    def allow(self, url: str) -> bool:
        """Return whether a page may be read."""
        return self.of(url).can_fetch(AGENT, url)

    def of(self, url: str) -> RobotFileParser:
        """Return the rules of a page's site."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}/robots.txt"
        if site not in self._rules:
            rules = RobotFileParser()
            try:
                lines = fetch(site, self._options).data.decode("utf-8", "replace").splitlines()
            except UnreadableError:
                lines = []
            rules.parse(filter(_is_readable, lines))
            self._rules[site] = rules
        return self._rules[site]


def _is_readable(line: str) -> bool:
    """Return whether a line can be parsed: one that cannot would end the reading of the site."""
    try:
        RobotFileParser().parse(["User-agent: *", line])
    except ValueError:
        return False
    return True


def is_front_page(address: str) -> bool:
    """Return whether an address is a site's front page."""
    parts = urlsplit(address)
    return parts.path in {"", "/"} and not parts.query


def find_sitemaps(address: str, options: ReadOptions) -> list[str]:
    """Return the sitemaps of a front page's site, or the address itself where it has none."""
    if not is_front_page(address):
        return [address]
    named = SiteRobots(options).of(address).site_maps()
    if named:
        return list(named)
    usual = urljoin(address, "/sitemap.xml")
    try:
        fetch(usual, options)
    except UnreadableError:
        return [address]
    return [usual]
