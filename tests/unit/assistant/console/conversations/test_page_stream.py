import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import orjson

from assistant.console.conversations.case_list import ListQuery
from assistant.console.conversations.console_pages import Chrome
from assistant.console.conversations.page_stream import WatchedPage
from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import ConversationId, TeamId
from assistant.conversation.people import Agent
from assistant.desk.lists.list_projection import tell
from assistant.desk.nudges import FanoutNudges, Nudge, NudgeKind, customer_typing_topic
from assistant.desk.ports import View
from assistant.desk.staff.permissions import Sight
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.desk_cases import MemoryCases
from tests.support.memory.fanout import MemoryFanout
from tests.support.pages.console_desktop import ANNA, BEN, Desktop, staffed
from tests.support.pages.staff_office import Office
from tests.support.seeds.conversation_events import NOON, WIDGET, started, wrote
from tests.support.seeds.people_events import agent_replied, assigned, claimed, handed_off

C1 = ConversationId("c1")


class Newsroom:
    """A console, and pages that follow what happens."""

    def __init__(self, office: Office) -> None:
        self.log = MemoryEventLog()
        self.cases = MemoryCases(self.log)
        self.fanout = MemoryFanout()
        self.console = Desktop(
            log=self.log, cases=self.cases, office=office, fanout=self.fanout
        ).console()

    @classmethod
    async def open(cls) -> "Newsroom":
        room = cls(await staffed(Office()))
        await room.log.start(started())
        await room.cases.advance(limit=100)
        return room

    async def happen(self, *events: ConversationEvent) -> None:
        await self.log.append(C1, events)
        await self.list()

    async def list(self) -> None:
        taken = await self.cases.advance(limit=100)
        await tell(self.fanout, taken.changed)

    @asynccontextmanager
    async def page(
        self,
        agent: Agent = ANNA,
        *,
        view: View = View.OPEN,
        conversation: ConversationId | None = None,
        after: int = 0,
        sight: Sight = Sight.ALL,
    ) -> AsyncIterator["Reader"]:
        chrome = Chrome(
            me=agent,
            csrf="",
            language="en",
            theme="",
            availability="online",
            here="/console",
            query=ListQuery(view=view),
            sight=sight,
        )

        async def may_go_on() -> bool:
            return True

        watching = WatchedPage(
            chrome=chrome, conversation_id=conversation, after=after, may_go_on=may_go_on
        )
        stop = asyncio.Event()
        reader = Reader(self.console.streams.follow(watching, stop=stop))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(reader.read())
            await reader.next("hello")
            yield reader
            stop.set()


class Reader:
    """What a page is told."""

    def __init__(self, frames: AsyncIterator[bytes]) -> None:
        self._chromes = frames
        self._told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.ended = asyncio.Event()
        self.kinds: set[str] = set()  # that were passed over or returned

    async def read(self) -> None:
        async for frames in self._chromes:
            for line in frames.decode().splitlines():
                if line.startswith("data: "):
                    self._told.put_nowait(orjson.loads(line.removeprefix("data: ")))
        self.ended.set()

    async def next(self, kind: str) -> dict[str, Any]:
        """Return the next message of a kind; others are passed over."""
        async with asyncio.timeout(5):
            while True:
                message = await self._told.get()
                self.kinds.add(message["type"])
                if message["type"] == kind:
                    return message

    def rest(self) -> list[dict[str, Any]]:
        """Return what was told and nobody asked for."""
        return [self._told.get_nowait() for _ in range(self._told.qsize())]


class TestAPageWithAList:
    async def test_is_told_who_comes_and_who_goes(self) -> None:
        room = await Newsroom.open()
        async with room.page(view=View.UNASSIGNED) as page:
            await room.happen(handed_off())
            (came,) = (await page.next("rows"))["rows"]
            await room.happen(claimed("anna"))
            (went,) = (await page.next("rows"))["rows"]

        assert came["id"] == "c1"
        assert 'id="c-c1"' in came["html"]
        assert (went["id"], went["html"]) == ("c1", "")

    async def test_is_told_how_many_each_view_has(self) -> None:
        room = await Newsroom.open()
        async with room.page() as page:
            before = await page.next("counts")
            await room.happen(handed_off())
            after = await page.next("counts")

        assert (before["counts"]["open"], after["counts"]["open"]) == (0, 1)

    async def test_asks_for_its_list_again_when_any_row_may_have_changed(self) -> None:
        room = await Newsroom.open()
        async with room.page() as page:
            await tell(room.fanout, tuple(ConversationId(f"c{n}") for n in range(500)))

            assert await page.next("relist")


