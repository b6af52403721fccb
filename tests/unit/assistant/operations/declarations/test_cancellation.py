from dataclasses import replace

import pytest

from assistant.commerce.order import OrderStatus, RequestKind
from assistant.commerce.shop_effects import CancelOrder, Receipt
from assistant.operations.declarations.cancellation import CANCEL, Cancel
from assistant.operations.types import Allowed
from tests.support.seeds.shop_records import PENDING, euros
from tests.unit.assistant.operations.cases import RULES, after, case, code

ASKED = Cancel(order_number="#1001", reason="no_longer_needed")


class TestCancelling:
    def test_is_allowed_while_nothing_is_packed(self) -> None:
        weighed = CANCEL.weigh(case(ASKED, order=PENDING))

        assert weighed == Allowed(
            effect=CancelOrder(
                order_id=PENDING.order_id, version=PENDING.version, reason="no_longer_needed"
            )
        )

    @pytest.mark.parametrize("status", [one for one in OrderStatus if one != "pending"])
    def test_is_refused_in_any_other_state(self, status: OrderStatus) -> None:
        assert code(CANCEL.weigh(case(ASKED, order=replace(PENDING, status=status)))) == (
            f"is_{status}"
        )

    def test_is_refused_after_items_were_changed(self) -> None:
        changed = after(PENDING, RequestKind.CHANGE_ITEMS, 0)

        assert code(CANCEL.weigh(case(ASKED, order=changed))) == "after_change_items"

    @pytest.mark.parametrize("reason", ["", "because", "je n'en ai plus besoin"])
    def test_is_refused_for_a_reason_of_ones_own(self, reason: str) -> None:
        asked = Cancel(order_number="#1001", reason=reason)

        assert code(CANCEL.weigh(case(asked, order=PENDING))) == "unknown_reason"

    def test_needs_no_reason_where_the_shop_asks_for_none(self) -> None:
        rules = RULES.model_copy(update={"cancel": RULES.cancel.model_copy(update={"reasons": {}})})
        asked = Cancel(order_number="#1001")

        assert code(CANCEL.weigh(case(asked, order=PENDING, rules=rules))) == ""

    def test_reads_back_what_is_cancelled_and_what_comes_back(self) -> None:
        weighed = case(ASKED, order=PENDING)

        text = CANCEL.tell(weighed, Allowed(), "en")

        assert text.startswith("Cancel order #1001:")
        assert "Refund: €46.00." in text
        assert "- Ouessant Shirt (S)" in text
        assert "- 2 x Sein Socks" in text

    def test_says_when_the_money_is_back(self) -> None:
        receipt = Receipt(key="k", reference="#1001", amount=euros(46), refund_days=(5, 7))
        assert CANCEL.done is not None

        assert "5 to 7 working days" in CANCEL.done(case(ASKED, order=PENDING), receipt, "en")
        at_once = replace(receipt, refund_days=None)
        assert "déjà" in CANCEL.done(case(ASKED, order=PENDING), at_once, "fr")
