import asyncio
from dataclasses import replace

import pytest

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    ApprovalDecided,
    ApprovalRequested,
    Author,
    ConversationEvent,
    DialogueMoved,
    OperationConfirmed,
    OperationDropped,
    OperationProposed,
    Reason,
    ReplyWritten,
    SuggestionDecided,
)
from assistant.conversation.ids import AgentId, ConversationId, CustomerId, MessageId
from assistant.conversation.message import Source
from assistant.conversation.people import Role
from assistant.desk.desk_service import Desk, MadeMove
from assistant.desk.moves.approval_moves import (
    Choice,
    decide_approval,
    decide_suggestion,
    distance,
    is_stale,
)
from assistant.desk.moves.conversation_moves import Denial, Denied, Move, assign, claim, waiting
from assistant.desk.moves.reply_moves import AgentMessage, reply
from tests.support.memory.assemblies.worker_shop import HandClock, Shop
from tests.support.memory.fanout import MemoryFanout
from tests.support.processes.takeovers import an_agent
from tests.support.seeds.conversation_events import LATER, NOON, replied, started, wrote
from tests.support.seeds.people_events import agent_replied, claimed, handed_off, suggested

CID = ConversationId("c1")
S1, M1, M2 = MessageId("s1"), MessageId("m1"), MessageId("m2")
ANNA, BEN = an_agent("anna"), an_agent("ben")
LEAD = replace(an_agent("lea"), role=Role.LEAD)
SOURCE = Source(title="Retours", url="/retours", quote="30 jours", language="fr", score=0.9)
SUGGESTED = replace(suggested("s1", "m1"), sources=(SOURCE,), topic="retours")
WAITS = (wrote("m1"), SUGGESTED, handed_off("m1", reason=Reason.NEEDS_APPROVAL))
SENT = Choice(outcome="sent")
EDITED = Choice(outcome="edited", text="Vous avez 14 jours.")
REJECTED = Choice(outcome="rejected", note="faux")

CONFIRMED = (
    OperationProposed(
        conversation_id=CID,
        at=NOON,
        proposal_id="p1",
        operation="cancel_order",
        parameters="{}",
        fingerprint="f",
        customer_id=CustomerId("lea"),
    ),
    replied("r1"),
    wrote("m1", text="oui"),
    OperationConfirmed(conversation_id=CID, at=NOON, proposal_id="p1", message_id=M1),
)
ASKED = ApprovalRequested(
    conversation_id=CID, at=NOON, proposal_id="p1", operation="cancel_order", rule="x", role="lead"
)
AWAITED = (*CONFIRMED, ASKED, handed_off("m1", reason=Reason.NEEDS_APPROVAL))
SEEN = frozenset({M1})


def fold(*events: ConversationEvent) -> Conversation:
    return Conversation.fold(CID, [started(), *events])


def made(conversation: Conversation, move: Move) -> tuple[ConversationEvent, ...]:
    decided = move(conversation, LATER)
    assert not isinstance(decided, Denied), decided
    return decided


def after(conversation: Conversation, move: Move) -> Conversation:
    for event in made(conversation, move):
        conversation = conversation.after(event)
    return conversation


def only(events: tuple[ConversationEvent, ...], kind: type[ConversationEvent]) -> ConversationEvent:
    (one,) = (event for event in events if isinstance(event, kind))
    return one


