from typing import Any

import pytest

from assistant.commerce.customer import PaymentKind
from assistant.commerce.shop_ids import PaymentMethodId
from integrations.shops.shopify import payment_methods
from integrations.shops.shopify.api_payloads import OrderTransaction

MONEY = {"shopMoney": {"amount": "12.50", "currencyCode": "EUR"}}


def transaction(gateway: str, **more: Any) -> OrderTransaction:  # noqa: ANN401 - JSON
    given = {"id": "t", "kind": "SALE", "status": "SUCCESS", "gateway": gateway}
    return OrderTransaction.model_validate(given | {"amountSet": MONEY} | more)


class TestAMethod:
    def test_is_a_card_by_its_brand_and_last_digits(self) -> None:
        details = {
            "__typename": "CardPaymentDetails",
            "company": "Visa",
            "number": "•••• •••• •••• 4242",
        }

        method = payment_methods.of_transaction(
            transaction("shopify_payments", paymentDetails=details)
        )

        assert (method.method_id, method.kind) == ("card:visa:4242", PaymentKind.CARD)
        assert (method.label, method.last4) == ("Visa", "4242")

    @pytest.mark.parametrize(
        "receipt",
        [
            {"gift_card_id": 5, "gift_card_last_characters": "0042"},
            '{"gift_card_id": 5, "gift_card_last_characters": "0042"}',
        ],
    )
    def test_is_a_gift_card_by_its_own_id(self, receipt: object) -> None:
        method = payment_methods.of_transaction(transaction("gift_card", receiptJson=receipt))

        assert (method.method_id, method.last4) == ("gid://shopify/GiftCard/5", "0042")

    def test_of_an_unknown_gateway_is_other(self) -> None:
        assert payment_methods.of_transaction(transaction("Bank Deposit")).kind is PaymentKind.OTHER

    def test_that_cannot_be_read_is_still_a_gift_card(self) -> None:
        method = payment_methods.of_transaction(transaction("gift_card", receiptJson="{"))

        assert method.kind is PaymentKind.GIFT_CARD

    @pytest.mark.parametrize(
        ("method_id", "kind"),
        [
            ("card:visa:4242", PaymentKind.CARD),
            ("paypal", PaymentKind.PAYPAL),
            ("store_credit:EUR", PaymentKind.STORE_CREDIT),
            ("gid://shopify/GiftCard/5", PaymentKind.GIFT_CARD),
            ("other:cash", PaymentKind.OTHER),
        ],
    )
    def test_is_known_by_its_id(self, method_id: str, kind: PaymentKind) -> None:
        assert payment_methods.kind_of(PaymentMethodId(method_id)) is kind

    def test_is_listed_once(self) -> None:
        paypal = payment_methods.of_transaction(transaction("paypal"))

        assert payment_methods.distinct([paypal, paypal]) == (paypal,)
