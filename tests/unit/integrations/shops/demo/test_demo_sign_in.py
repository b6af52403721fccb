from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assistant.operations.identity.sign_in_token import TokenRules, read
from integrations.services.mail.mail_folder import OutboxMailer
from integrations.shops.demo.demo_sign_in import DemoAccounts, DemoPerson, read_people
from integrations.shops.demo.demo_site import routes
from integrations.shops.demo.shelf import DEMO

RULES = TokenRules(algorithm="HS256", key="k" * 32, audience="comptoir")
LEA = DemoPerson(customer_id="lea-le-goff", name="Léa Le Goff", email="lea.legoff@example.com")


@pytest.fixture
def accounts(tmp_path: Path) -> DemoAccounts:
    return DemoAccounts(people=read_people(DEMO), token_rules=RULES, outbox=tmp_path / "outbox")


@pytest.fixture
async def client(accounts: DemoAccounts) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(routes(accounts=accounts))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client


class TestSigningIn:
    async def test_is_as_one_of_the_demos_customers(self, accounts: DemoAccounts) -> None:
        assert LEA in accounts.people

    async def test_has_the_shop_vouch_for_the_customer(self, client: httpx.AsyncClient) -> None:
        signed_in = await client.post("/demo/account/lea-le-goff")
        token = (await client.get("/demo/identity")).text

        said = read(token, RULES, now=datetime.now(UTC))
        assert signed_in.status_code == 204
        assert said.customer_id == "lea-le-goff"

    async def test_makes_a_new_token_each_time(self, client: httpx.AsyncClient) -> None:
        await client.post("/demo/account/lea-le-goff")
        tokens = [(await client.get("/demo/identity")).text for _ in range(2)]

        ids = {read(token, RULES, now=datetime.now(UTC)).token_id for token in tokens}

        assert len(ids) == 2

    async def test_ends_with_signing_out(self, client: httpx.AsyncClient) -> None:
        await client.post("/demo/account/lea-le-goff")
        await client.delete("/demo/account")

        identity = await client.get("/demo/identity")

        assert (identity.status_code, identity.content) == (204, b"")

    async def test_is_for_nobody_else(self, client: httpx.AsyncClient) -> None:
        assert (await client.post("/demo/account/nobody")).status_code == 404
        forged = await client.get("/demo/identity", headers={"Cookie": "demo_customer=nobody"})
        assert forged.status_code == 204

    async def test_is_offered_on_every_page(self, client: httpx.AsyncClient) -> None:
        for path, word in (("/fr/", "Se connecter"), ("/en/", "Sign in")):
            page = (await client.get(path)).text

            assert word in page
            assert "Léa Le Goff" in page
            assert 'data-identity-url="/demo/identity"' in page

    async def test_is_not_offered_without_accounts(self) -> None:
        app = FastAPI()
        app.include_router(routes())
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            page = (await client.get("/en/")).text

        assert "Sign in" not in page
        assert "data-identity-url" not in page


class TestTheMailbox:
    async def test_shows_a_customers_mail_newest_first(
        self, accounts: DemoAccounts, client: httpx.AsyncClient
    ) -> None:
        mailer = OutboxMailer(folder=accounts.outbox)
        for minute, (to, subject) in enumerate(
            [(LEA.email, "First"), ("somebody@example.com", "Other"), (LEA.email, "Second, é")]
        ):
            mail = EmailMessage()
            mail["To"], mail["Subject"] = to, subject
            mail["Date"] = datetime(2026, 3, 1, 12, minute, tzinfo=UTC)
            mail["Message-ID"] = f"<{minute}@lune.example>"
            mail.set_content("Voilà")
            await mailer.send(mail)

        shown = (await client.get("/demo/mailbox/lea-le-goff")).json()

        assert [mail["subject"] for mail in shown] == ["Second, é", "First"]
        assert shown[0]["body"] == "Voilà\n"

    async def test_is_empty_before_any_mail(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/demo/mailbox/lea-le-goff")).json() == []
        assert (await client.get("/demo/mailbox/nobody")).status_code == 404
