from dataclasses import replace

import pytest

from assistant.commerce.order import OrderStatus, RequestKind
from assistant.commerce.shop_effects import Receipt, RemoveItems
from assistant.commerce.shop_ids import LineId
from assistant.operations.declarations.item_removal import REMOVE_ITEMS, RemovalParameters
from assistant.operations.types import Allowed
from tests.support.seeds.shop_records import PENDING, euros
from tests.unit.assistant.operations.cases import after, case, code

SHIRT, SOCKS = (one.line_id for one in PENDING.lines)


def asked(*lines: LineId) -> RemovalParameters:
    return RemovalParameters(order_number="#1001", line_ids=lines)


class TestTakingItemsOff:
    def test_pays_back_what_they_cost_by_the_method_that_paid(self) -> None:
        weighed = REMOVE_ITEMS.weigh(case(asked(SHIRT), order=PENDING))

        assert weighed == Allowed(
            effect=RemoveItems(
                order_id=PENDING.order_id,
                version=PENDING.version,
                line_ids=(SHIRT,),
                refund_to=PENDING.paid_with,
                refund=euros(30),
            )
        )

    @pytest.mark.parametrize("status", [one for one in OrderStatus if one != "pending"])
    def test_is_refused_in_any_other_state(self, status: OrderStatus) -> None:
        order = replace(PENDING, status=status)

        assert code(REMOVE_ITEMS.weigh(case(asked(SHIRT), order=order))) == f"is_{status}"

    def test_of_everything_is_a_cancellation(self) -> None:
        assert code(REMOVE_ITEMS.weigh(case(asked(SHIRT, SOCKS), order=PENDING))) == "removes_all"

    @pytest.mark.parametrize("lines", [(), (LineId("another"),), (SHIRT, SHIRT)])
    def test_is_of_lines_of_the_order_each_once(self, lines: tuple[LineId, ...]) -> None:
        assert code(REMOVE_ITEMS.weigh(case(asked(*lines), order=PENDING))) == "unknown_line"

    def test_comes_after_a_change_of_items_as_well(self) -> None:
        changed = after(PENDING, RequestKind.CHANGE_ITEMS, 0)

        assert code(REMOVE_ITEMS.weigh(case(asked(SHIRT), order=changed))) == ""

    def test_of_an_order_that_is_not_paid_pays_nothing_back(self) -> None:
        weighed = REMOVE_ITEMS.weigh(case(asked(SHIRT), order=replace(PENDING, entries=())))

        assert isinstance(weighed, Allowed)
        assert isinstance(weighed.effect, RemoveItems)
        assert (weighed.effect.refund_to, weighed.effect.refund) == (None, euros(0))

    def test_promises_no_more_than_the_shop_holds(self) -> None:
        order = replace(
            PENDING, entries=tuple(replace(one, amount=euros(20)) for one in PENDING.entries[:1])
        )

        assert code(REMOVE_ITEMS.weigh(case(asked(SHIRT), order=order))) == "refund_above_paid"

    def test_reads_back_what_goes_what_stays_and_both_amounts(self) -> None:
        weighed = case(asked(SHIRT), order=PENDING)
        allowed = REMOVE_ITEMS.weigh(weighed)
        assert isinstance(allowed, Allowed)

        text = REMOVE_ITEMS.tell(weighed, allowed, "en")

        assert text.startswith("Take off order #1001:\n- Ouessant Shirt (S)")
        assert "Refund: €30.00. Still paid for this order: €16.00." in text
        assert text.index("sent as planned") < text.index("2 x Sein Socks")

    def test_says_when_the_money_is_back(self) -> None:
        receipt = Receipt(key="k", reference="#1001", amount=euros(30), refund_days=(5, 7))
        assert REMOVE_ITEMS.done is not None

        text = REMOVE_ITEMS.done(case(asked(SHIRT), order=PENDING), receipt, "fr")

        assert text.startswith("Ces articles sont retirés de la commande #1001")
        assert "5 à 7 jours ouvrés" in text
