import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.commerce.customer import PaymentKind, PaymentMethod
from assistant.commerce.shop_ids import PaymentMethodId
from assistant.understanding.entities.payment_mentions import find_mentions, find_methods


def method(method_id: str, kind: PaymentKind, label: str = "", last4: str = "") -> PaymentMethod:
    return PaymentMethod(method_id=PaymentMethodId(method_id), kind=kind, label=label, last4=last4)


VISA = method("credit_card_1", PaymentKind.CARD, "Visa", "4242")
AMEX = method("credit_card_2", PaymentKind.CARD, "American Express", "1001")
PAYPAL = method("paypal_3", PaymentKind.PAYPAL)
GIFT = method("gift_card_4", PaymentKind.GIFT_CARD)
METHODS = (VISA, AMEX, PAYPAL, GIFT)


class TestAMethod:
    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("on my visa", VISA),
            ("the card ending in 1001", AMEX),
            ("carte qui finit par 4242", VISA),
            ("paypal", PAYPAL),
            ("sur ma carte cadeau", GIFT),
            ("gift_card_4", GIFT),
            ("the original one", PAYPAL),
            ("celui d'origine", PAYPAL),
            ("la même carte", PAYPAL),
            ("pas sur paypal, sur ma carte cadeau", GIFT),
            ("paypal instead of my visa", PAYPAL),
        ],
    )
    def test_is_the_one_that_is_meant(self, text: str, meant: PaymentMethod) -> None:
        found = find_methods(text, METHODS, paid_with=PAYPAL.method_id)

        assert found.best == meant
        assert found.is_clear

    def test_is_asked_about_where_two_are_meant_alike(self) -> None:
        assert find_methods("my card", METHODS).close == (VISA, AMEX)

    @pytest.mark.parametrize("text", ["the blue one", "store credit", "visa 9999", ""])
    def test_is_none_that_the_customer_has_not(self, text: str) -> None:
        assert not find_methods(text, METHODS).candidates

    @given(st.text(max_size=80))
    def test_stands_where_it_says(self, text: str) -> None:
        assert all(0 <= one.start < one.end <= len(text) for one in find_mentions(text))
