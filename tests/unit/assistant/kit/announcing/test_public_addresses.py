"""Test which addresses may be posted to."""

import ipaddress

import pytest

from assistant.kit.announcing.public_addresses import (
    AddressRefusedError,
    check_address,
    check_url,
    is_public,
)

PRIVATE = [
    "10.0.0.7",
    "172.16.4.1",
    "192.168.1.1",
    "127.0.0.1",
    "0.0.0.0",  # noqa: S104  # an address to refuse
    "100.64.0.1",
    "169.254.169.254",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:10.0.0.7",
    "::ffff:127.0.0.1",
    "64:ff9b::a00:7",  # 10.0.0.7 through NAT64
    "2002:a00:7::",  # 10.0.0.7 through 6to4
    "2001:0:53aa:64c:0:5efe:f5ff:fff8",  # Teredo
]
PUBLIC = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"]


class TestAnAddress:
    @pytest.mark.parametrize("address", PRIVATE)
    def test_of_no_public_network_is_refused(self, address: str) -> None:
        with pytest.raises(AddressRefusedError):
            check_address(ipaddress.ip_address(address), allow_private=False)

    @pytest.mark.parametrize("address", PUBLIC)
    def test_of_the_internet_is_not(self, address: str) -> None:
        assert is_public(ipaddress.ip_address(address))

    @pytest.mark.parametrize("address", ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1"])
    def test_where_clouds_keep_credentials_is_refused_whatever_is_allowed(
        self, address: str
    ) -> None:
        with pytest.raises(AddressRefusedError):
            check_address(ipaddress.ip_address(address), allow_private=True)

    def test_of_the_own_network_is_let_through_where_that_is_allowed(self) -> None:
        check_address(ipaddress.ip_address("10.0.0.7"), allow_private=True)


class TestAUrl:
    @pytest.mark.parametrize(
        "url",
        [
            "",
            "shop.example/hooks",
            "http://shop.example/hooks",
            "ftp://shop.example/hooks",
            "file:///etc/passwd",
            "gopher://shop.example/",
            "https://",
            "https:///hooks",
            "https://user:secret@shop.example/",
            "https://shop.example@10.0.0.7/",
            "https://shop.example/#part",
            "https://shop.example:70000/",
            "https://[::1/",
            "https://shop.example/a b",
            "https://shop.example/\nx",
            "https://127.0.0.1/hooks",
            "https://[::1]/hooks",
            "https://[::ffff:10.0.0.7]/",
            "https://169.254.169.254/latest/meta-data",
            f"https://shop.example/{'x' * 2000}",
        ],
    )
    def test_that_may_not_be_posted_to_is_refused(self, url: str) -> None:
        with pytest.raises(AddressRefusedError):
            check_url(url, allow_private=False)

    @pytest.mark.parametrize(
        "url",
        ["https://shop.example/hooks", "https://shop.example:8443/h?x=1", "https://93.184.215.14/"],
    )
    def test_of_a_public_server_is_taken(self, url: str) -> None:
        check_url(url, allow_private=False)

    def test_of_the_own_network_is_taken_where_that_is_allowed(self) -> None:
        check_url("http://127.0.0.1:9000/hooks", allow_private=True)
