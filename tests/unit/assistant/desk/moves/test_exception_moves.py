from dataclasses import replace

import pytest

from assistant.conversation.events import (
    ConversationEvent,
    OperationConfirmed,
    OperationOrdered,
    OperationProposed,
)
from assistant.conversation.ownership_events import ApprovalDecided, ApprovalRequested
from assistant.conversation.people import Role
from assistant.conversation.redaction import redact
from assistant.desk.moves.approval_moves import decide_approval
from assistant.desk.moves.conversation_moves import Denial, Denied
from assistant.desk.moves.exception_moves import ask_exception
from assistant.operations.autonomy.autonomy_table import Level
from assistant.operations.autonomy.autonomy_verdict import Verdict
from tests.support.processes.takeovers import an_agent
from tests.support.seeds.conversation_events import LATER, wrote
from tests.support.seeds.people_events import claimed, proven
from tests.unit.assistant.desk.moves.test_operation_moves_proposing import BACK as SHOWN
from tests.unit.assistant.desk.moves.test_operation_moves_proposing import READY, after

ABOVE = Verdict(
    level=Level.AUTOMATE, rule="goodwill_voucher", approver=Role.LEAD, ordered_by=Role.LEAD
)
BACK = replace(SHOWN, operation="voucher", ready=replace(READY, verdict=ABOVE))
ANNA = an_agent("anna")
LEAD = replace(an_agent("lea"), role=Role.LEAD)
HERS = (proven("c1", "lea"), claimed("anna"))


def asked(*events: ConversationEvent) -> tuple[ConversationEvent, ...]:
    decided = ask_exception(ANNA, BACK, reason=" A fortnight late. ")(after(*events), LATER)
    assert not isinstance(decided, Denied)
    return (*events, *decided)


def decided(*events: ConversationEvent, approved: bool) -> tuple[ConversationEvent, ...] | Denied:
    move = decide_approval(LEAD, BACK.proposal_id, approved=approved, seen=frozenset())
    found = move(after(*events), LATER)
    return found if isinstance(found, Denied) else tuple(found)


class TestAskingForAnException:
    def test_waits_for_the_least_role_that_may(self) -> None:
        open_ = after(*asked(*HERS)).ownership.approval

        assert isinstance(open_, ApprovalRequested)
        assert (open_.role, open_.operation) == ("lead", "voucher")
        assert open_.asked is not None
        assert (open_.asked.by, open_.asked.reason) == ("anna", "A fortnight late.")

    def test_is_nothing_that_a_customer_could_say_yes_to(self) -> None:
        then = after(*asked(*HERS))

        assert then.dealings.proposal is None
        assert then.ownership.agent_id == "anna"

    @pytest.mark.parametrize(
        ("events", "reason", "why"),
        [
            (HERS, " ", Denial.EMPTY),
            ((proven("c1", "lea"),), "x", Denial.NOT_YOURS),
            ((proven("c1", "tom"), claimed("anna")), "x", Denial.OTHER_PERSON),
            ((*HERS, wrote("m9", text="wait")), "x", Denial.MOVED_ON),
        ],
    )
    def test_needs_a_reason_and_the_conversation_of_that_customer_as_it_is(
        self, events: tuple[ConversationEvent, ...], reason: str, why: Denial
    ) -> None:
        denied = ask_exception(ANNA, BACK, reason=reason)(after(*events), LATER)

        assert isinstance(denied, Denied)
        assert denied.why is why

    def test_is_not_asked_twice(self) -> None:
        denied = ask_exception(ANNA, BACK, reason="x")(after(*asked(*HERS)), LATER)

        assert isinstance(denied, Denied)
        assert denied.why is Denial.UNDECIDED

    def test_leaves_nobodys_words_when_it_is_erased(self) -> None:
        [*_, event] = asked(*HERS)

        erased = redact(event)

        assert isinstance(erased, ApprovalRequested)
        assert erased.asked is not None
        assert (erased.asked.reason, erased.asked.parameters) == ("", "{}")
        assert erased.asked.customer_id != "lea"


class TestTheOneWhoMay:
    def test_orders_it_in_their_own_role_while_the_agent_keeps_the_conversation(self) -> None:
        events = asked(*HERS)

        ordered = decided(*events, approved=True)

        assert not isinstance(ordered, Denied)
        assert not any(isinstance(one, OperationConfirmed) for one in ordered)
        (proposal,) = (one for one in ordered if isinstance(one, OperationProposed))
        (order,) = (one for one in ordered if isinstance(one, OperationOrdered))
        assert (proposal.fingerprint, order.by, order.role) == (READY.fingerprint, "lea", "lead")
        assert (order.told, order.reason) == ("exception", "A fortnight late.")
        then = after(*events, *ordered)
        assert then.ownership.agent_id == "anna"
        assert then.dealings.ordered is not None
        assert then.dealings.ordered.proposal_id in then.ownership.approved

    def test_may_refuse_and_nothing_is_done(self) -> None:
        events = asked(*HERS)

        refused = decided(*events, approved=False)

        assert not isinstance(refused, Denied)
        assert [type(one) for one in refused] == [ApprovalDecided]
        then = after(*events, *refused)
        assert (then.dealings.ordered, then.ownership.approval) == (None, None)
        assert then.ownership.agent_id == "anna"

    def test_is_nobody_of_a_lower_role(self) -> None:
        move = decide_approval(ANNA, BACK.proposal_id, approved=True, seen=frozenset())

        denied = move(after(*asked(*HERS)), LATER)

        assert isinstance(denied, Denied)
        assert denied.why is Denial.NOT_ALLOWED
