import re

import pytest
from fastapi import FastAPI

from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.sessions import Means, digest
from tests.support.pages.console_house import House
from tests.support.pages.staff_office import Office


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def app(office: Office) -> FastAPI:
    return House(office).app


class TestThePageOfPeople:
    async def test_adds_somebody_with_a_code_that_is_shown_once(
        self, office: Office, app: FastAPI
    ) -> None:
        ada = await office.hire("ada", Role.ADMIN)
        fields = {"name": " Léa <b>", "email": "Lea@shop.example", "role": "lead"}
        async with office.browser(app, ada) as browser:
            page = await browser.post("/console/staff", data=fields)
            again = await browser.get("/console/staff")
            found = re.search(r'<code id="code">([A-Z0-9-]+)</code>', page.text)
            assert found is not None
            entered = await browser.post(
                "/console/sign-in/code",
                data={
                    "email": "lea@shop.example",
                    "code": found[1],
                    "password": "a walk in warm rain",
                },
            )

        assert "Léa &lt;b&gt;" in page.text
        assert found[1] not in again.text
        assert page.headers["cache-control"] == "no-store"
        assert entered.status_code == 303
        deeds = [entry.deed for entry in await office.audit.read()]
        assert [(d.actor, d.action) for d in deeds[1:3]] == [
            ("ada", Action.AGENT_ADDED),
            ("ada", Action.CODE_GIVEN),
        ]

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"name": "A", "email": "ada@shop.example"}, "has this address already"),
            ({"name": " ", "email": "b@shop.example"}, "or the name is missing"),
            ({"name": "B", "email": "b"}, "This is no e-mail address"),
        ],
    )
    async def test_says_why_somebody_is_not_added(
        self, office: Office, app: FastAPI, fields: dict[str, str], said: str
    ) -> None:
        ada = await office.hire("ada", Role.ADMIN)
        async with office.browser(app, ada) as browser:
            page = await browser.post("/console/staff", data=fields | {"role": "agent"})

        assert page.status_code in (409, 422)
        assert said in page.text
        assert len(await office.directory.agents()) == 1

    async def test_changes_a_role_and_signs_them_out(self, office: Office, app: FastAPI) -> None:
        ada, lea = await office.hire("ada", Role.ADMIN), await office.hire("lea")
        opened = await office.signing_in.open(lea, Means.PASSWORD)
        async with office.browser(app, ada) as browser:
            page = await browser.post("/console/staff/lea/role", data={"role": "operations"})

        assert "Lea is changed, and signed out everywhere." in page.text
        assert await office.sessions.find(digest(opened.token)) is None
        changed = await office.directory.agent(lea.agent_id)
        assert changed is not None
        assert changed.role is Role.OPERATIONS

    async def test_disables_and_enables(self, office: Office, app: FastAPI) -> None:
        ada, lea = await office.hire("ada", Role.ADMIN), await office.hire("lea")
        states = []
        async with office.browser(app, ada) as browser:
            for do in ("disable", "enable"):
                await browser.post("/console/staff/lea", data={"do": do})
                found = await office.directory.agent(lea.agent_id)
                states.append(found and found.active)

        assert states == [False, True]

    async def test_keeps_the_last_admin(self, office: Office, app: FastAPI) -> None:
        ada = await office.hire("ada", Role.ADMIN)
        async with office.browser(app, ada) as browser:
            disabled = await browser.post("/console/staff/ada", data={"do": "disable"})
            demoted = await browser.post("/console/staff/ada/role", data={"role": "lead"})

        assert (disabled.status_code, demoted.status_code) == (409, 409)
        assert "Ada is the last administrator." in disabled.text
        assert await office.directory.agent(ada.agent_id) == ada

    async def test_knows_nobody_else(self, office: Office, app: FastAPI) -> None:
        ada = await office.hire("ada", Role.ADMIN)
        async with office.browser(app, ada) as browser:
            page = await browser.post("/console/staff/nobody", data={"do": "disable"})

        assert page.status_code == 404


class TestThePageOfTheAudit:
    async def test_says_who_did_what_in_names_that_it_does_not_keep(
        self, office: Office, app: FastAPI
    ) -> None:
        ada = await office.hire("ada", Role.ADMIN)
        await office.hire("lea")
        await office.managing.set_role("lea@shop.example", Role.LEAD, by="ada")
        async with office.browser(app, ada) as browser:
            page = await browser.get("/console/audit")
            browser.headers["Accept-Language"] = "fr"
            en_francais = await browser.get("/console/audit?subject=lea")

        assert "changed a role" in page.text
        assert ">Lea</a>" in page.text
        assert "1 Mar 2026" in page.text
        assert "a changé un rôle" in en_francais.text
        assert "Seulement Lea." in en_francais.text
        assert "connexion à la console" not in en_francais.text

    async def test_is_turned_by_pages_of_fifty(self, office: Office, app: FastAPI) -> None:
        ada = await office.hire("ada", Role.ADMIN)
        for number in range(60):
            role = (Role.LEAD, Role.AGENT)[number % 2]
            if number == 0:
                await office.hire("lea")
            await office.managing.set_role("lea@shop.example", role, by="ada")
        async with office.browser(app, ada) as browser:
            first = await browser.get("/console/audit?actor=ada")
            older = re.search(r'href="(/console/audit\?[^"]*before[^"]*)"', first.text)
            assert older is not None
            second = await browser.get(older[1].replace("&amp;", "&"))

        assert first.text.count("<tr>") == 51
        assert 10 < second.text.count("<tr>") < 20
        assert "Older" not in second.text

    async def test_records_that_it_was_read(self, office: Office, app: FastAPI) -> None:
        ada = await office.hire("ada", Role.ADMIN)
        async with office.browser(app, ada) as browser:
            await browser.get("/console/audit")

        newest = (await office.audit.recent())[0].deed
        assert (newest.actor, newest.action) == ("ada", Action.AUDIT_READ)
