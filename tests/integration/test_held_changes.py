"""Changes of the console wait for a run of the scenarios, on a whole installation."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import httpx
import pytest
from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts
from assistant.console.settings.setting_groups import GROUPS, fields_of
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.improvement.rehearsal.talk_verdict import FoundMiss, Miss, broken_talk
from assistant.improvement.runs.trial_run import RunCause, RunState
from assistant.operations.autonomy.autonomy_table import Level, Topic
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook
from integrations.stores.sql.insights.trial_run_book import SqlTrialRuns
from tests.contract.scenario_book import QUESTION
from tests.support.pages.installed_console import fields, fresh_installation, sign_in

SEE_OTHER, UNPROCESSABLE = httpx.codes.SEE_OTHER, httpx.codes.UNPROCESSABLE_ENTITY
PEOPLE = next(
    f"/console/settings/{group}"
    for group in GROUPS
    if any(one.name == "escalation.no_answer_times" for one in fields_of(group))
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[tuple[FastAPI, Parts]]:
    async with fresh_installation(tmp_path) as opened:
        yield opened


async def end(parts: Parts, run_id: str, *, red: bool) -> None:
    """Work a run off, as a worker does."""
    runs = SqlTrialRuns(parts.database)
    run = await runs.get(run_id)
    assert run is not None
    if red:
        broken = broken_talk(QUESTION, "TimeoutError")
        await SqlScenarioBook(parts.database).note(run_id, broken)
    ended = replace(run, state=RunState.DONE, red=int(red), total=1, version=run.version + 1)
    await runs.put(ended, expected_version=run.version)


async def save(parts: Parts) -> None:
    await SqlScenarioBook(parts.database).put(QUESTION, expected_version=None)


class TestAnAutonomyTable:
    async def test_waits_for_the_questions_and_for_a_persons_word(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        await save(parts)
        async with await sign_in(app, Role.OPERATIONS) as client:
            page = (await client.get("/console/autonomy")).text
            sent = {
                **fields(page),
                "topics.returns.level": "human_only",
                "note": "nobody but people",
            }
            held = await client.post("/console/autonomy/rows", data=sent)
            to = held.headers["location"]
            await end(parts, to.rpartition("/")[2], red=True)
            shown = (await client.get(to)).text
            form = re.search(r'<form class="sheet settings".*?</form>', shown, re.DOTALL)
            assert form is not None
            given = fields(form[0])
            before = await parts.tables.version()
            again = await client.post("/console/autonomy", data=given)
            anyway = await client.post(
                "/console/autonomy", data={**given, "anyway": "1", "anyway_why": "It is urgent."}
            )

            late = await client.post("/console/autonomy/rows", data=sent)  # on the version before

        assert late.status_code == UNPROCESSABLE
        assert "location" not in late.headers  # a table that was overtaken waits for no run
        assert to.startswith("/console/runs/")
        assert before == 0
        assert again.headers["location"] == to
        assert anyway.headers["location"] == "/console/autonomy?put=1"
        assert await parts.tables.version() == 1

    async def test_is_taken_back_with_one_click(self, house: tuple[FastAPI, Parts]) -> None:
        app, parts = house
        page = "/console/autonomy"
        async with await sign_in(app, Role.OPERATIONS) as client:
            for level in ("human_only", "suggest"):
                sent = {**fields((await client.get(page)).text), "topics.sizing.level": level}
                await client.post(f"{page}/rows", data={**sent, "note": level})
            shown = (await client.get(page)).text
            forms = re.findall(rf'<form method="post" action="{page}">.*?</form>', shown, re.DOTALL)
            put = []
            for form in forms:
                newest = str(await parts.tables.version())
                await client.post(page, data={**fields(form), "version": newest})
                current = await parts.tables.current()
                assert current is not None
                put.append((current.note, current.table.topics[Topic.SIZING].level))

        assert put == [
            ("Go back to version 1", Level.HUMAN_ONLY),
            ("Go back to the default table", Level.AUTOMATE),
        ]


class TestSettings:
    async def test_that_answers_follow_from_wait(self, house: tuple[FastAPI, Parts]) -> None:
        app, parts = house
        await save(parts)
        async with await sign_in(app, Role.ADMIN) as client:
            sent = {**fields((await client.get(PEOPLE)).text), "escalation.no_answer_times": "5"}
            held = await client.post(PEOPLE, data=sent)

        assert held.headers["location"].startswith("/console/runs/")
        runs = await SqlTrialRuns(parts.database).history(limit=1)
        assert runs[0].candidate is not None
        assert runs[0].candidate.content == '{"escalation.no_answer_times": "5"}'

    @pytest.mark.parametrize(
        ("page", "role", "changed"),
        [
            ("/console/hours", Role.LEAD, {"support.monday": "08:00-12:00"}),
            ("/console/order-rules", Role.ADMIN, {"returns.window_days": "21"}),
        ],
    )
    async def test_that_are_rules_of_a_form_wait_and_go_live_from_the_run(
        self, house: tuple[FastAPI, Parts], page: str, role: Role, changed: dict[str, str]
    ) -> None:
        app, parts = house
        await save(parts)
        async with await sign_in(app, role) as client:
            sent = {**fields((await client.get(page)).text), **changed}
            held = await client.post(page, data=sent)
            run_id = held.headers["location"].rpartition("/")[2]
            await end(parts, run_id, red=False)
            again = fields((await client.get(f"/console/runs/{run_id}")).text)
            live = await client.post(page, data=again)

        assert held.headers["location"].startswith("/console/runs/")
        assert live.headers["location"] == f"{page}?said=saved"

    @pytest.mark.parametrize(
        ("step", "changed", "following"),
        [
            ("shop", {"name": "Lune", "first_language": "en", "speaks_fr": ""}, "sources"),
            ("people", {"helpdesk.kind": "builtin"}, "tag"),
        ],
    )
    async def test_of_a_step_of_the_set_up_wait_and_go_live_from_the_run(
        self, house: tuple[FastAPI, Parts], step: str, changed: dict[str, str], following: str
    ) -> None:
        app, parts = house
        page = f"/console/set-up/{step}"
        async with await sign_in(app, Role.ADMIN) as client:
            first = fields((await client.get(page)).text)
            await save(parts)
            held = await client.post(page, data={**first, **changed})
            run_id = held.headers["location"].rpartition("/")[2]
            waiting = (await client.get(page)).text
            await end(parts, run_id, red=True)
            again = fields((await client.get(f"/console/runs/{run_id}")).text)
            refused = await client.post(page, data=again)
            live = await client.post(
                page, data={**again, "anyway": "1", "anyway_why": "It is urgent."}
            )
            audit = (await client.get("/console/audit")).text
            now = (await client.get(page)).text

        assert held.headers["location"].startswith("/console/runs/")
        assert fields(waiting) == first  # nothing of it is in force
        assert refused.headers["location"] == held.headers["location"]
        assert live.headers["location"] == f"/console/set-up/{following}"
        assert fields(now) != first
        assert "accepted" in audit

    async def test_of_a_step_of_the_set_up_wait_for_nothing_before_any_question_is_saved(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        async with await sign_in(app, Role.ADMIN) as client:
            page = "/console/set-up/shop"
            sent = {**fields((await client.get(page)).text), "name": "Lune"}
            live = await client.post(page, data=sent)

        assert live.headers["location"] == "/console/set-up/sources"
        assert not await SqlTrialRuns(parts.database).history(limit=1)

    async def test_of_the_set_up_lead_back_to_their_step(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        async with await sign_in(app, Role.ADMIN) as client:
            form = fields((await client.get("/console/set-up/sources")).text)
            shops = [
                {"system": "shopify", "shopify.domain": "lune.myshopify.com"},
                {"system": "woocommerce", "woocommerce.url": "https://lune.example"},
            ]
            keys = {"shopify.token": "s1", "woocommerce.key": "s2", "woocommerce.secret": "s3"}
            connect = "/console/set-up/system"
            await client.post(connect, data={**form, **shops[0], **keys})
            await save(parts)
            by_key = await client.post(connect, data={**form, **shops[1], **keys})
            form = fields((await client.get("/console/set-up/sources")).text)
            held = await client.post(connect, data={**form, **shops[0]})  # its key is kept
            run = held.headers["location"]
            await end(parts, run.rpartition("/")[2], red=False)
            shown = (await client.get(run)).text

        assert by_key.headers["location"] == "/console/set-up/sources"  # no key is in a candidate
        assert f'action="{connect}"' in shown
        assert 'href="/console/set-up/sources"' in shown
        assert "s1" not in fields(shown).values()

    async def test_that_somebody_else_changed_meanwhile_wait_for_no_run(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        async with await sign_in(app, Role.ADMIN) as client:
            sent = fields((await client.get(PEOPLE)).text)
            await client.post(PEOPLE, data={**sent, "escalation.no_answer_times": "4"})
            await save(parts)
            late = await client.post(PEOPLE, data={**sent, "escalation.no_answer_times": "5"})

        assert late.status_code == httpx.codes.CONFLICT
        assert not await SqlTrialRuns(parts.database).history(limit=1)

    async def test_with_a_secret_wait_for_no_run_which_would_show_it(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        await save(parts)
        async with await sign_in(app, Role.ADMIN) as client:
            page = "/console/settings/model"
            sent = {**fields((await client.get(page)).text), "model.api_key": "sesame"}
            live = await client.post(page, data={**sent, "model.day_cost": "5"})

        assert live.headers["location"].endswith("said=saved")
        assert not await SqlTrialRuns(parts.database).history(limit=1)


class TestAVerifiedAnswer:
    GIFT: ClassVar = {
        "ways_fr": "Un cadeau, je suis au 06 12 34 56 78 ?",
        "text_fr": "Oui, sous 30 jours.",
        "version": "0",
        "do": "live",
    }

    async def test_waits_without_a_customers_data_and_goes_live(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        await save(parts)
        runs = SqlTrialRuns(parts.database)
        async with await sign_in(app, Role.LEAD) as client:
            held = await client.post("/console/verified", data=self.GIFT)
            run_id = held.headers["location"].rpartition("/")[2]
            run = await runs.get(run_id)
            assert run is not None
            assert run.candidate is not None
            await end(parts, run_id, red=False)
            again = {**run.candidate.form, "run": run_id}
            live = await client.post("/console/verified", data=again)

        assert "06 12" not in f"{run.candidate}"
        assert live.headers["location"].endswith("?said=live")

    async def test_that_does_harm_goes_live_for_the_reason_of_a_lead_alone(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        await save(parts)
        runs = SqlTrialRuns(parts.database)
        async with (
            await sign_in(app, Role.MERCHANDISER) as sender,
            await sign_in(app, Role.LEAD) as lead,
        ):
            held = await sender.post("/console/verified", data=self.GIFT)
            run_id = held.headers["location"].rpartition("/")[2]
            page = f"/console/runs/{run_id}"
            answered = replace(broken_talk(QUESTION, ""), misses=(FoundMiss(miss=Miss.ANSWERED),))
            await SqlScenarioBook(parts.database).note(run_id, answered)
            await end(parts, run_id, red=False)
            run = await runs.get(run_id)
            assert run is not None
            assert run.candidate is not None
            again = {**run.candidate.form, "run": run_id}
            anyway = {**again, "anyway": "1", "anyway_why": "I want it"}
            alone = await sender.post("/console/verified", data=anyway)
            told = (await sender.get(page)).text
            denied = await sender.post(f"{page}/allow", data={"why": "I want it"})
            offered = (await lead.get(page)).text
            empty = await lead.post(f"{page}/allow", data={"why": " "})
            allowed = await lead.post(f"{page}/allow", data={"why": "The shop asked for it."})
            after = (await sender.get(page)).text
            live = await sender.post("/console/verified", data=again)

        assert alone.headers["location"].endswith(run_id)
        assert "Show this page to a lead" in told
        assert denied.status_code == httpx.codes.FORBIDDEN
        assert "Why does it go live all the same?" in offered
        assert empty.status_code == UNPROCESSABLE
        assert allowed.status_code == SEE_OTHER
        assert "lets it go live" in after
        assert live.headers["location"].endswith("?said=live")
        (noted,) = [
            one.deed for one in await parts.audit.read() if one.deed.action is Action.HARM_ALLOWED
        ]
        assert noted.detail["why"] == "The shop asked for it."

    async def test_that_is_turned_off_tells_what_turned_red_and_is_put_back_with_one_click(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        runs = SqlTrialRuns(parts.database)
        async with await sign_in(app, Role.LEAD) as client:
            live = await client.post("/console/verified", data=self.GIFT)
            page = live.headers["location"].partition("?")[0]
            await save(parts)

            off = await client.post(f"{page}/state", data={"state": "off", "version": "1"})
            asking = (await client.get(page)).text
            (run,) = await runs.history(limit=9)
            await end(parts, run.run_id, red=True)
            told = (await client.get(page)).text
            (form,) = re.findall(r'<form class="row-of"[^>]*/back">.*?</form>', told, re.DOTALL)
            back = await client.post(f"{page}/back", data=fields(form))
            again = (await client.get(page)).text

        assert off.headers["location"].endswith("?said=off")
        assert (run.cause, run.candidate) == (RunCause.VERIFIED, None)
        assert "data-running" in asking
        assert "Scenarios that turned red: 1" in told
        assert back.headers["location"].endswith("said=taken_back")
        assert "taken-away" not in again
        kept = await parts.verified.all()
        assert [one.is_live for one in kept] == [True]
        (asked, _) = await runs.history(limit=9)  # to put back waits for no run
        assert (asked.cause, asked.candidate, asked.state) == (
            RunCause.VERIFIED,
            None,
            RunState.WAITING,
        )

    async def test_with_a_fault_waits_for_no_run(self, house: tuple[FastAPI, Parts]) -> None:
        app, parts = house
        await save(parts)
        async with await sign_in(app, Role.LEAD) as client:
            wrong = await client.post("/console/verified", data={**self.GIFT, "text_fr": ""})

        assert wrong.status_code == UNPROCESSABLE
        assert not await SqlTrialRuns(parts.database).history(limit=1)
