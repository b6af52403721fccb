import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.events import (
    ConversationAssigned,
    CustomerWrote,
    HandoffRequested,
)
from assistant.conversation.ids import AgentId, ConversationId, TeamId
from assistant.conversation.people import Agent
from assistant.desk.handoff.agent_routing import NOT_ACCEPTED, Availability
from assistant.desk.moves.conversation_moves import claim
from assistant.desk.nudges import NudgeKind
from assistant.ports import Record
from tests.support.memory.assemblies.desk_parts import agent
from tests.support.seeds.conversation_events import started, wrote
from tests.support.seeds.people_events import (
    C1,
    agent_replied,
    assigned,
    claimed,
    handed_off,
    released,
    snoozed,
)
from tests.unit.assistant.desk.serving import ACCEPT_S, ANNA, BEN, MORNING, RULES, Serving, asks


async def holder(serving: Serving, conversation: str = "c1") -> AgentId | None:
    return (await serving.conversation(conversation)).ownership.agent_id


class TestAConversationInTheQueue:
    async def test_is_brought_to_who_is_there_with_a_deadline_to_accept_it(self) -> None:
        serving = Serving(ANNA, BEN)
        await serving.happen(*asks())
        await serving.come(BEN)

        assert await serving.dispatch.once() == 1

        now = (await serving.conversation()).ownership
        assert (now.agent_id, now.claimed) == (BEN.agent_id, False)
        assert now.accept_by == MORNING + timedelta(seconds=ACCEPT_S)
        (nudge,) = serving.bell.given
        assert (nudge.kind, nudge.agent_id) == (NudgeKind.ASKED, BEN.agent_id)

    async def test_stays_with_who_answers_at_a_phone_or_in_another_app(self) -> None:
        serving = Serving(BEN)
        at_the_phone = replace(agent_replied("r1"), agent_id=None, answers=())
        passed = replace(handed_off(), conversation_id=ConversationId("c2"), rule="thread_passed")
        await serving.happen(started(), wrote("m1"), at_the_phone)
        await serving.happen(started("c2"), wrote("m2", "c2"), passed, conversation="c2")
        await serving.come(BEN)

        assert await serving.dispatch.once() == 0

    async def test_stays_there_while_nobody_is(self) -> None:
        serving = Serving(ANNA, agent("cleo", capacity=0))
        await serving.happen(*asks())
        await serving.come(serving.directory.people[1])
        await serving.come(BEN)  # who is in no directory

        assert await serving.dispatch.once() == 0
        assert (await serving.conversation()).status is ConversationStatus.OPEN

    async def test_goes_to_the_next_agent_when_one_lets_it_pass_and_then_waits(self) -> None:
        serving = Serving(ANNA, BEN)
        await serving.happen(*asks())
        await serving.come(ANNA, BEN)
        asked = []
        for _ in range(4):
            await serving.dispatch.once()
            asked.append(await holder(serving))
            serving.clock.move(ACCEPT_S)

        assert asked == ["anna", "ben", None, None]
        rules = [e.rule for e in await serving.past() if isinstance(e, ConversationAssigned)]
        assert rules == ["routed", NOT_ACCEPTED, "routed", NOT_ACCEPTED]

    async def test_is_offered_again_to_who_let_it_pass_a_while_ago(self) -> None:
        serving = Serving(ANNA)
        await serving.happen(*asks())
        await serving.come(ANNA)
        await serving.dispatch.once()
        serving.clock.move(ACCEPT_S)
        await serving.dispatch.once()
        serving.clock.move(RULES.routing.ask_again_seconds)

        assert await serving.dispatch.once() == 1

    async def test_is_not_taken_from_who_accepted_it_in_time(self) -> None:
        serving = Serving(ANNA, BEN)
        await serving.happen(*asks())
        await serving.come(ANNA, BEN)
        await serving.dispatch.once()
        await serving.desk.make(C1, claim(ANNA, rule="accepted"))
        serving.clock.move(ACCEPT_S)

        assert await serving.dispatch.once() == 0
        assert await holder(serving) == ANNA.agent_id

    async def test_comes_before_one_that_waits_less(self) -> None:
        serving = Serving(agent("anna", capacity=1))
        await serving.happen(*asks("late", 5), conversation="late")
        await serving.happen(*asks("early", 1), conversation="early")
        await serving.come(serving.directory.people[0])

        assert await serving.dispatch.once() == 1
        assert (await holder(serving, "early"), await holder(serving, "late")) == ("anna", None)

    async def test_goes_to_the_team_it_is_meant_for(self) -> None:
        serving = Serving(ANNA, agent("ben", teams=["returns"]))
        said, handoff = asks()
        assert isinstance(handoff, HandoffRequested)
        await serving.happen(said, replace(handoff, team=TeamId("returns")))
        await serving.come(*serving.directory.people)

        await serving.dispatch.once()

        assert await holder(serving) == "ben"

    async def test_goes_to_who_had_it_before(self) -> None:
        serving = Serving(ANNA, BEN)
        before = (wrote("m0"), claimed("ben"), agent_replied("r0", "m0", agent="ben"), released())
        await serving.happen(*before, *asks())
        await serving.come(ANNA, BEN)

        await serving.dispatch.once()

        assert await holder(serving) == BEN.agent_id

    async def test_that_the_assistant_has_again_is_brought_to_nobody(self) -> None:
        serving = Serving(ANNA)
        await serving.happen(*asks(), released("m-c1"))
        await serving.come(ANNA)

        assert await serving.dispatch.once() == 0


