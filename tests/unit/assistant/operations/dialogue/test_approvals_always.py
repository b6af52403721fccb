"""That nothing gets round the autonomy table: the same random steps, with people and a table."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from assistant.commerce.permit import Permit
from assistant.commerce.shop_effects import Receipt
from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.events import CustomerWrote, HandoffRequested, Reason, ReplyKind
from assistant.conversation.people import Role
from assistant.desk.moves.approval_moves import decide_approval
from assistant.desk.moves.conversation_moves import Denied, Move, release, waiting
from assistant.operations.dialogue.engine_moves import EngineMove as DialogueMove
from assistant.operations.dialogue.engine_moves import Reply
from assistant.operations.dialogue.heard_message import HeardMessage
from tests.support.processes.takeovers import an_agent
from tests.unit.assistant.operations.dialogue.talking import CID, Talk
from tests.unit.assistant.operations.dialogue.test_promises import (
    CRASHES,
    FAILURES,
    REQUESTS,
    ACustomerAndTheShop,
    RecordingShop,
)

pytestmark = pytest.mark.slow  # hundreds of random histories

AGENT = an_agent("anna")
LEAD = replace(an_agent("lea"), role=Role.LEAD)
EFFECTS = sorted({operation for operation, _ in REQUESTS})
ROWS: dict[str, dict[str, object]] = {
    "automate": {"level": "automate"},
    "suggest": {"level": "suggest", "approver": "lead"},
    "limited": {"level": "automate", "max_minor": {"EUR": 0}, "approver": "lead"},
    "human_only": {"level": "human_only"},
}
MOVES_NO_MONEY = {"change_default_address"}
YES = HeardMessage(text="yes", language="en", yes=True)


class WatchedShop(RecordingShop):
    """Says what is about to be done."""

    def __init__(self) -> None:
        super().__init__()
        self.watch: Callable[[Permit], None] = lambda _: None

    async def execute(self, permit: Permit) -> Receipt:
        self.watch(permit)
        return await super().execute(permit)


class ACustomerTheShopAndItsPeople(ACustomerAndTheShop):
    """One conversation under a table that changes, with people who approve, deny and give back."""

    def __init__(self) -> None:
        super().__init__()
        self.shop: WatchedShop = WatchedShop()
        self.shop.watch = self._watch
        self.talk = Talk(shop=self.shop)
        self.rows = dict.fromkeys(EFFECTS, "automate")
        self.approved: set[str] = set()
        self.denied: set[str] = set()

    @rule(operation=st.sampled_from(EFFECTS), row=st.sampled_from(sorted(ROWS)))
    def the_table_changes(self, operation: str, row: str) -> None:
        self.rows[operation] = row
        self.runner.run(self.talk.put(**{name: ROWS[one] for name, one in self.rows.items()}))

    @rule(row=st.sampled_from(sorted(ROWS)))
    def the_whole_table_changes(self, row: str) -> None:
        self.rows = dict.fromkeys(EFFECTS, row)
        self.the_table_changes(EFFECTS[0], row)

    @precondition(lambda self: self.talk.conversation.status is ConversationStatus.PENDING)
    @rule(
        request=st.sampled_from(REQUESTS),
        before=st.sampled_from(("suggest", "suggest", "limited")),
        after=st.sampled_from(("", "", "", *ROWS)),
        crashes=CRASHES,
        fails=FAILURES,
    )
    def want_agree_and_have_it_approved(
        self, request: tuple[str, str], before: str, after: str, crashes: list[int], fails: str
    ) -> None:
        self.the_table_changes(request[0], before)
        self.want_and_agree(request, 0, crashes, "")
        if after:
            self.the_table_changes(request[0], after)
        if self.talk.conversation.ownership.approval is not None:
            self.a_lead_approves(crashes, fails, seen=True)

    @precondition(lambda self: self.talk.conversation.ownership.approval is not None)
    @rule(crashes=CRASHES, fails=FAILURES, seen=st.booleans())
    def a_lead_approves(self, crashes: list[int], fails: str, *, seen: bool) -> None:
        proposal_id = self._awaited()
        shown = waiting(self.talk.conversation) if seen else ()
        move = decide_approval(LEAD, proposal_id, approved=True, seen=frozenset(shown))
        if not self._make(move):
            return
        self.approved.add(proposal_id)
        self.shop.fails_before, self.shop.fails_after = fails == "before", fails == "after"
        self._take(YES, crashes=crashes)
        self.shop.fails_before = self.shop.fails_after = False
        self._take(YES)

    @precondition(lambda self: self.talk.conversation.ownership.approval is not None)
    @rule()
    def a_lead_denies(self) -> None:
        proposal_id = self._awaited()
        assert self._make(decide_approval(LEAD, proposal_id, approved=False, seen=frozenset()))
        self.denied.add(proposal_id)

    @rule(approved=st.booleans())
    def somebody_decides_who_may_not(self, *, approved: bool) -> None:
        for agent, proposal_id in ((AGENT, self._awaited()), (LEAD, "another")):
            seen = frozenset(waiting(self.talk.conversation))
            assert not self._make(decide_approval(agent, proposal_id, approved=approved, seen=seen))

    @precondition(lambda self: self.talk.conversation.status is ConversationStatus.OPEN)
    @rule(settle=st.booleans())
    def people_give_it_back(self, *, settle: bool) -> None:
        self._make(release(LEAD, settle=settle))
        self._take(HeardMessage(text="hm", language="en"))

    @precondition(lambda self: self.talk.conversation.dealings.confirmed is not None)
    @rule()
    def the_gate_is_asked_out_of_turn(self) -> None:
        confirmed, now = self.talk.conversation.dealings.confirmed, self.talk.conversation
        gate = self.talk.backstage.engine.gate
        if confirmed is not None:
            execute = gate.execute(confirmed, ownership=now.ownership, language="en")
            self.runner.run(execute)

    @invariant()
    def what_waits_for_people_is_theirs(self) -> None:
        now = self.talk.conversation
        assert now.ownership.approval is None or now.status is not ConversationStatus.PENDING

    def _watch(self, permit: Permit) -> None:
        """Hold what is about to be done to the table as it is, and to what people decided."""
        operation = self.model.proposed[permit.key].operation
        row = self.rows[operation]
        assert row != "human_only"
        assert permit.key not in self.denied
        if row == "suggest" or (row == "limited" and operation not in MOVES_NO_MONEY):
            assert permit.key in self.approved

    def _awaited(self) -> str:
        approval = self.talk.conversation.ownership.approval
        return approval.proposal_id if approval else ""

    def _make(self, move: Move) -> bool:
        decided = move(self.talk.conversation, self.talk.clock.now())
        if isinstance(decided, Denied):
            return False
        self.talk.fold(*decided)
        return True

    def _take(
        self,
        heard: HeardMessage,
        *,
        crashes: list[int] | None = None,
        answering: tuple[CustomerWrote, ...] | None = None,
    ) -> None:
        if self.talk.conversation.status is ConversationStatus.PENDING:
            super()._take(heard, crashes=crashes, answering=answering)

    def _record(self, move: DialogueMove, answering: tuple[CustomerWrote, ...]) -> bool:
        """Store what a step came to as the turn does: what is handed over is not answered."""
        if not isinstance(move, Reply) or move.draft.reason not in {
            Reason.NEEDS_APPROVAL,
            Reason.HUMAN_ONLY,
        }:
            return super()._record(move, answering)
        assert move.draft.kind in {ReplyKind.NOTICE, ReplyKind.HANDED_OFF}
        self.talk.fold(
            *move.events,
            HandoffRequested(
                conversation_id=CID,
                at=self.talk.clock.now(),
                reason=move.draft.reason,
                messages=tuple(wrote.message_id for wrote in answering),
            ),
        )
        self._check_words(move)
        self.talk.reply_to((), "said")
        self.model.read = None
        return True


TestACustomerTheShopAndItsPeople = ACustomerTheShopAndItsPeople.TestCase
TestACustomerTheShopAndItsPeople.settings = settings(
    max_examples=220,
    stateful_step_count=50,  # 220 conversations of about 50 steps: more than 10,000
    suppress_health_check=[HealthCheck.too_slow],
)
