from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.commerce.amounts import Money
from assistant.commerce.assortment import SoldProduct
from assistant.commerce.order import Order, OrderStatus, RequestKind
from assistant.commerce.shop_effects import ChangeItems, ExchangeItems, Receipt
from assistant.commerce.shop_ids import LineId, PaymentMethodId, VariantId
from assistant.operations.declarations.item_swaps import (
    CHANGE_ITEMS,
    EXCHANGE,
    SwapItem,
    SwapParameters,
)
from assistant.operations.shop_rules import Rules
from assistant.operations.types import Allowed, Refusal
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import ARRIVED, CARD, GIFT, PENDING, euros
from tests.unit.assistant.operations.cases import LEA, RULES, after, case, code


def swap(
    line: str = "l4", to: VariantId = given.LARGE, method: PaymentMethodId | None = CARD
) -> SwapParameters:
    return SwapParameters(
        order_number="#1003",
        swaps=(SwapItem(line_id=LineId(line), variant_id=to),),
        settle_with=method,
    )


def weigh(
    asked: SwapParameters,
    order: Order = ARRIVED,
    rules: Rules = RULES,
    products: Sequence[SoldProduct] = given.RECORDS.products["en"],
) -> Allowed | Refusal:
    return EXCHANGE.weigh(case(asked, order=order, rules=rules, products=products))


def with_exchange(**changed: object) -> Rules:
    return RULES.model_copy(update={"exchange": RULES.exchange.model_copy(update=changed)})


class TestExchanging:
    def test_is_allowed_for_another_variant_in_stock(self) -> None:
        weighed = weigh(swap())

        assert isinstance(weighed, Allowed)
        assert isinstance(weighed.effect, ExchangeItems)
        assert weighed.effect.difference == euros(2)
        assert weighed.effect.settle_with == CARD

    def test_needs_no_method_at_one_price(self) -> None:
        weighed = weigh(swap(to=given.MEDIUM, method=None))

        assert isinstance(weighed, Allowed)
        assert isinstance(weighed.effect, ExchangeItems)
        assert weighed.effect.difference == euros(0)

    def test_needs_a_method_where_prices_differ(self) -> None:
        assert code(weigh(swap(method=None))) == "method_missing"

    @pytest.mark.parametrize("method", [given.PAYPAL, PaymentMethodId("made-up")])
    def test_is_never_settled_by_somebody_elses_method(self, method: PaymentMethodId) -> None:
        assert code(weigh(swap(method=method))) == "unknown_method"

    def test_is_settled_by_a_balance_that_has_enough(self) -> None:
        poor = replace(LEA.payment_methods[1], balance=euros(1.99))
        customer = replace(LEA, payment_methods=(LEA.payment_methods[0], poor))

        assert code(weigh(swap(method=GIFT))) == ""
        asked = case(swap(method=GIFT), order=ARRIVED, customer=customer)
        assert code(EXCHANGE.weigh(asked)) == "balance_too_low"

    def test_is_refused_for_a_variant_of_another_product(self) -> None:
        assert code(weigh(swap(to=given.PLAIN))) == "other_product"
        assert code(weigh(swap(), products=[given.SOCKS_SOLD])) == "other_product"

    def test_is_refused_for_the_same_variant(self) -> None:
        assert code(weigh(swap(to=given.SMALL))) == "same_variant"

    def test_is_refused_for_what_is_out_of_stock(self) -> None:
        assert code(weigh(swap(to=given.GONE))) == "variant_out_of_stock"

    def test_is_refused_when_two_lines_want_the_last_piece(self) -> None:
        two = replace(ARRIVED, lines=(given.shirt("l4"), given.shirt("l9")))
        items = tuple(
            SwapItem(line_id=LineId(line), variant_id=given.LARGE) for line in ("l4", "l9")
        )
        asked = SwapParameters(order_number="#1003", swaps=items, settle_with=CARD)

        assert code(weigh(asked, order=two)) == "variant_out_of_stock"

    @pytest.mark.parametrize("status", [one for one in OrderStatus if one != "delivered"])
    def test_is_refused_before_delivery(self, status: OrderStatus) -> None:
        assert code(weigh(swap(), order=replace(ARRIVED, status=status))) == f"is_{status}"

    @pytest.mark.parametrize("kind", [RequestKind.RETURN, RequestKind.EXCHANGE])
    def test_is_had_once(self, kind: RequestKind) -> None:
        assert code(weigh(swap(), order=after(ARRIVED, kind, 1))) == f"after_{kind}"

    def test_takes_each_line_once_where_an_order_may_be_exchanged_again(self) -> None:
        rules = with_exchange(blocked_by=())

        once = after(ARRIVED, RequestKind.EXCHANGE, 0)
        assert code(weigh(swap(), order=once, rules=rules)) == "already_taken_back"
        other = after(ARRIVED, RequestKind.EXCHANGE, 1)
        assert code(weigh(swap(), order=other, rules=rules)) == ""

    def test_is_refused_for_a_final_sale(self) -> None:
        final = replace(ARRIVED, lines=(replace(ARRIVED.lines[0], final_sale=True),))

        assert code(weigh(swap(), order=final)) == "final_sale"

    def test_is_refused_for_a_line_of_another_order(self) -> None:
        assert code(weigh(swap(line="l1"))) == "unknown_line"

    def test_is_refused_for_a_country_without_exchanges(self) -> None:
        rules = with_exchange(countries=("FR",))
        abroad = replace(ARRIVED, address=given.LANE)

        assert code(weigh(swap(), rules=rules)) == ""
        assert code(weigh(swap(), order=abroad, rules=rules)) == "exchange_country"

    def test_is_refused_where_more_would_come_back_than_was_paid(self) -> None:
        unpaid = replace(ARRIVED, entries=())

        assert code(weigh(swap(to=given.CHEAP), order=unpaid)) == "refund_above_paid"
        assert code(weigh(swap(), order=unpaid)) == ""

    def test_promises_the_difference_for_when_the_goods_are_back(self) -> None:
        weighed = weigh(swap(to=given.CHEAP))
        assert isinstance(weighed, Allowed)

        text = EXCHANGE.tell(case(swap(to=given.CHEAP), order=ARRIVED), weighed, "en")

        assert "that you get back once the items reach us: €5.00, to your Visa card" in text

    def test_is_refused_where_prices_are_in_another_currency(self) -> None:
        dollars = [
            replace(one, price=Money(amount_minor=3000, currency="USD"))
            for one in given.SHIRTS.variants
        ]
        sold = (replace(given.SHIRTS, variants=tuple(dollars)),)

        assert code(weigh(swap(), products=sold)) == "other_currency"

    def test_charges_nothing_where_the_shop_waives_the_difference(self) -> None:
        rules = with_exchange(settles_difference=False)

        weighed = weigh(swap(), rules=rules)

        assert isinstance(weighed, Allowed)
        assert isinstance(weighed.effect, ExchangeItems)
        assert (weighed.effect.difference, weighed.effect.settle_with) == (euros(0), None)
        text = EXCHANGE.tell(case(swap(), order=ARRIVED, rules=rules), weighed, "en")
        assert "Nothing to pay." in text
        assert "+" not in text

    def test_reads_back_old_new_and_the_difference(self) -> None:
        weighed = weigh(swap())
        assert isinstance(weighed, Allowed)

        text = EXCHANGE.tell(case(swap(), order=ARRIVED), weighed, "en")

        assert "- Ouessant Shirt (S) → L, +€2.00" in text
        assert "Difference to pay once the items reach us: €2.00, with your Visa card" in text
        assert "can be exchanged once" in text

    def test_does_not_claim_that_it_is_the_only_one_where_it_is_not(self) -> None:
        rules = with_exchange(blocked_by=())
        weighed = weigh(swap(), rules=rules)
        assert isinstance(weighed, Allowed)

        text = EXCHANGE.tell(case(swap(), order=ARRIVED, rules=rules), weighed, "en")

        assert "exchanged once" not in text

    def test_says_of_a_charge_that_nothing_comes_back(self) -> None:
        assert EXCHANGE.done is not None
        receipt = Receipt(key="k", reference="#1003-E1")

        assert "back already" not in EXCHANGE.done(case(swap(), order=ARRIVED), receipt, "en")


