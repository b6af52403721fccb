from dataclasses import replace

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import ConversationId, CustomerId, MessageId
from assistant.conversation.message import ChannelKind
from assistant.conversation.people import Role
from assistant.desk.handoff.handoff_notices import notice_of
from assistant.desk.moves.conversation_moves import Denial, Denied
from assistant.desk.moves.operation_moves import ReadBack, propose
from assistant.operations.autonomy.autonomy_table import Level
from assistant.operations.autonomy.autonomy_verdict import Verdict
from assistant.operations.gate_answers import Ready
from tests.support.processes.takeovers import an_agent
from tests.support.seeds.conversation_events import LATER, started, wrote
from tests.support.seeds.people_events import claimed, proven, suggested

CID = ConversationId("c1")
READY = Ready(
    read_back="Cancel order #1001?",
    fingerprint="f",
    parameters='{"order_number": "#1001", "reason": ""}',
    customer_id=CustomerId("lea"),
    evidence=(),
    verdict=Verdict(level=Level.AUTOMATE, rule="operation_cancel_order", approver=Role.LEAD),
)
BACK = ReadBack(
    operation="cancel_order", ready=READY, language="en", seen=frozenset({MessageId("m1")})
)
EMAIL = replace(started(), channel=next(k for k in ChannelKind if k is not ChannelKind.WEBCHAT))


def after(*events: ConversationEvent) -> Conversation:
    return Conversation.fold(CID, (EMAIL, wrote("m1"), *events))


def denial(conversation: Conversation) -> Denial | None:
    decided = propose(an_agent(), BACK)(conversation, LATER)
    return decided.why if isinstance(decided, Denied) else None


class TestAnAgentsReadBack:
    def test_is_the_last_thing_said_and_the_assistant_hears_the_answer(self) -> None:
        state = after(proven("c1", "lea"), claimed("anna"))
        decided = propose(an_agent(), BACK)(state, LATER)
        assert not isinstance(decided, Denied)
        for event in decided:
            assert notice_of(state, event, language="en") is None
            state = state.after(event)

        assert state.status is ConversationStatus.PENDING
        assert state.dealings.said_last
        assert state.unanswered == ()
        assert state.dealings.confirmed is None

    def test_takes_the_place_of_the_one_before(self) -> None:
        state = after(proven("c1", "lea"))
        for back in (BACK, replace(BACK, proposal_id="second")):
            decided = propose(an_agent(), back)(state, LATER)
            assert not isinstance(decided, Denied)
            for event in decided:
                state = state.after(event)

        assert state.dealings.proposal is not None
        assert state.dealings.proposal.proposal_id == "second"

    def test_is_for_whom_the_conversation_has_proven(self) -> None:
        assert denial(after()) is Denial.OTHER_PERSON
        assert denial(after(proven("c1", "tom"))) is Denial.OTHER_PERSON

    def test_waits_for_what_is_undecided(self) -> None:
        assert denial(after(proven("c1", "lea"), suggested("s1", "m1"))) is Denial.UNDECIDED

    def test_is_not_sent_over_unseen_words_or_a_colleague(self) -> None:
        assert denial(after(proven("c1", "lea"), wrote("m2"))) is Denial.MOVED_ON
        assert denial(after(proven("c1", "lea"), claimed("ben"))) is Denial.TAKEN
