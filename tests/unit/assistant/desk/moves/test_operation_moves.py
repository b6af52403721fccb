from dataclasses import replace

import pytest

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    ConversationEvent,
    OperationConfirmed,
    OperationDropped,
    OperationOrdered,
    OperationProposed,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.people import Role
from assistant.conversation.redaction import redact
from assistant.desk.moves.conversation_moves import Denial, Denied
from assistant.desk.moves.operation_moves import CustomerWord, order, propose
from assistant.operations.autonomy.autonomy_table import Level
from assistant.operations.autonomy.autonomy_verdict import Verdict
from tests.support.processes.takeovers import an_agent
from tests.support.seeds.conversation_events import LATER, wrote
from tests.support.seeds.people_events import claimed, not_done, ordered, proven, suggested
from tests.unit.assistant.desk.moves.test_operation_moves_proposing import BACK as SHOWN
from tests.unit.assistant.desk.moves.test_operation_moves_proposing import READY, after

BY_LEADS = Verdict(
    level=Level.AUTOMATE,
    rule="operation_cancel_order",
    approver=Role.LEAD,
    ordered_by=Role.LEAD,
)
BACK = replace(SHOWN, ready=replace(READY, verdict=BY_LEADS))
ANNA = replace(an_agent("anna"), role=Role.LEAD)
WORD = CustomerWord(told="phone", reason=" She called: ordered twice. ")
HERS = (proven("c1", "lea"), claimed("anna"))


def made(*events: ConversationEvent) -> tuple[ConversationEvent, ...]:
    decided = order(ANNA, BACK, WORD)(after(*events), LATER)
    assert not isinstance(decided, Denied)
    return tuple(decided)


def denial(conversation: Conversation, **given: object) -> Denial | None:
    agent, back, word = given.get("agent", ANNA), given.get("back", BACK), given.get("word", WORD)
    decided = order(agent, back, word)(conversation, LATER)  # type: ignore[arg-type]  # as above
    return decided.why if isinstance(decided, Denied) else None


class TestAnAgentsOrder:
    def test_says_who_where_and_why_and_that_no_yes_was_said(self) -> None:
        events = made(*HERS)

        (one,) = (event for event in events if isinstance(event, OperationOrdered))
        assert (one.by, one.role, one.told) == ("anna", "lead", "phone")
        assert one.reason == "She called: ordered twice."
        assert not any(isinstance(event, OperationConfirmed) for event in events)

    def test_waits_to_be_done_and_the_agent_keeps_the_conversation(self) -> None:
        then = after(*HERS, *made(*HERS))

        assert then.status is ConversationStatus.OPEN
        assert then.ownership.agent_id == "anna"
        waiting = then.dealings.ordered
        assert waiting is not None
        assert waiting.ordered is not None
        assert (waiting.operation, waiting.ordered.by) == ("cancel_order", "anna")
        assert (then.dealings.proposal, then.dealings.confirmed) == (None, None)

    def test_is_no_yes_that_the_customer_may_say(self) -> None:
        then = after(*HERS, *made(*HERS))

        assert then.dealings.dialogue == ""
        assert not then.dealings.unsaid

    def test_takes_the_place_of_what_was_read_back_before(self) -> None:
        asked = made(*HERS)[0]
        assert isinstance(asked, OperationProposed)
        earlier = replace(asked, proposal_id="p0")

        dropped = made(*HERS, earlier)[0]

        assert isinstance(dropped, OperationDropped)
        assert (dropped.proposal_id, dropped.rule) == ("p0", "replaced")

    @pytest.mark.parametrize(
        ("conversation", "why"),
        [
            (after(proven("c1", "lea")), Denial.NOT_YOURS),  # the assistant has it
            (after(proven("c1", "lea"), claimed("ben")), Denial.TAKEN),
            (after(claimed("anna")), Denial.OTHER_PERSON),
            (after(proven("c1", "tom"), claimed("anna")), Denial.OTHER_PERSON),
            (after(*HERS, wrote("m2", text="no, wait")), Denial.MOVED_ON),
            (after(*HERS, suggested("s1", "m1")), Denial.UNDECIDED),
            (after(*HERS, *ordered("p9")), Denial.UNDECIDED),
        ],
    )
    def test_is_not_taken(self, conversation: Conversation, why: Denial) -> None:
        assert denial(conversation) is why

    def test_is_taken_again_once_the_last_one_is_over(self) -> None:
        assert denial(after(*HERS, *ordered("p9"), not_done("p9"))) is None

    def test_needs_a_role_that_the_table_names(self) -> None:
        an_agents = replace(ANNA, role=Role.AGENT)
        nobodys = replace(BACK, ready=replace(READY, verdict=replace(BY_LEADS, ordered_by=None)))

        assert denial(after(*HERS), agent=an_agents) is Denial.NOT_ALLOWED
        assert denial(after(*HERS), back=nobodys) is Denial.NOT_ALLOWED

    def test_needs_a_reason(self) -> None:
        assert denial(after(*HERS), word=CustomerWord(told="phone", reason="  ")) is Denial.EMPTY

    def test_keeps_the_customer_from_being_asked_meanwhile(self) -> None:
        decided = propose(ANNA, BACK)(after(*HERS, *ordered("p9")), LATER)

        assert decided == Denied(why=Denial.UNDECIDED)

    def test_has_no_reason_any_more_once_the_person_is_erased(self) -> None:
        (one,) = (event for event in made(*HERS) if isinstance(event, OperationOrdered))

        erased = redact(one)

        assert isinstance(erased, OperationOrdered)
        assert erased.reason == ""
        assert erased.by == "anna"
        assert MessageId("m1") not in str(erased)
