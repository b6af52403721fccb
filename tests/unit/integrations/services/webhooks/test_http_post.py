"""Posts go where they may, and nowhere else."""

import ipaddress
import socket
from collections.abc import Sequence

import httpx
import pytest

from assistant.kit.announcing.ports import NotPostedError
from assistant.kit.announcing.public_addresses import Address
from integrations.services.webhooks.http_post import HttpPost, open_post
from tests.support.simulators.webhook_subscriber import receiving

INSIDE = (
    *("127.0.0.1", "127.1", "127.0.1", "0x7f.1", "0x7f000001", "0177.0.0.1", "2130706433"),
    *("0.0.0.0", "0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),  # noqa: S104
    *("[64:ff9b::7f00:1]", "[2002:7f00:1::]", "10.0.0.7", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "0xa9fea9fe", "[fe80::1]", "[fc00::1]", "100.64.0.1"),
)
WAYS = (
    "https://{host}:{port}/hooks",
    "http://{host}:{port}/hooks",
    "https://hooks.example@{host}:{port}/hooks",
)
ELSEWHERE = [
    "file:///etc/passwd",
    "gopher://127.0.0.1:70/_x",
    "ftp://127.0.0.1/x",
    "//127.0.0.1/x",
    "https:127.0.0.1/x",
    "https://127.0.0.1\\@hooks.example/x",
    "https://①②⑦.⓪.⓪.①/x",  # digits that fold to those of 127.0.0.1
    "https://127。0。0。1/x",
]


class Names:
    """Resolves every name to what a test wants, and counts."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = [ipaddress.ip_address(one) for one in addresses]
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int) -> Sequence[Address]:
        del port
        self.asked.append(host)
        return self.addresses


async def _as_the_system(host: str, port: int) -> Sequence[Address]:
    """Read numbers as getaddrinfo does, which tests may not ask."""
    del port
    return [ipaddress.ip_address(socket.inet_ntoa(socket.inet_aton(host)))]


class TestAnAddress:
    async def test_that_a_name_of_a_private_network_leads_to_is_not_reached(self) -> None:
        names = Names("93.184.215.14", "127.0.0.1")
        async with receiving() as receiver, httpx.AsyncClient() as http:
            post = HttpPost(http=http, allow_private=False, timeout_s=2, resolve=names.resolve)

            with pytest.raises(NotPostedError, match="private network"):
                await post.post("https://hooks.example/x", {}, b"{}")

        assert receiver.posts == []
        assert names.asked == ["hooks.example"]

    @pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "[::1]"])
    async def test_of_this_machine_is_not_reached_however_it_is_written(self, host: str) -> None:
        async with httpx.AsyncClient() as http:
            post = HttpPost(http=http, allow_private=False, timeout_s=2, resolve=_as_the_system)

            with pytest.raises(NotPostedError, match="private network"):
                await post.post(f"https://{host}/x", {}, b"{}")

    async def test_that_leads_inside_is_not_reached_in_any_of_sixty_ways(self) -> None:
        async with receiving() as trap, httpx.AsyncClient() as http:
            post = HttpPost(http=http, allow_private=False, timeout_s=2, resolve=_as_the_system)
            port = httpx.URL(trap.url).port
            urls = [url.format(host=host, port=port) for host in INSIDE for url in WAYS] + ELSEWHERE

            for url in urls:
                with pytest.raises(NotPostedError):
                    await post.post(url, {}, b"{}")

        assert len(urls) >= 60
        assert trap.posts == []

    async def test_is_the_one_that_was_looked_at(self) -> None:
        names = Names("127.0.0.1")
        async with receiving() as receiver, httpx.AsyncClient() as http:
            post = HttpPost(http=http, allow_private=True, timeout_s=5, resolve=names.resolve)
            port = httpx.URL(receiver.url).port

            answer = await post.post(f"http://hooks.example:{port}/hooks", {"x": "1"}, b"{}")

        [(headers, body)] = receiver.posts
        assert answer.status == 204
        assert headers["host"] == f"hooks.example:{port}"
        assert (headers["x"], body) == ("1", b"{}")
        assert names.asked == ["hooks.example"]


class TestAnAnswer:
    async def test_that_leads_elsewhere_is_not_followed(self) -> None:
        async with receiving(302) as receiver, open_post(allow_private=True, timeout_s=5) as post:
            receiver.headers = {"location": receiver.url}

            answer = await post.post(receiver.url, {}, b"{}")

        assert answer.status == 302
        assert len(receiver.posts) == 1

    async def test_may_say_when_to_come_back(self) -> None:
        async with receiving(503) as receiver, open_post(allow_private=True, timeout_s=5) as post:
            receiver.headers = {"retry-after": "120"}

            assert (await post.post(receiver.url, {}, b"{}")).retry_after_s == 120

    async def test_that_does_not_come_is_not_waited_for(self) -> None:
        async with receiving() as receiver, open_post(allow_private=True, timeout_s=0.05) as post:
            receiver.silent.set()

            with pytest.raises(NotPostedError, match=r"within 0\.05 s"):
                await post.post(receiver.url, {}, b"{}")