class TestChangingItems:
    ASKED = swap(line="l1", to=given.CHEAP)

    def test_is_allowed_while_nothing_is_packed(self) -> None:
        weighed = CHANGE_ITEMS.weigh(case(self.ASKED, order=PENDING))

        assert isinstance(weighed, Allowed)
        assert isinstance(weighed.effect, ChangeItems)
        assert weighed.effect.difference == euros(-5)

    def test_reads_back_what_is_paid_back_without_a_sign(self) -> None:
        asked = case(self.ASKED, order=PENDING)
        weighed = CHANGE_ITEMS.weigh(asked)
        assert isinstance(weighed, Allowed)

        text = CHANGE_ITEMS.tell(asked, weighed, "en")

        assert "Difference that you get back: €5.00, to your Visa card" in text

    def test_multiplies_the_difference_by_the_pieces(self) -> None:
        order = replace(PENDING, lines=(replace(PENDING.lines[0], quantity=3),))

        weighed = CHANGE_ITEMS.weigh(case(self.ASKED, order=order))

        assert isinstance(weighed, Allowed)
        assert isinstance(weighed.effect, ChangeItems)
        assert weighed.effect.difference == euros(-15)

    def test_is_had_once(self) -> None:
        changed = after(PENDING, RequestKind.CHANGE_ITEMS, 1)

        assert code(CHANGE_ITEMS.weigh(case(self.ASKED, order=changed))) == "after_change_items"

    def test_is_refused_for_fewer_pieces_than_the_line_has(self) -> None:
        order = replace(PENDING, lines=(replace(PENDING.lines[0], quantity=5),))

        assert code(CHANGE_ITEMS.weigh(case(self.ASKED, order=order))) == "variant_out_of_stock"
