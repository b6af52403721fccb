from dataclasses import replace

import pytest

from assistant.commerce.ports import ShopRefusedError
from assistant.commerce.settlement import refuse_new_method
from assistant.commerce.shop_effects import CancelOrder, ChangeAddress, ChangePayment
from assistant.commerce.shop_ids import OrderId, PaymentMethodId
from integrations.shops.woocommerce.api_payloads import OrderPayload, read
from integrations.shops.woocommerce.effects import NO_NEW_METHOD, is_begun
from integrations.shops.woocommerce.permit_record import mark
from tests.support.seeds.shop_records import LANE, QUAY, RECORDS, euros
from tests.support.simulators.woocommerce.seed import Seed
from tests.support.simulators.woocommerce.store import Store

CANCEL = CancelOrder(order_id=OrderId("1001"), version="1", reason="no_longer_needed")
ADDRESS = ChangeAddress(order_id=OrderId("1001"), version="1", address=LANE)


def order(**more: object) -> OrderPayload:
    store = Store()
    Seed(store).fill(RECORDS)
    return read(OrderPayload, store.orders[1001] | more)


def refunded_with(key: str) -> OrderPayload:
    return order(refunds=[{"id": 1, "reason": mark(key), "total": "-46.00"}])


class TestAnEffect:
    def test_is_begun_where_its_refund_is(self) -> None:
        assert is_begun(CANCEL, refunded_with("k1"), "k1")
        assert not is_begun(CANCEL, refunded_with("k2"), "k1")
        assert not is_begun(CANCEL, order(), "k1")

    def test_is_begun_where_the_parcel_goes_there(self) -> None:
        assert not is_begun(ADDRESS, order(), "k1")
        assert is_begun(replace(ADDRESS, address=QUAY), order(), "k1")

    def test_that_charges_another_method_is_refused(self) -> None:
        effect = ChangePayment(
            order_id=OrderId("1001"),
            version="1",
            method_id=PaymentMethodId("paypal"),
            amount=euros(46),
        )

        refuse_new_method(CANCEL, NO_NEW_METHOD)
        with pytest.raises(ShopRefusedError, match="checkout"):
            refuse_new_method(effect, NO_NEW_METHOD)