class TestAPageWithAConversation:
    async def test_is_told_what_it_has_not_then_what_happens(self) -> None:
        room = await Newsroom.open()
        await room.happen(handed_off(), claimed("ben"))
        async with room.page(conversation=C1, after=1) as page:
            caught_up = await page.next("thread")
            await room.log.accept(
                wrote("m1", text="Encore là ?"), account_id=WIDGET, provider_message_id="m1"
            )
            told = await page.next("thread")

        assert caught_up["sequence"] == 3
        assert "Ben Keller took it" in caught_up["entries"]
        assert "opened" not in caught_up["entries"]
        assert "Encore là ?" in told["entries"]
        assert told["composer"] == "taken"

    async def test_is_told_nothing_that_it_has(self) -> None:
        room = await Newsroom.open()
        await room.happen(handed_off())
        async with room.page(conversation=C1, after=2) as page:
            await room.happen(agent_replied("r1"))
            told = await page.next("thread")

        assert told["sequence"] == 3
        assert "Handed to a person" not in told["entries"]

    async def test_is_told_that_its_customer_writes_and_no_other(self) -> None:
        room = await Newsroom.open()
        other = ConversationId("c2")
        await room.log.start(started("c2"))
        async with (
            room.page(conversation=C1) as page,
            room.page(conversation=other) as elsewhere,
        ):
            await page.next("viewers")
            await elsewhere.next("viewers")
            await room.fanout.publish(customer_typing_topic(C1), b"writes")
            assert await page.next("customer_writes")
            await room.fanout.publish(ConversationId("console.looking"), b"c2")
            await elsewhere.next("viewers")

        assert "customer_writes" not in elsewhere.kinds

    async def test_sees_colleagues_come_write_and_leave_but_not_itself(self) -> None:
        room = await Newsroom.open()
        look, leave = room.console.viewers.look, room.console.viewers.leave
        async with room.page(conversation=C1) as page:
            assert (await page.next("viewers"))["viewers"] == []
            await look(C1, ANNA.agent_id, typing=True, for_s=60)
            await look(C1, BEN.agent_id, typing=True, for_s=60)
            await room.fanout.publish(ConversationId("console.looking"), b"c1")
            seen = (await page.next("viewers"))["viewers"]
            await leave(C1, BEN.agent_id)
            await room.fanout.publish(ConversationId("console.looking"), b"c1")
            left = (await page.next("viewers"))["viewers"]

        assert seen == [{"name": "Ben Keller", "typing": True}]
        assert left == []


class TestAPageWithAConversationOfOnesTeam:
    """Where agents see their own and their teams'."""

    async def test_is_told_nothing_of_it_once_it_is_another_teams(self) -> None:
        room = await Newsroom.open()
        async with room.page(BEN, conversation=C1, sight=Sight.TEAMS) as page:
            await page.next("thread")
            await room.happen(replace(assigned(None), team=TeamId("sizes")))
            assert await page.next("gone")
            async with asyncio.timeout(5):
                await page.ended.wait()
            assert page.rest() == []

    async def test_goes_on_if_it_is_another_teams_and_the_agents_own(self) -> None:
        room = await Newsroom.open()
        async with room.page(BEN, conversation=C1, sight=Sight.TEAMS) as page:
            await page.next("thread")
            theirs = replace(assigned(BEN.agent_id), team=TeamId("sizes"))
            await room.happen(theirs, claimed(BEN.agent_id))

            assert (await page.next("thread"))["composer"] == "free"

    async def test_is_told_nothing_that_went_elsewhere_before_the_stream_began(self) -> None:
        room = await Newsroom.open()
        await room.happen(replace(assigned(None), team=TeamId("sizes")), handed_off())
        async with room.page(BEN, conversation=C1, sight=Sight.TEAMS) as page:
            assert await page.next("gone")
            await page.ended.wait()

        assert page.kinds == {"hello", "gone"}


class TestAPageOfAnAgent:
    async def test_is_nudged_when_the_agent_is_asked_and_others_are_not(self) -> None:
        room = await Newsroom.open()
        asked = Nudge(kind=NudgeKind.ASKED, conversation_id=C1, at=NOON, agent_id=BEN.agent_id)
        late = Nudge(kind=NudgeKind.BREACHED, conversation_id=C1, at=NOON)
        async with room.page(ANNA) as annas, room.page(BEN) as bens:
            await FanoutNudges(room.fanout).give(asked)
            await FanoutNudges(room.fanout).give(late)
            first, only = await bens.next("nudge"), await annas.next("nudge")

        assert first["text"] == "You are asked to take a conversation."
        assert only["text"] == "Somebody has been waiting for too long."


class TestAStream:
    async def test_ends_when_the_process_stops(self) -> None:
        room = await Newsroom.open()
        async with room.page() as page:
            room.console.streams.close()

            async with asyncio.timeout(5):
                await page.ended.wait()

    async def test_leaves_nothing_running(self) -> None:
        room = await Newsroom.open()
        before = len(asyncio.all_tasks())
        async with room.page(), room.page(BEN):
            pass

        assert len(asyncio.all_tasks()) == before
