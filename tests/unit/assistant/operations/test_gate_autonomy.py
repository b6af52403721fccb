"""What the gate does as the autonomy table says, whatever was said yes to."""

from dataclasses import replace
from typing import get_args

import pytest

from assistant.conversation.dealings import Proposal
from assistant.conversation.ownership import Ownership
from assistant.conversation.people import Role
from assistant.operations.autonomy.autonomy_table import AutonomyTable, OperationName, load_table
from assistant.operations.autonomy.autonomy_verdict import Verdict
from assistant.operations.autonomy.person_checks import Unchecked, draw
from assistant.operations.gate import Gate
from assistant.operations.gate_answers import EffectDone, LeftToPeople, NeedsApproval, Outdated
from assistant.operations.operation_register import OPERATIONS
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.autonomy_tables import FixedTable
from tests.unit.assistant.operations.gating import (
    APPROVED,
    CANCEL,
    NOBODY,
    CountingShop,
    lea,
    read_back,
)

FROM_A_LEAD = {"level": "suggest", "approver": "lead"}


class TestWhatIsLeftToPeople:
    async def test_is_neither_read_back_nor_done(self, gate: Gate, shop: CountingShop) -> None:
        proposal = await read_back(gate)
        strict = replace(gate, autonomy=FixedTable(cancel_order="human_only"))

        considered = await strict.consider("cancel_order", CANCEL, identity=lea(), language="en")
        executed = await strict.execute(proposal, ownership=NOBODY, language="en")

        assert considered == executed == LeftToPeople(rule="operation_cancel_order")
        assert shop.executed == 0

    async def test_is_what_no_row_names(self, gate: Gate) -> None:
        bare = replace(gate, autonomy=FixedTable(AutonomyTable()))

        left = await bare.consider("cancel_order", CANCEL, identity=lea(), language="en")

        assert left == LeftToPeople(rule="operation_cancel_order/not_listed")

    async def test_is_what_passes_a_limit_of_a_suggestion(self, gate: Gate) -> None:
        row = {"level": "suggest", "max_minor": {"EUR": 4599}}
        strict = replace(gate, autonomy=FixedTable(cancel_order=row))

        left = await strict.consider("cancel_order", CANCEL, identity=lea(), language="en")

        assert isinstance(left, LeftToPeople)
        assert left.rule == "operation_cancel_order/above_amount"
        assert left.wish.startswith("Cancel order #1001")

    async def test_is_done_no_more_though_a_person_approved_it(
        self, gate: Gate, shop: CountingShop
    ) -> None:
        proposal = await read_back(gate)
        strict = replace(gate, autonomy=FixedTable(cancel_order="human_only"))

        executed = await strict.execute(proposal, ownership=APPROVED, language="en")

        assert isinstance(executed, LeftToPeople)
        assert shop.executed == 0

    def test_is_named_by_the_operations_names(self) -> None:
        assert set(get_args(OperationName)) == set(OPERATIONS)
        assert set(load_table().operations) == set(OPERATIONS)


class TestWhatNeedsApproval:
    @pytest.fixture
    def strict(self, gate: Gate) -> Gate:
        return replace(
            gate, autonomy=FixedTable(cancel_order={"level": "suggest", "approver": "lead"})
        )

    async def test_is_read_back_like_anything(self, strict: Gate) -> None:
        assert isinstance(await read_back(strict), Proposal)

    async def test_is_not_done_without(self, strict: Gate, shop: CountingShop) -> None:
        proposal = await read_back(strict)

        for ownership in (NOBODY, Ownership(approved=frozenset({"another"}))):
            executed = await strict.execute(proposal, ownership=ownership, language="en")

            assert isinstance(executed, NeedsApproval)
            assert executed.verdict.approver is Role.LEAD
        assert shop.executed == 0

    async def test_is_done_with_it_however_long_it_took(
        self, strict: Gate, shop: CountingShop, clock: HandClock
    ) -> None:
        proposal = await read_back(strict)
        clock.move(5 * 3600)

        executed = await strict.execute(proposal, ownership=APPROVED, language="en")

        assert isinstance(executed, EffectDone)
        assert shop.executed == 1

    async def test_is_not_done_with_it_if_it_is_no_longer_what_was_read(
        self, strict: Gate, shop: CountingShop
    ) -> None:
        forged = replace(await read_back(strict), fingerprint="0" * 64)

        assert await strict.execute(forged, ownership=APPROVED, language="en") == Outdated()
        assert shop.executed == 0

    async def test_is_not_done_once_it_was_denied(self, gate: Gate, shop: CountingShop) -> None:
        proposal = await read_back(gate)
        denied = Ownership(denied=frozenset({"p1"}))

        executed = await gate.execute(proposal, ownership=denied, language="en")

        assert isinstance(executed, LeftToPeople)
        assert shop.executed == 0

    async def test_is_what_the_table_says_when_it_is_done(
        self, gate: Gate, strict: Gate, shop: CountingShop
    ) -> None:
        proposal = await read_back(gate)

        executed = await strict.execute(proposal, ownership=NOBODY, language="en")

        assert isinstance(executed, NeedsApproval)
        assert shop.executed == 0

    async def test_is_no_longer_asked_for_once_it_was_done(self, gate: Gate, strict: Gate) -> None:
        proposal = await read_back(gate)
        await gate.execute(proposal, ownership=NOBODY, language="en")

        again = await strict.execute(proposal, ownership=NOBODY, language="en")

        assert isinstance(again, EffectDone)


class TestWhatAPersonChecks:
    async def test_waits_for_an_approval_though_it_would_go_alone(
        self, gate: Gate, shop: CountingShop
    ) -> None:
        proposal = await read_back(gate)
        checked = replace(gate, checks=EveryOne())

        waits = await checked.execute(proposal, ownership=NOBODY, language="en")
        assert isinstance(waits, NeedsApproval)
        assert waits.verdict.rule == "operation_cancel_order/checked"
        assert shop.executed == 0

        done = await checked.execute(proposal, ownership=APPROVED, language="en")
        assert isinstance(done, EffectDone)


class EveryOne(Unchecked):
    """Has a person look at every effect."""

    async def of_effect(
        self, verdict: Verdict, proposal: Proposal, ownership: Ownership
    ) -> Verdict:
        del proposal, ownership
        return draw(replace(verdict, checked_share=1.0), b"", "")
