"""What customers and agents of other desks complain of, one test each."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import HandoffRequested, ReplyWritten
from assistant.conversation.message import ChannelKind
from assistant.desk.handoff.deadlines import DeadlineState, deadline
from assistant.desk.handoff.texts import say
from assistant.desk.handoff.wait_outlook import Outlook
from assistant.desk.moves.conversation_moves import assign, claim, release
from assistant.desk.moves.reply_moves import AgentMessage, reply
from assistant.understanding.types import Intent
from tests.support.memory.assemblies.desk_parts import agent
from tests.support.seeds.conversation_events import started, wrote
from tests.support.seeds.people_events import C1
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.desk.serving import ANNA, BEN, MORNING, RULES, Serving, asks
from tests.unit.assistant.messages.turning import CID, RETURNS, THERE, Assistant

WHATSAPP = replace(started(), channel=ChannelKind.WHATSAPP)
CLOSED = replace(THERE, open=False, staffed=False, next_opening=THERE.at + timedelta(hours=20))
UNSTAFFED = replace(THERE, staffed=False)
UNKNOWN = replace(THERE, staffed=None)


def asking(expected: Outlook) -> Assistant:
    assistant = Assistant(replace(asked("une personne"), intent=Intent.ASK_FOR_PERSON))
    assistant.expecting.expected = expected
    return assistant


class TestTheAgentIgnoresTheChat:
    async def test_so_another_is_asked_and_the_customer_hears_nothing_of_it(self) -> None:
        serving = Serving(ANNA, BEN)
        await serving.happen(*asks())
        await serving.come(ANNA, BEN)
        await serving.dispatch.once()
        serving.clock.move(RULES.routing.accept_seconds)
        await serving.dispatch.once()

        assert (await serving.conversation()).ownership.agent_id == BEN.agent_id
        assert await serving.said() == []

    async def test_and_then_the_team_is_told_that_somebody_waits(self) -> None:
        serving = Serving(ANNA)
        await serving.happen(*asks())
        await serving.come(ANNA)
        for _ in range(11):
            await serving.dispatch.once()
            await serving.watch.once()
            serving.clock.move(60)

        assert {"asked", "warning", "breached"} == {n.kind for n in serving.bell.given}


class TestNobodyIsAvailable:
    @pytest.mark.parametrize("expected", [CLOSED, UNSTAFFED])
    async def test_so_that_is_said_an_address_is_asked_for_and_the_case_kept(
        self, expected: Outlook
    ) -> None:
        events = await asking(expected).take(started(), wrote("m1", text="une personne"))

        after = Conversation.fold(CID, [started(), wrote("m1"), *events])
        assert after.status is ConversationStatus.OPEN
        assert after.last_reply is not None
        assert say("handover.ask_address", "fr") in after.last_reply.text
        assert say("handover.coming", "fr") not in after.last_reply.text
        assert len(after.unanswered) == 1


class TestASilentHandoff:
    @pytest.mark.parametrize("expected", [THERE, CLOSED, UNSTAFFED, UNKNOWN])
    async def test_is_not_possible_in_a_turn(self, expected: Outlook) -> None:
        events = await asking(expected).take(started(), wrote("m1", text="une personne"))

        assert any(isinstance(event, HandoffRequested) for event in events)
        told = [e for e in events if isinstance(e, ReplyWritten)]
        assert [one.kind for one in told] == [ReplyKind.HANDED_OFF]
        assert len(told[0].text) > len(say("handover.coming", "fr")) / 2

    async def test_is_not_possible_from_hand_to_hand(self) -> None:
        serving = Serving(ANNA, BEN)
        await serving.log.start(WHATSAPP)
        await serving.log.append(C1, asks())
        offered = assign(BEN.agent_id, accept_by=MORNING + timedelta(minutes=1))
        moves = (claim(ANNA), offered, claim(BEN), assign(None), release(None))
        for move in moves:
            await serving.desk.make(C1, move)

        assert await serving.said() == [
            "Anna vous répond.",
            say("notice.transferred", "fr"),
            "Ben vous répond.",
            say("notice.queued", "fr"),
            say("notice.given_back", "fr"),
        ]


class TestTheWaitClock:
    async def test_is_set_back_by_no_announcement_offer_or_transfer(self) -> None:
        serving = Serving(ANNA, BEN)
        await serving.log.start(WHATSAPP)
        await serving.log.append(C1, asks())
        await serving.come(ANNA, BEN)
        for move in (claim(ANNA), assign(BEN.agent_id), claim(BEN)):
            serving.clock.move(120)
            await serving.dispatch.once()
            await serving.desk.make(C1, move)
        await serving.log.append(C1, [wrote("m2", at=serving.clock.at)])

        case = await serving.cases.with_id(C1)
        assert case is not None
        assert case.waiting_since == MORNING
        due = deadline(
            waiting_since=case.waiting_since,
            handed_off_at=case.handed_off_at,
            hours=RULES.hours(None),
            targets=RULES.targets(None),
        )
        assert due is not None
        assert due.state(MORNING + timedelta(minutes=10)) is DeadlineState.BREACHED


class TestTheAssistantNeverReturns:
    async def test_once_it_was_given_back_it_answers_what_comes_next(self) -> None:
        serving = Serving(ANNA)
        await serving.happen(*asks())
        await serving.desk.make(C1, claim(ANNA))
        await serving.desk.make(C1, release(ANNA))
        past = [*await serving.past(), wrote("m2", text="Combien de jours ?")]

        events = await Assistant(asked("Combien de jours ?"), RETURNS).take(*past)

        (told,) = (event for event in events if isinstance(event, ReplyWritten))
        assert told.author is Author.ASSISTANT
        assert told.kind is ReplyKind.ANSWERED

    async def test_and_old_words_hand_nothing_over_again(self) -> None:
        serving = Serving(ANNA)
        await serving.happen(*asks())
        await serving.desk.make(C1, claim(ANNA))
        await serving.desk.make(C1, release(ANNA, settle=False))

        assert (await serving.conversation()).unanswered == ()
        assert await serving.dispatch.once() == 0


class TestOutOfHoursWordsWhileTheAssistantAnswers:
    async def test_are_not_said(self) -> None:
        assistant = Assistant(asked("Combien de jours ?"), RETURNS)
        assistant.expecting.expected = CLOSED

        events = await assistant.take(started(), wrote("m1", text="Combien de jours ?"))

        (told,) = (event for event in events if isinstance(event, ReplyWritten))
        assert told.kind is ReplyKind.ANSWERED
        assert "équipe" not in told.text

    async def test_are_not_said_by_the_rounds_either(self) -> None:
        serving = Serving(ANNA)
        serving.clock.at = MORNING + timedelta(hours=12)
        await serving.happen(wrote("m1", at=MORNING))

        await serving.dispatch.once()
        await serving.watch.once()

        assert await serving.said() == []


class TestTheSameFarewellTwice:
    async def test_is_not_said_however_often_an_agent_clicks(self) -> None:
        serving = Serving(agent("anna"))
        await serving.log.start(WHATSAPP)
        await serving.log.append(C1, asks())
        writing = AgentMessage(text="Au revoir", language="fr", client_id="page-1")
        for _ in range(3):
            await serving.desk.make(C1, reply(ANNA, writing), client_id="page-1")
            await serving.desk.make(C1, release(ANNA))

        assert await serving.said() == ["Au revoir", say("notice.given_back", "fr")]
