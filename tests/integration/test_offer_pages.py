"""People set the limits of offers by their role, and read what was given."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts
from assistant.conversation.people import Role
from assistant.operations.goodwill.offers.ports import OfferState
from integrations.stores.sql.operations.offer_book import SqlOfferBook
from tests.support.pages.installed_console import fields, fresh_installation, sign_in
from tests.support.seeds.offer_seeds import plan

PAGE = "/console/outreach/offers"
FORM = "/console/settings/offers"
EUROS = {"shop.currency": "EUR"}
SET = {
    "offers.late_parcel": "true",
    "offers.percent": "10",
    "offers.most": "5",
    "offers.least": "20",
    "offers.day_budget": "20",
    "offers.costs": "shirt 9,00\nsocks 2",
}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[tuple[FastAPI, Parts]]:
    async with fresh_installation(tmp_path, variables=EUROS) as opened:
        yield opened


@pytest.fixture
async def limited(tmp_path: Path) -> AsyncIterator[tuple[FastAPI, Parts]]:
    """Open an installation whose limits are set."""
    async with fresh_installation(tmp_path, variables={**EUROS, **SET}) as opened:
        yield opened


async def fill(parts: Parts) -> None:
    """Keep an offer of each state, and one that has ended."""
    book, now = SqlOfferBook(parts.database, b"k"), datetime.now(UTC)
    since, day = now - timedelta(days=90), now.date()
    for number, state in enumerate(OfferState):
        one = plan(number, at=now, day=day, ends_on=day + timedelta(days=14))
        assert await book.reserve(one, budget_minor=9_900, since=since)
        if state is not OfferState.RESERVED:
            await book.settle(one.offer_id, state, at=now)
        if state is OfferState.GIVEN:
            await book.follow(one.offer_id, orders=2)


class TestThePage:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("fr", ("Rien n'est donné pour l'instant", "Aucune occasion n'est activée")),
            ("en", ("Nothing is given now", "No product's cost is known", "No code was given yet")),
        ],
    )
    async def test_says_why_nothing_is_given(
        self, house: tuple[FastAPI, Parts], language: str, words: tuple[str, ...]
    ) -> None:
        async with await sign_in(house[0], Role.LEAD) as lead:
            page = unescape((await lead.get(PAGE, headers={"Accept-Language": language})).text)

        for one in words:
            assert one in page

    async def test_shows_the_budget_used_and_what_came_of_each_code(
        self, limited: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = limited
        await fill(parts)
        async with await sign_in(app, Role.OPERATIONS) as client:
            page = unescape((await client.get(PAGE, headers={"Accept-Language": "en"})).text)

        assert "€13.80 of €20.00" in page  # three of 4.60: one was given back
        assert "Nothing is given now" not in page
        assert "1 of 1" in page
        for words in ("being given", "not told", "the shop made none"):
            assert words in page
        assert "Set the limits" in page
        assert "ABCD" not in page

    async def test_is_for_who_reads_statistics(self, house: tuple[FastAPI, Parts]) -> None:
        async with await sign_in(house[0], Role.AGENT) as agent:
            assert (await agent.get(PAGE)).status_code == 403


class TestTheLimits:
    async def test_are_set_by_who_edits_autonomy(self, house: tuple[FastAPI, Parts]) -> None:
        app, _ = house
        async with await sign_in(app, Role.LEAD) as lead:
            assert (await lead.get(FORM)).status_code == 403
        async with await sign_in(app, Role.OPERATIONS) as operations:
            form = fields((await operations.get(FORM)).text)
            saved = await operations.post(FORM, data={**form, **SET, "offers.most": "4,5"})
            kept = fields((await operations.get(FORM)).text)

        assert saved.is_redirect
        assert kept["offers.most"] == "4.5"
        assert kept["offers.costs"].split() == ["shirt", "9,00", "socks", "2"]

    @pytest.mark.parametrize("costs", ["shirt", "shirt nine", "9,00 shirt", "shirt -3"])
    async def test_take_no_line_that_tells_no_cost(
        self, house: tuple[FastAPI, Parts], costs: str
    ) -> None:
        async with await sign_in(house[0], Role.OPERATIONS) as operations:
            form = fields((await operations.get(FORM)).text)
            refused = await operations.post(FORM, data={**form, "offers.costs": costs})
            kept = fields((await operations.get(FORM)).text)

        assert refused.status_code == 422
        assert costs in refused.text
        assert not kept["offers.costs"].strip()
