"""Setting an account up says what is right and, of what is wrong, what to do about it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from assistant.conversation.ids import AccountId
from assistant.conversation.message import ChannelKind
from assistant.messages.channels.account_book import ChannelAccount
from integrations.channels.meta.setup.account_checkup import AccountCheckup
from integrations.channels.meta.setup.setup_client import GraphSaidError, SetupClient
from integrations.channels.meta.setup.setup_findings import SetupFinding
from integrations.channels.meta.setup.webhook_setup import reach, subscribe_account, subscribe_app
from integrations.channels.meta.simulator.simulator import Simulator, serving, simulating
from integrations.channels.meta.simulator.types import SimulatedTemplate
from integrations.channels.meta.simulator.webhook_carrier import sign

NOW = datetime(2026, 11, 25, tzinfo=UTC)
VERIFY = "verify-me"


@pytest.fixture
async def meta() -> AsyncIterator[Simulator]:
    async with simulating() as simulator:
        yield simulator


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as http:
        yield http


@pytest.fixture
async def ours(meta: Simulator) -> AsyncIterator[str]:
    """A server that keeps the rules of a webhook."""

    async def answer(request: Request) -> Response:
        if request.method == "GET":
            known = request.query_params.get("hub.verify_token") == VERIFY
            challenge = request.query_params.get("hub.challenge", "")
            return PlainTextResponse(challenge if known else "", 200 if known else 403)
        right = sign(await request.body(), meta.world.app.secret)
        return Response(
            status_code=200 if request.headers.get("x-hub-signature-256") == right else 401
        )

    routes = [Route("/webhooks/{name}", answer, methods=["GET", "POST"])]
    async with serving(Starlette(routes=routes)) as url:
        yield url


Account = Callable[[ChannelKind], ChannelAccount]


@pytest.fixture
def account(meta: Simulator) -> Account:
    def make(channel: ChannelKind) -> ChannelAccount:
        whatsapp = channel is ChannelKind.WHATSAPP
        app = meta.world.app
        return ChannelAccount(
            channel=channel,
            account_id=AccountId(meta.number.id if whatsapp else meta.page.id),
            access_token=app.token,
            app_secrets=(app.secret,),
            verify_token=VERIFY,
            app_id=app.app_id,
            business_account_id=meta.number.waba_id if whatsapp else "",
            api_url=meta.api_url,
        )

    return make


async def look(
    http: httpx.AsyncClient, account: ChannelAccount, *, public_url: str = ""
) -> dict[str, SetupFinding]:
    checkup = AccountCheckup(
        account=account, graph=SetupClient(http, account.api_url), now=NOW, public_url=public_url
    )
    return {found.what: found async for found in checkup.run()}


BOTH = pytest.mark.parametrize("channel", [ChannelKind.WHATSAPP, ChannelKind.MESSENGER])


class TestAnAccount:
    @BOTH
    async def test_is_well_once_it_was_subscribed(
        self, channel: ChannelKind, account: Account, http: httpx.AsyncClient, ours: str
    ) -> None:
        one = account(channel)
        graph = SetupClient(http, one.api_url)
        await subscribe_app(graph, one, public_url=ours)
        await subscribe_account(graph, one)

        found = await look(http, one, public_url=ours)

        assert {what: one.detail for what, one in found.items() if not one.well} == {}
        assert ours in found["webhook"].detail

    @BOTH
    async def test_that_nobody_subscribed_says_how(
        self, channel: ChannelKind, account: Account, meta: Simulator, http: httpx.AsyncClient
    ) -> None:
        meta.number.subscribed, meta.page.subscribed = False, ()
        one = account(channel)
        found = await look(http, one)

        for what in ("webhook", "subscription"):
            assert not found[what].well
            assert f"channel subscribe {channel} {one.account_id}" in found[what].mend

    @BOTH
    async def test_with_a_dead_token_says_where_to_get_another(
        self, channel: ChannelKind, account: Account, http: httpx.AsyncClient
    ) -> None:
        found = await look(http, replace(account(channel), access_token="gone"))

        first = found["number" if channel is ChannelKind.WHATSAPP else "page"]
        assert not first.well
        assert "System users" in first.mend
        assert not found["token"].well

    @BOTH
    async def test_with_the_secret_of_another_app_says_so(
        self, channel: ChannelKind, account: Account, http: httpx.AsyncClient
    ) -> None:
        found = await look(http, replace(account(channel), app_secrets=("of another app",)))

        assert found["number" if channel is ChannelKind.WHATSAPP else "page"].well
        assert not found["app secret"].well
        assert "not of the app" in found["app secret"].detail

    async def test_with_a_wrong_id_says_that_meta_knows_none(
        self, account: Account, http: httpx.AsyncClient
    ) -> None:
        one = replace(account(ChannelKind.WHATSAPP), account_id=AccountId("404"))

        assert "knows no such id" in (await look(http, one))["number"].detail

    async def test_whose_token_may_too_little_says_what_it_lacks(
        self, account: Account, meta: Simulator, http: httpx.AsyncClient
    ) -> None:
        meta.world.app.scopes = ("whatsapp_business_management",)
        found = await look(http, account(ChannelKind.WHATSAPP))

        assert found["token"].detail == "lacks whatsapp_business_messaging"

    async def test_keeps_an_old_secret_beside_the_new_and_says_so(
        self, account: Account, meta: Simulator, http: httpx.AsyncClient
    ) -> None:
        one = account(ChannelKind.WHATSAPP)
        rotating = replace(one, app_secrets=(meta.world.app.secret, "old"))
        found = await look(http, rotating)

        assert found["app secret"].well
        assert "--drop-old-secret" in found["app secret"].detail

    async def test_whose_webhook_leads_elsewhere_says_where(
        self, account: Account, http: httpx.AsyncClient, ours: str
    ) -> None:
        one = account(ChannelKind.MESSENGER)
        await subscribe_app(SetupClient(http, one.api_url), one, public_url=ours)
        found = await look(http, one, public_url="https://desk.shop.example")

        assert ours in found["webhook"].detail
        assert "https://desk.shop.example/webhooks/messenger" in found["webhook"].detail

    async def test_names_its_templates(
        self, account: Account, meta: Simulator, http: httpx.AsyncClient
    ) -> None:
        assert (
            "none is approved"
            in (await look(http, account(ChannelKind.WHATSAPP)))["templates"].detail
        )
        meta.number.templates += [
            SimulatedTemplate(name="back", language="fr", body="Bonjour {{1}}"),
            SimulatedTemplate(name="back", language="en_US", body="Hello {{1}}"),
            SimulatedTemplate(name="sale", language="fr", body="Soldes", status="PAUSED"),
        ]
        found = await look(http, account(ChannelKind.WHATSAPP))

        assert found["templates"].detail == "2 approved (en_US, fr)"

    async def test_without_the_apps_id_says_what_cannot_be_looked_at(
        self, account: Account, http: httpx.AsyncClient
    ) -> None:
        added = replace(account(ChannelKind.MESSENGER), app_id="", added_at=NOW)
        found = await look(http, added)
        of_settings = await look(http, replace(added, added_at=None))

        assert "--app-id" in found["webhook"].mend
        assert "COMPTOIR_MESSENGER__APP_ID" in of_settings["webhook"].mend
        assert "token" not in found

    async def test_of_an_address_that_is_not_metas_says_so(
        self, account: Account, http: httpx.AsyncClient
    ) -> None:
        one = replace(account(ChannelKind.WHATSAPP), api_url="http://127.0.0.1:9/v24.0")
        found = await look(http, one)

        assert all("does not answer as the Graph API" in one.detail for one in found.values())


class TestOurDoor:
    @BOTH
    async def test_is_found_well(
        self, channel: ChannelKind, account: Account, http: httpx.AsyncClient, ours: str
    ) -> None:
        found = await reach(http, account(channel), public_url=ours)

        assert (found.well, found.mend) == (True, "")

    async def test_that_wants_another_token_is_found(
        self, account: Account, http: httpx.AsyncClient, ours: str
    ) -> None:
        one = replace(account(ChannelKind.WHATSAPP), verify_token="other")
        found = await reach(http, one, public_url=ours)

        assert "answers the handshake with 403" in found.detail

    async def test_that_refuses_what_is_signed_is_found(
        self, account: Account, http: httpx.AsyncClient, ours: str
    ) -> None:
        one = replace(account(ChannelKind.WHATSAPP), app_secrets=("other",))
        found = await reach(http, one, public_url=ours)

        assert "refuses what is signed (401)" in found.detail

    async def test_that_nobody_opens_is_found(
        self, account: Account, http: httpx.AsyncClient
    ) -> None:
        found = await reach(http, account(ChannelKind.WHATSAPP), public_url="http://127.0.0.1:9")

        assert "does not answer (ConnectError)" in found.detail


class TestSubscribing:
    async def test_fails_where_the_webhook_does_not_shake_hands(
        self, account: Account, http: httpx.AsyncClient, ours: str
    ) -> None:
        one = replace(account(ChannelKind.WHATSAPP), verify_token="other")

        with pytest.raises(GraphSaidError) as caught:
            await subscribe_app(SetupClient(http, one.api_url), one, public_url=ours)
        assert caught.value.code == 2200
