from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

import pytest

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    ConversationAssigned,
    ConversationEvent,
    ConversationMerged,
    LabelsChanged,
    NoteWritten,
)
from assistant.conversation.ids import AgentId, ContactId, ConversationId, TeamId
from assistant.conversation.people import Agent, Role
from assistant.desk.conversation_merge import ConversationMerge
from assistant.desk.desk_service import Desk, MadeMove, MovePlan
from assistant.desk.moves.conversation_moves import Denial, Denied, Move, label
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.work_queue import MemoryWorkQueue
from tests.support.seeds.conversation_events import NOON, WIDGET, started, wrote
from tests.support.seeds.people_events import (
    addressed,
    agent_replied,
    claimed,
    of,
    proven,
    resolved,
)

ANNA = Agent(agent_id=AgentId("anna"), email="anna@example.com", name="Anna", role=Role.AGENT)
OLD, NEW = ConversationId("old"), ConversationId("new")


class Crash(Exception):  # noqa: N818 - what happens to the process
    """The process ends here."""


class Failing(Desk):
    """Does what it is told until it crashes."""

    crash_at = -1
    made = 0

    async def carry_out(
        self, conversation_id: ConversationId, plan: MovePlan, *, client_id: str = ""
    ) -> MadeMove | Denied:
        if self.made == self.crash_at:
            raise Crash
        self.made += 1
        return await super().carry_out(conversation_id, plan, client_id=client_id)


@dataclass(slots=True, kw_only=True)
class Place:
    log: MemoryEventLog = field(default_factory=MemoryEventLog)
    desk: Failing = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Failing(
            events=self.log,
            queue=MemoryWorkQueue(),
            fanout=MemoryFanout(),
            clock=HandClock(),
        )

    async def begin(self, name: ConversationId, *events: ConversationEvent) -> None:
        await self.log.start(replace(started(name), contact_id=ContactId(name)))
        await self.write(f"{name}-1", name)
        for event in events:
            await self.log.append(name, [of(name, event)])

    async def write(self, message: str, name: ConversationId) -> None:
        event = wrote(message, name, text=f"words of {message}")
        await self.log.accept(event, account_id=WIDGET, provider_message_id=message)

    async def merge(
        self, source: ConversationId = OLD, into: ConversationId = NEW
    ) -> MadeMove | Denied:
        merging = ConversationMerge(
            events=self.log,
            desk=self.desk,
            shop="Lune",
            zones=lambda team: ZoneInfo("America/New_York" if team == "us" else "Europe/Paris"),
        )
        return await merging.merge(source, into, agent=ANNA)

    async def state(self, name: ConversationId) -> Conversation:
        events = (await self.log.read(name)).events
        return Conversation.fold(name, (stored.event for stored in events))

    async def told(self) -> list[str]:
        events = (await self.log.read(NEW)).events
        return [e.event.text for e in events if isinstance(e.event, NoteWritten)]

    async def merged(self) -> int:
        events = (await self.log.read(OLD)).events
        return sum(isinstance(e.event, ConversationMerged) for e in events)


@pytest.fixture
async def place() -> Place:
    place = Place()
    await place.begin(OLD, proven("old", "lea"), addressed("old", "lea@example.com"))
    await place.begin(NEW, proven("new", "lea"))
    return place


