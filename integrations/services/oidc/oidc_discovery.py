"""Find a provider's endpoints at its well-known address (OpenID Connect Discovery 1.0)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.desk.staff.identity_provider import ProviderUnavailableError

WELL_KNOWN = "/.well-known/openid-configuration"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class _Document(BaseModel):
    model_config = ConfigDict(extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_methods: list[str] = Field(
        default=["client_secret_basic"], alias="token_endpoint_auth_methods_supported"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Hold the addresses of a provider."""

    issuer: str  # as it spells itself in its tokens
    authorization: str
    token: str
    keys: str
    userinfo: str  # "": nowhere
    secret_in_body: bool  # the provider does not take the client's secret in a header


async def discover(client: httpx.AsyncClient, issuer: str) -> Endpoints:
    """Return the provider's endpoints.

    Raises:
        ProviderUnavailableError: it does not answer, is another, or would be asked in the clear.
    """
    try:
        response = await client.get(issuer.rstrip("/") + WELL_KNOWN)
        response.raise_for_status()
        said = _Document.model_validate_json(response.content)
    except (httpx.HTTPError, ValidationError) as error:
        msg = f"the identity provider's configuration cannot be read: {type(error).__name__}"
        raise ProviderUnavailableError(msg) from None
    if said.issuer.rstrip("/") != issuer.rstrip("/"):
        msg = "the identity provider calls itself otherwise than COMPTOIR_OIDC__ISSUER"
        raise ProviderUnavailableError(msg)
    addresses = (said.authorization_endpoint, said.token_endpoint, said.jwks_uri)
    for address in (*addresses, *filter(None, [said.userinfo_endpoint])):
        _check_private(address)
    return Endpoints(
        issuer=said.issuer,
        authorization=said.authorization_endpoint,
        token=said.token_endpoint,
        keys=said.jwks_uri,
        userinfo=said.userinfo_endpoint,
        secret_in_body="client_secret_basic" not in said.token_methods,
    )


def _check_private(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        msg = "the identity provider names an address that is not https"
        raise ProviderUnavailableError(msg)
