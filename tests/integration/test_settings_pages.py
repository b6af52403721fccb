"""Two people change settings at once, and nobody loses a change or the way in."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx
import pytest
import yaml

from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.stored_settings import assemble_changes
from assistant.console.settings.setting_groups import GROUPS
from assistant.conversation.people import Role
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.kit.settings.settings import Settings
from assistant.operations.shop_rules import load_rules
from tests.support.pages.installed_console import fields, fresh_installation, sign_in
from tests.support.pages.staff_office import ORIGIN


class Admin:
    """An admin who opens a form, and sends it with other values later."""

    def __init__(self, client: httpx.AsyncClient, parts: Parts, folder: Path) -> None:
        self.client, self.staff = client, parts.directory
        self.changes: SettingsChanges = assemble_changes(Settings(data_dir=folder), parts)

    async def open(self, page: str) -> dict[str, str]:
        return fields((await self.client.get(page)).text)

    async def send(self, page: str, form: dict[str, str], **values: str) -> httpx.Response:
        named = {name.replace("__", "."): text for name, text in values.items()}
        return await self.client.post(page, data={**form, **named})

    async def colleague_changes(self, **values: str) -> None:
        named = {name.replace("__", "."): text for name, text in values.items()}
        newest = await self.changes.current()
        version = newest.version if newest else 0
        await self.changes.change(named, expected_version=version, by="zoe")

    async def stored(self) -> dict[str, str]:
        newest = await self.changes.current()
        return dict(newest.values) if newest else {}


@pytest.fixture
async def admin(tmp_path: Path) -> AsyncIterator[Admin]:
    async with fresh_installation(tmp_path) as (app, parts), await sign_in(app, Role.ADMIN) as one:
        yield Admin(one, parts, tmp_path)


class TestAColleaguesChange:
    async def test_outlives_a_form_that_is_sent_twice(self, admin: Admin) -> None:
        page = "/console/settings/widget"
        form = await admin.open(page)
        await admin.colleague_changes(webchat__max_chars="500")

        refused = await admin.send(page, form, webchat__color="#112233")

        assert refused.status_code == httpx.codes.CONFLICT
        again = fields(refused.text)
        assert (again["webchat.max_chars"], again["webchat.color"]) == ("500", "#112233")
        assert (await admin.send(page, again)).status_code == httpx.codes.SEE_OTHER
        stored = await admin.stored()
        assert stored["webchat.max_chars"] == "500"
        assert stored["webchat.color"] == "#112233"

    async def test_of_hours_is_told_to_who_sends_older_ones(self, admin: Admin) -> None:
        page = "/console/hours"
        form = await admin.open(page)
        theirs = await admin.send(page, form, support__monday="08:00-12:00")
        assert theirs.status_code == httpx.codes.SEE_OTHER

        refused = await admin.send(page, {**form, "french": ""}, support__friday="09:00-12:00")

        assert refused.status_code == httpx.codes.CONFLICT
        again = fields(refused.text)
        assert again["support.monday"] == "08:00-12:00"
        assert again["support.friday"] == "09:00-12:00"
        assert "french" not in again
        await admin.send(page, again)
        rules = yaml.safe_load((await admin.stored())["helpdesk.rule_text"])
        hours = rules["teams"]["support"]["hours"]
        assert (hours["monday"], hours["friday"]) == (["08:00-12:00"], ["09:00-12:00"])

    async def test_outlives_a_step_of_the_set_up(self, admin: Admin) -> None:
        form = await admin.open("/console/set-up/shop")
        looks = await admin.open("/console/set-up/widget")
        await admin.colleague_changes(
            shop__profile="name: Maison Lune\ncountry: BE\n", webchat__color="#112233"
        )

        await admin.send("/console/set-up/shop", form, name="Lune", currency="EUR")
        await admin.send("/console/set-up/widget", looks, webchat__side="start")

        stored = await admin.stored()
        profile = yaml.safe_load(stored["shop.profile"])
        assert (profile["name"], profile["country"], profile["currency"]) == ("Lune", "BE", "EUR")
        assert (stored["webchat.color"], stored["webchat.side"]) == ("#112233", "start")


class TestTheShopsAddress:
    async def test_is_shown_on_the_settings_and_changed_on_the_shops_own_page(
        self, admin: Admin
    ) -> None:
        await admin.colleague_changes(shop__url="https://old.example", shop__currency="GBP")
        shown = unescape((await admin.client.get("/console/settings/shop")).text)
        assert "https://old.example" in shown
        assert 'href="/console/set-up/shop"' in shown
        assert "shop.url" not in fields(shown)

        page = "/console/set-up/shop"
        form = await admin.open(page)
        await admin.send(page, form, name="Lune", url="https://lune.example")

        stored = await admin.stored()
        assert (form["url"], form["currency"]) == ("https://old.example", "GBP")
        assert "shop.url" not in stored
        profile = yaml.safe_load(stored["shop.profile"])
        assert (profile["url"], profile["currency"]) == ("https://lune.example", "GBP")
        shown = (await admin.client.get("/console/settings/shop")).text
        assert "https://lune.example" in shown


class TestTheConsolesAddress:
    async def test_of_another_place_is_refused(self, admin: Admin) -> None:
        page = "/console/settings/desk"
        admin.client.headers["Accept-Language"] = "fr"
        form = await admin.open(page)

        refused = await admin.send(page, form, console__url="https://desk.lune.example")

        assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert "vous ne pourriez plus entrer" in unescape(refused.text)
        assert await admin.stored() == {}
        taken = await admin.send(page, form, console__url=ORIGIN)
        assert taken.status_code == httpx.codes.SEE_OTHER
        assert await admin.stored() == {"console.url": ORIGIN}

    async def test_comes_back_by_no_undo(self, admin: Admin) -> None:
        await admin.colleague_changes(console__url="https://desk.lune.example")
        await admin.colleague_changes(console__url=ORIGIN)
        page = (await admin.client.get("/console/settings")).text
        csrf = re.findall(r'name="csrf" value="([^"]+)"', page)[0]

        undone = await admin.send("/console/settings/undo", {"csrf": csrf, "version": "2"})

        assert undone.headers["location"].endswith("said=unfit")
        assert (await admin.stored())["console.url"] == ORIGIN


class TestAnAddressWithAKey:
    async def test_is_changed_without_the_key_and_says_so(self, admin: Admin) -> None:
        page = "/console/settings/mail"
        await admin.colleague_changes(mail__server="a.example", mail__password="sesame")

        saved = await admin.send(page, await admin.open(page), mail__server="b.example")

        assert saved.headers["location"].endswith("said=emptied")
        assert "Enter the one" in (await admin.client.get(saved.headers["location"])).text
        assert await admin.stored() == {"mail.server": "b.example"}


class TestTheRulesOfOrders:
    PAGE = "/console/order-rules"

    async def test_are_written_in_force_and_taken_back(self, admin: Admin) -> None:
        form = await admin.open(self.PAGE)

        saved = await admin.send(self.PAGE, form, returns__window_days="14")

        assert saved.headers["location"].endswith("said=saved")
        rules = load_rules((await admin.stored())["shop.rule_text"])
        assert rules.returns.window_days == 14
        assert rules == load_rules().model_copy(
            update={"returns": load_rules().returns.model_copy(update={"window_days": 14})}
        )
        assert (await admin.open(self.PAGE))["returns.window_days"] == "14"
        undo = {"csrf": form["csrf"], "version": "1"}
        await admin.send("/console/settings/undo", undo)
        assert (await admin.open(self.PAGE))["returns.window_days"] == "30"

    async def test_are_kept_as_they_were_where_one_is_wrong_and_say_where(
        self, admin: Admin
    ) -> None:
        admin.client.headers["Accept-Language"] = "fr"
        form = await admin.open(self.PAGE)

        refused = await admin.send(
            self.PAGE, form, returns__window_days="bientôt", cancel__reasons__0__en=""
        )

        assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        page = unescape(refused.text)
        assert "Saisissez un nombre entier." in page
        assert "Donnez chaque motif dans les deux langues" in page
        assert fields(refused.text)["returns.window_days"] == "bientôt"
        assert await admin.stored() == {}

    async def test_left_alone_change_nothing(self, admin: Admin) -> None:
        same = await admin.send(self.PAGE, await admin.open(self.PAGE))

        assert same.headers["location"].endswith("said=same")
        assert await admin.stored() == {}

    async def test_of_a_colleague_are_told_to_who_sends_older_ones(self, admin: Admin) -> None:
        form = await admin.open(self.PAGE)
        await admin.send(self.PAGE, form, confirm_minutes="15")

        refused = await admin.send(self.PAGE, form, returns__window_days="14")

        assert refused.status_code == httpx.codes.CONFLICT
        again = fields(refused.text)
        assert (again["confirm_minutes"], again["returns.window_days"]) == ("15", "14")


class TestEveryRole:
    @pytest.mark.parametrize(
        ("role", "groups"),
        [
            (Role.LEAD, {"settings/people", "order-rules", "teams", "hours"}),
            (Role.MERCHANDISER, {"settings/answers", "settings/insights"}),
            (
                Role.OPERATIONS,
                {
                    "settings/people",
                    "settings/answers",
                    "settings/insights",
                    "settings/outreach",
                    "order-rules",
                    "teams",
                    "hours",
                },
            ),
            (Role.ADMIN, {*(f"settings/{one}" for one in GROUPS), "order-rules", "teams", "hours"}),
        ],
    )
    async def test_is_shown_what_they_may_save_and_nothing_else(
        self, tmp_path: Path, role: Role, groups: set[str]
    ) -> None:
        async with fresh_installation(tmp_path) as (app, _), await sign_in(app, role) as one:
            listed = (await one.get("/console/settings")).text
            offered = set(re.findall(r'<li><a href="/console/([^"]+)"><b>', listed))
            assert offered == groups
            for page in offered:
                shown = (await one.get(f"/console/{page}")).text
                saved = await one.post(f"/console/{page}", data={**fields(shown), "name": "Sizes"})
                assert saved.status_code == httpx.codes.SEE_OTHER, page
                links = set(re.findall(r'href="(/console/(?:settings|set-up)[^"#]*)', shown))
                refused = [x for x in links if not (await one.get(x)).is_success]
                assert refused == []

    async def test_takes_back_only_what_they_may_change(self, tmp_path: Path) -> None:
        async with (
            fresh_installation(tmp_path) as (app, parts),
            await sign_in(app, Role.LEAD) as lead,
        ):
            admin = Admin(lead, parts, tmp_path)
            await admin.colleague_changes(escalation__anger="offer")
            await admin.colleague_changes(mail__server="a.example", escalation__insult="offer")
            page = (await lead.get("/console/settings")).text
            versions = re.findall(r'<input type="hidden" name="version" value="(\d+)">', page)
            csrf = fields(page)["csrf"]

            refused = await admin.send("/console/settings/undo", {"csrf": csrf, "version": "2"})
            undone = await admin.send("/console/settings/undo", {"csrf": csrf, "version": "1"})

            assert versions == ["1"]
            assert refused.status_code == httpx.codes.FORBIDDEN
            assert undone.headers["location"].endswith("said=undone")
            assert await admin.stored() == {
                "mail.server": "a.example",
                "escalation.insult": "offer",
            }


class TestALeadsOwnChange:
    async def test_is_listed_past_many_of_others(self, tmp_path: Path) -> None:
        async with (
            fresh_installation(tmp_path) as (app, parts),
            await sign_in(app, Role.LEAD) as lead,
        ):
            admin = Admin(lead, parts, tmp_path)
            await admin.colleague_changes(escalation__insult="offer")
            for at in range(21):
                await admin.colleague_changes(webchat__max_chars=str(500 + at))
            shown = (await lead.get("/console/settings")).text

        assert 'name="version" value="1"' in shown
        assert 'name="version" value="2"' not in shown


class TestAMerchandiser:
    async def test_adds_sources_and_neither_sees_nor_forgets_keys(self, tmp_path: Path) -> None:
        page = "/console/set-up/sources"
        async with (
            fresh_installation(tmp_path) as (app, parts),
            await sign_in(app, Role.MERCHANDISER) as one,
        ):
            admin = Admin(one, parts, tmp_path)
            keys = {"shopify__domain": "a.myshopify.com", "shopify__token": "sesame" * 8}
            await admin.colleague_changes(shop__system="shopify", **keys)
            shown = (await one.get(page)).text
            sent = {"csrf": fields(shown)["csrf"], "what": "https://shop.example"}
            added = await one.post(page, data=sent | {"do": "address"})
            forgotten = await one.post(page, data=sent | {"do": "disconnect"})

            assert "shopify.token" not in shown
            assert "disconnect" not in shown
            assert added.status_code == httpx.codes.SEE_OTHER
            assert "https://shop.example" in (await one.get(page)).text
            assert forgotten.status_code == httpx.codes.FORBIDDEN
            assert "shopify.token" in await admin.stored()
