import pytest

from assistant.operations.dialogue.frames import Frame, frame_of_wish
from assistant.operations.dialogue.heard_message import Wish

RETURN = Frame(
    operation="return_items",
    slots={"order_number": "1003", "line_ids": ["l4", "l5"], "refund_to": "card"},
)
EXCHANGE = Frame(
    operation="exchange_items",
    slots={"order_number": "1003", "swaps": [{"line_id": "l4", "variant_id": "shirt-m"}]},
)


def slots(operation: str, text: str, before: Frame | None) -> object:
    return frame_of_wish(Wish(operation=operation, text=text), before).slots


class TestANewRequest:
    @pytest.mark.parametrize(
        "text",
        [
            "I'd rather exchange them",
            "exchange it instead",
            "je préfère les échanger",
            "je veux l'échanger plutôt",
        ],
    )
    def test_that_refers_is_about_the_same_items(self, text: str) -> None:
        assert slots("exchange_items", text, RETURN) == {
            "order_number": "1003",
            "swaps": [{"line_id": "l4"}, {"line_id": "l5"}],
        }

    def test_that_refers_takes_items_of_a_swap_over(self) -> None:
        assert slots("return_items", "actually I want to return that", EXCHANGE) == {
            "order_number": "1003",
            "line_ids": ["l4"],
        }

    def test_that_refers_takes_no_items_where_none_are_asked_for(self) -> None:
        assert slots("order_status", "where is it?", RETURN) == {"order_number": "1003"}

    @pytest.mark.parametrize(
        ("operation", "text"),
        [
            ("exchange_items", "exchange the socks of my first order"),
            ("exchange_items", "is it possible to exchange a shirt?"),
            ("cancel_order", "annuler la commande d'hier"),
            ("balance", "and what is left on that card?"),
        ],
    )
    def test_of_its_own_begins_with_nothing(self, operation: str, text: str) -> None:
        assert slots(operation, text, RETURN) == {}

    def test_after_nothing_begins_with_nothing(self) -> None:
        assert slots("return_items", "return it", None) == {}
        assert slots("return_items", "return it", Frame(operation="return_items")) == {}


class TestAWishThatNamesNothing:
    def test_is_about_what_came_to_its_end_last(self) -> None:
        wish = Wish(operation="cancel_order", text="bah annulez alors")

        assert frame_of_wish(wish, None, last=RETURN).slots == {"order_number": "1003"}

    def test_is_about_what_is_in_progress_first(self) -> None:
        wish = Wish(operation="cancel_order", text="cancel it then")
        before = Frame(operation="order_status", slots={"order_number": "1001"})

        assert frame_of_wish(wish, before, last=RETURN).slots == {"order_number": "1001"}

    def test_is_else_about_whatever_it_names(self) -> None:
        wish = Wish(operation="return_items", text="I want to return the socks, I hate them")

        assert frame_of_wish(wish, None, last=RETURN).slots == {}
