"""Products that a customer asked to be told of: back in stock, or for less."""

from dataclasses import replace
from datetime import timedelta

from assistant.commerce.order import OrderStatus
from assistant.commerce.shop_ids import ProductId
from assistant.outreach.triggers.customer_facts import CustomerFacts, WishedVariant
from assistant.outreach.triggers.wish_causes import back_in_stock, lower_prices
from tests.support.seeds.outreach_facts import WISH
from tests.support.seeds.shop_records import ARRIVED, LEA, euros
from tests.unit.assistant.outreach.triggers.test_order_causes import NOW


def facts(*wishes: WishedVariant) -> CustomerFacts:
    return CustomerFacts(customer_id=LEA, wishes=wishes)


def test_what_is_still_gone_is_no_cause() -> None:
    gone = facts(replace(WISH, available=False, price=euros(60)))
    assert back_in_stock(gone, NOW, "fr") == ()
    assert lower_prices(gone, NOW, "fr") == ()


def test_a_wish_of_another_season_is_over() -> None:
    old = facts(replace(WISH, asked_at=NOW - timedelta(days=181), price=euros(60)))
    assert back_in_stock(old, NOW, "fr") == ()
    assert lower_prices(old, NOW, "fr") == ()


def test_a_price_that_rose_or_stayed_or_is_in_other_money_is_no_lower_one() -> None:
    unseen = replace(WISH, price=euros(60), first_price=None)
    assert lower_prices(facts(unseen), NOW, "fr") == ()
    other = replace(euros(1), currency="USD")
    for price in (euros(80), euros(81), other):
        assert lower_prices(facts(replace(WISH, price=price)), NOW, "fr") == ()


def test_who_bought_the_product_since_is_told_of_no_lower_price() -> None:
    wish = replace(WISH, price=euros(60))
    before, since = NOW - timedelta(days=11), NOW - timedelta(days=9)
    for order, count in (
        (replace(ARRIVED, placed_at=since), 0),
        (replace(ARRIVED, placed_at=before), 1),
        (replace(ARRIVED, placed_at=since, status=OrderStatus.CANCELLED), 1),
    ):
        known = replace(facts(wish), orders=(order,))
        assert len(lower_prices(known, NOW, "fr")) == count
    other = replace(facts(replace(wish, product_id=ProductId("other"))), orders=(ARRIVED,))
    assert lower_prices(other, NOW, "fr")


def test_a_lower_price_is_told_with_the_one_before_it() -> None:
    (cause,) = lower_prices(facts(replace(WISH, price=euros(60))), NOW, "en")
    assert (cause.values["price"], cause.values["before"]) == ("€60.00", "€80.00")
