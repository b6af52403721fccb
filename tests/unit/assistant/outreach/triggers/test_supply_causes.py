"""Products that run out: by a customer's own rhythm, else by the shop's word."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from assistant.commerce.order import Order, OrderRequest, OrderStatus, RequestKind
from assistant.commerce.shop_ids import OrderId
from assistant.outreach.triggers.customer_facts import CustomerFacts
from assistant.outreach.triggers.supply_causes import due_supplies
from tests.support.seeds.shop_records import ARRIVED, LEA
from tests.unit.assistant.outreach.triggers.test_order_causes import NOW

LINE = ARRIVED.lines[0]


def bought(*days_ago: int, pieces: Sequence[int] = ()) -> tuple[Order, ...]:
    counts = pieces or (1,) * len(days_ago)
    return tuple(
        replace(
            ARRIVED,
            order_id=OrderId(f"o{days}"),
            placed_at=NOW - timedelta(days=days),
            lines=(replace(LINE, quantity=count),),
        )
        for days, count in zip(days_ago, counts, strict=True)
    )


def due(*orders: Order, lasts: int | None = None) -> list[float]:
    stated = {LINE.product_id: lasts} if lasts else {}
    facts = CustomerFacts(customer_id=LEA, orders=orders, lasts=stated)
    return [one.days for one in due_supplies(facts, NOW)]


def test_the_median_of_the_customers_own_intervals_is_their_rhythm() -> None:
    assert due(*bought(31, 61, 91, 300)) == [30]
    assert due(*bought(29, 59, 89)) == []  # not used up yet


def test_more_pieces_last_longer() -> None:
    assert due(*bought(61, 91, pieces=(2, 1))) == [60]
    assert due(*bought(31, 91, pieces=(1, 2))) == [30]


def test_what_was_bought_once_lasts_as_long_as_the_shop_says() -> None:
    assert due(*bought(31)) == []
    assert due(*bought(31), lasts=30) == [30]
    assert due(*bought(31, 61), lasts=90) == [30]  # their own rhythm counts


def test_what_ran_out_long_ago_was_found_elsewhere() -> None:
    assert due(*bought(70, 100)) == []


def test_two_orders_of_one_day_and_years_between_are_no_rhythm() -> None:
    assert due(*bought(31, 31)) == []
    assert due(*bought(400, 800)) == []


def test_what_went_back_or_was_cancelled_was_not_used() -> None:
    last, first = bought(31, 61)
    back = OrderRequest(kind=RequestKind.RETURN, reference="R", line_ids=(LINE.line_id,))
    assert due(last, replace(first, requests=(back,))) == []
    assert due(last, replace(first, status=OrderStatus.CANCELLED)) == []
