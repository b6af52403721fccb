"""Signing in at a real identity provider, over HTTP, as a browser goes there and back."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from assistant.console.account.provider_sign_in import Handshakes, ProviderSignIn, routes
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.identity_provider import Admission, AdmissionRules
from integrations.services.oidc.oidc_provider import OidcProvider, Registration
from integrations.stores.memory.rate_limits import MemoryOneUse
from tests.support.memory.assemblies.worker_shop import SystemClock
from tests.support.pages.staff_office import ORIGIN, Office
from tests.support.simulators.http_server import served
from tests.support.simulators.oidc_provider import CLIENT, LEA, SECRET, OidcSimulator, new_key

BACK = f"{ORIGIN}/console/sign-in/provider/back"
BEGIN = "/console/sign-in/provider"
Spoil = Callable[[dict[str, Any]], dict[str, Any]]

RULES = AdmissionRules(roles={"team-leads": Role.LEAD, "support": Role.AGENT}, creates=True)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
async def simulator() -> AsyncIterator[OidcSimulator]:
    simulator = OidcSimulator(redirect_uri=BACK)
    async with served(simulator.app()) as address:
        simulator.address = address
        yield simulator


def assemble(office: Office, simulator: OidcSimulator, rules: AdmissionRules) -> FastAPI:
    app = office.app()
    registration = Registration(issuer=simulator.issuer, client_id=CLIENT, client_secret=SECRET)
    by = ProviderSignIn(
        provider=OidcProvider(registration, clock=SystemClock()),
        admission=Admission(signing_in=office.signing_in, managing=office.managing, rules=rules),
        handshakes=Handshakes(key=b"k" * 32, clock=office.clock),
        one_use=MemoryOneUse(),
        issuer=simulator.issuer,
    )
    app.include_router(routes(by))
    return app


@asynccontextmanager
async def at(
    office: Office, simulator: OidcSimulator, rules: AdmissionRules = RULES
) -> AsyncIterator[httpx.AsyncClient]:
    async with office.browser(assemble(office, simulator, rules)) as browser:
        yield browser


async def agree(browser: httpx.AsyncClient, begin: str = BEGIN) -> str:
    """Go to the provider and agree there; return the address that it sends the browser back to."""
    sent = await browser.get(begin)
    assert sent.status_code == 303
    async with httpx.AsyncClient(trust_env=False) as outside:
        agreed = await outside.get(sent.headers["location"])
    assert agreed.status_code == 302, agreed.text
    return agreed.headers["location"]


async def come_in(browser: httpx.AsyncClient, begin: str = BEGIN) -> str:
    """Return where the browser is sent in the end."""
    return (await browser.get(await agree(browser, begin))).headers["location"]


class TestWhoTheProviderKnows:
    async def test_comes_in_to_where_they_were_going(
        self, office: Office, simulator: OidcSimulator
    ) -> None:
        await office.hire()
        async with at(office, simulator) as browser:
            to = await come_in(browser, f"{BEGIN}?next=/console/account")
            page = await browser.get(to)

        assert to == "/console/account"
        assert "Signed in as Lea" in page.text
        [*_, newest] = await office.audit.read()
        assert newest.deed.action is Action.SIGNED_IN
        assert newest.deed.detail == {"means": "provider"}

    async def test_is_known_by_what_the_other_address_says(
        self, office: Office, simulator: OidcSimulator
    ) -> None:
        await office.hire()
        simulator.in_userinfo = True
        async with at(office, simulator) as browser:
            assert await come_in(browser) == "/console"

    async def test_becomes_an_agent_by_a_group(
        self, office: Office, simulator: OidcSimulator
    ) -> None:
        async with at(office, simulator) as browser:
            assert await come_in(browser) == "/console"

        account = await office.directory.account("lea@shop.example")
        assert account is not None
        assert (account.agent.role, account.agent.name) == (Role.AGENT, "Léa Martin")
        added = (await office.audit.read())[0].deed
        assert (added.actor, added.action) == ("identity provider", Action.AGENT_ADDED)

    async def test_becomes_no_agent_without_a_group(
        self, office: Office, simulator: OidcSimulator
    ) -> None:
        simulator.person = dict(LEA) | {"groups": ["admin", "warehouse"]}
        async with at(office, simulator) as browser:
            to = await come_in(browser)
            page = await browser.get(to)

        assert await office.directory.agents() == []
        assert "you have no access here" in page.text

    async def test_becomes_no_agent_where_nobody_does(
        self, office: Office, simulator: OidcSimulator
    ) -> None:
        async with at(office, simulator, replace(RULES, creates=False)) as browser:
            assert "said=unknown" in await come_in(browser)

        assert await office.directory.agents() == []

    async def test_has_the_role_of_their_group_from_now_on(
        self, office: Office, simulator: OidcSimulator
    ) -> None:
        who = await office.hire()
        simulator.person = dict(LEA) | {"groups": ["support", "team-leads"]}
        async with at(office, simulator) as browser:
            await come_in(browser)

        changed = await office.directory.agent(who.agent_id)
        assert changed is not None
        assert changed.role is Role.LEAD

    async def test_stays_an_admin_whatever_their_groups_are(
        self, office: Office, simulator: OidcSimulator
    ) -> None:
        who = await office.hire("lea", Role.ADMIN)
        simulator.person = dict(LEA) | {"groups": []}
        async with at(office, simulator) as browser:
            assert await come_in(browser) == "/console"

        assert await office.directory.agent(who.agent_id) == who

    async def test_stays_out_once_disabled(self, office: Office, simulator: OidcSimulator) -> None:
        await office.dismiss(await office.hire())
        async with at(office, simulator) as browser:
            assert "said=unknown" in await come_in(browser)

    async def test_is_not_who_had_their_address_before(
        self, office: Office, simulator: OidcSimulator
    ) -> None:
        await office.hire()
        async with at(office, simulator) as browser:
            await come_in(browser)
            simulator.person = dict(LEA) | {"sub": "another"}
            assert "said=unknown" in await come_in(browser)

    async def test_comes_in_after_the_provider_changed_its_keys(
        self, office: Office, simulator: OidcSimulator
    ) -> None:
        await office.hire()
        async with at(office, simulator) as browser:
            await come_in(browser)
            await come_in(browser)
            assert simulator.documents == 1
            simulator.key = new_key()
            assert await come_in(browser) == "/console"
            assert simulator.documents == 2

    def test_is_made_an_admin_by_no_group(self) -> None:
        with pytest.raises(ValueError, match="no group makes an admin"):
            AdmissionRules(roles={"bosses": Role.ADMIN})


def without(*names: str) -> Spoil:
    return lambda claims: {name: value for name, value in claims.items() if name not in names}


def saying(**said: object) -> Spoil:
    return lambda claims: claims | said


class TestAnAnswerThatProvesNothing:
    async def refused(self, office: Office, browser: httpx.AsyncClient) -> list[str]:
        """Return why; nobody has come in."""
        with capture_logs() as logs:
            assert await come_in(browser) == "/console/sign-in?said=failed"
        assert (await browser.get("/console/account")).status_code == 303
        assert not any(e.deed.action is Action.SIGNED_IN for e in await office.audit.read())
        assert "lea@" not in str(logs).lower()
        return [str(line["reason"]) for line in logs]

    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [
            (saying(aud="another-client"), "claim_wrong"),
            (saying(aud=[CLIENT, "another-client"], azp="another-client"), "claim_wrong"),
            (saying(iss="https://evil.example/realms/shop"), "claim_wrong"),
            (saying(nonce="of another sign-in"), "claim_wrong"),
            (saying(exp=1_700_000_000), "expired"),
            (saying(iat=1_700_000_000), "expired"),
            (saying(nbf=4_000_000_000), "claim_wrong"),
            (saying(iat=4_000_000_000, exp=4_000_000_060), "claim_wrong"),
            (saying(email_verified=False), "not_verified"),
            (saying(email_verified="true"), "not_verified"),
            (without("email_verified"), "not_verified"),
            (without("nonce"), "claim_missing"),
            (without("aud"), "claim_missing"),
            (without("exp"), "claim_missing"),
            (without("sub"), "claim_missing"),
            (without("iat"), "claim_missing"),
        ],
    )
    async def test_by_what_the_token_says(
        self, office: Office, simulator: OidcSimulator, spoil: Spoil, reason: str
    ) -> None:
        await office.hire()
        simulator.spoil = spoil
        async with at(office, simulator) as browser:
            assert await self.refused(office, browser) == [reason]

    async def test_by_another_key_under_the_same_name(
        self, office: Office, simulator: OidcSimulator
    ) -> None:
        await office.hire()
        simulator.signs_with = new_key()
        async with at(office, simulator) as browser:
            assert await self.refused(office, browser) == ["bad_signature"]

    @pytest.mark.parametrize("algorithm", ["HS256", "none"])
    async def test_by_a_signature_that_is_none(
        self, office: Office, simulator: OidcSimulator, algorithm: str
    ) -> None:
        await office.hire()
        simulator.algorithm = algorithm
        async with at(office, simulator) as browser:
            assert await self.refused(office, browser) == ["other_algorithm"]

    async def test_by_who_is_told_of_at_the_other_address(
        self, office: Office, simulator: OidcSimulator
    ) -> None:
        await office.hire()
        simulator.in_userinfo = True
        simulator.spoil = saying(sub="another")
        async with at(office, simulator) as browser:
            assert await self.refused(office, browser) == ["claim_wrong"]


class TestAWayBack:
    async def back(self, browser: httpx.AsyncClient, address: str) -> tuple[str, list[str]]:
        with capture_logs() as logs:
            response = await browser.get(address)
        return response.headers["location"], [str(line["reason"]) for line in logs]

    async def test_leads_nowhere_twice(self, office: Office, simulator: OidcSimulator) -> None:
        await office.hire()
        async with at(office, simulator) as browser:
            address = await agree(browser)
            kept = browser.cookies["comptoir-provider"]
            assert (await browser.get(address)).headers["location"] == "/console"
            assert await self.back(browser, address) == (
                "/console/sign-in?said=failed",
                ["other_state"],  # the browser's handshake is gone
            )
            browser.cookies.set("comptoir-provider", kept, domain="127.0.0.1")
            assert await self.back(browser, address) == (
                "/console/sign-in?said=failed",
                ["state_used"],
            )

    async def test_is_the_browsers_that_left(
        self, office: Office, simulator: OidcSimulator
    ) -> None:
        """Somebody's own way back, slipped to another, signs nobody in as them."""
        await office.hire()
        app = assemble(office, simulator, RULES)
        async with office.browser(app) as attacker, office.browser(app) as victim:
            address = await agree(attacker)
            await agree(victim)
            assert (await self.back(victim, address))[1] == ["other_state"]

    async def test_is_closed_after_a_while(self, office: Office, simulator: OidcSimulator) -> None:
        await office.hire()
        async with at(office, simulator) as browser:
            address = await agree(browser)
            office.clock.move(601)
            assert (await self.back(browser, address))[1] == ["other_state"]

    async def test_is_of_the_provider_that_was_asked(
        self, office: Office, simulator: OidcSimulator
    ) -> None:
        await office.hire()
        async with at(office, simulator) as browser:
            parts = urlsplit(await agree(browser))
            said = parse_qs(parts.query)
            address = str(
                httpx.URL(BACK).copy_merge_params(
                    {"code": said["code"][0], "state": said["state"][0], "iss": "https://evil"}
                )
            )
            assert (await self.back(browser, address))[1] == ["other_issuer"]

    async def test_takes_no_made_up_code(self, office: Office, simulator: OidcSimulator) -> None:
        await office.hire()
        async with at(office, simulator) as browser:
            said = parse_qs(urlsplit(await agree(browser)).query)
            address = f"{BACK}?code=made-up&state={said['state'][0]}"
            assert (await self.back(browser, address))[1] == ["code_refused"]

    async def test_of_who_said_no_leads_to_the_sign_in_page(
        self, office: Office, simulator: OidcSimulator
    ) -> None:
        async with at(office, simulator) as browser:
            said = parse_qs(urlsplit(await agree(browser)).query)
            address = f"{BACK}?error=access_denied&state={said['state'][0]}"
            to, reasons = await self.back(browser, address)
            assert reasons == ["no_code"]
            assert (await browser.get(to)).status_code == 200


class TestAProviderThatIsAway:
    async def test_leaves_the_password(self, office: Office) -> None:
        simulator = OidcSimulator(redirect_uri=BACK, address="http://127.0.0.1:9")
        async with at(office, simulator) as browser:
            with capture_logs() as logs:
                response = await browser.get(BEGIN)
            page = await browser.get(response.headers["location"])

        assert logs[0]["event"] == "staff.provider_failed"
        assert "did not work. Please try again." in page.text
        assert 'name="password"' in page.text
