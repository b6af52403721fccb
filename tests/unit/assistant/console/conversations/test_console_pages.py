from dataclasses import replace

import httpx
import pytest

from assistant.console.shell.access import attach
from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.events import (
    ConversationAssigned,
)
from assistant.conversation.ids import TeamId
from assistant.desk.handoff.agent_routing import Availability
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Sight
from assistant.operations.autonomy.autonomy_table import load_table
from tests.support.pages.console_desktop import ANNA, BEN
from tests.support.pages.console_house import C1, SCRIPT, THREAD, House, posted, writing
from tests.support.pages.installed_console import fields
from tests.support.seeds.conversation_events import NOON, started
from tests.support.seeds.people_events import handed_off


class TestATranscript:
    async def test_has_what_both_sides_said_and_no_note(self, anna: httpx.AsyncClient) -> None:
        await posted(anna, "claim")
        await posted(anna, "write", **writing("Je regarde."))
        await posted(anna, "write", **writing("between us", "w2", mode="note"))

        answer = await anna.get(f"{THREAD}/transcript.txt")

        assert answer.headers["content-disposition"] == 'attachment; filename="c1.txt"'
        assert "Où est <b>ma</b> commande ?" in answer.text
        assert "Anna (Maison Coton)\nJe regarde." in answer.text
        assert "between us" not in answer.text

    async def test_tells_times_by_the_clock_of_the_team_that_has_it(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await house.happen(
            ConversationAssigned(conversation_id=C1, at=NOON, agent_id=None, team=TeamId("us"))
        )

        answer = await anna.get(f"{THREAD}/transcript.txt")

        assert "America/New_York" in answer.text
        assert "1 March 2026, 07:00 - Customer" in answer.text


class TestWhoLooks:
    async def test_is_told_to_colleagues_until_they_leave(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await anna.post("/console/here", data={"conversation": "c1", "typing": "1"}, headers=SCRIPT)
        assert await house.console.viewers.of(C1) == {ANNA.agent_id: True}

        await anna.post("/console/here", data={"conversation": "c1", "gone": "1"}, headers=SCRIPT)
        assert await house.console.viewers.of(C1) == {}


class TestTheFiles:
    async def test_are_kept_for_good_under_their_contents_name(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        assets = house.console.assets

        kept = await anna.get(f"{assets.base}/console.js")
        old = await anna.get("/console/static/older/console.js")

        assert "immutable" in kept.headers["cache-control"]
        assert old.headers["cache-control"] == "public, no-cache"
        assert (await anna.get(f"{assets.base}/none.js")).status_code == 404


class TestAnAgentsAvailability:
    async def test_is_told_with_every_beat_as_it_was_chosen(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await anna.post("/console/here", data={"typing": ""}, headers=SCRIPT)
        assert await house.console.presence.present() == {ANNA.agent_id: Availability.ONLINE}

        chosen = {"availability": "busy"}
        await anna.post("/console/me/availability", data=chosen, headers=SCRIPT)
        await anna.post("/console/here", data={"typing": ""}, headers=SCRIPT)

        assert await house.console.presence.present() == {ANNA.agent_id: Availability.BUSY}


class TestAHandoff:
    async def test_comes_with_what_a_person_needs_to_go_on(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await house.say("m2", "Je veux parler à quelqu'un de ma commande #1042.")
        await house.happen(handed_off("m2"))

        page = (await anna.get(THREAD)).text

        assert "Asked for a person" in page
        assert "In their words" in page
        assert "1042" in page


class TestThePagesBesideTheLists:
    @pytest.mark.parametrize("path", ["statistics", "replies", "autonomy"])
    @pytest.mark.parametrize("language", ["fr", "en"])
    async def test_are_there_in_both_languages(
        self, anna: httpx.AsyncClient, path: str, language: str
    ) -> None:
        page = await anna.get(f"/console/{path}", headers={"Accept-Language": language})

        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text


class TestTheCannedRepliesPage:
    async def test_keeps_changes_and_drops_a_reply(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        given = {
            "shortcut": "sorry",
            "title": "Sorry",
            "fr": "Désolé, {agent_name}",
            "reply_id": "",
        }
        await anna.post("/console/replies", data=given)
        (kept,) = await house.console.canned.all()
        offers = (await anna.get(f"{THREAD}/offers")).json()

        assert offers["canned"][0]["text"] == "Désolé, Anna"
        assert "Ben Keller" in offers["colleagues"]
        await anna.post("/console/replies/drop", data={"reply_id": kept.reply_id})
        assert list(await house.console.canned.all()) == []

    async def test_says_what_is_wrong_and_keeps_what_was_written(
        self, anna: httpx.AsyncClient
    ) -> None:
        given = {"shortcut": "sorry", "title": "Sorry", "fr": "Désolé {nobody}", "reply_id": ""}

        page = await anna.post("/console/replies", data=given)

        assert page.status_code == 422
        assert "nothing is called {nobody}" in page.text
        assert "Désolé {nobody}" in page.text


class TestTheAutonomyPage:
    async def test_puts_a_table_in_force_unless_another_was_put(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        given = {"table": "topics: {returns: suggest}", "note": "Sales", "version": "0"}

        assert (await anna.post("/console/autonomy", data=given)).status_code == 303
        overtaken = await anna.post("/console/autonomy", data=given)

        newest = await house.console.tables.current()
        assert newest is not None
        assert (newest.version, newest.by, newest.note) == (1, "anna", "Sales")
        assert overtaken.status_code == 422
        assert Action.AUTONOMY_CHANGED in await house.audited()

    async def test_says_where_the_mistake_is(self, house: House, anna: httpx.AsyncClient) -> None:
        given = {"table": "topics: {weather: suggest}", "note": "x", "version": "0"}

        page = await anna.post("/console/autonomy", data=given)

        assert page.status_code == 422
        assert "weather" in page.text
        assert await house.console.tables.current() is None

    async def test_shows_what_an_older_table_has_no_row_for_and_adds_it(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        older = {"table": "topics: {returns: suggest}", "note": "older", "version": "0"}
        await anna.post("/console/autonomy", data=older)
        assert "Not in the table: people only" in (await anna.get("/console/autonomy")).text
        chosen = {"operations.remove_items.level": "automate", "topics.returns.level": "suggest"}
        given = {"goodwill.voucher.agent.may": "1", "goodwill.voucher.agent.amounts": "10 EUR"}

        made = await anna.post(
            "/console/autonomy/rows", data={**chosen, **given, "note": "new", "version": "1"}
        )

        assert made.status_code == 303
        newest = await house.console.tables.current()
        assert newest is not None
        assert {*newest.table.operations} == {"remove_items"}
        assert {*newest.table.goodwill} == {"voucher"}
        assert {*newest.table.topics} == {"returns"}

    async def test_writes_the_limits_of_a_row_and_goes_back_with_one_click(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        limits = {
            "operations.cancel_order.max_minor": "300 EUR",
            "operations.cancel_order.stricter_for": "vip",
            "operations.cancel_order.ordered_by": "lead",
        }

        made = await anna.post(
            "/console/autonomy/rows", data={**limits, "note": "Sales", "version": "0"}
        )

        assert made.status_code == 303
        page = await anna.get("/console/autonomy")
        assert "up to €300.00" in page.text
        assert 'name="operations.cancel_order.stricter_for.vip" value="1" checked' in page.text
        newest = await house.console.tables.current()
        assert newest is not None
        row = newest.table.operations["cancel_order"]
        assert (row.max_minor, row.stricter_for, row.ordered_by) == (
            {"EUR": 30000},
            ("vip",),
            "lead",
        )
        to_default = page.text.rindex('<form method="post" action="/console/autonomy"')
        back = fields(page.text[to_default:])
        await anna.post("/console/autonomy", data=back)
        undone = await house.console.tables.current()
        assert undone is not None
        assert undone.table == load_table()

    async def test_marks_a_limit_that_cannot_be_read_and_keeps_what_was_typed(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        typed = {
            "operations.cancel_order.max_minor": "a lot",
            "topics.returns.level": "suggest",
            "note": "Sales",
            "version": "0",
        }

        page = await anna.post("/console/autonomy/rows", data=typed)

        assert page.status_code == 422
        assert 'aria-describedby="operations.cancel_order.max_minor-how ' in page.text
        assert page.text.count('aria-invalid="true"') == 1
        assert page.text.count('<details class="limits" open>') == 1
        assert 'value="a lot"' in page.text
        assert 'value="Sales"' in page.text
        assert '<option value="suggest" selected>' in page.text
        assert await house.console.tables.current() is None

    @pytest.mark.parametrize("kept", [False, True])
    async def test_adds_what_an_older_table_lacks_with_one_click(
        self, house: House, anna: httpx.AsyncClient, *, kept: bool
    ) -> None:
        older = {"table": "goodwill: {voucher: {agent: {}}}", "note": "older", "version": "0"}
        assert "Not in your table yet" not in (await anna.get("/console/autonomy")).text
        await anna.post("/console/autonomy", data=older)
        assert "Not in your table yet" in (await anna.get("/console/autonomy")).text
        rows = {"row": ["operations.remove_items", "goodwill.reship"], "version": "1"}

        made = await anna.post(
            "/console/autonomy/missing", data=rows | ({"to_people": "1"} if kept else {})
        )

        assert made.status_code == 303
        newest = await house.console.tables.current()
        assert newest is not None
        assert newest.note == "Added: Take items off the order, Send again"
        level = newest.table.operations["remove_items"].level
        assert level == ("human_only" if kept else "automate")
        assert (newest.table.limits("reship") == {}) is kept
        assert {*newest.table.goodwill["voucher"]} == {"agent"}


class TestMerging:
    async def test_goes_on_in_another_conversation_of_the_same_person(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await house.log.start(started("c2"))
        await house.cases.advance(limit=100)

        status, told = await posted(anna, "merge", into="c2")

        assert (status, told) == (200, {"go": "/console/c/c2"})
        assert (await house.state()).status is ConversationStatus.RESOLVED
        page = (await anna.get("/console/c/c2")).text
        assert "Où est &lt;b&gt;ma&lt;/b&gt; commande ?" in page

    async def test_is_refused_into_itself(self, anna: httpx.AsyncClient) -> None:
        status, told = await posted(anna, "merge", into="c1")

        assert (status, told["denied"]) == (409, "It cannot go on in itself.")


class TestAnAgentWhoSeesTheirTeamsOnly:
    async def test_finds_a_foreign_conversation_to_be_none(self, house: House) -> None:
        access = replace(house.office.access, sight=Sight.TEAMS)
        attach(house.app, access)
        await house.happen(
            ConversationAssigned(conversation_id=C1, at=NOON, agent_id=None, team=TeamId("orders"))
        )
        async with house.office.browser(house.app, BEN) as ben:
            foreign, unknown = await ben.get(THREAD), await ben.get("/console/c/none")
            listed = (await ben.get("/console")).text
            claimed_ = await ben.post(f"{THREAD}/claim", headers=SCRIPT)
            stream = await ben.get("/console/events?c=c1")

        assert 'data-count="open"></span>' in listed
        assert (foreign.status_code, foreign.text) == (unknown.status_code, unknown.text)
        assert foreign.status_code == claimed_.status_code == stream.status_code == 404
        assert 'id="c-c1"' not in listed

    async def test_is_not_told_what_the_customer_said_to_another_team(self, house: House) -> None:
        attach(house.app, replace(house.office.access, sight=Sight.TEAMS))
        await house.happen(
            ConversationAssigned(conversation_id=C1, at=NOON, agent_id=None, team=TeamId("orders"))
        )
        await house.log.start(started("c2"))
        await house.cases.advance(limit=100)

        async with house.office.browser(house.app, BEN) as ben:
            page = (await ben.get("/console/c/c2")).text

        assert THREAD not in page
        assert "commande ?" not in page
