from dataclasses import dataclass, field, replace
from datetime import timedelta

from assistant.console.copilot.handoff_summaries import LATE, HandoffSummariser, SummaryRound
from assistant.conversation.events import HandoffSummarised
from assistant.conversation.ids import ConversationId
from assistant.kit.duty import Duty
from assistant.kit.model.ports import ModelUnavailableError
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.desk_cases import MemoryCases
from tests.support.memory.language_model import MemoryModel
from tests.support.memory.work_queue import MemoryLeases
from tests.support.seeds.conversation_events import WIDGET, started, wrote
from tests.support.seeds.people_events import handed_off, released
from tests.support.simulators.model.personas import sentences
from tests.unit.assistant.console.copilot.copiloting import VOICE, fails, says

C1 = ConversationId("c1")
CUP = "La tasse est arrivée cassée."
TOLD = sentences((1, CUP, "La tasse du client est arrivée cassée."))


@dataclass
class Round:
    """A log, and what sums up what is handed over in it."""

    model: MemoryModel = field(default_factory=lambda: says(TOLD))
    clock: HandClock = field(default_factory=HandClock)
    log: MemoryEventLog = field(default_factory=MemoryEventLog)

    def summaries(self) -> SummaryRound:
        return SummaryRound(
            summing_up=HandoffSummariser(model=self.model, voice=VOICE, clock=self.clock),
            events=self.log,
            projection=MemoryCases(self.log),
            duty=Duty(leases=MemoryLeases(), name="summaries", for_s=60),
            clock=self.clock,
        )

    async def hand_over(self) -> None:
        await self.log.start(started())
        event = wrote("m1", text=CUP)
        await self.log.accept(event, account_id=WIDGET, provider_message_id="m1")
        await self.log.append(C1, [handed_off("m1")])

    async def summed(self) -> list[HandoffSummarised]:
        events = [stored.event for stored in (await self.log.read(C1)).events]
        return [one for one in events if isinstance(one, HandoffSummarised)]


class TestAHandoff:
    async def test_is_summed_up_once_whoever_looks_again(self) -> None:
        round_ = Round()
        await round_.hand_over()
        first = round_.summaries()
        assert await first.once() > 0
        await first.once()
        await round_.summaries().once()

        assert len(await round_.summed()) == 1
        assert len(round_.model.asked) == 1

    async def test_of_long_ago_is_left(self) -> None:
        round_ = Round()
        await round_.hand_over()
        round_.clock.move((LATE + timedelta(seconds=1)).total_seconds())
        await round_.summaries().once()
        assert await round_.summed() == []

    async def test_that_was_given_back_is_left(self) -> None:
        round_ = Round()
        await round_.hand_over()
        await round_.log.append(C1, [released("m1")])
        await round_.summaries().once()
        assert round_.model.asked == []

    async def test_of_which_nothing_came_is_not_paid_for_again(self) -> None:
        round_ = Round(model=fails(ModelUnavailableError("away")))
        await round_.hand_over()
        await round_.summaries().once()
        await round_.summaries().once()

        assert len(round_.model.asked) == 1
        assert [one.summary for one in await round_.summed()] == [()]

    async def test_of_a_conversation_that_was_handed_over_before_is_summed_up_anew(self) -> None:
        round_ = Round()
        await round_.hand_over()
        summaries = round_.summaries()
        await summaries.once()
        await round_.log.append(C1, [handed_off("m1")])
        await summaries.once()
        await summaries.once()
        assert len(await round_.summed()) == 2

    async def test_of_many_at_once_is_one_of_a_few_each_time(self) -> None:
        round_ = Round()
        ids = [ConversationId(f"c{number}") for number in range(1, 12)]
        for one in ids:
            await round_.log.start(replace(started(), conversation_id=one))
            event = replace(wrote("m1", text=CUP), conversation_id=one)
            await round_.log.accept(event, account_id=WIDGET, provider_message_id=one)
            await round_.log.append(one, [replace(handed_off("m1"), conversation_id=one)])
        summaries, asked = round_.summaries(), list[int]()
        while await summaries.once():
            asked.append(len(round_.model.asked))
        assert asked[:3] == [4, 8, 11]
        assert asked[-1] == len(ids)

    async def test_that_fails_does_not_stop_what_comes_after(self) -> None:
        def broken(_: object) -> str:
            raise RuntimeError

        round_ = Round(model=says(broken))
        await round_.hand_over()
        summaries = round_.summaries()
        assert await summaries.once() > 0
        assert await summaries.once() == 0
