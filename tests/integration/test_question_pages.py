"""The pages of saved questions on a whole installation, and changes that wait for them."""

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
from assistant.messages.trials.ports import RunState
from assistant.messages.trials.question_run import RunCause
from assistant.messages.trials.saved_question import (
    FoundFault,
    QuestionFault,
    QuestionResult,
    broken,
)
from assistant.operations.autonomy.autonomy_table import Level, Topic
from integrations.stores.sql.desk.question_book import SqlQuestionRuns, SqlSavedQuestions
from tests.contract.saved_questions import QUESTION
from tests.support.pages.installed_console import fields, fresh_installation, sign_in

SEE_OTHER, UNPROCESSABLE = httpx.codes.SEE_OTHER, httpx.codes.UNPROCESSABLE_ENTITY
ID = "a" * 32
ANSWERED = QuestionResult(
    question_id=ID,
    question_version=1,
    faults=(FoundFault(fault=QuestionFault.ANSWERED),),
    said="Oui.",
    kind="answered",
    ms=1.0,
)
PEOPLE = next(
    f"/console/settings/{group}"
    for group in GROUPS
    if any(one.name == "escalation.no_answer_times" for one in fields_of(group))
)
FORM = {"text": "Délai de retour ?", "language": "fr", "facts": "30 jours\ngratuit", "version": "0"}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[tuple[FastAPI, Parts]]:
    async with fresh_installation(tmp_path) as opened:
        yield opened


async def end(parts: Parts, run_id: str, *, red: bool) -> None:
    """Work a run off, as a worker does."""
    runs = SqlQuestionRuns(parts.database)
    run = await runs.get(run_id)
    assert run is not None
    if red:
        await runs.note(run_id, broken(replace(QUESTION, question_id=ID), "TimeoutError"))
    ended = replace(run, state=RunState.DONE, red=int(red), total=1, version=run.version + 1)
    await runs.put(ended, expected_version=run.version)


async def save(parts: Parts) -> None:
    await SqlSavedQuestions(parts.database).put(
        replace(QUESTION, question_id=ID), expected_version=None
    )


