"""Read the installation of our app in the store: its id and its access scopes."""

import hashlib
from dataclasses import dataclass, field

from integrations.shops.shopify import graphql_queries
from integrations.shops.shopify.api_payloads import ShopifyPayload, read
from integrations.shops.shopify.client import AdminClient


class _Scope(ShopifyPayload):
    handle: str


class _Found(ShopifyPayload):
    id: str
    access_scopes: tuple[_Scope, ...]


@dataclass(slots=True)
class Installation:
    """Ask for the installation once and keep it: scopes change only with a new installation."""

    client: AdminClient
    _found: _Found | None = field(default=None, init=False)

    async def app_id(self) -> str:
        """Return the id that data of the app is kept with."""
        return (await self._ask()).id

    async def scopes(self) -> frozenset[str]:
        """Return the access scopes of the app; a scope to write includes the scope to read."""
        handles = {scope.handle for scope in (await self._ask()).access_scopes}
        writes = {one for one in handles if one.startswith("write_")}
        return frozenset(handles | {one.replace("write_", "read_", 1) for one in writes})

    async def _ask(self) -> _Found:
        if self._found is None:
            answer = await self.client.ask(graphql_queries.INSTALLATION)
            self._found = read(_Found, answer["currentAppInstallation"])
        return self._found


def pointer_key(permit_key: str) -> str:
    """Return the metafield key of a permit: 3 to 64 letters, digits, - and _ are allowed."""
    return f"p_{hashlib.sha256(permit_key.encode()).hexdigest()[:40]}"
