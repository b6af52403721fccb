"""Hold the settings of the web server: the proxies before it, and the limits of an address."""

import ipaddress

from pydantic import Field, field_validator

from assistant.kit.settings.system_settings import Listed, Section


class WebSettings(Section):
    """Hold the settings of the web server."""

    trusted_proxies: Listed = Field(
        ("127.0.0.1", "::1"),
        description="addresses or networks of proxies, whose X-Forwarded-For and -Proto are true",
    )
    connections_per_address: int = Field(
        200, ge=10, le=100_000, description="that one address may hold; proxies are not counted"
    )
    header_s: float = Field(10.0, gt=0, le=120, description="for the header of a request")
    body_s: float = Field(
        60.0,
        gt=0,
        le=600,
        description="for the body of a request; 200 where it comes at 8 KB/s or faster",
    )
    stalled_s: float = Field(60.0, gt=0, le=600, description="for a client that reads nothing")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for one in given:
            ipaddress.ip_network(one)
        return given
