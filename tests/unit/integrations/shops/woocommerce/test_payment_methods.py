import pytest

from assistant.commerce.customer import PaymentKind
from integrations.shops.woocommerce.api_payloads import OrderPayload, read
from integrations.shops.woocommerce.payment_methods import distinct, kind_of, of_order
from tests.support.simulators.woocommerce.store import blank


def order(gateway: str, title: str = "") -> OrderPayload:
    fields = {"payment_method": gateway, "payment_method_title": title}
    return read(OrderPayload, blank("order") | fields)


class TestAGateway:
    @pytest.mark.parametrize(
        ("gateway", "kind"),
        [
            ("stripe", PaymentKind.CARD),
            ("woocommerce_payments", PaymentKind.CARD),
            ("mollie_wc_gateway_creditcard", PaymentKind.CARD),
            ("ppcp-gateway", PaymentKind.PAYPAL),
            ("paypal", PaymentKind.PAYPAL),
            ("bacs", PaymentKind.OTHER),
            ("cod", PaymentKind.OTHER),
            ("alma", PaymentKind.OTHER),
        ],
    )
    def test_is_known_by_its_id(self, gateway: str, kind: PaymentKind) -> None:
        assert kind_of(gateway) is kind

    def test_is_labelled_as_customers_saw_it(self) -> None:
        method = of_order(order("stripe", "Carte bancaire"))

        assert method is not None
        assert (method.method_id, method.label) == ("stripe", "Carte bancaire")

    def test_is_none_before_one_was_chosen(self) -> None:
        assert of_order(order("")) is None


def test_each_method_is_told_once() -> None:
    found = distinct([order("stripe"), order(""), order("paypal"), order("stripe")])

    assert [one.method_id for one in found] == ["stripe", "paypal"]
