"""A round through the log: piece by piece, a few conversations at once, what is fresh."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationErased, ConversationEvent, CustomerWrote
from assistant.conversation.ids import ConversationId
from assistant.conversation.model_events import PhotoDescribed
from assistant.desk.log_round import LATE, LogRound
from assistant.kit.duty import Duty
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.desk_cases import MemoryCases
from tests.support.memory.work_queue import MemoryLeases
from tests.support.seeds.conversation_events import WIDGET, started, wrote


@dataclass
class Counting:
    """A log, and work that describes each message in as many pieces as it has words."""

    clock: HandClock = field(default_factory=HandClock)
    log: MemoryEventLog = field(default_factory=MemoryEventLog)
    pieces: list[str] = field(default_factory=list)  # conversations, one for each piece
    broken: str = ""  # a conversation whose work fails

    def round(self) -> LogRound:
        return LogRound(
            wants=lambda event: isinstance(event, CustomerWrote),
            work=self.work,
            events=self.log,
            projection=MemoryCases(self.log),
            duty=Duty(leases=MemoryLeases(), name="counting", for_s=60),
            clock=self.clock,
        )

    async def work(
        self, conversation: Conversation, past: Sequence[ConversationEvent]
    ) -> tuple[ConversationEvent, ...]:
        one = conversation.conversation_id
        if one == self.broken:
            raise RuntimeError
        done = sum(isinstance(event, PhotoDescribed) for event in past)
        words = [word for event in conversation.unanswered for word in event.text.split()]
        if done == len(words):
            return ()
        self.pieces.append(one)
        message_id = conversation.unanswered[0].message_id
        return (
            PhotoDescribed(
                conversation_id=one,
                at=self.clock.now(),
                message_id=message_id,
                attachment_id=str(done),
                text=words[done],
                language="fr",
            ),
        )

    async def say(self, conversation: str, text: str) -> None:
        one = ConversationId(conversation)
        await self.log.start(replace(started(), conversation_id=one))
        event = replace(wrote("m1", text=text), conversation_id=one)
        await self.log.accept(event, account_id=WIDGET, provider_message_id=one)


class TestARound:
    async def test_does_one_piece_at_a_time_and_looks_again(self) -> None:
        counting = Counting()
        await counting.say("c1", "la semelle bâille")
        round_ = counting.round()
        done = list[int]()
        while await round_.once():
            done.append(len(counting.pieces))

        assert done == [1, 2, 3, 3]

    async def test_begins_a_few_conversations_at_once(self) -> None:
        counting = Counting()
        for number in range(11):
            await counting.say(f"c{number}", "bâille")
        round_ = counting.round()
        done = list[int]()
        while await round_.once():
            done.append(len(counting.pieces))

        assert sorted(set(done)) == [4, 8, 11]
        assert len(set(counting.pieces)) == 11

    async def test_does_nothing_twice_whoever_does_it(self) -> None:
        counting = Counting()
        await counting.say("c1", "bâille")
        await counting.round().once()
        await counting.round().once()

        assert counting.pieces == ["c1"]

    async def test_leaves_what_is_late(self) -> None:
        counting = Counting()
        await counting.say("c1", "bâille")
        counting.clock.move((LATE + timedelta(seconds=1)).total_seconds())
        await counting.round().once()

        assert counting.pieces == []

    async def test_goes_on_after_one_that_fails(self) -> None:
        counting = Counting(broken="c1")
        await counting.say("c1", "bâille")
        await counting.say("c2", "bâille")
        round_ = counting.round()
        while await round_.once():
            pass

        assert counting.pieces == ["c2"]

    async def test_goes_on_after_one_that_was_erased(self) -> None:
        counting = Counting()
        await counting.say("c1", "bâille")
        erased = ConversationErased(conversation_id=ConversationId("c1"), at=counting.clock.now())
        await counting.log.erase(erased)
        await counting.say("c2", "bâille")
        await counting.round().once()

        assert counting.pieces == ["c2"]
