from dataclasses import replace

from assistant.commerce.amounts import Money
from assistant.commerce.effect_notes import promised
from assistant.commerce.shop_effects import ExchangeItems, ReturnItems
from assistant.commerce.shop_ids import LineId, OrderId
from tests.support.seeds.shop_records import CARD, euros

RETURN = ReturnItems(
    order_id=OrderId("o"), version="1", line_ids=(LineId("l"),), refund_to=CARD, refund=euros(30)
)
EXCHANGE = ExchangeItems(
    order_id=OrderId("o"), version="1", swaps=(), settle_with=CARD, difference=euros(2.5)
)


class TestAPromise:
    def test_of_a_return_says_how_much_goes_where(self) -> None:
        assert promised(RETURN) == "refund 30.00 EUR to lea-card"

    def test_of_an_exchange_goes_the_way_of_its_sign(self) -> None:
        cheaper = replace(EXCHANGE, difference=euros(-5))

        assert promised(EXCHANGE) == "2.50 EUR to be paid with lea-card"
        assert promised(cheaper) == "refund 5.00 EUR to lea-card"
        assert promised(replace(EXCHANGE, difference=euros(0))) == "nothing to settle"
        assert promised(replace(EXCHANGE, settle_with=None)) == "nothing to settle"

    def test_is_written_with_as_many_decimals_as_its_currency_has(self) -> None:
        yen = replace(RETURN, refund=Money(amount_minor=1200, currency="JPY"))

        assert promised(yen) == "refund 1200 JPY to lea-card"
