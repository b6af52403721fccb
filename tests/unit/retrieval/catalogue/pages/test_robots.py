"""What robots.txt forbids is not read, and the sitemaps that it names are found."""

import pytest

from retrieval.catalogue.pages.robots import SiteRobots, find_sitemaps
from retrieval.catalogue.pages.sitemap import read_sitemap
from retrieval.catalogue.pages.web_fetch import FetchedPage
from retrieval.catalogue.types import ReadOptions
from tests.unit.retrieval.catalogue.web import Site

HERE = ReadOptions(allow_private_addresses=True, timeout_s=5)
RULES = "User-agent: *\nDisallow: /private\n\nUser-agent: Comptoir\nDisallow: /ours\n"
EMPTY = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'


class TestRobots:
    def test_forbid_what_they_name_for_us_or_for_all(self, site: Site) -> None:
        site.page("/robots.txt", RULES, media_type="text/plain")

        robots = SiteRobots(HERE)

        assert not robots.allow(f"{site.url}/ours/1")
        assert robots.allow(f"{site.url}/private")  # a group of our own takes the other's place
        assert robots.allow(f"{site.url}/returns")

    def test_that_are_not_there_let_everything_be_read(self, site: Site) -> None:
        assert SiteRobots(HERE).allow(f"{site.url}/anything")

    @pytest.mark.parametrize("line", ["Disallow: //[x", "Crawl-delay: ²"])
    def test_are_kept_but_for_a_line_that_cannot_be_parsed(self, site: Site, line: str) -> None:
        rules = f"User-agent: *\n{line}\nDisallow: /private\n"
        site.page("/robots.txt", rules, media_type="text/plain")

        robots = SiteRobots(HERE)

        assert not robots.allow(f"{site.url}/private")
        assert robots.allow(f"{site.url}/returns")

    def test_are_kept_by_sitemaps(self, site: Site) -> None:
        site.page("/robots.txt", RULES, media_type="text/plain")
        site.page("/a", "a")
        site.page("/ours/b", "b")
        found = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in ("/a", "/ours/b"))
        listed = EMPTY.replace("/>", f">{found}</urlset>")

        items = list(read_sitemap(f"{site.url}/sitemap.xml", listed.encode(), HERE))

        assert [one.url for one in items if isinstance(one, FetchedPage)] == [f"{site.url}/a"]
        assert "robots.txt" in str(items[1])
        assert "/ours/b" not in [path for path, _ in site.asked]


class TestSitemaps:
    def test_are_those_that_robots_name(self, site: Site) -> None:
        named = f"Sitemap: {site.url}/pages.xml\n"
        site.page("/robots.txt", named, media_type="text/plain")

        assert find_sitemaps(f"{site.url}/", HERE) == [f"{site.url}/pages.xml"]

    def test_are_where_they_usually_are(self, site: Site) -> None:
        site.page("/sitemap.xml", EMPTY, media_type="application/xml")

        assert find_sitemaps(site.url, HERE) == [f"{site.url}/sitemap.xml"]

    def test_are_not_looked_for_beside_a_page(self, site: Site) -> None:
        assert find_sitemaps(f"{site.url}/returns", HERE) == [f"{site.url}/returns"]
        assert find_sitemaps(site.url, HERE) == [site.url]
