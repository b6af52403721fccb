from dataclasses import dataclass, field

from assistant.console.copilot.handoff_summaries import HandoffSummariser
from assistant.conversation.events import HandoffRequested, HandoffSummarised
from assistant.conversation.ids import ConversationId
from assistant.desk.log_round import LogRound
from assistant.kit.duty import Duty
from assistant.kit.model.ports import ModelUnavailableError
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.desk_cases import MemoryCases
from tests.support.memory.language_model import MemoryModel
from tests.support.memory.work_queue import MemoryLeases
from tests.support.seeds.conversation_events import WIDGET, started, wrote
from tests.support.seeds.people_events import handed_off, released
from tests.unit.assistant.console.copilot.copiloting import VOICE, fails, says, sentences

C1 = ConversationId("c1")
CUP = "La tasse est arrivée cassée."
TOLD = sentences((1, CUP, "La tasse du client est arrivée cassée."))


@dataclass
class Round:
    """A log, and what sums up what is handed over in it."""

    model: MemoryModel = field(default_factory=lambda: says(TOLD))
    clock: HandClock = field(default_factory=HandClock)
    log: MemoryEventLog = field(default_factory=MemoryEventLog)

    def summaries(self) -> LogRound:
        summariser = HandoffSummariser(model=self.model, voice=VOICE, clock=self.clock)
        return LogRound(
            wants=lambda event: isinstance(event, HandoffRequested),
            work=summariser.sum_up_handoff,
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
