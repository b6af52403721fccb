import gzip
from dataclasses import replace

from retrieval.catalogue.pages.sitemap import is_sitemap, read_sitemap
from retrieval.catalogue.pages.web_fetch import FetchedPage
from retrieval.catalogue.types import BadRow, ReadOptions
from tests.unit.retrieval.catalogue.web import Site

HERE = ReadOptions(allow_private_addresses=True, timeout_s=5)
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urls(*addresses: str) -> str:
    found = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    return f"<urlset {_NAMESPACE}>{found}</urlset>"


def index(*addresses: str) -> str:
    found = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f"<sitemapindex {_NAMESPACE}>{found}</sitemapindex>"


def read(site: Site, text: str | bytes, options: ReadOptions = HERE) -> list[str]:
    """Return the paths that were fetched, and what is wrong."""
    data = text.encode() if isinstance(text, str) else text
    items = read_sitemap(f"{site.url}/sitemap.xml", data, options)
    return [
        item.url.removeprefix(site.url) if isinstance(item, FetchedPage) else f"! {item.reason}"
        for item in items
    ]


class TestASitemap:
    def test_gives_its_pages_once_in_order(self, site: Site) -> None:
        site.page("/b", "b")
        site.page("/a", "a")

        text = urls(f"{site.url}/b", f"{site.url}/a", f"{site.url}/b")

        assert is_sitemap(text.encode())
        assert read(site, text) == ["/b", "/a"]

    def test_names_what_is_no_address_and_gives_the_rest(self, site: Site) -> None:
        site.page("/a", "a")

        found = read(site, urls("http://[oops", f"{site.url}/a"))

        assert found == ["! 'http://[oops' is no http or https address", "/a"]

    def test_may_be_packed(self, site: Site) -> None:
        site.page("/a", "a")
        packed = gzip.compress(urls(f"{site.url}/a").encode())

        assert is_sitemap(packed)
        assert read(site, packed) == ["/a"]

    def test_may_be_an_index_of_others(self, site: Site) -> None:
        site.page("/1.xml", urls(f"{site.url}/a"), "application/xml")
        site.page("/a", "a")

        assert read(site, index(f"{site.url}/1.xml")) == ["/a"]

    def test_reports_pages_that_fail_and_reads_the_rest(self, site: Site) -> None:
        site.page("/a", "a")

        assert read(site, urls(f"{site.url}/gone", f"{site.url}/a")) == [
            f"! {site.url}/gone answered 404",
            "/a",
        ]

    def test_keeps_to_its_host(self, site: Site) -> None:
        (said,) = read(site, urls("http://10.0.0.1/admin"))

        assert "is on another host" in said
        assert site.asked == []

    def test_ends_at_the_most_pages_and_counts_the_rest(self, site: Site) -> None:
        for path in "abc":
            site.page(f"/{path}", path)
        text = urls(*(f"{site.url}/{path}" for path in "abc"))

        assert read(site, text, replace(HERE, max_pages=1)) == [
            "/a",
            "! 2 pages past the first 1 were not read",
        ]

    def test_nested_without_end_ends(self, site: Site) -> None:
        for number in range(9):
            inner = index(f"{site.url}/{number + 1}.xml")
            site.page(f"/{number}.xml", inner, "application/xml")

        (said,) = read(site, index(f"{site.url}/0.xml"))

        assert "is nested too deep" in said
        assert len(site.asked) == 2

    def test_that_names_itself_ends(self, site: Site) -> None:
        assert read(site, index(f"{site.url}/sitemap.xml")) == []

    def test_takes_no_picture_for_a_page(self, site: Site) -> None:
        site.page("/a", "a")
        text = urls(f"{site.url}/a").replace(
            "</url>",
            '<image:image xmlns:image="i"><image:loc>http://x/y.jpg</image:loc></image:image></url>',
        )

        assert read(site, text) == ["/a"]


class TestABrokenSitemap:
    def test_is_named(self, site: Site) -> None:
        assert read(site, "<html/>") == ["! it is no sitemap: its root is not <urlset>"]
        assert read(site, b"\x1f\x8bbroken") == ["! it is packed, and cannot be unpacked"]
        assert not is_sitemap(b"<html/>")

    def test_that_unpacks_without_end_is_refused(self, site: Site) -> None:
        bomb = gzip.compress(b"<urlset>" + b" " * (60 * 2**20))

        assert read(site, bomb) == ["! it unpacks to more than 50 MB"]

    def test_is_a_bad_row_of_its_own_address(self, site: Site) -> None:
        (row,) = read_sitemap(f"{site.url}/s.xml", b"x", HERE)

        assert isinstance(row, BadRow)
        assert row.file == f"{site.url}/s.xml"
