"""What the gate does on the order of an agent, whom the customer told it elsewhere."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.commerce.permit import ConfirmedByCustomer, OrderedByAgent, UnpermittedError
from assistant.conversation.dealings import AgentOrder, Proposal
from assistant.conversation.ids import AgentId, MessageId
from assistant.operations.gate import Gate
from assistant.operations.gate_answers import EffectDone, LeftToPeople, Outdated
from tests.support.seeds.autonomy_tables import FixedTable
from tests.unit.assistant.operations.cases import NOW
from tests.unit.assistant.operations.gating import NOBODY, CountingShop, read_back

BY_LEADS = {"level": "automate", "ordered_by": "lead"}


async def order(gate: Gate, role: str) -> Proposal:
    """Return what was read back to Anna, as she ordered it."""
    by_anna = AgentOrder(by=AgentId("anna"), role=role, name="Anna")
    return replace(await read_back(gate), confirmed_by=None, ordered=by_anna)


class TestAnAgentsOrder:
    """Takes the place of the customer's yes, where the table in force names the agent's role."""

    @pytest.mark.parametrize(
        ("row", "role", "is_done"),
        [
            ("automate", "admin", False),  # no role is named: nobody may
            ({"level": "automate", "ordered_by": "lead"}, "agent", False),
            ({"level": "automate", "ordered_by": "lead"}, "merchandiser", False),
            ({"level": "automate", "ordered_by": "lead"}, "somebody", False),
            ({"level": "automate", "ordered_by": "lead"}, "lead", True),
            ({"level": "automate", "ordered_by": "agent"}, "agent", True),
            # Above the amount a person has to approve: whoever orders it must be one who may.
            ({"level": "automate", "ordered_by": "agent", "max_minor": {"EUR": 1}}, "agent", False),
            ({"level": "automate", "ordered_by": "agent", "max_minor": {"EUR": 1}}, "lead", True),
            ({"level": "suggest", "ordered_by": "agent", "approver": "admin"}, "lead", False),
            ({"level": "human_only", "ordered_by": "agent"}, "admin", False),
        ],
    )
    async def test_is_carried_out_for_roles_that_the_table_names_when_it_is_done(
        self, gate: Gate, shop: CountingShop, row: object, role: str, *, is_done: bool
    ) -> None:
        ordered = await order(gate, role)  # the table was another one

        done = await replace(gate, autonomy=FixedTable(cancel_order=row)).execute(
            ordered, ownership=NOBODY, language="en"
        )

        assert isinstance(done, EffectDone if is_done else LeftToPeople)
        assert shop.executed == int(is_done)

    async def test_is_named_by_the_permit(self, gate: Gate, shop: CountingShop) -> None:
        gate = replace(gate, autonomy=FixedTable(cancel_order=BY_LEADS))

        await gate.execute(await order(gate, "lead"), ownership=NOBODY, language="en")

        assert shop.grounds == [OrderedByAgent(AgentId("anna"))]

    async def test_is_not_named_where_the_customer_said_yes(
        self, gate: Gate, shop: CountingShop
    ) -> None:
        await gate.execute(await read_back(gate), ownership=NOBODY, language="en")

        assert shop.grounds == [ConfirmedByCustomer(MessageId("yes"))]

    async def test_is_carried_out_once(self, gate: Gate, shop: CountingShop) -> None:
        gate = replace(gate, autonomy=FixedTable(cancel_order=BY_LEADS))
        ordered = await order(gate, "lead")

        first = await gate.execute(ordered, ownership=NOBODY, language="en")
        again = await gate.execute(ordered, ownership=NOBODY, language="en")

        assert isinstance(first, EffectDone)
        assert isinstance(again, EffectDone)
        assert (again.receipt, again.text) == (first.receipt, first.text)
        assert shop.executed == 1

    async def test_that_is_old_or_about_something_else_now_is_not(
        self, gate: Gate, shop: CountingShop
    ) -> None:
        gate = replace(gate, autonomy=FixedTable(cancel_order=BY_LEADS))
        ordered = await order(gate, "lead")

        for late in (
            replace(ordered, at=NOW - timedelta(hours=2)),
            replace(ordered, fingerprint=""),
        ):
            assert await gate.execute(late, ownership=NOBODY, language="en") == Outdated()
        assert shop.executed == 0

    async def test_or_a_yes_there_has_to_be(self, gate: Gate, shop: CountingShop) -> None:
        nothing = replace(await read_back(gate), confirmed_by=None)

        with pytest.raises(UnpermittedError):
            await gate.execute(nothing, ownership=NOBODY, language="en")
        assert shop.executed == 0
