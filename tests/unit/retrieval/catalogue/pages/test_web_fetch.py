import socket
from dataclasses import replace
from ipaddress import ip_address

import pytest

from retrieval.catalogue.pages.web_fetch import Address, fetch, is_address, is_public
from retrieval.catalogue.types import ReadOptions, UnreadableError
from tests.unit.retrieval.catalogue.web import Reply, Site

HERE = ReadOptions(allow_private_addresses=True, timeout_s=5)


class TestAnAddress:
    @pytest.mark.parametrize("path", ["http://a.example", "HTTPS://a.example/x"])
    def test_starts_with_http(self, path: str) -> None:
        assert is_address(path)

    @pytest.mark.parametrize("path", ["a.md", "ftp://a.example", "/http://a"])
    def test_is_no_path(self, path: str) -> None:
        assert not is_address(path)


class TestAPage:
    def test_is_fetched_with_its_media_type(self, site: Site) -> None:
        site.page("/a", "<p>é</p>", "text/html; charset=utf-8")

        page = fetch(f"{site.url}/a", HERE)

        assert (page.url, page.media_type) == (f"{site.url}/a", "text/html")
        assert page.data.decode() == "<p>é</p>"

    def test_is_asked_for_by_the_name_in_its_address(self, site: Site) -> None:
        site.page("/a", "x")
        named = site.url.replace("127.0.0.1", "localhost")

        fetch(f"{named}/a", HERE)

        assert site.asked == [("/a", named.removeprefix("http://"))]

    def test_is_followed_through_redirects(self, site: Site) -> None:
        site.redirect("/a", "/b")
        site.page("/b", "x")

        assert fetch(f"{site.url}/a", HERE).url == f"{site.url}/b"

    def test_that_redirects_in_a_circle_is_given_up(self, site: Site) -> None:
        site.redirect("/a", "/a")

        with pytest.raises(UnreadableError, match="redirects more than 5 times"):
            fetch(f"{site.url}/a", HERE)
        assert len(site.asked) == 6

    def test_that_redirects_to_no_address_says_so(self, site: Site) -> None:
        site.redirect("/a", "http://[x")

        with pytest.raises(
            UnreadableError, match=r"/a redirects to 'http://\[x', which is no http"
        ):
            fetch(f"{site.url}/a", HERE)

    def test_that_is_not_there_says_what_the_server_says(self, site: Site) -> None:
        with pytest.raises(UnreadableError, match="answered 404"):
            fetch(f"{site.url}/none", HERE)

    def test_that_is_too_large_is_given_up(self, site: Site) -> None:
        site.page("/a", "x" * 2**21)

        with pytest.raises(UnreadableError, match="larger than 1 MB"):
            fetch(f"{site.url}/a", replace(HERE, max_page_bytes=2**20))

    def test_that_takes_too_long_is_given_up(self, site: Site) -> None:
        site.page("/a", "x" * 2**21)

        with pytest.raises(UnreadableError, match="took too long"):
            fetch(f"{site.url}/a", replace(HERE, timeout_s=0.0))

    def test_that_is_no_text_is_refused(self, site: Site) -> None:
        site.page("/a", b"\x89PNG", "image/png")

        with pytest.raises(UnreadableError, match="is image/png, not a page, feed or document"):
            fetch(f"{site.url}/a", HERE)

    def test_whose_server_does_not_answer_says_so(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{taken.getsockname()[1]}/"

            with pytest.raises(UnreadableError, match="did not answer: ConnectError"):
                fetch(url, HERE)

    @pytest.mark.parametrize(
        "url", ["file:///etc/passwd", "http://", "http://[::1", "http://a:99999/"]
    )
    def test_has_an_address_that_is_one(self, url: str) -> None:
        with pytest.raises(UnreadableError):
            fetch(url, ReadOptions())


class TestANameServer:
    def test_is_asked_once_and_its_answer_is_where_the_connection_goes(self, site: Site) -> None:
        site.page("/a", "x")
        port = int(site.url.rpartition(":")[2])
        asked: list[tuple[str, int]] = []

        def resolve(host: str, port: int) -> list[Address]:
            asked.append((host, port))
            return [ip_address("127.0.0.1")]

        fetch(f"http://shop.example:{port}/a", HERE, resolve=resolve)

        assert asked == [("shop.example", port)]
        assert site.asked == [("/a", f"shop.example:{port}")]

    def test_that_names_a_private_address_among_public_ones_is_not_believed(self) -> None:
        both = [ip_address("93.184.215.14"), ip_address("10.0.0.1")]

        with pytest.raises(UnreadableError, match=r"shop\.example is not on the public internet"):
            fetch("https://shop.example/", ReadOptions(), resolve=lambda *_: both)

    def test_that_does_not_know_a_name_says_to_check_it(self) -> None:
        def resolve(host: str, _: int) -> list[Address]:
            raise OSError(host)

        with pytest.raises(UnreadableError, match=r"shop\.example is not known: check the address"):
            fetch("https://shop.example/", ReadOptions(), resolve=resolve)


class TestTheLocalNetwork:
    @pytest.mark.parametrize(
        "host",
        [
            "127.0.0.1",
            "localhost",
            "10.0.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104  # asked for, not listened on
            "[::1]",
            "[fe80::1]",
            "[fd00::1]",
            "[::ffff:127.0.0.1]",
        ],
    )
    def test_is_not_reached(self, host: str) -> None:
        with pytest.raises(UnreadableError, match="is not on the public internet"):
            fetch(f"http://{host}/latest/meta-data", ReadOptions())

    def test_is_not_reached_by_a_redirect_either(self, site: Site) -> None:
        site.redirect("/a", "file:///etc/passwd")

        with pytest.raises(UnreadableError, match="no http or https address"):
            fetch(f"{site.url}/a", HERE)

    @pytest.mark.parametrize(
        "address",
        [
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:0:7f00:1::",
            "fec0::1",
            "::7f00:1",
            "224.0.0.1",
            "ff02::1",
            "240.0.0.1",
            "255.255.255.255",
        ],
    )
    def test_is_told_whatever_its_address_is_wrapped_in(self, address: str) -> None:
        assert not is_public(ip_address(address))

    @pytest.mark.parametrize(
        "address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"]
    )
    def test_is_not_the_public_one(self, address: str) -> None:
        assert is_public(ip_address(address))


class TestACompressedPage:
    def test_is_not_asked_for(self, site: Site) -> None:
        site.pages["/a"] = Reply(body=b"plain")

        assert fetch(f"{site.url}/a", HERE).data == b"plain"