class TestAQuestion:
    async def test_is_saved_changed_and_removed(self, house: tuple[FastAPI, Parts]) -> None:
        app, parts = house
        kept = SqlSavedQuestions(parts.database)
        async with await sign_in(app, Role.LEAD) as client:
            added = await client.post("/console/questions/new", data=FORM)
            (one,) = await kept.all()
            address = f"/console/questions/q/{one.question_id}"
            page = (await client.get(address)).text
            changed = await client.post(address, data={**FORM, "version": "1", "facts": "14 jours"})
            late = await client.post(address, data={**FORM, "version": "1"})
            removed = await client.post(address, data={"version": "2", "do": "remove"})

        assert added.status_code == changed.status_code == removed.status_code == SEE_OTHER
        assert one.expected.facts == ("30 jours", "gratuit")
        assert "30 jours\ngratuit" in page
        assert late.status_code == UNPROCESSABLE
        assert list(await kept.all()) == []

    async def test_is_listed_green_or_red(self, house: tuple[FastAPI, Parts]) -> None:
        app, parts = house
        await save(parts)
        async with await sign_in(app, Role.MERCHANDISER) as client:
            before = (await client.get("/console/questions")).text
            begun = await client.post("/console/questions/runs")
            run_id = begun.headers["location"].rpartition("/")[2]
            going = (await client.get(begun.headers["location"])).text
            part = (await client.get(f"{begun.headers['location']}/progress")).text
            await end(parts, run_id, red=True)
            after = (await client.get("/console/questions")).text

        assert QUESTION.text in before
        assert 'class="red"' not in before
        assert "data-running" in going
        assert "<progress" in part
        assert "✗" in after

    async def test_comes_in_and_goes_out_as_a_file(self, house: tuple[FastAPI, Parts]) -> None:
        app, parts = house
        await save(parts)
        async with await sign_in(app, Role.ADMIN) as client:
            written = (await client.get("/console/questions.csv")).content
            more = written + b"Livraison ?,fr,webchat,,answered,,,\r\n"
            file = {"file": ("q.csv", more, "text/csv")}
            token = {"csrf": client.headers["X-CSRF-Token"]}
            taken = await client.post("/console/questions/import", files=file, data=token)
            wrong = await client.post(
                "/console/questions/import",
                files={"file": ("q.csv", b"a,b\n", "text/csv")},
                data=token,
            )

        assert taken.headers["location"].endswith("added=1")
        assert len(await SqlSavedQuestions(parts.database).all()) == 2
        assert wrong.status_code == UNPROCESSABLE

    async def test_is_no_agents_to_change(self, house: tuple[FastAPI, Parts]) -> None:
        app, _ = house
        async with await sign_in(app, Role.AGENT) as client:
            seen = await client.get("/console/questions")
            denied = await client.post("/console/questions/new", data=FORM)

        assert seen.status_code == httpx.codes.OK
        assert denied.status_code == httpx.codes.FORBIDDEN

    async def test_is_kept_without_a_customers_data(self, house: tuple[FastAPI, Parts]) -> None:
        app, parts = house
        words = "Je suis au 06 12 34 56 78, quel est le délai ?"
        async with await sign_in(app, Role.LEAD) as client:
            await client.post("/console/questions/new", data={**FORM, "text": words})

        (one,) = await SqlSavedQuestions(parts.database).all()
        assert one.text == "Je suis au [phone], quel est le délai ?"

    async def test_is_taken_in_once_for_each_page_and_category(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        rows = "question,page,category\nEn 41 ?,bottes,\nEn 41 ?,sabots,\nEn 41 ?,,Chaussures\n"
        async with await sign_in(app, Role.ADMIN) as client:
            token = {"csrf": client.headers["X-CSRF-Token"]}
            for text in (rows, rows, "question\n" + "x" * 200_000):
                file = {"file": ("q.csv", text.encode(), "text/csv")}
                last = await client.post("/console/questions/import", files=file, data=token)

        kept = await SqlSavedQuestions(parts.database).all()
        seen = {(one.page, one.category) for one in kept}
        assert seen == {("bottes", ""), ("sabots", ""), ("", "Chaussures")}
        assert len(kept) == len(seen)
        assert last.status_code == UNPROCESSABLE  # and not: none was added

    async def test_is_no_more_than_a_run_can_ask(
        self, house: tuple[FastAPI, Parts], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app, parts = house
        monkeypatch.setattr("assistant.console.trying.question_pages.MOST_ROWS", 1)
        async with await sign_in(app, Role.ADMIN) as client:
            await client.post("/console/questions/new", data=FORM)
            token = {"csrf": client.headers["X-CSRF-Token"]}
            file = {"file": ("q.csv", b"question\nEn 41 ?\n", "text/csv")}
            taken_in = await client.post("/console/questions/import", files=file, data=token)
            written = await client.post("/console/questions/new", data={**FORM, "text": "En 42 ?"})

        assert (taken_in.status_code, written.status_code) == (UNPROCESSABLE, UNPROCESSABLE)
        assert len(await SqlSavedQuestions(parts.database).all()) == 1


class TestARun:
    async def test_is_cancelled(self, house: tuple[FastAPI, Parts]) -> None:
        app, parts = house
        await save(parts)
        async with await sign_in(app, Role.LEAD) as client:
            begun = (await client.post("/console/questions/runs")).headers["location"]
            await client.post(f"{begun}/cancel")

        run = await SqlQuestionRuns(parts.database).get(begun.rpartition("/")[2])
        assert run is not None
        assert run.state is RunState.CANCELLED

    async def test_is_cancelled_by_whoever_began_it_or_may_edit_questions(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        await save(parts)
        async with await sign_in(app, Role.LEAD) as lead, await sign_in(app, Role.AGENT) as agent:
            theirs = (await lead.post("/console/questions/runs")).headers["location"]
            shown = (await agent.get(theirs)).text
            refused = await agent.post(f"{theirs}/cancel")
            await lead.post(f"{theirs}/cancel")
            own = (await agent.post("/console/questions/runs")).headers["location"]
            assert "/cancel" in (await agent.get(own)).text
            done = await lead.post(f"{own}/cancel")

        assert "/cancel" not in shown
        assert refused.status_code == httpx.codes.FORBIDDEN
        assert done.status_code == httpx.codes.SEE_OTHER

    async def test_is_one_however_often_it_is_asked_for(self, house: tuple[FastAPI, Parts]) -> None:
        app, parts = house
        await save(parts)
        async with await sign_in(app, Role.AGENT) as client:
            first, second = [
                (await client.post("/console/questions/runs")).headers["location"] for _ in range(2)
            ]
            await client.post(f"{first}/cancel")
            third = (await client.post("/console/questions/runs")).headers["location"]

        assert first == second != third
        assert len(await SqlQuestionRuns(parts.database).history(limit=9)) == 2


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
        assert to.startswith("/console/questions/runs/")
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

        assert held.headers["location"].startswith("/console/questions/runs/")
        runs = await SqlQuestionRuns(parts.database).history(limit=1)
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
            again = fields((await client.get(f"/console/questions/runs/{run_id}")).text)
            live = await client.post(page, data=again)

        assert held.headers["location"].startswith("/console/questions/runs/")
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
            again = fields((await client.get(f"/console/questions/runs/{run_id}")).text)
            refused = await client.post(page, data=again)
            live = await client.post(
                page, data={**again, "anyway": "1", "anyway_why": "It is urgent."}
            )
            audit = (await client.get("/console/audit")).text
            now = (await client.get(page)).text

        assert held.headers["location"].startswith("/console/questions/runs/")
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
        assert not await SqlQuestionRuns(parts.database).history(limit=1)

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
        assert not await SqlQuestionRuns(parts.database).history(limit=1)

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
        assert not await SqlQuestionRuns(parts.database).history(limit=1)


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
        runs = SqlQuestionRuns(parts.database)
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
        runs = SqlQuestionRuns(parts.database)
        async with (
            await sign_in(app, Role.MERCHANDISER) as sender,
            await sign_in(app, Role.LEAD) as lead,
        ):
            held = await sender.post("/console/verified", data=self.GIFT)
            run_id = held.headers["location"].rpartition("/")[2]
            page = f"/console/questions/runs/{run_id}"
            await runs.note(run_id, ANSWERED)
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
        runs = SqlQuestionRuns(parts.database)
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
        assert "Saved questions that turned red: 1" in told
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
        assert not await SqlQuestionRuns(parts.database).history(limit=1)