class TestASuggestion:
    def test_that_is_sent_is_the_agents_reply_with_its_sources(self) -> None:
        events = made(fold(*WAITS), decide_suggestion(ANNA, S1, SENT))

        sent = only(events, ReplyWritten)
        assert isinstance(sent, ReplyWritten)
        assert (sent.author, sent.agent_id, sent.agent_name) == (Author.AGENT, "anna", "Anna")
        assert (sent.text, sent.sources, sent.topic) == (SUGGESTED.text, (SOURCE,), "retours")
        decided = only(events, SuggestionDecided)
        assert isinstance(decided, SuggestionDecided)
        assert (decided.outcome, decided.distance, decided.by) == ("sent", 0.0, "anna")
        assert decided.message_id == sent.message_id

    def test_that_is_edited_is_sent_as_it_was_edited(self) -> None:
        events = made(fold(*WAITS), decide_suggestion(ANNA, S1, EDITED))

        sent, decided = only(events, ReplyWritten), only(events, SuggestionDecided)
        assert isinstance(sent, ReplyWritten)
        assert isinstance(decided, SuggestionDecided)
        assert sent.text == "Vous avez 14 jours."
        assert decided.outcome == "edited"
        assert 0 < decided.distance < 0.5

    def test_that_is_edited_into_itself_is_sent(self) -> None:
        same = replace(EDITED, text=SUGGESTED.text)

        decided = only(made(fold(*WAITS), decide_suggestion(ANNA, S1, same)), SuggestionDecided)

        assert isinstance(decided, SuggestionDecided)
        assert decided.outcome == "sent"

    def test_that_is_edited_into_nothing_is_denied(self) -> None:
        empty = replace(EDITED, text=" \n")

        assert decide_suggestion(ANNA, S1, empty)(fold(*WAITS), LATER) == Denied(why=Denial.EMPTY)

    def test_once_sent_leaves_the_rest_to_the_assistant(self) -> None:
        state = after(fold(*WAITS), decide_suggestion(ANNA, S1, SENT))

        assert (state.status, waiting(state)) == (ConversationStatus.PENDING, ())
        assert state.ownership.last_agent_id == "anna"

    def test_once_sent_leaves_the_rest_to_the_agent_who_keeps_it(self) -> None:
        state = after(fold(*WAITS), decide_suggestion(ANNA, S1, replace(SENT, keep=True)))

        assert (state.status, state.ownership.agent_id) == (ConversationStatus.OPEN, "anna")

    def test_that_is_rejected_is_answered_by_hand(self) -> None:
        events = made(fold(*WAITS), decide_suggestion(ANNA, S1, REJECTED))
        state = fold(*WAITS, *events)

        assert not [event for event in events if isinstance(event, ReplyWritten)]
        assert (state.status, state.ownership.agent_id) == (ConversationStatus.OPEN, "anna")
        assert waiting(state) == (M1,)
        assert state.ownership.suggestion is None

    def test_answers_only_what_it_was_made_for(self) -> None:
        stale = fold(*WAITS, wrote("m2", text="Et en Suisse ?"))
        assert is_stale(stale)
        assert not is_stale(fold(*WAITS))

        state = after(stale, decide_suggestion(ANNA, S1, SENT))

        assert (state.status, waiting(state)) == (ConversationStatus.PENDING, (M2,))

    @pytest.mark.parametrize("choice", [SENT, EDITED, REJECTED])
    def test_is_decided_once(self, choice: Choice) -> None:
        decided = after(fold(*WAITS), decide_suggestion(ANNA, S1, replace(SENT, keep=True)))

        denied = decide_suggestion(BEN, S1, choice)(decided, LATER)

        assert denied == Denied(why=Denial.DECIDED, agent_id=AgentId("anna"))

    def test_of_another_agents_conversation_is_denied(self) -> None:
        taken = fold(*WAITS, claimed("anna"))

        assert decide_suggestion(BEN, S1, SENT)(taken, LATER) == Denied(
            why=Denial.TAKEN, agent_id=AgentId("anna")
        )

    @pytest.mark.parametrize("choice", [SENT, EDITED, REJECTED])
    def test_is_decided_by_whom_the_table_names(self, choice: Choice) -> None:
        for_leads = fold(wrote("m1"), replace(SUGGESTED, role="lead"), handed_off("m1"))

        assert decide_suggestion(ANNA, S1, choice)(for_leads, LATER) == Denied(
            why=Denial.NOT_ALLOWED
        )
        assert not isinstance(decide_suggestion(LEAD, S1, choice)(for_leads, LATER), Denied)

    def test_that_was_overtaken_by_a_persons_words_is_over(self) -> None:
        answered = fold(*WAITS, agent_replied("r1", "m1", agent="ben"))
        beside = fold(*WAITS, agent_replied("r1", agent="ben"))

        assert answered.ownership.suggestion is None
        assert beside.ownership.suggestion is not None


class TestTheDistance:
    @pytest.mark.parametrize(
        ("suggested_", "sent", "expected"),
        [("abc", "abc", 0.0), ("abc", "xyz", 1.0), ("", "abc", 1.0), ("abcd", "abc", 0.1429)],
    )
    def test_says_how_much_was_changed(self, suggested_: str, sent: str, expected: float) -> None:
        assert distance(suggested_, sent) == pytest.approx(expected, abs=1e-4)


