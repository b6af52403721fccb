from datetime import UTC, datetime

from assistant.conversation.basket import Basket, BasketLine
from assistant.conversation.dealings import DealingEvent, Dealings
from assistant.conversation.events import (
    BasketChanged,
    DialogueMoved,
    OperationConfirmed,
    OperationDone,
    OperationDropped,
    OperationProposed,
    OperationRefused,
)
from assistant.conversation.ids import ConversationId, CustomerId, MessageId

CID, AT = ConversationId("c1"), datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
LEA = CustomerId("lea")


def proposed(key: str) -> OperationProposed:
    return OperationProposed(
        conversation_id=CID,
        at=AT,
        proposal_id=key,
        operation="cancel_order",
        parameters="{}",
        fingerprint="f",
        customer_id=LEA,
    )


def confirmed(key: str) -> OperationConfirmed:
    return OperationConfirmed(
        conversation_id=CID, at=AT, proposal_id=key, message_id=MessageId("m1")
    )


def done(key: str) -> OperationDone:
    return OperationDone(
        conversation_id=CID, at=AT, proposal_id=key, operation="cancel_order", reference="#1001"
    )


def dropped(key: str) -> OperationDropped:
    return OperationDropped(conversation_id=CID, at=AT, proposal_id=key, rule="declined")


def after(*events: DealingEvent) -> Dealings:
    dealings = Dealings()
    for event in events:
        dealings = dealings.after(event)
    return dealings


class TestWhatWasDone:
    def test_is_kept_with_what_was_read_back(self) -> None:
        dealings = after(proposed("p1"), confirmed("p1"), done("p1"))

        assert dealings.done is not None
        assert dealings.done.proposal_id == "p1"
        assert dealings.confirmed is None
        assert not dealings.left_undone

    def test_stays_known_when_the_next_is_left_undone(self) -> None:
        dealings = after(proposed("p1"), confirmed("p1"), done("p1"), proposed("p2"), dropped("p2"))

        assert dealings.done is not None
        assert dealings.done.proposal_id == "p1"
        assert dealings.left_undone

    def test_is_nothing_after_a_refusal(self) -> None:
        refused = OperationRefused(
            conversation_id=CID, at=AT, operation="cancel_order", rule="is_delivered"
        )

        assert after(refused).left_undone
        assert after(refused).done is None


class TestWhatWasTalkedAbout:
    def test_is_what_the_dialogue_says(self) -> None:
        moved = DialogueMoved(conversation_id=CID, at=AT, state="", about='{"operation":"x"}')

        assert after(moved).about == '{"operation":"x"}'


class TestTheBasketOfThePage:
    def test_is_the_customers_until_one_is_known_here(self) -> None:
        assert Dealings().on_page_with("c7").basket == Basket(shop_basket="c7")

    def test_is_the_one_that_the_last_page_names(self) -> None:
        assert Dealings().on_page_with("c7").on_page_with("c8").basket.shop_basket == "c8"

    def test_takes_no_place_of_a_basket_that_was_filled_here(self) -> None:
        lines = (BasketLine(product_id="p", variant_id="v", pieces=1),)
        filled = after(BasketChanged(conversation_id=CID, at=AT, lines=lines, shop_basket="c1"))

        assert filled.on_page_with("c7").basket == Basket(lines=lines, shop_basket="c1")
        assert filled.on_page_with("") == filled
