"""Customers, agents, webhooks, outages and deaths in any order: both sides end up alike."""

import random
from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.event_base import Author
from assistant.conversation.events import CustomerWrote, ReplyWritten
from assistant.desk.helpdesk.ports import HelpdeskUnavailableError
from assistant.desk.helpdesk.types import (
    CaseEntry,
    CaseMessage,
    CaseState,
    Colleague,
    EntryVoice,
    HelpdeskCaseId,
    Opening,
)
from assistant.ports import Clock
from tests.support.memory.assemblies.helpdesk_shop import Shop
from tests.support.memory.helpdesk import MemoryCase, MemoryHelpdesk
from tests.support.seeds.people_events import C1

STEPS = 60
LEA = Colleague(colleague_id="memory:5", name="Léa")
NOE = Colleague(colleague_id="memory:6", name="Noé")


class ShakyHelpdesk(MemoryHelpdesk):
    """Now and then the answer to what was done is lost, or nothing was done."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.chance = random.Random(0)  # noqa: S311 - the same every time
        self.shakes = True
        self.pushes = 0

    async def open_case(self, opening: Opening) -> HelpdeskCaseId:
        self._shake()
        made = await super().open_case(opening)
        self._shake()
        return made

    async def post(self, case_id: HelpdeskCaseId, entry: CaseEntry) -> None:
        self._shake()
        await super().post(case_id, entry)
        self._shake()

    async def set_status(
        self, case_id: HelpdeskCaseId, status: ConversationStatus, *, until: datetime | None = None
    ) -> None:
        self._shake()
        self.pushes += 1
        await super().set_status(case_id, status, until=until)
        self._shake()

    async def look(self, case_id: HelpdeskCaseId, *, after: int) -> CaseState:
        self._shake()
        return await super().look(case_id, after=after)

    def _shake(self) -> None:
        if self.shakes and self.chance.random() < 0.1:
            away = "shaken"
            raise HelpdeskUnavailableError(away)


class Scene:
    """One conversation, and everything that may happen to it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same every time
        self.shop = Shop(ShakyHelpdesk)
        assert isinstance(self.shop.helpdesk, ShakyHelpdesk)
        self.helpdesk = self.shop.helpdesk
        self.helpdesk.chance = random.Random(seed + 1)  # noqa: S311
        self.written = 0
        self.told: list[CaseMessage] = []  # webhooks on their way

    async def step(self) -> None:
        happenings: list[Callable[[], Awaitable[object]]] = [
            self.customer_writes,
            self.customer_wants_somebody,
            self.agent_writes,
            self.agent_sets_status,
            self.webhook_comes,
            self.webhook_is_lost,
            self.time_passes,
            self.shop.loop.once,
            self.shop.loop.once,
            self.another_process,
        ]
        await self.chance.choice(happenings)()

    async def customer_writes(self) -> None:
        self.written += 1
        await self.shop.says(f"message {self.written}")

    async def customer_wants_somebody(self) -> None:
        self.written += 1
        await self.shop.says(f"quelqu'un {self.written}")

    async def agent_writes(self) -> None:
        for case_id in self.helpdesk.cases:
            self.written += 1
            who = self.chance.choice([LEA, NOE])
            heard = self.helpdesk.write(case_id, text=f"answer {self.written}", by=who)
            self.told += [heard] * self.chance.choice([1, 2])

    async def agent_sets_status(self) -> None:
        for case in self.helpdesk.cases.values():
            case.status = self.chance.choice(
                [ConversationStatus.OPEN, ConversationStatus.PENDING, ConversationStatus.RESOLVED]
            )
            case.assignee = self.chance.choice([LEA, NOE, None])
            case.changed_at = self.shop.clock.now()

    async def webhook_comes(self) -> None:
        self.chance.shuffle(self.told)
        if self.told:
            kept = await self.shop.book.of_case(HelpdeskCaseId("1"))
            heard = self.told.pop()
            if kept is not None:
                await self.shop.taking.message(C1, heard, up_to=kept.mirrored)

    async def webhook_is_lost(self) -> None:
        self.chance.shuffle(self.told)
        del self.told[:1]

    async def time_passes(self) -> None:
        self.shop.clock.move(self.chance.choice([1, 20, 90]))

    async def another_process(self) -> None:
        self.shop.loop = self.shop.new_loop()

    async def come_to_rest(self) -> MemoryCase | None:
        self.helpdesk.shakes = False
        for _ in range(3):
            self.shop.clock.move(600)
            await self.shop.settle()
        return self.helpdesk.cases.get(HelpdeskCaseId("1"))


@pytest.mark.parametrize(
    "seed",
    [*range(40), *(pytest.param(one, marks=pytest.mark.slow) for one in range(40, 150))],
)
class TestWhateverHappens:
    async def test_nothing_is_lost_or_said_twice_and_both_sides_agree(self, seed: int) -> None:
        scene = Scene(seed)
        await scene.shop.open()
        for _ in range(STEPS):
            await scene.step()

        case = await scene.come_to_rest()

        if case is None:
            assert await scene.shop.status() is ConversationStatus.PENDING
            return
        assert len(scene.helpdesk.cases) == 1
        record = await scene.shop.events.read(C1)
        events = [one.event for one in record.events]
        here = [one.text for one in events if isinstance(one, CustomerWrote)]
        there = [one.text for one in case.entries if one.voice is EntryVoice.CUSTOMER]
        assert there == here[: len(there)]
        if await scene.shop.status() is not ConversationStatus.RESOLVED:
            assert there == here
        replies = [one for one in events if isinstance(one, ReplyWritten)]
        by_agents = [one.text for one in replies if one.author is Author.AGENT]
        assert sorted(by_agents) == sorted(one.text for one in case.heard if one.by)
        assert case.status is await scene.shop.status()

    async def test_a_status_comes_to_rest(self, seed: int) -> None:
        scene = Scene(seed)
        await scene.shop.open()
        for _ in range(STEPS):
            await scene.step()
        await scene.come_to_rest()
        pushes = scene.helpdesk.pushes

        scene.shop.clock.move(600)
        await scene.shop.settle()

        assert scene.helpdesk.pushes == pushes
