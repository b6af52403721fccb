from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.commerce.order import EntryKind, Order, OrderStatus, RequestKind
from assistant.commerce.shop_effects import Receipt, ReturnItems
from assistant.commerce.shop_ids import LineId, PaymentMethodId
from assistant.operations.declarations.returns import RETURN, ReturnParameters
from assistant.operations.shop_rules import Season
from assistant.operations.types import Allowed
from tests.support.seeds.shop_records import ARRIVED, CARD, DELIVERED, GIFT, PAYPAL, euros
from tests.unit.assistant.operations.cases import RULES, after, case, code

ASKED = ReturnParameters(
    order_number="#1003", line_ids=(LineId("l4"),), reason="too_small", refund_to=CARD
)


class TestReturning:
    def test_is_allowed_within_the_window(self) -> None:
        weighed = RETURN.weigh(case(ASKED, order=ARRIVED))

        assert weighed == Allowed(
            effect=ReturnItems(
                order_id=ARRIVED.order_id,
                version=ARRIVED.version,
                line_ids=(LineId("l4"),),
                refund_to=CARD,
                refund=euros(30),
                reason="too_small",
            )
        )

    def test_refunds_every_piece_of_a_line(self) -> None:
        asked = ASKED.model_copy(update={"line_ids": (LineId("l4"), LineId("l5"))})

        weighed = RETURN.weigh(case(asked, order=ARRIVED))

        assert isinstance(weighed, Allowed)
        assert isinstance(weighed.effect, ReturnItems)
        assert weighed.effect.refund == euros(46)

    def test_closes_when_the_window_does(self) -> None:
        last = DELIVERED + timedelta(days=30)

        assert code(RETURN.weigh(case(ASKED, order=ARRIVED, now=last))) == ""
        late = last + timedelta(seconds=1)
        assert code(RETURN.weigh(case(ASKED, order=ARRIVED, now=late))) == "window_closed"

    def test_has_longer_for_an_order_of_a_season(self) -> None:
        season = Season(placed_from="11-01", placed_to="12-24", until="01-31")
        returns = RULES.returns.model_copy(update={"seasons": (season,)})
        rules = RULES.model_copy(update={"returns": returns})
        last = datetime(2027, 1, 31, 23, 59, tzinfo=UTC)
        early = replace(ARRIVED, placed_at=datetime(2026, 10, 31, 9, 0, tzinfo=UTC))

        def weigh(order: Order, now: datetime) -> str:
            return code(RETURN.weigh(case(ASKED, order=order, rules=rules, now=now)))

        assert weigh(ARRIVED, last) == ""
        assert weigh(ARRIVED, last + timedelta(minutes=1)) == "window_closed"
        assert weigh(early, last) == "window_closed"

    @pytest.mark.parametrize("status", [one for one in OrderStatus if one != "delivered"])
    def test_is_refused_before_delivery(self, status: OrderStatus) -> None:
        order = replace(ARRIVED, status=status)

        assert code(RETURN.weigh(case(ASKED, order=order))) == f"is_{status}"

    def test_is_refused_while_an_exchange_is_under_way(self) -> None:
        order = after(ARRIVED, RequestKind.EXCHANGE, 1)

        assert code(RETURN.weigh(case(ASKED, order=order))) == "after_exchange"

    def test_takes_a_line_back_once(self) -> None:
        assert (
            code(RETURN.weigh(case(ASKED, order=after(ARRIVED, RequestKind.RETURN, 0))))
            == "already_taken_back"
        )
        assert code(RETURN.weigh(case(ASKED, order=after(ARRIVED, RequestKind.RETURN, 1)))) == ""

    @pytest.mark.parametrize("line_ids", [(), ("l1",), ("l4", "l4"), ("l4", "nothing")])
    def test_is_refused_for_lines_that_are_not_the_orders(self, line_ids: tuple[str, ...]) -> None:
        asked = ASKED.model_copy(update={"line_ids": line_ids})

        assert code(RETURN.weigh(case(asked, order=ARRIVED))) == "unknown_line"

    def test_is_refused_for_a_final_sale(self) -> None:
        line = replace(ARRIVED.lines[0], final_sale=True)
        order = replace(ARRIVED, lines=(line, ARRIVED.lines[1]))

        assert code(RETURN.weigh(case(ASKED, order=order))) == "final_sale"
        returns = RULES.returns.model_copy(update={"accepts_final_sale": True})
        rules = RULES.model_copy(update={"returns": returns})
        assert code(RETURN.weigh(case(ASKED, order=order, rules=rules))) == ""

    def test_is_refused_for_a_reason_of_ones_own(self) -> None:
        asked = ASKED.model_copy(update={"reason": "it bit me"})

        assert code(RETURN.weigh(case(asked, order=ARRIVED))) == "unknown_reason"

    @pytest.mark.parametrize("method_id", [PAYPAL, PaymentMethodId("made-up")])
    def test_is_never_paid_to_somebody_elses_method(self, method_id: PaymentMethodId) -> None:
        asked = ASKED.model_copy(update={"refund_to": method_id})

        assert code(RETURN.weigh(case(asked, order=ARRIVED))) == "unknown_method"

    def test_is_paid_where_the_rules_allow(self) -> None:
        to_gift_card = ASKED.model_copy(update={"refund_to": GIFT})
        returns = RULES.returns.model_copy(update={"refund_to": ("original",)})
        strict = RULES.model_copy(update={"returns": returns})

        assert code(RETURN.weigh(case(to_gift_card, order=ARRIVED))) == ""
        refused = RETURN.weigh(case(to_gift_card, order=ARRIVED, rules=strict))
        assert code(refused) == "refund_elsewhere"

    def test_is_refused_where_more_would_come_back_than_was_paid(self) -> None:
        refund = replace(ARRIVED.entries[0], kind=EntryKind.REFUND, amount=euros(20))
        paid_back = replace(ARRIVED, entries=(*ARRIVED.entries, refund))

        assert code(RETURN.weigh(case(ASKED, order=paid_back))) == "refund_above_paid"

    def test_refunds_to_the_cent_what_a_line_cost(self) -> None:
        three = replace(ARRIVED.lines[0], quantity=3, price=euros(3.33), whole=euros(10))
        order = replace(ARRIVED, lines=(three,))

        weighed = RETURN.weigh(case(ASKED, order=order))

        assert isinstance(weighed, Allowed)
        assert isinstance(weighed.effect, ReturnItems)
        assert weighed.effect.refund == euros(10)

    def test_refunds_no_cent_that_only_rounding_adds(self) -> None:
        three = replace(ARRIVED.lines[0], quantity=3, price=euros(6.67))
        paid = replace(ARRIVED.entries[0], amount=euros(20))
        order = replace(ARRIVED, lines=(three,), entries=(paid,))

        weighed = RETURN.weigh(case(ASKED, order=order))

        assert isinstance(weighed, Allowed)
        assert isinstance(weighed.effect, ReturnItems)
        assert weighed.effect.refund == euros(20)

    def test_reads_back_lines_amount_and_method(self) -> None:
        asked = case(ASKED, order=ARRIVED)
        allowed = RETURN.weigh(asked)
        assert isinstance(allowed, Allowed)

        text = RETURN.tell(asked, allowed, "en")

        assert "- Ouessant Shirt (S)" in text
        assert "Sein Socks" not in text
        assert "Refund once the items reach us: €30.00, to your Visa card ending in 4242" in text

    def test_does_not_say_that_money_is_back_before_the_goods_are(self) -> None:
        receipt = Receipt(key="k", reference="#1003-R1", amount=euros(30))
        assert RETURN.done is not None

        for days in (None, (1, 5)):
            text = RETURN.done(case(ASKED, order=ARRIVED), replace(receipt, refund_days=days), "en")
            assert "already" not in text
            assert "after the items reach us" in text
