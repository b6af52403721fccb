"""People add teams, rename them and say who is in them, on the pages as they are served."""

import re
from collections.abc import AsyncIterator, Mapping
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts
from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.people import Account, Role
from tests.support.pages.installed_console import fields, fresh_installation, sign_in
from tests.support.pages.staff_office import agent

PAGE = "/console/teams"


class Lead:
    """A lead who edits teams; Anna and Ben work there."""

    def __init__(self, app: FastAPI, client: httpx.AsyncClient, parts: Parts) -> None:
        self.app, self.client, self.parts = app, client, parts

    async def read(self, page: str) -> str:
        return unescape((await self.client.get(page)).text)

    async def post(self, page: str, **form: str) -> httpx.Response:
        named = {name.replace("__", "."): text for name, text in form.items()}
        return await self.client.post(page, data=named)

    async def teams_of(self, name: str) -> set[str]:
        found = await self.parts.directory.agent(AgentId(name))
        assert found is not None
        return set(found.teams)

    async def deeds(self) -> list[tuple[str, Mapping[str, str]]]:
        entries = reversed(await self.parts.audit.recent(limit=50))
        return [(one.deed.subject, one.deed.detail) for one in entries if one.deed.subject]


@pytest.fixture
async def lead(tmp_path: Path) -> AsyncIterator[Lead]:
    async with (
        fresh_installation(tmp_path) as (app, parts),
        await sign_in(app, Role.LEAD) as client,
    ):
        for name in ("anna", "ben"):
            await parts.directory.add(Account(agent=agent(name)))
        yield Lead(app, client, parts)


class TestATeam:
    async def test_keeps_all_that_is_its_under_a_new_name_and_when_that_is_taken_back(
        self, lead: Lead
    ) -> None:
        added = await lead.post(PAGE, name="Tailles")
        await lead.post(f"{PAGE}/tailles/members", agent__anna="1")
        hours = fields((await lead.client.get("/console/hours")).text)
        await lead.client.post(
            "/console/hours",
            data={**hours, "tailles.hours": "own", "tailles.monday": "09:00-12:00"},
        )
        renamed = await lead.post(f"{PAGE}/tailles/name", name="Essayages")

        assert added.headers["location"].startswith(f"{PAGE}/tailles?said=added&version=")
        shown = await lead.read(renamed.headers["location"])
        assert "Essayages" in shown
        hours = fields((await lead.client.get("/console/hours")).text)
        assert hours["tailles.monday"] == "09:00-12:00"
        assert "Hours of the team Essayages" in await lead.read("/console/hours")

        [version] = re.findall(r'name="version" value="(\d+)"', shown)
        undone = await lead.post(f"{PAGE}/undo", version=version)

        assert undone.headers["location"] == f"{PAGE}?said=undone"
        listed = await lead.read(PAGE)
        assert "Tailles" in listed
        assert "Essayages" not in listed
        assert await lead.teams_of("anna") == {"tailles"}
        assert [(one, detail["do"]) for one, detail in await lead.deeds()] == [
            ("tailles", "added"),
            ("anna", "joined"),
            ("tailles", "renamed"),
        ]

    async def test_that_cannot_be_is_told_at_its_field_and_nothing_typed_is_lost(
        self, lead: Lead
    ) -> None:
        lead.client.headers["Accept-Language"] = "fr"
        await lead.post(PAGE, name="Tailles")

        taken = await lead.post(PAGE, name="tailles")
        nameless = await lead.post(f"{PAGE}/tailles/name", name="  ")

        assert taken.status_code == nameless.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert "porte déjà ce nom" in unescape(taken.text)
        assert fields(taken.text)["name"] == "tailles"
        assert "Donnez un nom" in unescape(nameless.text)

    async def test_is_put_away_out_of_menus_and_taken_up_again(self, lead: Lead) -> None:
        await lead.post(PAGE, name="Tailles")

        away = await lead.post(f"{PAGE}/tailles/state", do="put_away")
        refused = await lead.post(f"{PAGE}/support/state", do="put_away")

        assert "Put away" in await lead.read(away.headers["location"])
        assert "Tailles" not in await lead.read("/console/hours")
        assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        await lead.post(f"{PAGE}/tailles/state", do="take_up")
        assert "Tailles" in await lead.read("/console/hours")

    async def test_that_is_not_there_is_nowhere(self, lead: Lead) -> None:
        for answer in (
            await lead.client.get(f"{PAGE}/sizes"),
            await lead.post(f"{PAGE}/sizes/name", name="Fit"),
            await lead.post(f"{PAGE}/sizes/members", agent__anna="1"),
            await lead.post(f"{PAGE}/sizes/state", do="take_up"),
        ):
            assert answer.status_code == httpx.codes.NOT_FOUND

    async def test_takes_back_no_other_change_of_settings(self, lead: Lead) -> None:
        people = fields((await lead.client.get("/console/settings/people")).text)
        await lead.client.post(
            "/console/settings/people", data={**people, "escalation.anger": "off"}
        )

        refused = await lead.post(f"{PAGE}/undo", version="1")

        assert refused.status_code == httpx.codes.FORBIDDEN


