"""Rules of orders and hours are proposed on their forms, decided on, and taken back."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.stored_settings import assemble_changes
from assistant.conversation.people import Role
from assistant.desk.handoff import desk_rules
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.improvement.changes.change_set import ChangeKind, ChangeSet, ChangeState
from assistant.kit.settings.settings import Settings
from assistant.operations import shop_rules
from assistant.operations.shop_rules import load_rules
from integrations.stores.sql.insights.change_book import SqlChangeBook
from tests.support.pages.installed_console import fields, fresh_installation, sign_in

ORDERS, HOURS, IMPROVE = "/console/order-rules", "/console/hours", "/console/improve"


@dataclass
class House:
    """A console whose people propose rules."""

    app: FastAPI
    book: SqlChangeBook
    changes: SettingsChanges
    stack: AsyncExitStack

    async def sign_in(self, role: Role) -> httpx.AsyncClient:
        client = await self.stack.enter_async_context(await sign_in(self.app, role))
        client.headers["accept-language"] = "en"
        return client

    async def send(
        self, who: httpx.AsyncClient, page: str, to: str = "", **typed: str
    ) -> httpx.Response:
        """Open a form, type into it, and send it."""
        form = fields((await who.get(page)).text)
        named = {name.replace("__", "."): text for name, text in typed.items()}
        return await who.post((to or page).partition("?")[0], data={**form, **named})

    async def decide(self, who: httpx.AsyncClient, change: ChangeSet, do: str) -> ChangeSet:
        now = await self.book.get(change.change_id)
        data = {"do": do, "version": str(now.version), "reason": "As agreed."}
        answer = await who.post(f"{IMPROVE}/{change.change_id}", data=data)
        assert answer.status_code == httpx.codes.SEE_OTHER, unescape(answer.text)
        return await self.book.get(change.change_id)

    async def only(self) -> ChangeSet:
        [change] = await self.book.all()
        return change

    async def window_days(self) -> int | None:
        return load_rules((await self.changes.live.read()).shop.rule_text).returns.window_days


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        app, parts = await stack.enter_async_context(fresh_installation(tmp_path))
        yield House(app, SqlChangeBook(parts.database), _changes(parts, tmp_path), stack)


def _changes(parts: Parts, folder: Path) -> SettingsChanges:
    return assemble_changes(Settings(data_dir=folder), parts)


class TestRulesOfOrders:
    async def test_that_get_freer_by_hand_wait_for_a_second_person_and_the_rest_holds(
        self, house: House
    ) -> None:
        lead, boss = await house.sign_in(Role.LEAD), await house.sign_in(Role.ADMIN)

        saved = await house.send(
            lead, ORDERS, returns__window_days="45", exchange__window_days="14", why="Winter."
        )

        change = await house.only()
        assert saved.headers["location"] == f"{ORDERS}?said=saved&proposed={change.change_id}"
        rules = load_rules((await house.changes.live.read()).shop.rule_text)
        assert (rules.returns.window_days, rules.exchange.window_days) == (30, 14)
        assert change.about == "returns.window_days"
        assert len(change.approvers) == 1
        assert change.steps[0].note == "Winter."
        published = await house.decide(boss, change, "approve")
        assert published.state is ChangeState.PUBLISHED
        assert await house.window_days() == 45

        await house.decide(lead, change, "take_back")  # only stricter: one person is enough
        assert await house.window_days() == 30

    async def test_alone_that_get_freer_lead_to_their_proposal_once(self, house: House) -> None:
        lead = await house.sign_in(Role.LEAD)

        for _ in range(2):
            sent = await house.send(lead, ORDERS, returns__window_days="45")
            change = await house.only()
            assert sent.headers["location"] == f"{IMPROVE}/{change.change_id}?said=approved"

        shown = unescape((await lead.get(sent.headers["location"])).text)
        assert "Rules of orders: Return items · Days from delivery" in shown
        assert "<del>Return items · Days from delivery: 30</del>" in shown
        assert "<ins>Return items · Days from delivery: 45</ins>" in shown
        assert "The other rules stay" in shown

    async def test_that_get_stricter_are_in_force_at_once(self, house: House) -> None:
        saved = await house.send(await house.sign_in(Role.LEAD), ORDERS, returns__window_days="14")

        assert saved.headers["location"].endswith("said=saved")
        assert await house.window_days() == 14
        assert not await house.book.all()

    async def test_are_proposed_by_who_may_see_and_not_set_them(self, house: House) -> None:
        seller = await house.sign_in(Role.MERCHANDISER)
        page = f"{ORDERS}/proposal"
        assert (await seller.get(ORDERS)).status_code == httpx.codes.FORBIDDEN

        sent = await house.send(seller, page, returns__window_days="60", why="Customers ask.")

        change = await house.only()
        assert sent.headers["location"] == f"{IMPROVE}/{change.change_id}?said=proposed"
        assert change.approvers == ()
        assert await house.window_days() == 30
        refused = await house.send(
            seller, page + f"?change={change.change_id}", confirm_minutes="5"
        )
        assert refused.status_code == httpx.codes.FORBIDDEN

    async def test_of_a_proposal_are_edited_over_what_others_set_since(self, house: House) -> None:
        lead = await house.sign_in(Role.LEAD)
        await house.send(lead, ORDERS, f"{ORDERS}/proposal", returns__window_days="60")
        change = await house.only()
        await house.send(lead, ORDERS, exchange__window_days="7")

        page = f"{ORDERS}/proposal?change={change.change_id}"
        sent = await house.send(lead, page, returns__window_days="50")

        assert sent.headers["location"].endswith("said=edited")
        edited = await house.book.get(change.change_id)
        assert edited.approvers == ()
        for role in (Role.OPERATIONS, Role.ADMIN):
            edited = await house.decide(await house.sign_in(role), edited, "approve")
        rules = load_rules((await house.changes.live.read()).shop.rule_text)
        assert (rules.returns.window_days, rules.exchange.window_days) == (50, 7)

    async def test_with_something_personal_are_refused_with_the_rule_named(
        self, house: House
    ) -> None:
        seller = await house.sign_in(Role.MERCHANDISER)
        words = "write to ann.lee@mail.example"

        refused = await house.send(
            seller, f"{ORDERS}/proposal", cancel__reasons__0__en=words, why="My reason."
        )

        assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        said = unescape(refused.text)
        assert "Cancel an order" in said
        assert "has personal data" in said
        assert "My reason." in said
        assert not await house.book.all()

    async def test_as_they_are_or_wrong_make_no_proposal(self, house: House) -> None:
        seller = await house.sign_in(Role.MERCHANDISER)

        same = await house.send(seller, f"{ORDERS}/proposal")
        wrong = await house.send(seller, f"{ORDERS}/proposal", returns__window_days="soon")

        assert "This is as it is in force" in same.text
        assert "Enter a whole number" in wrong.text
        assert not await house.book.all()


class TestHours:
    async def test_are_proposed_approved_by_one_and_taken_back(self, house: House) -> None:
        lead = await house.sign_in(Role.LEAD)
        await house.send(lead, HOURS, f"{HOURS}/proposal", support__sunday="10:00-12:00")
        change = await house.only()
        assert change.kind is ChangeKind.HOURS
        shown = unescape((await lead.get(f"{IMPROVE}/{change.change_id}")).text)
        assert "<ins>Team Support · Sunday: 10:00-12:00</ins>" in shown

        published = await house.decide(lead, change, "approve")

        assert published.state is ChangeState.PUBLISHED
        rules = load_desk_rules((await house.changes.live.read()).helpdesk.rule_text)
        assert rules.teams["support"].hours is not None
        assert "sunday" in rules.teams["support"].hours
        await house.decide(lead, change, "take_back")
        assert (await house.changes.live.read()).helpdesk.rule_text == ""

    async def test_that_somebody_set_meanwhile_are_not_written_over(self, house: House) -> None:
        lead = await house.sign_in(Role.LEAD)
        await house.send(lead, HOURS, f"{HOURS}/proposal", support__sunday="10:00-12:00")
        change = await house.only()
        await house.send(lead, HOURS, support__sunday="08:00-09:00", support__monday="08:00-09:00")
        shown = unescape((await lead.get(f"{IMPROVE}/{change.change_id}")).text)
        assert "Team Support · Sunday: 08:00-09:00" in shown
        assert "Monday:" not in shown

        data = {"do": "approve", "version": str(change.version)}
        refused = await lead.post(f"{IMPROVE}/{change.change_id}", data=data)

        assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        page = f"{HOURS}/proposal?change={change.change_id}"
        await house.send(lead, page, support__sunday="10:00-13:00")
        done = await house.decide(lead, change, "approve")
        assert done.state is ChangeState.PUBLISHED
        text = (await house.changes.live.read()).helpdesk.rule_text
        week = load_desk_rules(text).teams["support"].hours
        assert week is not None
        assert [f"{one.opens:%H:%M}" for day in ("sunday", "monday") for one in week[day]] == [
            "10:00",
            "08:00",
        ]


@pytest.mark.parametrize("page", [ORDERS, HOURS])
async def test_rules_that_the_server_sets_are_not_proposed(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "SHOP__RULES" if page == ORDERS else "HELPDESK__FILE"
    source = load_source(page)
    file = tmp_path / "rules.yml"
    file.write_text(source, encoding="utf-8")
    monkeypatch.setenv(f"COMPTOIR_{name}", str(file))
    async with (
        fresh_installation(tmp_path) as (app, parts),
        await sign_in(app, Role.ADMIN) as boss,
    ):
        shown = (await boss.get(f"{page}/proposal")).text
        sent = await boss.post(f"{page}/proposal", data={"version": "0"})

        assert "rules.yml" in shown
        assert 'name="why"' not in shown
        assert sent.status_code in {httpx.codes.CONFLICT, httpx.codes.UNPROCESSABLE_ENTITY}
        assert not await SqlChangeBook(parts.database).all()


def load_source(page: str) -> str:
    """Return the default rules of a page."""
    default = shop_rules.DEFAULT if page == ORDERS else desk_rules.DEFAULT
    return default.read_text(encoding="utf-8")
