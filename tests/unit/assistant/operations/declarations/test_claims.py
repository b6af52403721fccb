from dataclasses import replace

from assistant.commerce.order import Order, RequestKind
from assistant.commerce.shop_effects import RecordClaim
from assistant.commerce.shop_ids import LineId
from assistant.operations.declarations.claims import CLAIM, ClaimParameters
from assistant.operations.types import Allowed
from tests.support.seeds.shop_records import ARRIVED
from tests.unit.assistant.operations.cases import after, case, code

ASKED = ClaimParameters(order_number="#1003", line_ids=(LineId("l4"),), reason="damaged")


def refused(order: Order) -> str:
    return code(CLAIM.weigh(case(ASKED, order=order)))


class TestAClaim:
    def test_is_of_a_final_sale_as_well(self) -> None:
        order = replace(
            ARRIVED, lines=tuple(replace(one, final_sale=True) for one in ARRIVED.lines)
        )

        weighed = CLAIM.weigh(case(ASKED, order=order))

        assert isinstance(weighed, Allowed)
        assert isinstance(weighed.effect, RecordClaim)
        assert (weighed.effect.problem, weighed.effect.line_ids) == ("damaged", ("l4",))

    def test_is_open_once_for_a_line(self) -> None:
        assert refused(after(ARRIVED, RequestKind.CLAIM, 0)) == "already_claimed"
        assert refused(after(ARRIVED, RequestKind.CLAIM, 1)) == ""

    def test_is_open_until_a_second_parcel_was_sent(self) -> None:
        sent = after(after(ARRIVED, RequestKind.CLAIM, 0), RequestKind.RESHIP, 0)

        assert refused(sent) == ""
        assert refused(after(sent, RequestKind.CLAIM, 0)) == "already_claimed"

    def test_is_of_what_came_by_an_exchange_but_not_of_what_went_back(self) -> None:
        assert refused(after(ARRIVED, RequestKind.EXCHANGE, 0)) == ""
        assert refused(after(ARRIVED, RequestKind.RETURN, 0)) == "already_taken_back"
