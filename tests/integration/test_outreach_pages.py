"""People turn on what the shop writes first, by their role, and read what it was worth."""

from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import insert

from assistant.app.compose.process_parts import Parts
from assistant.commerce.ports import ShopSystem
from assistant.conversation.people import Role
from assistant.outreach.contact_rules import Block
from assistant.outreach.intents import IntentState, OutreachOutcome
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from integrations.stores.memory.memory_shop import MemoryShop
from integrations.stores.sql.operations.intent_book import SqlIntentBook
from integrations.stores.sql.operations.outreach_tables import outcomes
from tests.contract.intent_book import BEGUN, intent
from tests.support.pages.installed_console import fresh_installation, sign_in
from tests.support.seeds.shop_records import RECORDS

PAGE = "/console/outreach"
EUROS = {"shop.currency": "EUR"}
LATE = f"{PAGE}/turn/parcel_late"


class House:
    def __init__(self, app: FastAPI, parts: Parts) -> None:
        self.app, self.parts = app, parts
        self.book = SqlIntentBook(parts.database)

    async def enter(self, role: Role) -> httpx.AsyncClient:
        return await sign_in(self.app, role)

    async def is_on(self) -> dict[str, tuple[bool, float]]:
        return {one.trigger: (one.is_on, one.holdout) for one in await self.book.switches()}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with fresh_installation(tmp_path) as (app, parts):
        yield House(app, parts)


class TestTurningOn:
    async def test_is_some_roles_own_and_recorded(self, house: House) -> None:
        async with await house.enter(Role.OPERATIONS) as operations:
            assert (await operations.post(LATE, data={"on": "yes", "holdout": "20"})).is_redirect
        for role in (Role.MERCHANDISER, Role.AGENT):
            async with await house.enter(role) as other:
                assert (await other.post(LATE, data={"on": "no"})).status_code == 403

        assert await house.is_on() == {"parcel_late": (True, 0.2)}
        deeds = [one.deed for one in await house.parts.audit.recent(limit=20)]
        turned = [(d.subject, d.detail) for d in deeds if d.action == "outreach_turned"]
        assert ("parcel_late", {"do": "on", "share": "20 %"}) in turned

    async def test_takes_no_share_above_half_and_no_unknown_message(self, house: House) -> None:
        async with await house.enter(Role.ADMIN) as admin:
            too_many = await admin.post(LATE, data={"on": "yes", "holdout": "60"})
            unknown = await admin.post(f"{PAGE}/turn/birthday", data={"on": "yes"})
        assert too_many.status_code == 422
        assert unknown.status_code == 422
        assert await house.is_on() == {}

    async def test_of_what_is_on_keeps_its_beginning_when_the_share_changes(
        self, house: House
    ) -> None:
        async with await house.enter(Role.LEAD) as lead:
            await lead.post(LATE, data={"on": "yes", "holdout": "10"})
            (first,) = await house.book.switches()
            await lead.post(LATE, data={"on": "yes", "holdout": "30"})
            (second,) = await house.book.switches()
            await lead.post(LATE, data={"on": "no", "holdout": "30"})
            await lead.post(LATE, data={"on": "yes", "holdout": "30"})
            (third,) = await house.book.switches()
        assert (first.at, second.holdout) == (second.at, 0.3)
        assert third.at > second.at


