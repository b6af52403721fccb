"""Check that an address may be posted to: none of our own network may. Pure."""

import ipaddress
from urllib.parse import urlsplit

_LONGEST = 2000
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefusedError(ValueError):
    """Say why an address may not be posted to, and how to mend that."""


def check_url(url: str, *, allow_private: bool) -> None:
    """Refuse a URL that cannot be posted to, before its host name is resolved.

    Raises:
        AddressRefusedError: the message says what to mend.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        msg = "this is no web address: give one such as https://shop.example/hooks/insights"
        raise AddressRefusedError(msg) from None
    if len(url) > _LONGEST or any(one.isspace() or not one.isprintable() for one in url):
        msg = f"an address has no spaces and at most {_LONGEST} characters"
        raise AddressRefusedError(msg)
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        msg = "the address must begin with https://"
        raise AddressRefusedError(msg)
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        msg = "the address must name a server, without a user, a password or a # part"
        raise AddressRefusedError(msg)
    literal = as_address(host)
    if literal is not None:
        check_address(literal, allow_private=allow_private)


def as_address(host: str) -> Address | None:
    """Return the IP address that a host is written as; None if it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def check_address(address: Address, *, allow_private: bool) -> None:
    """Refuse an address that is not of the public internet, unless private ones are allowed.

    Link-local addresses are never allowed: there, clouds hand out the credentials of their
    machines.

    Raises:
        AddressRefusedError: it is private, of this machine, or of no machine.
    """
    if allow_private and not (_unwrapped(address).is_link_local or address.is_multicast):
        return
    if not is_public(address):
        msg = (
            "the address is of a private network: use one that is reachable from the internet, or"
            " set COMPTOIR_WEBHOOKS__ALLOW_PRIVATE=true if your own systems are to be told"
        )
        raise AddressRefusedError(msg)


def is_public(address: Address) -> bool:
    """Return whether packets to an address leave for the internet, even if it wraps another."""
    inner = _unwrapped(address)
    if isinstance(inner, ipaddress.IPv6Address) and inner.teredo is not None:
        return False
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def _unwrapped(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for, or the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
