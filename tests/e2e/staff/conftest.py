"""Fixture wiring only: people and pages anew for each."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from assistant.console.account.provider_sign_in import Handshakes, ProviderSignIn
from assistant.console.account.provider_sign_in import routes as provider_routes
from assistant.console.account.sign_in_pages import routes as sign_in_routes
from assistant.desk.staff.identity_provider import Admission, AdmissionRules
from integrations.services.oidc.oidc_provider import OidcProvider, Registration
from integrations.stores.memory.rate_limits import MemoryOneUse
from tests.support.memory.assemblies.worker_shop import SystemClock
from tests.support.pages.console_house import House
from tests.support.pages.staff_office import Office
from tests.support.processes.browser import new_customer
from tests.support.simulators.http_server import served
from tests.support.simulators.oidc_provider import CLIENT, SECRET, OidcSimulator


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where an agent sits down: the pages' address, and who is behind them."""

    url: str
    office: Office
    provider: OidcSimulator


@pytest_asyncio.fixture(loop_scope="session")
async def desk() -> AsyncIterator[Desk]:
    office, provider = Office(), OidcSimulator(redirect_uri="")
    async with served(provider.app()) as provider.address:
        entrance = sign_in_routes(office.signing_in, shop="Brisemare", provider="Keycloak")
        app = House(office, entrance=entrance).app
        registration = Registration(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET)
        by = ProviderSignIn(
            provider=OidcProvider(registration, clock=SystemClock()),
            admission=Admission(
                signing_in=office.signing_in, managing=office.managing, rules=AdmissionRules()
            ),
            handshakes=Handshakes(key=b"k" * 32, clock=office.clock),
            one_use=MemoryOneUse(),
            issuer=provider.issuer,
        )
        app.include_router(provider_routes(by))
        async with served(app) as url:
            provider.redirect_uri = f"{url}/console/sign-in/provider/back"
            yield Desk(url=url, office=office, provider=provider)


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, desk: Desk) -> AsyncIterator[Page]:
    """A browser without a past, in English."""
    async with new_customer(browser, desk.url) as context:
        yield await context.new_page()


@pytest.fixture
def account() -> str:
    """A page that everybody has once they are in."""
    return "/console/account"