class TestMerge:
    @pytest.mark.parametrize(
        ("team", "clock"),
        [
            ("us", "Heures : America/New_York\n\n1 mars 2026, 07:00 - Client"),
            (None, "Heures : Europe/Paris\n\n1 mars 2026, 13:00 - Client"),
        ],
    )
    async def test_tells_times_by_the_clock_of_the_team_that_goes_on(
        self, place: Place, team: str | None, clock: str
    ) -> None:
        to = ConversationAssigned(
            conversation_id=NEW, at=NOON, agent_id=None, team=TeamId(team) if team else None
        )
        await place.desk.make(NEW, lambda *_: (to,))

        await place.merge()

        assert clock in (await place.told())[0]

    async def test_tells_there_what_was_said_here_and_ends_here(self, place: Place) -> None:
        made = await place.merge()

        assert isinstance(made, MadeMove)
        [note] = await place.told()
        assert "words of old-1" in note
        old, new = await place.state(OLD), await place.state(NEW)
        assert (old.status, old.unanswered) == (ConversationStatus.RESOLVED, ())
        assert (new.status, new.ownership.agent_id) == (ConversationStatus.OPEN, ANNA.agent_id)
        assert new.ownership.email == "lea@example.com"
        assert [wrote.message_id for wrote in new.unanswered] == ["new-1"]

    async def test_asked_for_again_changes_nothing(self, place: Place) -> None:
        await place.merge()
        before = await place.log.tail(0, limit=100)

        made = await place.merge()

        assert isinstance(made, MadeMove)
        assert await place.log.tail(0, limit=100) == before

    async def test_after_a_crash_between_the_two_it_is_finished(self, place: Place) -> None:
        place.desk.crash_at = 1
        with pytest.raises(Crash):
            await place.merge()
        assert (len(await place.told()), await place.merged()) == (1, 0)

        place.desk.crash_at = -1
        await place.merge()

        assert (len(await place.told()), await place.merged()) == (1, 1)

    async def test_what_came_after_a_crash_is_told_once_beside_what_was_told(
        self, place: Place
    ) -> None:
        place.desk.crash_at = 1
        with pytest.raises(Crash):
            await place.merge()
        await place.write("old-2", OLD)
        place.desk.crash_at = -1

        await place.merge()

        first, second = await place.told()
        assert ("old-1" in first, "old-2" in first) == (True, False)
        assert ("old-1" in second, "old-2" in second) == (False, True)
        assert (await place.state(OLD)).status is ConversationStatus.RESOLVED

    async def test_what_comes_in_between_the_two_is_told_before_it_ends(self, place: Place) -> None:
        class Interrupting(Failing):
            async def carry_out(
                self, conversation_id: ConversationId, plan: MovePlan, *, client_id: str = ""
            ) -> MadeMove | Denied:
                made = await super().carry_out(conversation_id, plan, client_id=client_id)
                if self.made == 1:
                    await place.write("old-2", OLD)
                return made

        place.desk = Interrupting(
            events=place.log, queue=MemoryWorkQueue(), fanout=MemoryFanout(), clock=HandClock()
        )

        await place.merge()

        assert sum("old-2" in note for note in await place.told()) == 1
        assert (await place.state(OLD)).status is ConversationStatus.RESOLVED

    async def test_whoever_has_the_other_keeps_it(self, place: Place) -> None:
        await place.log.append(NEW, [of("new", claimed("ben"))])

        await place.merge()

        assert (await place.state(NEW)).ownership.agent_id == "ben"

    async def test_what_is_written_here_later_is_answered_here(self, place: Place) -> None:
        await place.merge()

        await place.write("old-2", OLD)

        assert (await place.state(OLD)).status is ConversationStatus.PENDING


class TestDenial:
    async def test_of_another_persons_conversation(self, place: Place) -> None:
        other = ConversationId("other")
        await place.begin(other, proven("other", "ben"))

        assert await place.merge(OLD, other) == Denied(why=Denial.OTHER_PERSON)
        assert await place.merge(other, NEW) == Denied(why=Denial.OTHER_PERSON)

    async def test_of_itself(self, place: Place) -> None:
        assert await place.merge(OLD, OLD) == Denied(why=Denial.ITSELF)

    async def test_into_what_goes_on_elsewhere(self, place: Place) -> None:
        await place.merge()

        assert await place.merge(NEW, OLD) == Denied(why=Denial.MERGED)

    async def test_of_what_another_agent_has(self, place: Place) -> None:
        await place.log.append(OLD, [of("old", claimed("ben"))])

        assert await place.merge() == Denied(why=Denial.TAKEN, agent_id=AgentId("ben"))
        assert await place.told() == []

    async def test_is_not_for_what_another_agent_had_and_resolved(self, place: Place) -> None:
        await place.log.append(
            OLD, [of("old", agent_replied("r1", "old-1", agent="ben")), of("old", resolved())]
        )

        assert isinstance(await place.merge(), MadeMove)


class TestLabel:
    async def decided(self, place: Place, move: Move) -> LabelsChanged | Denied:
        made = await place.desk.make(OLD, move)
        if isinstance(made, Denied):
            return made
        [stored] = made.stored
        assert isinstance(stored.event, LabelsChanged)
        return stored.event

    async def test_puts_on_and_takes_off(self, place: Place) -> None:
        move = label(ANNA, added=("vip", "  à \n suivre ", "vip"), removed=("vip", "retour"))

        changed = await self.decided(place, move)

        assert isinstance(changed, LabelsChanged)
        assert (changed.added, changed.removed) == (("vip", "à suivre"), ("retour",))
        assert changed.by == ANNA.agent_id

    async def test_a_long_one_is_cut(self, place: Place) -> None:
        changed = await self.decided(place, label(None, added=("a" * 100,)))

        assert isinstance(changed, LabelsChanged)
        assert changed.added == ("a" * 40,)

    async def test_nothing_is_denied(self, place: Place) -> None:
        assert await self.decided(place, label(ANNA, added=(" ",))) == Denied(why=Denial.EMPTY)
