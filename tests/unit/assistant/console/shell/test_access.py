from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends, FastAPI, Request

from assistant.console.shell.access import SignedIn, access_of, require
from assistant.conversation.ids import TeamId
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from tests.support.pages.staff_office import Office


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def app(office: Office) -> FastAPI:
    app = office.app()
    audited = Annotated[SignedIn, Depends(require(Permission.READ_AUDIT))]
    talking = Annotated[SignedIn, Depends(require(Permission.WRITE_REPLIES))]

    @app.get("/console/secret/{name}")
    async def secret(name: str, who: audited) -> dict[str, str]:
        return {"name": name, "who": who.agent.name}

    @app.post("/console/words")
    async def words(who: talking) -> dict[str, str]:
        return {"who": who.agent.name}

    return app


class TestNobodySignedIn:
    async def test_is_sent_to_sign_in_and_back(self, office: Office, app: FastAPI) -> None:
        async with office.browser(app) as browser:
            response = await browser.get("/console/secret/a?view=mine")

        assert response.status_code == 303
        assert response.headers["location"] == (
            "/console/sign-in?next=/console/secret/a%3Fview%3Dmine"
        )

    async def test_is_told_so_in_json(self, office: Office, app: FastAPI) -> None:
        async with office.browser(app) as browser:
            response = await browser.get("/console/secret/a", headers={"Accept": "*/*"})

        assert response.status_code == 401
        assert response.json()["error"]["code"] == "sign_in_needed"

    async def test_gets_in_by_no_made_up_cookie(self, office: Office, app: FastAPI) -> None:
        async with office.browser(app) as browser:
            browser.cookies.set("comptoir", "x" * 43, domain="127.0.0.1")
            response = await browser.get("/console/secret/a")

        assert response.status_code == 303


class TestALongAnswer:
    @pytest.mark.parametrize(
        ("change", "goes_on"),
        [
            ({}, True),
            ({"teams": frozenset({TeamId("sizes")})}, False),
            ({"role": Role.MERCHANDISER}, False),
            ({"active": False}, False),
        ],
    )
    async def test_goes_on_while_its_reader_is_who_they_were(
        self, office: Office, app: FastAPI, change: dict[str, Any], *, goes_on: bool
    ) -> None:
        lea = await office.hire()

        @app.get("/console/long")
        async def long(request: Request) -> bool:
            await office.directory.change(replace(lea, **change))
            return await access_of(request).is_still(request, lea)

        async with office.browser(app, lea) as browser:
            assert (await browser.get("/console/long")).json() is goes_on


class TestASession:
    async def ask(self, office: Office, app: FastAPI, later: timedelta) -> int:
        who = await office.hire("ada", Role.ADMIN)
        async with office.browser(app, who) as browser:
            office.clock.move(later.total_seconds())
            return (await browser.get("/console/secret/a")).status_code

    async def test_lets_in(self, office: Office, app: FastAPI) -> None:
        assert await self.ask(office, app, timedelta()) == 200

    async def test_ends_when_it_is_not_used(self, office: Office, app: FastAPI) -> None:
        assert await self.ask(office, app, timedelta(hours=2)) == 303

    async def test_ends_after_its_time_however_much_it_is_used(
        self, office: Office, app: FastAPI
    ) -> None:
        who = await office.hire("ada", Role.ADMIN)
        async with office.browser(app, who) as browser:
            statuses = []
            for _ in range(12):
                office.clock.move(3600)
                statuses.append((await browser.get("/console/secret/a")).status_code)

        assert statuses == [200] * 11 + [303]

    async def test_ends_at_once_with_the_right_to_sign_in(
        self, office: Office, app: FastAPI
    ) -> None:
        who = await office.hire("ada", Role.ADMIN)
        async with office.browser(app, who) as browser:
            await office.dismiss(who)
            response = await browser.get("/console/secret/a")

        assert response.status_code == 303


class TestARoleWithoutThePermission:
    async def test_gets_a_page_that_says_so(self, office: Office, app: FastAPI) -> None:
        who = await office.hire()
        async with office.browser(app, who) as browser:
            response = await browser.get("/console/secret/a")

        assert response.status_code == 403
        assert "your role does not include it" in response.text
        assert "secret" not in response.text

    async def test_is_recorded(self, office: Office, app: FastAPI) -> None:
        who = await office.hire()
        async with office.browser(app, who) as browser:
            await browser.get("/console/secret/a")

        [newest, *_] = await office.audit.recent()
        assert (newest.deed.actor, newest.deed.action) == ("lea", Action.DENIED)
        assert newest.deed.detail == {"permission": "read_audit"}


class TestARequestThatChangesSomething:
    async def post(self, office: Office, app: FastAPI, **given: str) -> httpx.Response:
        who = await office.hire()
        async with office.browser(app, who) as browser:
            headers = {name.replace("_", "-"): value for name, value in given.items()}
            return await browser.post("/console/words", headers=headers)

    async def test_is_taken_with_the_sessions_token(self, office: Office, app: FastAPI) -> None:
        assert (await self.post(office, app)).status_code == 200

    async def test_is_taken_with_the_token_in_a_form(self, office: Office, app: FastAPI) -> None:
        who = await office.hire()
        async with office.browser(app, who) as browser:
            token = browser.headers.pop("X-CSRF-Token")
            response = await browser.post("/console/words", data={"csrf": token})

        assert response.status_code == 200

    @pytest.mark.parametrize("token", ["", "0" * 64, "é"])
    async def test_is_refused_with_another_token(
        self, office: Office, app: FastAPI, token: str
    ) -> None:
        who = await office.hire()
        async with office.browser(app, who) as browser:
            del browser.headers["X-CSRF-Token"]
            response = await browser.post("/console/words", data={"csrf": token})

        assert response.status_code == 403
        assert "nothing was changed" in response.text

    @pytest.mark.parametrize(
        "origin",
        [
            "https://evil.example",
            "null",
            "http://127.0.0.1:8001",
            "http://127.0.0.1:8000.evil.example",
        ],
    )
    async def test_is_refused_from_another_origin(
        self, office: Office, app: FastAPI, origin: str
    ) -> None:
        assert (await self.post(office, app, Origin=origin)).status_code == 403
