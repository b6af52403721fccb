"""A site without a sitemap is read along its links, within bounds."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from retrieval.catalogue.pages import site_walk
from retrieval.catalogue.pages.site_walk import read_links, walk_site
from retrieval.catalogue.pages.web_fetch import FetchedPage, fetch
from retrieval.catalogue.types import ReadOptions
from tests.unit.retrieval.catalogue.web import Site

HERE = ReadOptions(allow_private_addresses=True, timeout_s=5)


def page(*links: str, head: str = "") -> str:
    anchors = "".join(f'<a href="{one}">{one}</a>' for one in links)
    return f"<!doctype html><html><head><title>t</title>{head}</head><body>{anchors}</body></html>"


def canonical(address: str) -> str:
    return f'<link rel="canonical" href="{address}">'


def walk(site: Site, options: ReadOptions = HERE) -> tuple[list[str], list[str]]:
    """Return the paths that were read, and the reasons why others were not."""
    found = list(walk_site(fetch(f"{site.url}/", options), options))
    read = [one.url.removeprefix(site.url) for one in found if isinstance(one, FetchedPage)]
    return read, [one.reason for one in found if not isinstance(one, FetchedPage)]


def asked(site: Site) -> Sequence[str]:
    return [path for path, _ in site.asked]


class TestASite:
    def test_is_read_along_its_links_the_nearest_first(self, site: Site) -> None:
        site.page("/", page("/help", "/delivery#top"))
        site.page("/help", page("returns", "/", "/help/"))
        site.page("/delivery", page("/help"))
        site.page("/returns", page("/help/deep"))
        site.page("/help/", page())
        site.page("/help/deep", page())

        assert walk(site) == (
            ["/", "/help", "/delivery", "/returns", "/help/", "/help/deep"],
            [],
        )

    def test_is_asked_for_each_page_once(self, site: Site) -> None:
        site.page("/", page("/a", "/a", "/a#x", f"{site.url}/a", "/a?utm_source=mail&gclid=1"))
        site.page("/a", page("/a", "/"))

        walk(site)

        assert sorted(asked(site)) == ["/", "/a", "/robots.txt"]

    def test_is_left_for_no_other_host(self, site: Site) -> None:
        other = site.url.replace("127.0.0.1", "localhost")
        site.page(
            "/", page(f"{other}/b", "mailto:a@b.example", "tel:1", "javascript:x()", "http://")
        )

        assert walk(site) == (["/"], [])
        assert asked(site) == ["/", "/robots.txt"]

    def test_follows_its_own_base_and_its_translations(self, site: Site) -> None:
        head = '<base href="/shop/"><link rel="alternate" hreflang="fr" href="/fr/">'
        site.page("/", page("help", head=head))
        site.page("/shop/help", page())
        site.page("/fr/", page())

        assert sorted(walk(site)[0]) == ["/", "/fr/", "/shop/help"]

    def test_is_read_on_past_addresses_that_are_none(self, site: Site) -> None:
        site.page("/", page("/a", "/b", head='<base href="http://[oops">'))
        site.redirect("/a", "http://[x")
        site.page("/b", page())

        read, left = walk(site)

        assert read == ["/", "/b"]
        said = f"{site.url}/a redirects to 'http://[x', which is no http or https address"
        assert left == [said]

    def test_names_pages_that_do_not_answer_and_reads_the_rest(self, site: Site) -> None:
        site.page("/", page("/gone", "/a"))
        site.page("/a", page())

        assert walk(site) == (["/", "/a"], [f"{site.url}/gone answered 404"])


class TestBounds:
    def test_of_pages_are_kept_and_told(self, site: Site) -> None:
        site.page("/", page(*(f"/{n}" for n in range(5))))
        for n in range(5):
            site.page(f"/{n}", page())

        assert walk(site, replace(HERE, max_pages=3)) == (
            ["/", "/0", "/1"],
            ["3 pages past the first 3 were not read"],
        )

    def test_of_links_from_the_front_page_are_kept_and_told(self, site: Site) -> None:
        site.page("/", page("/1"))
        for n in range(1, 9):
            site.page(f"/{n}", page(f"/{n + 1}"))

        read, left = walk(site)

        assert read == ["/", *(f"/{n}" for n in range(1, 6))]
        said = "the front page is more than 5 links away"
        assert left == [f"1 linked pages were not read, as '{site.url}/6': {said}"]

    def test_let_no_query_lead_on_and_on(self, site: Site) -> None:
        site.page("/", page("/lamps?sort=price", "/lamps?page=2", "/lamps"))
        site.page("/lamps", page("/lamps?sort=name"))

        read, left = walk(site)

        assert read == ["/", "/lamps"]
        (said,) = left
        assert said.startswith(f"3 linked pages were not read, as '{site.url}/lamps?sort=price': ")

    def test_of_known_addresses_are_told_and_not_filled_by_queries(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(site_walk, "_MOST_KNOWN", 4)
        queries = [f"/lamps?page={n}" for n in range(3)]
        site.page("/", page(*queries, *queries, *(f"/{n}" for n in range(5))))
        for n in range(5):
            site.page(f"/{n}", page(*queries))

        read, left = walk(site)

        assert read == ["/", "/0", "/1", "/2"]
        known, asks = left
        assert known == (f"the pages link over 4 addresses: '{site.url}/3' and on were not read")
        assert asks.startswith("3 linked pages were not read")

    @pytest.mark.parametrize("path", ["/a.JPG", "/feed.xml", "/app.js", "/b.zip"])
    def test_leave_files_that_are_no_pages_alone(self, site: Site, path: str) -> None:
        site.page("/", page(path))

        assert walk(site) == (["/"], [])
        assert path not in asked(site)


class TestWhatASiteSays:
    def test_in_robots_is_kept_and_told(self, site: Site) -> None:
        site.page("/robots.txt", "User-agent: *\nDisallow: /cart\n", media_type="text/plain")
        site.page("/", page("/cart", "/cart/1", "/a"))
        site.page("/a", page())

        read, left = walk(site)

        assert read == ["/", "/a"]
        assert "/cart" not in asked(site)
        assert left == [
            f"2 linked pages were not read, as '{site.url}/cart': robots.txt forbids it"
        ]

    def test_in_robots_of_its_front_page_is_kept(self, site: Site) -> None:
        site.page("/robots.txt", "User-agent: *\nDisallow: /\n", media_type="text/plain")
        site.page("/", page("/a"))

        read, left = walk(site)

        assert read == []
        assert "robots.txt forbids it" in left[0]

    def test_in_robots_of_a_page_that_another_leads_to_is_kept(self, site: Site) -> None:
        site.page("/robots.txt", "User-agent: *\nDisallow: /private\n", media_type="text/plain")
        site.page("/", page("/a"))
        site.redirect("/a", "/private/a")
        site.page("/private/a", page())

        assert walk(site)[0] == ["/"]

    def test_of_a_canonical_address_is_read_there_once(self, site: Site) -> None:
        site.page("/", page("/sale/lamp", "/lamps/lamp"))
        site.page("/sale/lamp", page(head=canonical("/lamp")))
        site.page("/lamps/lamp", page(head=canonical("/lamp")))
        site.page("/lamp", page(head=canonical(f"{site.url}/lamp")))

        assert walk(site) == (["/", "/lamp"], [])

    @pytest.mark.parametrize("back", ["/delivery/", "/delivery/?lang=en"])
    def test_of_a_canonical_address_that_leads_back_is_read_all_the_same(
        self, site: Site, back: str
    ) -> None:
        site.page("/", page("/delivery/"))
        site.page("/delivery/", page(head=canonical("/delivery")))
        site.redirect("/delivery", back)
        site.page(back, page(head=canonical("/delivery")))

        assert walk(site) == (["/", back], [])

    def test_of_the_address_that_it_redirects_from_is_read(self, site: Site) -> None:
        site.page("/", page("/a"))
        site.redirect("/a", "/a?lang=en")
        site.page("/a?lang=en", page(head=canonical("/a")))

        assert walk(site) == (["/", "/a?lang=en"], [])

    def test_of_two_pages_that_name_each_other_is_read_once(self, site: Site) -> None:
        site.page("/", page("/a", "/b"))
        site.page("/a", page(head=canonical("/b")))
        site.page("/b", page(head=canonical("/a")))

        assert walk(site) == (["/", "/b"], [])

    def test_of_a_canonical_address_that_does_not_answer_is_not_followed(self, site: Site) -> None:
        site.page("/", page("/a", "/b", "/c"))
        site.page("/a", page("/d", head=canonical("/gone")))
        site.page("/b", page(head=canonical("/gone")))
        site.page("/c", page())
        site.page("/d", page())

        assert walk(site) == (["/", "/a", "/b", "/c", "/d"], [f"{site.url}/gone answered 404"])
        assert asked(site).count("/gone") == 1

    def test_of_a_canonical_address_elsewhere_leaves_the_page_out(self, site: Site) -> None:
        site.page("/", page("/copy"))
        site.page("/copy", page("/a", head=canonical("https://maker.example/lamp")))
        site.page("/a", page())

        read, left = walk(site)

        assert read == ["/", "/a"]
        assert "it leads to another host" in left[0]

    def test_of_pages_and_links_that_are_not_for_robots_is_kept(self, site: Site) -> None:
        site.page("/", page("/cart", "/end") + '<a rel="nofollow noopener" href="/sign-in">in</a>')
        site.page("/cart", page("/a", head='<meta name="ROBOTS" content="noindex, follow">'))
        site.page("/end", page("/b", head='<meta name="robots" content="nofollow">'))
        site.page("/a", page())

        read, left = walk(site)

        assert read == ["/", "/end", "/a"]
        assert left == [
            f"1 linked pages were not read, as '{site.url}/cart': the page says noindex"
        ]
        assert "/sign-in" not in asked(site)
        assert "/b" not in asked(site)


class TestLinks:
    def test_of_something_else_than_a_page_are_none(self) -> None:
        for media_type, data in (("application/pdf", b"%PDF"), ("text/html", b"")):
            found = read_links(
                FetchedPage(url="http://a.example/", media_type=media_type, data=data)
            )

            assert (found.linked, found.canonical, found.may_index) == ((), "", True)

    def test_keep_letters_beyond_ascii(self) -> None:
        data = page("/été").encode()

        found = read_links(FetchedPage(url="http://a.example/", media_type="text/html", data=data))

        assert found.linked == ("http://a.example/été",)
