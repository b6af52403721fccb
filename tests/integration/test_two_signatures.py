"""One person makes the autonomy table stricter alone, and a row of money freer with another."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.improvement.changes.change_set import ChangeSet, ChangeState
from assistant.operations.autonomy.autonomy_table import AutonomyTable, Level, load_table
from integrations.stores.sql.insights.change_book import SqlChangeBook
from tests.support.pages.installed_console import fresh_installation, sign_in
from tests.support.seeds.autonomy_tables import table

PAGE = "/console/autonomy"


@dataclass
class House:
    app: FastAPI
    parts: Parts
    operations: httpx.AsyncClient
    admin: httpx.AsyncClient

    async def put(
        self, wanted: AutonomyTable, by: httpx.AsyncClient | None = None
    ) -> httpx.Response:
        """Have somebody, else the operations team, put a table on its page."""
        version = await self.parts.tables.version()
        data = {"table": wanted.written(), "version": str(version), "note": "we trust it"}
        return await (by or self.operations).post(PAGE, data=data)

    async def in_force(self) -> AutonomyTable:
        newest = await self.parts.tables.current()
        return newest.table if newest else load_table()

    async def proposal(self) -> ChangeSet:
        [one] = await SqlChangeBook(self.parts.database).all((ChangeState.PROPOSED,))
        return one


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        app, parts = await stack.enter_async_context(fresh_installation(tmp_path))
        clients = []
        for role in (Role.OPERATIONS, Role.ADMIN):
            client = await stack.enter_async_context(await sign_in(app, role))
            client.headers["accept-language"] = "en"
            clients.append(client)
        yield House(app, parts, *clients)


STRICT = table({"cancel_order": "human_only"})


async def test_less_freedom_is_in_force_at_once(house: House) -> None:
    assert "put=1" in (await house.put(STRICT)).headers["location"]

    assert await house.in_force() == STRICT


async def test_more_freedom_of_a_row_of_money_waits_for_a_second_person(house: House) -> None:
    await house.put(STRICT)

    sent = await house.put(load_table())

    change = await house.proposal()
    assert sent.headers["location"] == f"/console/improve/{change.change_id}?said=approved"
    assert await house.in_force() == STRICT
    decided = {"do": "approve", "version": str(change.version)}
    page = f"/console/improve/{change.change_id}"
    deeds = [one.deed for one in await house.parts.audit.recent()]
    moved = [one for one in deeds if one.subject == change.change_id]
    assert [one.detail["do"] for one in moved] == ["approved", "proposed"]
    assert {one.action for one in moved} == {Action.CHANGE_MOVED}
    assert "we trust it" in unescape((await house.operations.get(page)).text)
    again = await house.operations.post(page, data=decided)
    assert again.status_code == httpx.codes.UNPROCESSABLE_ENTITY  # the same person

    await house.admin.post(page, data=decided)

    assert await house.in_force() == load_table()


async def test_who_asks_for_the_same_is_led_to_the_open_proposal_to_sign_it(house: House) -> None:
    await house.put(STRICT)
    await house.put(load_table())
    change = await house.proposal()

    sent = await house.put(load_table(), by=house.admin)

    assert sent.headers["location"].endswith(f"{change.change_id}?said=proposed_before")
    assert "You have not signed it yet" in (await house.admin.get(sent.headers["location"])).text
    assert await house.proposal() == change
    assert await house.in_force() == STRICT


async def test_of_a_mixed_change_only_the_freer_rows_wait_and_other_changes_do_not_stop_them(
    house: House,
) -> None:
    await house.put(STRICT)

    sent = await house.put(table({"change_address": "suggest"}))

    change = await house.proposal()
    assert sent.headers["location"].endswith(f"proposed={change.change_id}")
    now = await house.in_force()
    assert now.operations["change_address"].level is Level.SUGGEST
    assert now.operations["cancel_order"].level is Level.HUMAN_ONLY
    assert change.about == "cancel_order"

    decided = {"do": "approve", "version": str(change.version)}
    await house.admin.post(f"/console/improve/{change.change_id}", data=decided)

    assert await house.in_force() == table({"change_address": "suggest"})


async def test_a_row_of_neither_money_nor_law_needs_one_person(house: House) -> None:
    await house.put(table({"stock_alert": "human_only"}))
    await house.put(load_table())

    assert await house.in_force() == load_table()
    assert "second person" in (await house.operations.get(PAGE)).text
