"""People read assertions and settle them on their pages, in a whole console over SQLite."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.improvement.assertions import assertion_moves
from assistant.improvement.assertions.assertion import (
    AssertedThing,
    AssertingPart,
    Assertion,
    AssertionState,
    AssertionSubject,
    EvidenceKind,
    Predicate,
    Settlement,
    SubjectKind,
)
from assistant.insights.insight import Insight, Kind, Status
from integrations.stores.sql.insights.assertion_book import SqlAssertionBook
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.insight_book import SqlInsightBook
from tests.support.pages.installed_console import fresh_installation, sign_in
from tests.support.patience import until
from tests.support.seeds.assertion_seeds import (
    COMPLAINED,
    CONFUSES,
    LOWERED,
    NOTHING,
    RETURNED_SMALL,
    evidence,
)
from tests.support.seeds.change_seeds import NOON, change_set
from tests.support.seeds.insight_rows import open_insight

PAGE = "/console/assertions"


@dataclass
class House:
    """A console with a lead, and the assertions of a test."""

    app: FastAPI
    parts: Parts
    lead: httpx.AsyncClient
    stack: AsyncExitStack

    @property
    def book(self) -> SqlAssertionBook:
        return SqlAssertionBook(self.parts.database)

    async def post(self, *things: AssertedThing) -> list[Assertion]:
        """Keep what a round posts."""
        posted = assertion_moves.renew([], things, now=NOON)
        for one in posted:
            await self.book.put(one, expected_version=None)
        return posted

    async def sign_in(self, role: Role) -> httpx.AsyncClient:
        client = await self.stack.enter_async_context(await sign_in(self.app, role))
        client.headers["accept-language"] = "en"
        return client

    async def settle(
        self, one: Assertion, settlement: str, *, reason: str = "Seen in the stock room."
    ) -> httpx.Response:
        now = await self.book.get(one.assertion_id)
        data = {"settlement": settlement, "reason": reason, "version": str(now.version)}
        return await self.lead.post(f"{PAGE}/{one.assertion_id}", data=data)


async def is_loaded(client: httpx.AsyncClient) -> bool:
    return "refresh" not in (await client.get(PAGE)).headers


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        app, parts = await stack.enter_async_context(fresh_installation(tmp_path))
        client = await stack.enter_async_context(await sign_in(app, Role.LEAD))
        client.headers["accept-language"] = "en"
        await until(partial(is_loaded, client), within_s=120, every_s=0.2)
        yield House(app, parts, client, stack)


async def text_of(client: httpx.AsyncClient, page: str) -> str:
    shown = await client.get(page)
    assert shown.status_code == httpx.codes.OK
    return unescape(shown.text)


class TestTheList:
    async def test_says_what_will_appear_while_there_is_nothing(self, house: House) -> None:
        assert "Nothing is asserted yet" in await text_of(house.lead, PAGE)

    async def test_says_who_disputes_and_who_says_the_same(self, house: House) -> None:
        await SqlChangeBook(house.parts.database).put(change_set(), expected_version=None)
        await house.post(COMPLAINED, CONFUSES, LOWERED, NOTHING)

        shown = await text_of(house.lead, PAGE)

        assert "Complaints about robe-ondine are mainly about its size." in shown
        assert "between 60% and 80%" in shown
        assert "30 of 100 complaints (28 customers)" in shown
        assert "Same as Merchandising" in shown
        assert (
            "Since “Is there a parking at the shop?” was published, questions stay open less"
            " often than before." in shown
        )
        assert "2 to 9 fewer in 100 conversations" in shown
        assert "Disputed by Experiments" in shown
        assert shown.index("parking") < shown.index("robe-ondine")  # disputed ones come first

    async def test_is_read_by_whoever_reads_insights(self, house: House) -> None:
        agent = await house.sign_in(Role.AGENT)
        assert (await agent.get(PAGE)).status_code == httpx.codes.FORBIDDEN


class TestOne:
    async def test_shows_its_evidence_its_dispute_and_its_history(self, house: House) -> None:
        await SqlChangeBook(house.parts.database).put(change_set(), expected_version=None)
        lowered, _ = await house.post(LOWERED, NOTHING)

        shown = await text_of(house.lead, f"{PAGE}/{lowered.assertion_id}")

        assert "Seasons and other changes are in it" in shown
        assert "It measures no effect." in shown
        beside = shown[shown.index("Side by side") : shown.index("What happened")]
        assert "2 to 9 fewer in 100 conversations" in beside
        assert "from 2 fewer to 3 more in 100 visitors" in beside
        assert "Before and after" in beside
        assert "Drawn at random" in beside
        assert "/console/improve/c0ffee" in shown
        assert "Asserted" in shown

    async def test_that_is_not_there_is_not_found(self, house: House) -> None:
        assert (await house.lead.get(f"{PAGE}/abc")).status_code == httpx.codes.NOT_FOUND


class TestSettling:
    async def test_makes_a_task_and_says_so(self, house: House) -> None:
        [one] = await house.post(COMPLAINED)

        settled = await house.settle(one, "upheld")

        assert settled.is_redirect
        shown = await text_of(house.lead, settled.headers["location"])
        assert "Settled. It is so." in shown
        assert "Seen in the stock room." in shown
        [task] = await SqlChangeBook(house.parts.database).all()
        assert task.about == (
            "Complaints about robe-ondine are mainly about its size. (between 60% and 80%)"
            " Say on its page how it fits, and look at its size chart."
        )
        deeds = [entry.deed for entry in await house.parts.audit.recent(limit=20)]
        moved = [deed for deed in deeds if deed.action is Action.ASSERTION_MOVED]
        assert {deed.detail["do"] for deed in moved} == {"settled", "became"}

    async def test_proposes_a_note_on_a_size_that_people_read_first(self, house: House) -> None:
        [one] = await house.post(RETURNED_SMALL)
        shown = await text_of(house.lead, f"{PAGE}/{one.assertion_id}")
        assert "Customers send robe-ondine back mostly because it is too small." in shown
        assert "proposes a page with a note on its size" in shown

        settled = await house.settle(one, "upheld")

        [note] = await SqlChangeBook(house.parts.database).all()
        assert f"/console/improve/{note.change_id}" in await text_of(
            house.lead, settled.headers["location"]
        )
        opened = await text_of(house.lead, f"/console/improve/{note.change_id}")
        assert "robe-ondine runs small." in opened

    async def test_of_a_size_that_nobody_knows_leads_to_its_trial(self, house: House) -> None:
        [one] = await house.post(RETURNED_SMALL)

        await house.settle(one, "unknown")

        [note] = await SqlChangeBook(house.parts.database).all()
        form = f"/console/experiments/new?change={note.change_id}"
        assert form in await text_of(house.lead, f"{PAGE}/{one.assertion_id}")
        assert (await house.lead.get(form)).status_code == httpx.codes.OK

    async def test_says_where_nothing_is_to_be_done(self, house: House) -> None:
        [one] = await house.post(COMPLAINED)
        settled = await house.settle(one, "rejected")
        assert "Nothing is to be done. It stays as it is." in await text_of(
            house.lead, settled.headers["location"]
        )

    @pytest.mark.parametrize(
        ("settlement", "status"),
        [("upheld", Status.ACCEPTED), ("rejected", Status.DISMISSED), ("unknown", Status.OPEN)],
    )
    async def test_gives_the_insight_its_status(
        self, house: House, settlement: str, status: Status
    ) -> None:
        book = SqlInsightBook(house.parts.database)
        insight: Insight = open_insight("poncho")
        await book.put(insight, expected_version=None)
        sought = AssertedThing(
            part=AssertingPart.MERCHANDISING,
            predicate=Predicate.IS_SOUGHT,
            subject=AssertionSubject(kind=SubjectKind.DEMAND, reference=insight.insight_id),
            evidence=evidence(EvidenceKind.INSIGHT, reference=insight.insight_id),
            weight=9.0,
        )
        [one] = await house.post(sought)
        assert insight.finding.kind is Kind.UNMET_DEMAND
        assert "Customers look for “poncho”" in await text_of(house.lead, PAGE)

        await house.settle(one, settlement)

        assert (await book.get(insight.insight_id)).status is status
        assert (await house.book.get(one.assertion_id)).settlement is Settlement(settlement)

    async def test_needs_a_reason_and_the_newest_version(self, house: House) -> None:
        [one] = await house.post(COMPLAINED)

        empty = await house.settle(one, "upheld", reason=" ")
        stale = await house.lead.post(
            f"{PAGE}/{one.assertion_id}",
            data={"settlement": "upheld", "reason": "so", "version": "9"},
        )

        assert (empty.status_code, stale.status_code) == (422, 409)
        assert "Write your reason first" in unescape(empty.text)
        assert (await house.book.get(one.assertion_id)).state is AssertionState.POSTED

    async def test_is_for_who_acts_on_insights(self, house: House) -> None:
        [one] = await house.post(COMPLAINED)
        agent = await house.sign_in(Role.AGENT)

        refused = await agent.post(
            f"{PAGE}/{one.assertion_id}",
            data={"settlement": "upheld", "reason": "so", "version": "1"},
        )

        assert refused.status_code == httpx.codes.FORBIDDEN
