"""People set the limits of offers by their role, and read what was given."""

import re
from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, insert

from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.change_sets import assemble_change_rounds
from assistant.conversation.people import Role
from assistant.kit.settings.layered_settings import layer
from assistant.kit.settings.settings import Settings
from assistant.operations.goodwill.offers.ports import OfferState
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.operations.offer_book import SqlOfferBook
from integrations.stores.sql.operations.offer_tables import offers
from tests.support.pages.installed_console import fields, fresh_installation, sign_in
from tests.support.seeds.offer_seeds import FOLLOWED, plan

PAGE = "/console/outreach/offers"
FORM = "/console/settings/offers"
EUROS = {"shop.currency": "EUR"}
PARIS = ZoneInfo("Europe/Paris")  # the days of the shop, whose budget is by day
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
    since, day = now - timedelta(days=90), now.astimezone(PARIS).date()
    for number, state in enumerate(OfferState):
        ends, held = day + timedelta(days=14), state is OfferState.HELD_OUT
        one = plan(number, at=now, day=day, ends_on=ends, is_held_out=held, held_percent=20)
        assert await book.reserve(one, budget_minor=9_900, since=since)
        if state not in (OfferState.RESERVED, OfferState.HELD_OUT):
            await book.settle(one.offer_id, state, at=now)
        if state is OfferState.GIVEN:
            await book.follow(one.offer_id, FOLLOWED)


async def follow(parts: Parts, customers: int, *, ordering: Collection[int] = (0, 1)) -> None:
    """Keep customers of both sides; by the last digit, those with a code are even.

    Who ordered again, by this digit, did so for 40: one in five, code or not.
    """
    now, rows = datetime.now(UTC), []
    day = now.astimezone(PARIS).date()
    for n in range(customers):
        ordered, held = n % 10 in ordering, bool(n % 2)
        rows.append(
            {
                "offer_id": str(n),
                "cause_id": str(n),
                "conversation_id": "",
                "customer_id": f"customer{n}",
                "occasion": "late_parcel",
                "state": OfferState.HELD_OUT if held else OfferState.GIVEN,
                "day": day,
                "currency": "EUR",
                "worth_minor": 500,
                "ends_on": day,
                "plan": "",
                "at": now,
                "orders": int(ordered),
                "paid_minor": 4_000 * ordered,
                "held_percent": 50,
            }
        )
    await parts.database.write(lambda one: one.execute(insert(offers), rows))


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
        assert "1 customers with a code, 0 without; 0 % of the planned sample" in page
        for words in ("being given", "not told", "the shop made none", "left alone by the draw"):
            assert words in page
        assert "Set the limits" in page
        assert "ABCD" not in page

    @pytest.mark.parametrize(
        ("language", "amounts"),
        [("en", ("€24.00", "€8.00", "+€16.00")), ("fr", ("24,00 €", "8,00 €", "+16,00 €"))],
    )
    async def test_tells_what_codes_are_worth_beside_who_was_left_alone(
        self, limited: tuple[FastAPI, Parts], language: str, amounts: tuple[str, ...]
    ) -> None:
        app, parts = limited
        await follow(parts, 2_000, ordering=(0, 2, 4, 1))  # three of five, and one
        async with await sign_in(app, Role.LEAD) as lead:
            page = unescape((await lead.get(PAGE, headers={"Accept-Language": language})).text)

        row = next(one for one in page.split("<tr>") if amounts[0] in one.replace("\xa0", " "))
        told = re.sub(r"<[^>]*>", " ", row).replace("\xa0", " ")
        assert [one for one in amounts if one in told] == [*amounts]

    async def test_says_in_words_that_the_shops_currency_is_not_known(self, tmp_path: Path) -> None:
        async with fresh_installation(tmp_path) as (app, _), await sign_in(app, Role.LEAD) as lead:
            page = unescape((await lead.get(PAGE, headers={"Accept-Language": "en"})).text)

        assert "the shop's currency is not known" in page
        assert "\u00a4" not in page

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


class TestCodesThatDoNoGood:
    async def propose(self, parts: Parts, folder: Path) -> object:
        rounds = assemble_change_rounds(layer(Settings(data_dir=folder), EUROS), parts).rounds
        [mine] = [one for one in rounds if one.name == "changes.no_effect_offers"]
        return await mine.go()

    async def test_propose_their_own_end_once_and_are_ended_by_who_sets_the_limits(
        self, house: tuple[FastAPI, Parts], tmp_path: Path
    ) -> None:
        app, parts = house
        await follow(parts, 4_000)
        assert await self.propose(parts, tmp_path) == 0  # nobody turned them on
        async with await sign_in(app, Role.OPERATIONS) as operations:
            operations.headers["Accept-Language"] = "en"
            form = fields((await operations.get(FORM)).text)
            await operations.post(FORM, data={**form, **SET})

            assert [await self.propose(parts, tmp_path) for _ in range(2)] == [1, 0]

            [change] = await SqlChangeBook(parts.database).all()
            shown = unescape((await operations.get(f"/console/improve/{change.change_id}")).text)
            ledger = unescape((await operations.get(PAGE)).text)
            data = {"do": "approve", "version": str(change.version)}
            await operations.post(f"/console/improve/{change.change_id}", data=data)
            form = fields((await operations.get(FORM)).text)

        assert "Give no more codes: A late parcel" in shown
        assert "Turn these codes off" in shown
        assert "changes nothing" in ledger
        assert "offers.late_parcel" not in form
        assert form["offers.most"] == "5"

    async def test_are_not_ended_before_their_sample_nor_by_who_sets_no_limits(
        self, house: tuple[FastAPI, Parts], tmp_path: Path
    ) -> None:
        app, parts = house
        async with await sign_in(app, Role.OPERATIONS) as operations:
            form = fields((await operations.get(FORM)).text)
            await operations.post(FORM, data={**form, **SET})
        await follow(parts, 200)
        assert await self.propose(parts, tmp_path) == 0
        await parts.database.write(lambda one: one.execute(delete(offers)))
        await follow(parts, 4_000)
        await self.propose(parts, tmp_path)
        [change] = await SqlChangeBook(parts.database).all()
        data = {"do": "approve", "version": str(change.version)}
        async with await sign_in(app, Role.LEAD) as lead:
            refused = await lead.post(f"/console/improve/{change.change_id}", data=data)

        assert refused.status_code == 403