class TestAnAgent:
    async def test_gets_no_more_than_they_can_have(self) -> None:
        serving = Serving(agent("anna", capacity=2), agent("ben", capacity=1))
        await serving.come(*serving.directory.people)
        for number in range(5):
            await serving.happen(*asks(f"c{number}"), conversation=f"c{number}")

        assert await serving.dispatch.once() == 3
        held = [await holder(serving, f"c{number}") for number in range(5)]
        assert sorted(map(str, held)) == ["None", "None", "anna", "anna", "ben"]

    async def test_who_is_away_or_may_not_sign_in_any_more_gets_none(self) -> None:
        serving = Serving(ANNA, replace(BEN, active=False))
        await serving.happen(*asks())
        await serving.come(ANNA, availability=Availability.AWAY)
        await serving.come(BEN)

        assert await serving.dispatch.once() == 0

    async def test_who_may_not_sign_in_any_more_keeps_none(self) -> None:
        serving = Serving(replace(ANNA, active=False), BEN)
        await serving.happen(*asks(), claimed("anna"))
        await serving.come(BEN)

        await serving.dispatch.once()

        assert await holder(serving) == BEN.agent_id


class TestAConversationThatNobodyFits:
    async def test_is_not_read_again_and_again_for_the_same_people(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        serving = await with_english_customer(agent("anna", languages=("fr",)))
        read, reads = serving.log.read, list[ConversationId]()

        async def counted(conversation_id: ConversationId, *, after: int = 0) -> Record:
            reads.append(conversation_id)
            return await read(conversation_id, after=after)

        monkeypatch.setattr(serving.log, "read", counted)
        for _ in range(4):
            await serving.dispatch.once()

        assert len(reads) == 1

    async def test_is_brought_at_once_to_who_comes(self) -> None:
        serving = await with_english_customer(agent("anna", languages=("fr",)), BEN)
        await serving.presence.leave(BEN.agent_id)
        assert await serving.dispatch.once() == 0

        await serving.come(BEN)

        assert await serving.dispatch.once() == 1
        assert await holder(serving) == BEN.agent_id

    async def test_is_brought_to_who_does_not_fit_once_the_wait_is_long(self) -> None:
        serving = await with_english_customer(agent("anna", languages=("fr",)))
        await serving.dispatch.once()
        serving.clock.move(RULES.routing.relax_language_seconds)

        assert await serving.dispatch.once() == 1

    @pytest.mark.parametrize(
        ("colleague", "asked"),
        [
            (agent("cleo", teams=["returns"]), 0),
            (replace(agent("cleo", teams=["returns"]), active=False), 1),
            (agent("cleo"), 1),
        ],
    )
    async def test_of_a_team_is_brought_to_others_only_if_nobody_who_works_here_is_of_it(
        self, colleague: Agent, asked: int
    ) -> None:
        serving = Serving(ANNA, colleague)
        await serving.come(ANNA)
        to_team = replace(assigned(None, at=MORNING), team=TeamId("returns"))
        await serving.happen(*asks(), to_team)
        assert await serving.dispatch.once() == 0

        serving.clock.move(RULES.routing.relax_empty_team_seconds)

        assert await serving.dispatch.once() == asked


async def with_english_customer(*agents: Agent) -> Serving:
    serving = Serving(*agents)
    await serving.come(*agents)
    await serving.log.start(replace(started(at=MORNING), language="en"))
    await serving.log.append(C1, asks())
    return serving


class TestSeveralProcesses:
    async def test_ask_nobody_twice_for_one_conversation(self) -> None:
        serving = Serving(ANNA, BEN)
        await serving.come(ANNA, BEN)
        await serving.happen(*asks())
        others = [serving.another_dispatch() for _ in range(4)]

        asked = await asyncio.gather(*(one.once() for one in others))

        assert sum(asked) == 1
        assigned = [e for e in await serving.past() if isinstance(e, ConversationAssigned)]
        assert len(assigned) == 1


class TestWhatWasPutAway:
    async def test_wakes_when_its_time_is_over_for_who_had_it(self) -> None:
        serving = Serving(ANNA)
        until = MORNING + timedelta(hours=1)
        await serving.happen(*asks(), agent_replied("r1", "m-c1"), replace(snoozed(), until=until))
        await serving.come(ANNA)
        await serving.dispatch.once()
        assert (await serving.conversation()).status is ConversationStatus.SNOOZED
        serving.clock.move(3600)

        await serving.dispatch.once()

        woken = await serving.conversation()
        assert (woken.status, woken.ownership.agent_id) == (ConversationStatus.OPEN, ANNA.agent_id)
        assert [nudge.kind for nudge in serving.bell.given] == [NudgeKind.WOKE]

    async def test_wakes_at_once_when_the_customer_writes(self) -> None:
        serving = Serving(ANNA)
        later = MORNING + timedelta(hours=1)
        says = CustomerWrote(
            conversation_id=C1, at=MORNING, message_id=wrote("m2").message_id, text="?"
        )
        await serving.happen(
            *asks(), agent_replied("r1", "m-c1"), replace(snoozed(), until=later), says
        )

        assert (await serving.conversation()).status is ConversationStatus.OPEN


class TestAHandoffWithoutAMessage:
    async def test_is_brought_to_an_agent_too(self) -> None:
        serving = Serving(ANNA)
        await serving.happen(handed_off(at=MORNING))
        await serving.come(ANNA)

        assert await serving.dispatch.once() == 1
