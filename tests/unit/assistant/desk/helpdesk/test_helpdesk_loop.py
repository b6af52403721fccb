"""Two sides that come together, whatever fails on the way."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.events import ConversationErased
from assistant.conversation.ids import ConversationId
from assistant.desk.helpdesk.ports import HelpdeskRefusedError, HelpdeskUnavailableError
from assistant.desk.helpdesk.types import (
    CaseEntry,
    Colleague,
    HelpdeskCaseId,
    MirroredCase,
    Opening,
)
from assistant.ports import LogUnavailableError
from tests.support.memory.assemblies.helpdesk_shop import Shop
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.helpdesk import MemoryCase, MemoryCaseBook, MemoryHelpdesk
from tests.support.patience import until
from tests.support.seeds.people_events import C1

LEA = Colleague(colleague_id="memory:5", name="Léa")


class FailingHelpdesk(MemoryHelpdesk):
    """Raises `error` for conversations of `only`, or for all; counts what it is asked."""

    def __init__(self, clock: HandClock) -> None:
        super().__init__(clock)
        self.error: Exception | None = None
        self.only: str = ""
        self.asked = 0

    async def open_case(self, opening: Opening) -> HelpdeskCaseId:
        self._fail(opening.conversation_id)
        return await super().open_case(opening)

    async def post(self, case_id: HelpdeskCaseId, entry: CaseEntry) -> None:
        self._fail(entry.text)
        await super().post(case_id, entry)

    def _fail(self, about: str) -> None:
        self.asked += 1
        if self.error is not None and self.only in about:
            raise self.error


class DyingBook(MemoryCaseBook):
    """Stands for a process that dies just before a write is kept."""

    def __init__(self, kept: MemoryCaseBook, *, survives: int) -> None:
        super().__init__()
        self.__dict__.update(kept.__dict__)
        self._survives = survives

    async def save(self, kept: MirroredCase) -> None:
        if self._survives == 0:
            raise LogUnavailableError
        self._survives -= 1
        await super().save(kept)

    async def postpone(self, kept: MirroredCase, *, until: object) -> None:
        """Do nothing: the dead write nothing."""


def helpdesk(shop: Shop) -> FailingHelpdesk:
    assert isinstance(shop.helpdesk, FailingHelpdesk)
    return shop.helpdesk


def only(shop: Shop) -> tuple[HelpdeskCaseId, MemoryCase]:
    ((case_id, case),) = helpdesk(shop).cases.items()
    return case_id, case


@pytest.fixture
def shop() -> Shop:
    return Shop(FailingHelpdesk)


async def hand_off(shop: Shop, conversation: str = "c1") -> None:
    await shop.open(conversation)
    await shop.says("Où est ma commande ?", conversation=conversation)
    await shop.says("Il me faut quelqu'un.", conversation=conversation)


class TestAProcessThatDies:
    @pytest.mark.parametrize("survives", range(8))
    async def test_at_any_write_leaves_one_case_with_everything_in_it_once(
        self, shop: Shop, survives: int
    ) -> None:
        await hand_off(shop)
        assert isinstance(shop.book, MemoryCaseBook)
        dying = shop.new_loop(DyingBook(shop.book, survives=survives))
        await dying.once()

        await shop.settle()

        _, case = only(shop)
        texts = [one.text for one in case.entries]
        assert texts[:3] == [
            "Où est ma commande ?",
            "Où est ma commande ?",
            "Il me faut quelqu'un.",
        ]
        assert len(texts) == len({one.entry_id for one in case.entries}) == 4
        assert case.status is ConversationStatus.OPEN

    @pytest.mark.parametrize("survives", range(4))
    async def test_takes_what_people_did_once(self, shop: Shop, survives: int) -> None:
        await hand_off(shop)
        await shop.settle()
        case_id, case = only(shop)
        helpdesk(shop).write(case_id, text="C'est parti.", by=LEA)
        case.status = ConversationStatus.PENDING
        assert isinstance(shop.book, MemoryCaseBook)
        shop.clock.move(61)
        dying = shop.new_loop(DyingBook(shop.book, survives=survives))
        await dying.once()

        shop.clock.move(61)
        await shop.settle()

        assert [one.text for one in await shop.by_agents()] == ["C'est parti."]
        assert await shop.status() is ConversationStatus.PENDING


class TestAHelpdeskThatIsAway:
    async def test_is_asked_less_and_less(self, shop: Shop) -> None:
        await hand_off(shop)
        helpdesk(shop).error = HelpdeskUnavailableError("away")
        asked = list[int]()
        for _ in range(600):
            await shop.loop.once()
            asked.append(helpdesk(shop).asked)
            shop.clock.move(1)

        assert asked[9] >= 3  # soon again at first
        assert asked[599] - asked[299] <= 6  # then once a minute

    async def test_and_says_for_how_long_is_left_alone_for_so_long(self, shop: Shop) -> None:
        await hand_off(shop)
        helpdesk(shop).error = HelpdeskUnavailableError("slow down", retry_after_s=40)
        await shop.loop.once()
        shop.clock.move(39)
        await shop.loop.once()
        assert helpdesk(shop).asked == 1

        shop.clock.move(3)
        await shop.loop.once()

        assert helpdesk(shop).asked == 2

    async def test_for_one_conversation_alone_does_not_keep_others_waiting(
        self, shop: Shop
    ) -> None:
        helpdesk(shop).error = HelpdeskUnavailableError("500 for this one")
        helpdesk(shop).only = "c1"
        await hand_off(shop, "c1")
        await hand_off(shop, "c2")
        for _ in range(30):
            await shop.loop.once()
            shop.clock.move(1)

        _, case = only(shop)
        assert case.opening.conversation_id == "c2"
        assert len(case.entries) == 4


class TestSomethingThatIsRefused:
    async def test_is_left_out_with_a_word_of_what_to_do_and_the_rest_goes_on(
        self, shop: Shop
    ) -> None:
        helpdesk(shop).error = HelpdeskRefusedError("too long: shorten it")
        helpdesk(shop).only = "Où est"
        await hand_off(shop)
        await shop.settle()

        _, case = only(shop)
        assert case.entries[0].text == "Il me faut quelqu'un."
        assert [one.failure for one in await shop.book.failures()] == ["too long: shorten it"]

    async def test_as_a_whole_waits_for_the_next_word(self, shop: Shop) -> None:
        helpdesk(shop).error = HelpdeskRefusedError("no such inbox: check the setting")
        await hand_off(shop)
        await shop.settle()
        (failed,) = await shop.book.failures()
        assert "check the setting" in failed.failure

        helpdesk(shop).error = None
        await shop.says("Il y a quelqu'un ?")
        await shop.settle()

        assert len(only(shop)[1].entries) == 5
        assert list(await shop.book.failures()) == []


class TestACase:
    async def test_that_was_deleted_is_opened_again_where_somebody_waits(self, shop: Shop) -> None:
        await hand_off(shop)
        await shop.settle()
        helpdesk(shop).cases.clear()

        await shop.says("Toujours là ?")
        await shop.settle()

        _, case = only(shop)
        assert case.entries[0].text.startswith("Motif")  # from the handoff on, no earlier
        assert case.entries[-1].text == "Toujours là ?"
        assert case.status is ConversationStatus.OPEN

    async def test_that_was_deleted_is_left_alone_where_nobody_waits(self, shop: Shop) -> None:
        await hand_off(shop)
        await shop.settle()
        only(shop)[1].status = ConversationStatus.PENDING
        shop.clock.move(61)
        await shop.settle()
        helpdesk(shop).cases.clear()

        await shop.says("Merci.")
        await shop.settle()

        assert helpdesk(shop).cases == {}

    async def test_of_an_erased_conversation_is_deleted(self, shop: Shop) -> None:
        await hand_off(shop)
        await shop.settle()

        await shop.events.erase(ConversationErased(conversation_id=C1, at=shop.clock.now()))
        await shop.settle()

        assert helpdesk(shop).cases == {}
        assert await shop.book.of_case(HelpdeskCaseId("1")) is None


class TestTheLoop:
    async def test_reads_each_event_once(self, shop: Shop) -> None:
        await hand_off(shop)
        await shop.settle()

        assert await shop.loop.take_in() == 0
        assert await shop.new_loop().take_in() == 0

    async def test_follows_the_log_until_it_is_stopped(self, shop: Shop) -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(shop.loop.run(stop))
        await hand_off(shop)

        async def is_open() -> bool:
            return [one.status for one in helpdesk(shop).cases.values()] == [
                ConversationStatus.OPEN
            ]

        await until(is_open)
        stop.set()
        await running

    async def test_leaves_it_to_the_process_whose_turn_it_is(self, shop: Shop) -> None:
        await hand_off(shop)
        assert await shop.leases.acquire("helpdesk", for_s=60)
        stop = asyncio.Event()
        limits = replace(shop.loop.limits, duty_every_s=0.001)
        shop.loop.limits = limits
        running = asyncio.create_task(shop.loop.run(stop))
        await asyncio.sleep(0)

        stop.set()
        await running

        assert helpdesk(shop).cases == {}

    async def test_forgets_what_the_log_does_not_know(self, shop: Shop) -> None:
        unknown = ConversationId("never")
        await shop.book.take_in(0, opens=[unknown], touches=[], now=shop.clock.now())

        await shop.loop.once()

        due = await shop.book.due(shop.clock.now() + timedelta(days=1), limit=9)
        assert list(due) == []