class TestThePage:
    @pytest.mark.parametrize(
        ("language", "words"), [("fr", "Écrire en premier"), ("en", "Writing first")]
    )
    async def test_shows_the_words_and_what_became_of_them(
        self, house: House, language: str, words: str
    ) -> None:
        over = [
            replace(intent(f"r{n}"), state=IntentState.REFUSED, reason=why)
            for n, why in enumerate(Block)
        ]
        await house.book.note(BEGUN, [intent("a", state=IntentState.HELD_OUT), *over])
        async with await house.enter(Role.LEAD) as lead:
            page = unescape((await lead.get(PAGE, headers={"Accept-Language": language})).text)
        assert words in page
        assert "{{1}}" in page
        assert "comptoir_parcel_late" in page

    async def test_says_that_nobody_knows_of_orders_without_a_shop(self, house: House) -> None:
        async with await house.enter(Role.LEAD) as lead:
            asked = await lead.get(f"{PAGE}?preview=parcel_late", headers={"Accept-Language": "en"})
        assert "Without a shop system" in asked.text

    @pytest.mark.parametrize(
        ("language", "words"),
        [("fr", "Votre boutique n'indique pas les colis"), ("en", "Your shop tells no parcels")],
    )
    @pytest.mark.parametrize(("tells", "times"), [(True, 0), (False, 1)])
    async def test_says_at_its_switch_that_the_shop_tells_no_parcels(
        self, tmp_path: Path, language: str, words: str, *, tells: bool, times: int
    ) -> None:
        there = MemoryShop(RECORDS)
        shop = ShopSystem(customers=there, orders=there, assortment=there, tells_parcels=tells)
        async with (
            fresh_installation(tmp_path, shop=shop) as (app, parts),
            await House(app, parts).enter(Role.LEAD) as lead,
        ):
            answer = await lead.get(PAGE, headers={"Accept-Language": language})
        page = unescape(answer.text)
        assert page.count(words) == times
        assert "comptoir_parcel_stuck" in page


async def keep_paid(parts: Parts, customers: int) -> None:
    """Keep the outcomes of so many customers of each side: every second one paid 40 or 20."""
    rows = [
        {
            "trigger": "parcel_late",
            "customer_id": f"customer-{n}",
            "held_out": bool(n % 2),
            "effects": "contacted ordered" if n % 4 > 1 else "",
            "held_percent": 50,
            "paid_minor": (n % 4 > 1) * (2_000 if n % 2 else 4_000),
            "margin_minor": 0 if n % 4 <= 1 else None,
        }
        for n in range(2 * customers)
    ]
    await parts.database.write(lambda one: one.execute(insert(outcomes), rows))


class TestTheLedger:
    async def test_shows_both_sides_and_is_early_before_the_sample(self, house: House) -> None:
        for n in range(12):
            state = IntentState.HELD_OUT if n < 4 else IntentState.WRITTEN
            one = intent("a", customer=f"customer-{n}", state=state)
            effects = frozenset({OutreachEffect.CONTACTED} if n < 2 else ())
            await house.book.keep(OutreachOutcome(intent=one, effects=effects))
        async with await house.enter(Role.MERCHANDISER) as merchandiser:
            page = await merchandiser.get(f"{PAGE}/ledger", headers={"Accept-Language": "en"})
        assert "Given to the message: 8. Left alone: 4." in page.text
        assert "50.0 %" in page.text
        assert "too early" in page.text
        assert "No comparison" not in page.text

    @pytest.mark.parametrize(
        ("language", "words", "amount"),
        [("en", "Paid, less what came back", "+€10.00"), ("fr", "Payé, moins ce qui", "+10,00 €")],
    )
    async def test_tells_what_customers_paid(
        self, tmp_path: Path, language: str, words: str, amount: str
    ) -> None:
        async with fresh_installation(tmp_path, variables=EUROS) as (app, parts):
            await keep_paid(parts, 1_000)
            async with await sign_in(app, Role.MERCHANDISER) as merchandiser:
                headers = {"Accept-Language": language}
                page = unescape((await merchandiser.get(f"{PAGE}/ledger", headers=headers)).text)
        assert words in page
        assert amount in page.replace("\xa0", " ").replace("\u202f", " ")
        assert "Margin, where" not in page

    async def test_tells_no_amount_where_the_currency_is_not_known(self, house: House) -> None:
        await keep_paid(house.parts, 1_000)
        async with await house.enter(Role.MERCHANDISER) as merchandiser:
            page = await merchandiser.get(f"{PAGE}/ledger", headers={"Accept-Language": "en"})
        assert "\u00a4" not in unescape(page.text)

    async def test_says_that_nobody_was_left_alone(self, house: House) -> None:
        one = intent("a", state=IntentState.WRITTEN)
        await house.book.keep(OutreachOutcome(intent=one, effects=frozenset()))
        async with await house.enter(Role.MERCHANDISER) as merchandiser:
            page = await merchandiser.get(f"{PAGE}/ledger", headers={"Accept-Language": "fr"})
        assert "Pas de comparaison" in unescape(page.text)

    async def test_is_no_agents(self, house: House) -> None:
        async with await house.enter(Role.AGENT) as agent:
            assert (await agent.get(f"{PAGE}/ledger")).status_code == 403