class TestWhoIsInATeam:
    async def test_is_kept_though_two_people_change_it_at_once(self, lead: Lead) -> None:
        form = fields((await lead.client.get(f"{PAGE}/support")).text)
        await lead.post(f"{PAGE}/support/members", agent__anna="1")  # by a colleague

        await lead.client.post(f"{PAGE}/support/members", data={**form, "agent.ben": "1"})

        assert await lead.teams_of("anna") == await lead.teams_of("ben") == {"support"}

    async def test_leaves_all_at_once_and_comes_back_with_one_click(self, lead: Lead) -> None:
        await lead.post(f"{PAGE}/support/members", agent__anna="1", agent__ben="1")

        emptied = await lead.post(f"{PAGE}/support/state", do="empty")

        assert await lead.teams_of("anna") == await lead.teams_of("ben") == set()
        back = emptied.text[emptied.text.index('class="said') :]
        hidden = dict(re.findall(r'type="hidden" name="(agent[^"]+)" value="(1)"', back))
        await lead.client.post(f"{PAGE}/support/members", data=hidden)
        assert await lead.teams_of("anna") == await lead.teams_of("ben") == {"support"}


class TestAnAgentsPage:
    async def test_sets_teams_skills_and_capacity(self, lead: Lead) -> None:
        async with await sign_in(lead.app, Role.ADMIN) as admin:
            page = "/console/staff/anna"
            form = fields((await admin.get(page)).text)

            refused = await admin.post(
                f"{page}/work", data={**form, "team.support": "1", "skills": "tout le reste, é"}
            )
            kept = await admin.post(
                f"{page}/work",
                data={**form, "team.support": "1", "skills": "Legal, sizes", "capacity": "3"},
            )

        assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert "small letters" in refused.text
        assert fields(refused.text)["team.support"] == "1"
        assert kept.status_code == httpx.codes.SEE_OTHER
        anna = await lead.parts.directory.agent(AgentId("anna"))
        assert anna is not None
        assert (anna.skills, anna.capacity, anna.teams) == (
            frozenset({"legal", "sizes"}),
            3,
            frozenset({TeamId("support")}),
        )
        assert ("anna", {"do": "joined", "team": "support"}) in await lead.deeds()

    async def test_is_the_admins(self, lead: Lead) -> None:
        assert (await lead.client.get("/console/staff/anna")).status_code == httpx.codes.FORBIDDEN

    async def test_leaves_a_team_that_somebody_else_gave_meanwhile(self, lead: Lead) -> None:
        async with await sign_in(lead.app, Role.ADMIN) as admin:
            page = "/console/staff/anna"
            form = fields((await admin.get(page)).text)
            members = fields((await lead.client.get(f"{PAGE}/support")).text)
            await lead.client.post(f"{PAGE}/support/members", data={**members, "agent.anna": "1"})

            await admin.post(f"{page}/work", data={**form, "skills": "legal", "capacity": "3"})

        assert await lead.teams_of("anna") == {"support"}
