"""Two people declare the defect of a batch on its page, and end it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts
from assistant.commerce.ports import ShopSystem
from assistant.conversation.people import Role
from assistant.outreach.batch_defects import DefectState
from integrations.stores.memory.memory_shop import MemoryShop
from integrations.stores.sql.operations.defect_book import SqlDefectBook
from tests.support.pages.installed_console import fresh_installation, sign_in
from tests.support.seeds.shop_records import RECORDS

PAGE = "/console/outreach/defects"
FORM = {
    "product": "shirt",
    "bought_from": "2026-11-01",
    "bought_until": "2026-11-06",
    "words_fr": "Une couture peut céder.",
    "words_en": "A seam may give way.",
}


class House:
    def __init__(self, app: FastAPI, parts: Parts) -> None:
        self.app, self.book = app, SqlDefectBook(parts.database)
        self.audit = parts.audit

    async def enter(self, role: Role) -> httpx.AsyncClient:
        return await sign_in(self.app, role)

    async def states(self) -> list[DefectState]:
        return [one.state for one in await self.book.all()]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    there = MemoryShop(RECORDS)
    shop = ShopSystem(customers=there, orders=there, assortment=there)
    async with fresh_installation(tmp_path, shop=shop) as (app, parts):
        yield House(app, parts)


async def test_a_second_person_approves_and_anybody_of_the_two_ends_it(house: House) -> None:
    async with await house.enter(Role.LEAD) as lead:
        declared = await lead.post(PAGE, data=FORM)
        assert declared.is_redirect, declared.text
        (one,) = await house.book.all()
        alone = await lead.post(f"{PAGE}/{one.defect_id}/approve", data={})
        assert "another person has to approve" in alone.text
        assert await house.states() == [DefectState.PROPOSED]
    async with await house.enter(Role.OPERATIONS) as operations:
        assert (await operations.post(f"{PAGE}/{one.defect_id}/approve", data={})).is_redirect
        assert await house.states() == [DefectState.LIVE]
        shown = await operations.get(f"{PAGE}?said=approved")
        assert "A seam may give way." in shown.text
        assert (await operations.post(f"{PAGE}/{one.defect_id}/end", data={})).is_redirect
    assert await house.states() == [DefectState.ENDED]
    deeds = [entry.deed for entry in await house.audit.recent(limit=20)]
    moved = [deed.detail["do"] for deed in deeds if deed.action == "defect_moved"]
    assert sorted(moved) == ["approved", "declared", "ended"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"product": "nothing"}, "sells no product"),
        ({"bought_until": "2026-10-01"}, "before the first"),
        ({"words_en": " "}, "words in both languages"),
    ],
)
async def test_a_fault_is_told_and_the_words_stay(
    house: House, change: dict[str, str], said: str
) -> None:
    async with await house.enter(Role.LEAD) as lead:
        shown = await lead.post(PAGE, data=FORM | change)
    assert said in shown.text
    assert FORM["words_fr"] in shown.text
    assert await house.states() == []


async def test_who_may_not_turn_messages_reads_and_declares_nothing(house: House) -> None:
    async with await house.enter(Role.MERCHANDISER) as merchandiser:
        assert (await merchandiser.get(PAGE)).status_code == 200
        assert (await merchandiser.post(PAGE, data=FORM)).status_code == 403
