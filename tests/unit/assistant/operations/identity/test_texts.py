from typing import get_args

import pytest

from assistant.conversation.ids import CustomerId
from assistant.conversation.message import Language
from assistant.operations.identity.attempts import (
    AttemptOutcome,
    CodeOnItsWay,
    Expired,
    Locked,
    NotOffered,
    Proven,
    TokenRefused,
    Unavailable,
    Wrong,
)
from assistant.operations.identity.texts import ask, explain
from assistant.operations.shop_rules import IdentityRules, Method

OUTCOMES: list[AttemptOutcome] = [
    Proven(customer_id=CustomerId("jeanne")),
    CodeOnItsWay(masked="j•••@example.com", minutes=10),
    *(Wrong(tries_left=left, by_code=by) for left in (1, 2) for by in (True, False)),
    Expired(),
    Locked(),
    NotOffered(),
    TokenRefused(reason="expired"),
    Unavailable(),
]


def offering(*methods: Method) -> IdentityRules:
    return IdentityRules(methods=methods)


class TestEveryOutcome:
    @pytest.mark.parametrize("language", get_args(Language))
    def test_has_its_own_words(self, language: Language) -> None:
        texts = [explain(outcome, language) for outcome in OUTCOMES]

        assert len(set(texts)) == len(OUTCOMES)
        assert not any("{" in text for text in texts)

    def test_is_among_those_tested(self) -> None:
        assert {type(outcome) for outcome in OUTCOMES} == set(get_args(AttemptOutcome))

    def test_says_how_many_tries_are_left(self) -> None:
        assert "2 tries" in explain(Wrong(tries_left=2, by_code=True), "en")
        assert "one try" in explain(Wrong(tries_left=1, by_code=True), "en")

    def test_does_not_say_whether_the_address_is_known(self) -> None:
        assert explain(CodeOnItsWay(masked="x", minutes=10), "en").startswith("If x is")


class TestAsking:
    def test_offers_every_way_of_the_rules_and_no_other(self) -> None:
        asked = ask(offering(Method.EMAIL_CODE, Method.ORDER_AND_EMAIL), "en")

        assert "a code there" in asked
        assert "order number" in asked
        assert "postcode" not in asked

    def test_asks_for_the_address_alone_where_that_is_enough(self) -> None:
        asked = ask(offering(Method.EMAIL, Method.EMAIL_CODE, Method.ORDER_AND_EMAIL), "fr")

        assert asked.endswith("Donnez-moi votre adresse e-mail.")

    def test_sends_to_the_page_where_only_signing_in_counts(self) -> None:
        assert "sign in" in ask(offering(Method.SIGNED_IN), "en")