class TestAnApproval:
    def test_gives_the_yes_back_to_the_assistant(self) -> None:
        state = after(fold(*AWAITED), decide_approval(LEAD, "p1", approved=True, seen=SEEN))

        assert (state.status, waiting(state)) == (ConversationStatus.PENDING, (M1,))
        assert state.ownership.approved == {"p1"}
        assert state.dealings.confirmed is not None

    def test_that_is_denied_ends_the_operation_and_the_agent_answers(self) -> None:
        move = decide_approval(LEAD, "p1", approved=False, seen=SEEN, note="fraude ?")
        events = made(fold(*AWAITED), move)
        state = fold(*AWAITED, *events)

        dropped = only(events, OperationDropped)
        assert isinstance(dropped, OperationDropped)
        assert dropped.rule == "not_approved"
        moved = only(events, DialogueMoved)
        assert isinstance(moved, DialogueMoved)
        assert moved.state == ""
        assert state.ownership.denied == {"p1"}
        assert state.dealings.confirmed is None
        assert (state.status, state.ownership.agent_id) == (ConversationStatus.OPEN, "lea")
        assert waiting(state) == (M1,)

    @pytest.mark.parametrize("approved", [True, False])
    def test_is_given_by_whom_the_table_names(self, *, approved: bool) -> None:
        move = decide_approval(ANNA, "p1", approved=approved, seen=SEEN)

        assert move(fold(*AWAITED), LATER) == Denied(why=Denial.NOT_ALLOWED)

    @pytest.mark.parametrize("approved", [True, False])
    def test_is_decided_once(self, *, approved: bool) -> None:
        decided = after(fold(*AWAITED), decide_approval(LEAD, "p1", approved=False, seen=SEEN))

        again = decide_approval(LEAD, "p1", approved=approved, seen=SEEN)(decided, LATER)

        assert isinstance(again, Denied)
        assert again.why is Denial.DECIDED

    @pytest.mark.parametrize("approved", [True, False])
    def test_of_a_colleagues_conversation_is_denied_until_it_is_taken_over(
        self, *, approved: bool
    ) -> None:
        bens = fold(*AWAITED, claimed("ben"))
        move = decide_approval(LEAD, "p1", approved=approved, seen=SEEN)

        assert move(bens, LATER) == Denied(why=Denial.TAKEN, agent_id=AgentId("ben"))
        assert not isinstance(move(after(bens, claim(LEAD, force=True)), LATER), Denied)

    def test_is_given_while_a_colleague_is_only_asked_to_take_it(self) -> None:
        asked = after(fold(*AWAITED), assign(AgentId("ben"), accept_by=LATER))

        state = after(asked, decide_approval(LEAD, "p1", approved=True, seen=SEEN))

        assert state.ownership.approved == {"p1"}

    def test_is_not_given_over_words_that_were_not_seen(self) -> None:
        changed = fold(*AWAITED, wrote("m2", text="non, attendez"))

        unseen = decide_approval(LEAD, "p1", approved=True, seen=SEEN)(changed, LATER)
        seen = decide_approval(LEAD, "p1", approved=True, seen=frozenset({M1, M2}))(changed, LATER)

        assert unseen == Denied(why=Denial.MOVED_ON)
        assert not isinstance(seen, Denied)

    def test_can_be_denied_whatever_was_written_since(self) -> None:
        changed = fold(*AWAITED, wrote("m2"))

        denied = decide_approval(LEAD, "p1", approved=False, seen=frozenset())(changed, LATER)

        assert not isinstance(denied, Denied)

    def test_is_not_given_once_the_yes_was_answered_on_another_route(self) -> None:
        answered = fold(*AWAITED, agent_replied("r2", "m1", agent="lea"))

        move = decide_approval(LEAD, "p1", approved=True, seen=SEEN)

        assert move(answered, LATER) == Denied(why=Denial.MOVED_ON)

    def test_is_not_answered_by_what_an_agent_writes_meanwhile(self) -> None:
        hold = AgentMessage(text="Un instant", language="fr", client_id="x", seen=SEEN)

        held = after(fold(*AWAITED), reply(ANNA, hold))
        state = after(held, claim(LEAD, force=True))

        assert waiting(state) == (M1,)
        assert not isinstance(
            decide_approval(LEAD, "p1", approved=True, seen=SEEN)(state, LATER), Denied
        )


class TestTwoAgentsAtOnce:
    @pytest.fixture
    async def shop(self) -> Shop:
        shop = Shop()
        await shop.open()
        return shop

    @pytest.fixture
    def desk(self, shop: Shop) -> Desk:
        return Desk(events=shop.events, queue=shop.queue, fanout=MemoryFanout(), clock=HandClock())

    @pytest.mark.parametrize("first", [SENT, EDITED, REJECTED])
    @pytest.mark.parametrize("second", [SENT, REJECTED])
    async def test_decide_a_suggestion_once(
        self, shop: Shop, desk: Desk, first: Choice, second: Choice
    ) -> None:
        await shop.receive("combien de jours ?")
        (message,) = await shop.messages()
        await shop.events.append(CID, [suggested("s1", message.message_id), handed_off("m1")])

        answers = await asyncio.gather(
            desk.make(CID, decide_suggestion(ANNA, S1, first)),
            desk.make(CID, decide_suggestion(BEN, S1, second)),
        )

        denied = [one for one in answers if isinstance(one, Denied)]
        assert [one.why for one in denied] == [Denial.DECIDED]
        assert len([one for one in answers if isinstance(one, MadeMove)]) == 1
        events = [stored.event for stored in (await shop.events.read(CID)).events]
        assert len([one for one in events if isinstance(one, SuggestionDecided)]) == 1

    async def test_decide_an_approval_once(self, shop: Shop, desk: Desk) -> None:
        await shop.receive("oui")
        (message,) = await shop.messages()
        yes = OperationConfirmed(
            conversation_id=CID, at=NOON, proposal_id="p1", message_id=message.message_id
        )
        await shop.events.append(CID, [CONFIRMED[0], yes, ASKED, handed_off()])

        answers = await asyncio.gather(
            *(
                desk.make(
                    CID,
                    decide_approval(LEAD, "p1", approved=approved, seen=frozenset()),
                )
                for approved in (True, False, True)
            )
        )

        denied = [one for one in answers if isinstance(one, Denied)]
        assert [one.why for one in denied] == [Denial.DECIDED] * 2
        events = [stored.event for stored in (await shop.events.read(CID)).events]
        assert len([one for one in events if isinstance(one, ApprovalDecided)]) == 1
