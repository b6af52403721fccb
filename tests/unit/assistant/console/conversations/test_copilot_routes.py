import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import orjson
import pytest

from assistant.console.conversations.copilot_routes import until
from assistant.console.copilot.types import (
    Drafted,
    Failed,
    Help,
    Progress,
    Rewritten,
    Step,
    Suggested,
    Task,
    Why,
)
from assistant.conversation.events import CopilotUsed, IdentityProven, ReplyWritten
from assistant.conversation.ids import CustomerId
from assistant.conversation.message import Source
from assistant.desk.staff.audit_chain import Action
from assistant.ports import VersionConflictError
from tests.support.pages.console_desktop import ANNA, BEN, staffed
from tests.support.pages.console_house import C1, SCRIPT, THREAD, House, posted, writing
from tests.support.pages.staff_office import Office
from tests.support.seeds.conversation_events import started
from tests.support.seeds.people_events import claimed, handed_off
from tests.unit.assistant.console.copilot.copiloting import Scripted

FAQ = Source(title="FAQ", url="/faq", quote="30 <days>.", language="en", score=0.9)
DRAFT = Drafted(text="30 days.", language="en", sources=(FAQ,), by_model=True)


async def house_with(copilot: Scripted | None) -> House:
    house = House(await staffed(Office()), copilot=copilot)
    await house.log.start(started())
    await house.say("m1")
    await house.happen(handed_off("m1"), claimed("ben"))
    return house


async def asked(house: House, what: Help, text: str = "") -> list[dict[str, Any]]:
    async with house.office.browser(house.app, BEN) as ben:
        answer = await ben.post(
            f"{THREAD}/copilot", data={"help": what, "text": text}, headers=SCRIPT
        )
    assert answer.status_code == 200, answer.text
    frames = answer.text.split("\n\n")
    return [orjson.loads(frame.removeprefix("data: ")) for frame in frames if frame]


