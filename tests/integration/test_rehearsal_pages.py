"""The pages of scenarios on a whole installation."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts
from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.improvement.rehearsal.saved_scenario import (
    ExpectedEffect,
    Known,
    SavedScenario,
    TalkExpectation,
)
from assistant.improvement.rehearsal.written_scenario import read_scenarios_file
from assistant.improvement.runs.trial_run import RunCause, RunState, SeenVersions, new_run
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook
from integrations.stores.sql.insights.trial_run_book import SqlTrialRuns
from integrations.stores.sql.staff.staff_audit import SqlAudit
from tests.contract.scenario_book import NOON, SCENARIO, VERDICT
from tests.support.pages.installed_console import fields, fresh_installation, sign_in
from tests.support.processes.comptoir import DEMO
from tests.support.seeds.conversation_events import WIDGET, started, wrote

PAGE = "/console/rehearsals"
OF_IT = f"{PAGE}/s/{SCENARIO.scenario_id}"

House = tuple[FastAPI, Parts]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with fresh_installation(tmp_path) as opened:
        yield opened


async def kept(parts: Parts) -> list[SavedScenario]:
    return list(await SqlScenarioBook(parts.database).all())


async def play(parts: Parts) -> str:
    """Keep a run in which the scenario was played, and return its id."""
    seen = SeenVersions(index="v1", table=1, settings=1)
    run = new_run(RunCause.ASKED, by="zoé", at=NOON)
    run = replace(run, state=RunState.DONE, total=1, red=1, seen=seen)
    await SqlTrialRuns(parts.database).put(run, expected_version=None)
    book = SqlScenarioBook(parts.database)
    await book.put(SCENARIO, expected_version=None)
    await book.note(run.run_id, VERDICT)
    return run.run_id


class TestAScenario:
    async def test_is_written_by_hand_without_personal_data(self, house: House) -> None:
        app, parts = house
        async with await sign_in(app, Role.LEAD) as client:
            empty = (await client.get(PAGE)).text
            form = (await client.get(f"{PAGE}/new")).text
            made = await client.post(
                f"{PAGE}/new",
                data={
                    "name": "Annuler",
                    "opening": "je suis lea@example.com, annulez {order}",
                    "order": "pending",
                    "knows": "version=M\naddress=1 rue, 75002 Paris",
                    "effects": "cancel_order: 45.00",
                    "person": "no",
                    "agrees": "1",
                },
            )
            page = (await client.get(made.headers["location"])).text

        (one,) = await kept(parts)
        assert "There is no scenario yet" in empty
        assert 'name="opening"' in form
        assert "lea@example.com" not in one.part.opening
        assert one.part.knows[Known.ADDRESS] == "1 rue, 75002 Paris"
        assert one.expected.effects[0].holds == ("45.00",)
        assert (one.expected.person, one.part.agrees, one.protected) == (False, True, False)
        assert "Saved." in page

    async def test_with_a_wrong_field_is_not_kept_and_nothing_is_lost(self, house: House) -> None:
        app, parts = house
        async with await sign_in(app, Role.LEAD) as client:
            refused = await client.post(
                f"{PAGE}/new", data={"name": "A", "opening": "B", "knows": "shoe=42"}
            )

        assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert "shoe=42" in refused.text
        assert "What they know" in refused.text
        assert await kept(parts) == []

    async def test_with_a_check_of_personal_data_is_not_kept(self, house: House) -> None:
        app, parts = house
        given = {"name": "A", "opening": "B", "says": "lea@example.com"}
        file = {"file": ("a.yml", b"- {name: A, opening: B, says: [lea@example.com]}")}
        async with await sign_in(app, Role.LEAD) as client:
            typed = await client.post(f"{PAGE}/new", data=given)
            sent = await client.post(f"{PAGE}/import", files=file)

        assert typed.status_code == sent.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert "Words that must be said” names personal data" in typed.text
        assert "scenario 1: “says” names personal data" in sent.text
        assert await kept(parts) == []

    async def test_of_an_effect_that_there_is_no_more_is_shown_and_exported(
        self, house: House
    ) -> None:
        app, parts = house
        old = TalkExpectation(effects=(ExpectedEffect(effect="send_letter"),))
        await SqlScenarioBook(parts.database).put(
            replace(SCENARIO, expected=old), expected_version=None
        )
        file = {"file": ("a.yml", b"- {name: A, opening: B}")}
        async with await sign_in(app, Role.LEAD) as client:
            pages = [await client.get(one) for one in (PAGE, OF_IT, f"{PAGE}.csv", f"{PAGE}.yml")]
            taken = await client.post(f"{PAGE}/import", files=file)

        assert {one.status_code for one in pages} == {httpx.codes.OK}
        assert taken.headers["location"].endswith("added=1")

    async def test_is_changed_and_removed_on_the_version_that_was_seen(self, house: House) -> None:
        app, parts = house
        await play(parts)
        async with await sign_in(app, Role.LEAD) as client:
            given = {"name": "Tout annuler", "opening": "annulez", "version": "1"}
            await client.post(OF_IT, data=given)
            overtaken = await client.post(OF_IT, data={**given, "name": "Encore"})
            (changed,) = await kept(parts)
            await client.post(OF_IT, data={**given, "version": "2", "do": "remove"})

        assert (changed.name, changed.version) == ("Tout annuler", 2)
        assert "meanwhile" in overtaken.text
        assert await kept(parts) == []

    async def test_shows_its_last_talk_and_the_reasons_in_both_languages(
        self, house: House
    ) -> None:
        app, parts = house
        run_id = await play(parts)
        async with await sign_in(app, Role.LEAD) as client:
            listed = (await client.get(PAGE)).text
            page = (await client.get(f"{OF_IT}?run={run_id}")).text
            client.headers["accept-language"] = "fr"
            french = (await client.get(OF_IT)).text

        assert "Not done in the shop" in listed
        assert "C&#39;est fait." in page
        assert "BM1" in page
        assert "Pas fait dans la boutique" in french

    async def test_hides_a_customer_s_order_from_who_reads_no_customers(self, house: House) -> None:
        app, parts = house
        await play(parts)
        without = replace(SCENARIO, version=2, part=replace(SCENARIO.part, order=""))
        await SqlScenarioBook(parts.database).put(without, expected_version=1)
        async with await sign_in(app, Role.MERCHANDISER) as client:
            page = (await client.get(OF_IT)).text
            listed = (await client.get(PAGE)).text

        assert "C&#39;est fait." not in page
        assert "45.00" not in page.partition("<main")[2].partition("<form")[0]
        assert "Not done in the shop" not in page + listed
        assert "only who may read customers" in listed
        assert "only who may read customers" in page

    async def test_of_a_customer_is_written_by_who_reads_customers(self, house: House) -> None:
        app, parts = house
        await play(parts)
        given = {"name": "A", "opening": "B", "version": "1"}
        row = "- {name: A, opening: B, knows: {email: lea@example.com}}"
        async with await sign_in(app, Role.MERCHANDISER) as client:
            refused = [
                await client.post(f"{PAGE}/new", data={**given, **more})
                for more in (
                    {"order": "pending"},
                    {"signed_in": "1"},
                    {"proven": "no"},
                    {"knows": "order=BM1"},
                )
            ]
            refused.append(await client.post(OF_IT, data={**given, "order": "pending"}))
            file = {"file": ("a.yml", row.encode())}
            refused.append(await client.post(f"{PAGE}/import", files=file))
            allowed = await client.post(f"{PAGE}/new", data=given)

        assert {one.status_code for one in refused} == {httpx.codes.UNPROCESSABLE_ENTITY}
        assert all("only who may read customers saves it" in one.text for one in refused)
        assert allowed.status_code == httpx.codes.SEE_OTHER
        assert len(await kept(parts)) == 2

    @pytest.mark.parametrize("page", [PAGE, OF_IT])
    async def test_leaves_a_trace_of_who_read_its_customer(self, house: House, page: str) -> None:
        app, parts = house
        run_id = await play(parts)
        talk = replace(VERDICT.talk, customer_id=CustomerId("k1"))
        await SqlScenarioBook(parts.database).note(run_id, replace(VERDICT, talk=talk))
        async with await sign_in(app, Role.LEAD) as client:
            await client.get(page)

        (noted,) = await SqlAudit(parts.database).recent(subject="k1")
        assert noted.deed.action is Action.CUSTOMER_READ

    async def test_that_is_not_there_is_not_found(self, house: House) -> None:
        app, _ = house
        async with await sign_in(app, Role.LEAD) as client:
            assert (await client.get(f"{PAGE}/s/{'c' * 32}")).status_code == httpx.codes.NOT_FOUND


class TestAFirstSet:
    async def test_is_drawn_with_one_click_and_kept_once(self, house: House) -> None:
        app, parts = house
        async with await sign_in(app, Role.LEAD) as client:
            empty = (await client.get(PAGE)).text
            drawn = await client.post(f"{PAGE}/first")
            page = (await client.get(drawn.headers["location"])).text
            again = await client.post(f"{PAGE}/first")

        scenarios = await kept(parts)
        protected = {one.name for one in scenarios if one.protected}
        assert f'action="{PAGE}/first"' in empty
        assert f'action="{PAGE}/first"' not in page
        assert f"?added={len(scenarios)}" in drawn.headers["location"]
        assert {"An injury", "A lawyer", "Une blessure", "Un avocat"} <= protected
        assert again.headers["location"].endswith("?added=0")

    async def test_has_no_customer_in_it_for_who_reads_none(self, house: House) -> None:
        app, parts = house
        async with await sign_in(app, Role.MERCHANDISER) as client:
            await client.post(f"{PAGE}/first")

        scenarios = await kept(parts)
        assert scenarios
        assert not any(one.part.order for one in scenarios)


class TestAConversation:
    async def test_becomes_a_scenario_without_its_people(self, house: House) -> None:
        app, parts = house
        words = wrote("m1", text="annulez BM10483856, je suis lea@example.com")
        await parts.log.start(started("c1"))
        await parts.log.accept(words, account_id=WIDGET, provider_message_id="m1")
        await SqlCases(parts.database).advance(limit=10)
        async with await sign_in(app, Role.LEAD) as client:
            form = (await client.get(f"{PAGE}/new", params={"conversation": "c1"})).text
            unknown = await client.get(f"{PAGE}/new", params={"conversation": "c2"})

        assert "annulez {order}" in form
        assert "lea@example.com" not in form
        assert "BM10483856" not in form
        assert unknown.status_code == httpx.codes.NOT_FOUND


class TestAFile:
    async def test_goes_out_and_comes_in_as_table_and_as_yaml(self, house: House) -> None:
        app, parts = house
        demo = (DEMO / "scenarios.yml").read_bytes()
        async with await sign_in(app, Role.LEAD) as client:
            first = await client.post(f"{PAGE}/import", files={"file": ("a.yml", demo)})
            table = (await client.get(f"{PAGE}.csv")).content
            again = await client.post(f"{PAGE}/import", files={"file": ("a.csv", table)})
            yml = (await client.get(f"{PAGE}.yml")).text

        assert first.headers["location"].endswith(f"added={len(await kept(parts))}")
        assert again.headers["location"].endswith("added=0")
        assert read_scenarios_file(yml) == read_scenarios_file(demo.decode())

    async def test_adds_each_scenario_once_and_without_personal_data(self, house: House) -> None:
        app, parts = house
        row = b"- {name: A, opening: B, goes_on: [je suis lea@example.com]}\n"
        async with await sign_in(app, Role.LEAD) as client:
            await client.post(f"{PAGE}/import", files={"file": ("a.yml", row * 2)})

        (one,) = await kept(parts)
        assert "lea@example.com" not in str(one)

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"name,opening,order\nA,B,\n,C,\n", "Line 3"),
            (b"- {name: A, openning: B}\n", "cannot be read"),
        ],
    )
    async def test_with_a_mistake_leaves_no_trace(
        self, house: House, content: bytes, told: str
    ) -> None:
        app, parts = house
        async with await sign_in(app, Role.LEAD) as client:
            refused = await client.post(f"{PAGE}/import", files={"file": ("a", content)})

        assert told in refused.text
        assert await kept(parts) == []


class TestAQuestion:
    async def test_comes_from_the_bench_and_is_a_scenario_of_one_message(
        self, house: House
    ) -> None:
        app, parts = house
        asked = {"question": "Délai de retour ?", "channel": "whatsapp", "source": "Retours"}
        async with await sign_in(app, Role.LEAD) as client:
            form = (await client.get(f"{PAGE}/new", params=asked)).text
            made = await client.post(f"{PAGE}/new", data={**fields(form), "says": "30 jours"})

        (one,) = await kept(parts)
        assert made.status_code == httpx.codes.SEE_OTHER
        assert one.name == one.part.opening == "Délai de retour ?"
        assert (one.part.once, one.part.channel) == (True, "whatsapp")
        assert one.expected.answered
        assert (one.expected.source, one.expected.says) == ("Retours", ("30 jours",))


class TestARun:
    async def test_names_the_scenarios_that_turned_red(self, house: House) -> None:
        app, parts = house
        run_id = await play(parts)
        async with await sign_in(app, Role.LEAD) as client:
            page = (await client.get(f"/console/runs/{run_id}")).text

        assert f"{OF_IT}?run={run_id}" in page
        assert "Not done in the shop" in page
