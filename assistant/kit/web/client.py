"""Who makes a request, as far as counting goes."""

import ipaddress

from fastapi import Request


def network_of(request: Request) -> str:
    """Return whom to count for: the address, of IPv6 the network, which is one household's."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 6:  # noqa: PLR2004 - as in IPv6
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host