class TestAHelp:
    async def test_is_streamed_with_its_sources_and_is_in_the_audit(self) -> None:
        copilot = Scripted(Progress("30"), DRAFT)
        house = await house_with(copilot)
        progress, end = await asked(house, Help.DRAFT)

        assert progress == {"type": "progress", "text": "30"}
        assert (end["type"], end["text"], end["by_model"]) == ("end", "30 days.", True)
        assert '<a href="/faq"' in end["html"]
        assert "30 &lt;days&gt;." in end["html"]
        assert copilot.asked == [Task(help=Help.DRAFT, conversation_id=C1)]
        assert Action.COPILOT_USED in await house.audited()

    async def test_that_came_too_late_is_recorded(self) -> None:
        house = await house_with(Scripted(Failed(why=Why.MOVED_ON)))
        [end] = await asked(house, Help.DRAFT)
        assert end["text"] == ""
        assert "Somebody wrote meanwhile" in end["html"]
        [used] = [one for one in await house.events() if isinstance(one, CopilotUsed)]
        assert (used.help, used.outcome, used.by) == ("draft", "outdated", "ben")

    @pytest.mark.parametrize("why", Why)
    async def test_that_fails_is_said_in_words(self, why: Why) -> None:
        house = await house_with(Scripted(Failed(why=why, what=("denial", "12.5 EUR"))))
        [end] = await asked(house, Help.WARMER, "Bonjour")
        assert "data-said" in end["html"]
        assert "copilot_why" not in end["html"]

    @pytest.mark.parametrize(
        ("end", "shows"),
        [
            (Rewritten(text="Hé", language="fr", names=("Lune",)), "Lune"),
            (replace(DRAFT, fell_back="replaced"), "For a part of it"),
            (replace(DRAFT, fell_back="slow", by_model=False), "nothing that could be used"),
            (replace(DRAFT, left=("Why?",)), "left to you: Why?"),
            (Drafted(text="", language="fr", sources=(FAQ,), by_model=False), "FAQ"),
            (Suggested(operation="cancel_order", number="#1001"), "/operations?order=%231001"),
            (Suggested(operation="cancel_order", refusal="Too late."), "Too late."),
            (Suggested(operation="stock_alert", number="#1001"), "There is no form"),
            (Suggested(operation="cancel_order", proven=False), "prove who they are"),
            (Suggested(operation="cancel_order"), "which order is meant"),
        ],
    )
    async def test_of_every_kind_is_shown(self, end: Step, shows: str) -> None:
        house = await house_with(Scripted(end))
        [told] = await asked(house, Help.OPERATION)
        assert shows in told["html"]

    async def test_that_may_say_something_else_says_what_to_compare(self) -> None:
        doubted = Rewritten(text="Hé", language="fr", doubts=("if", "order"))
        house = await house_with(Scripted(doubted))
        [told] = await asked(house, Help.WARMER, "Hé")
        assert told["doubted"] is True
        assert "a condition (&#34;if&#34;), which figure or day" in told["html"]

    async def test_of_no_conversation_is_not_found(self) -> None:
        house = await house_with(Scripted(DRAFT))
        async with house.office.browser(house.app, BEN) as ben:
            answer = await ben.post(
                "/console/c/nowhere/copilot", data={"help": "draft"}, headers=SCRIPT
            )
        assert answer.status_code == 404

    async def test_of_no_kind_is_refused(self) -> None:
        house = await house_with(Scripted(DRAFT))
        async with house.office.browser(house.app, BEN) as ben:
            answer = await ben.post(f"{THREAD}/copilot", data={"help": "sing"}, headers=SCRIPT)
        assert answer.status_code == 422

    async def test_of_more_than_a_help_takes_is_said_in_words(self) -> None:
        house = await house_with(Scripted(Failed(why=Why.TOO_LONG)))
        [end] = await asked(house, Help.WARMER, "a" * 9000)
        assert "up to 4,000 characters" in end["html"]

    async def test_that_cannot_be_counted_now_is_told_all_the_same(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        house = await house_with(Scripted(Failed(why=Why.MOVED_ON)))

        async def conflict(*_: object, **__: object) -> None:
            raise VersionConflictError

        monkeypatch.setattr(house.log, "append", conflict)
        [end] = await asked(house, Help.DRAFT)
        assert "Somebody wrote meanwhile" in end["html"]
        async with house.office.browser(house.app, BEN) as ben:
            fields = {"help": "draft", "outcome": "discarded"}
            answer = await ben.post(f"{THREAD}/copilot/unused", data=fields, headers=SCRIPT)
        assert answer.status_code == 204


class TestAHelpMadeOfTheCustomersOrders:
    @pytest.mark.parametrize(
        ("end", "read"),
        [
            (replace(DRAFT, of_orders=True), 1),
            (DRAFT, 0),
            (Suggested(operation="cancel_order", number="#1001"), 1),
            (Suggested(operation="cancel_order", proven=False), 0),
        ],
    )
    async def test_is_in_the_audit_as_that(self, end: Step, read: int) -> None:
        house = await house_with(Scripted(end))
        proof = IdentityProven(
            conversation_id=C1,
            at=house.office.clock.now(),
            customer_id=CustomerId("lea"),
            method="signed_in",
        )
        await house.happen(proof)
        await asked(house, Help.DRAFT)
        assert (await house.audited()).count(Action.CUSTOMER_READ) == read


class TestAPageThatLeaves:
    async def test_stops_the_help(self) -> None:
        left = asyncio.Event()

        async def steps() -> AsyncGenerator[Step, None]:
            try:
                yield Progress("3")
                await asyncio.Event().wait()
            finally:
                left.set()

        gone = asyncio.Event()
        async with aclosing(until(gone, steps())) as coming:
            assert await anext(coming) == Progress("3")
            gone.set()
            assert [step async for step in coming] == []
        assert left.is_set()


class TestTheComposer:
    @pytest.fixture
    async def page(self) -> AsyncIterator[str]:
        house = await house_with(Scripted())
        async with house.office.browser(house.app, BEN) as ben:
            yield (await ben.get(THREAD)).text

    async def test_offers_what_there_is(self, page: str) -> None:
        for one in ("draft", "shorter", "to_french", "ask", "operation"):
            assert f'data-help="{one}"' in page

    async def test_offers_no_rewording_without_a_model(self) -> None:
        copilot = Scripted()
        copilot.has_model = False
        house = await house_with(copilot)
        async with house.office.browser(house.app, BEN) as ben:
            page = (await ben.get(THREAD)).text
        assert 'data-help="draft"' in page
        assert 'data-help="shorter"' not in page

    async def test_is_as_before_without_a_copilot(self) -> None:
        house = await house_with(None)
        async with house.office.browser(house.app, BEN) as ben:
            page = (await ben.get(THREAD)).text
            answer = await ben.post(f"{THREAD}/copilot", data={"help": "draft"}, headers=SCRIPT)
        assert "data-help" not in page
        assert answer.status_code == 404


class TestAReply:
    async def send(self, house: House, helped: str) -> list[CopilotUsed]:
        async with house.office.browser(house.app, BEN) as ben:
            status, _ = await posted(ben, "write", **writing("30 days.", helped=helped))
        assert status == 200
        return [one for one in await house.events() if isinstance(one, CopilotUsed)]

    async def test_says_what_the_copilot_had_a_part_in(self) -> None:
        house = await house_with(Scripted())
        helped = orjson.dumps([{"help": "draft", "text": "30 days.", "by_model": True}]).decode()
        [used] = await self.send(house, helped)
        [reply] = [one for one in await house.events() if isinstance(one, ReplyWritten)][-1:]
        assert (used.outcome, used.message_id, used.by_model) == ("sent", reply.message_id, True)

    @pytest.mark.parametrize("helped", ["", "[]", "{", '[{"help":"sing","text":"","by_model":1}]'])
    async def test_is_sent_whatever_is_said_of_help(self, helped: str) -> None:
        assert await self.send(await house_with(Scripted()), helped) == []

    async def test_that_was_not_wanted_is_recorded(self) -> None:
        house = await house_with(Scripted())
        async with house.office.browser(house.app, ANNA) as anna:
            answer = await anna.post(
                f"{THREAD}/copilot/unused",
                data={"help": "ask", "outcome": "discarded", "by_model": "1"},
                headers=SCRIPT,
            )
        assert answer.status_code == 204
        [used] = [one for one in await house.events() if isinstance(one, CopilotUsed)]
        assert (used.help, used.outcome, used.by_model) == ("ask", "discarded", True)
