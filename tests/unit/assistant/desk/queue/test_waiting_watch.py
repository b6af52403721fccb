from dataclasses import replace
from datetime import timedelta

from assistant.conversation.events import AbsenceAnnounced
from assistant.desk.handoff.deadlines import DeadlineKind
from assistant.desk.handoff.texts import say
from assistant.desk.moves.conversation_moves import claim
from assistant.desk.nudges import NudgeKind
from tests.support.memory.assemblies.desk_parts import agent
from tests.support.seeds.conversation_events import wrote
from tests.support.seeds.people_events import C1, agent_replied
from tests.unit.assistant.desk.serving import ANNA, MORNING, Serving, asks


async def waiting(*, there: bool = True) -> Serving:
    serving = Serving(ANNA)
    await serving.happen(*asks())
    if there:
        await serving.come(ANNA)
    return serving


class TestACustomerWhoWaitsTooLong:
    async def test_is_brought_to_the_teams_notice_once_before_and_once_after(self) -> None:
        serving = await waiting()
        kinds = []
        for _ in range(6):
            await serving.watch.once()
            await serving.watch.once()
            kinds.append([nudge.kind for nudge in serving.bell.given])
            serving.clock.move(120)

        assert kinds[2] == []  # four minutes
        assert kinds[3] == [NudgeKind.WARNING]
        assert kinds[5] == [NudgeKind.WARNING, NudgeKind.BREACHED]

    async def test_is_brought_to_the_notice_of_who_has_it_and_then_of_everybody(self) -> None:
        serving = await waiting()
        await serving.desk.make(C1, claim(ANNA))
        for _ in range(2):
            serving.clock.move(300)
            await serving.watch.once()

        assert [(nudge.kind, nudge.agent_id) for nudge in serving.bell.given] == [
            (NudgeKind.WARNING, ANNA.agent_id),
            (NudgeKind.BREACHED, None),
        ]
        assert {nudge.deadline for nudge in serving.bell.given} == {DeadlineKind.FIRST_REPLY}

    async def test_is_nobodys_fault_out_of_hours(self) -> None:
        serving = Serving(ANNA)
        evening = MORNING + timedelta(hours=9)  # 19:00
        serving.clock.at = evening
        await serving.happen(*(replace(event, at=evening) for event in asks()))
        serving.clock.move(3600)

        assert await serving.watch.once() == 0

    async def test_who_was_answered_waits_no_more(self) -> None:
        serving = await waiting()
        await serving.log.append(C1, [agent_replied("r1", "m-c1")])
        serving.clock.move(3600)

        assert await serving.watch.once() == 0


class TestWhoWaitsWhenTheTeamGoesHome:
    async def test_is_told_so_once_with_the_next_opening(self) -> None:
        serving = await waiting()
        await serving.watch.once()
        assert await serving.said() == []
        serving.clock.at = MORNING + timedelta(hours=8)  # 18:00
        await serving.presence.leave(ANNA.agent_id)

        for _ in range(3):
            await serving.watch.once()
            serving.clock.move(60)

        (said,) = await serving.said()
        assert "demain à 9 h" in said
        assert say("handover.ask_address", "fr") in said

    async def test_is_told_once_whatever_process_looks(self) -> None:
        serving = await waiting(there=False)
        await serving.watch.once()
        serving.watch._told.clear()  # noqa: SLF001  # what another process would not know

        await serving.watch.once()

        absences = [e for e in await serving.past() if isinstance(e, AbsenceAnnounced)]
        assert len(absences) == 1

    async def test_is_left_to_who_took_the_conversation(self) -> None:
        serving = await waiting()
        await serving.desk.make(C1, claim(ANNA))
        serving.clock.at = MORNING + timedelta(hours=9)

        await serving.watch.once()

        assert await serving.said() == []


class TestAManyPagedQueue:
    async def test_is_looked_at_to_its_end(self) -> None:
        serving = Serving(agent("anna"))
        for number in range(230):
            await serving.happen(*asks(f"c{number}"), conversation=f"c{number}")
        await serving.come(serving.directory.people[0])
        serving.clock.move(601)

        assert await serving.watch.once() == 230


class TestAMessageToATeamAtHome:
    async def test_that_no_worker_was_told_of_is_attended_to_all_the_same(self) -> None:
        serving = await waiting(there=False)
        await serving.watch.once()
        serving.clock.move(1)
        await serving.log.append(C1, [wrote("m2", text="lea@example.org", at=serving.clock.at)])

        await serving.watch.once()

        assert (await serving.conversation()).ownership.email == "lea@example.org"
