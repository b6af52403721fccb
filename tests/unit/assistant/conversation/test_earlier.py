"""What is kept of the customer's earlier words."""

from dataclasses import replace
from datetime import timedelta

from assistant.conversation.conversation import EARLIER, MOST_SEEN, Conversation
from assistant.conversation.events import (
    CodeSent,
    ConversationErased,
    ConversationEvent,
    IdentityProven,
)
from assistant.conversation.ids import ConversationId, CustomerId
from assistant.conversation.message import Card
from tests.support.seeds.conversation_events import NOON, replied, started, wrote

CID = ConversationId("c1")


def fold(*events: ConversationEvent) -> Conversation:
    return Conversation.fold(CID, (started(), *events))


class TestEarlierWords:
    def test_are_those_that_were_answered(self) -> None:
        state = fold(
            wrote("m1", text="one"), replied("r1", "m1"), wrote("m2", text="two"), replied("r2")
        )

        assert state.earlier == ("one",)

    def test_are_the_last_few(self) -> None:
        many = [
            event
            for n in range(EARLIER + 3)
            for event in (wrote(f"m{n}", text=str(n)), replied(f"r{n}", f"m{n}"))
        ]

        assert fold(*many).earlier == ("3", "4", "5", "6")

    def test_have_none_that_was_to_prove_something(self) -> None:
        sent = CodeSent(
            conversation_id=CID,
            at=NOON,
            number=1,
            email="lea@example.com",
            expires_at=NOON + timedelta(minutes=10),
        )

        state = fold(
            wrote("m1", text="lea@example.com"),
            sent,
            replied("r1", "m1"),
            wrote("m2", text="and now?"),
            replied("r2", "m2"),
        )

        assert state.earlier == ("and now?",)

    def test_are_kept_though_a_page_vouches_for_somebody(self) -> None:
        proven = IdentityProven(
            conversation_id=CID, at=NOON, customer_id=CustomerId("lea"), method="signed_in"
        )

        state = fold(proven, wrote("m1", text="one"), replied("r1", "m1"))

        assert state.earlier == ("one",)

    def test_go_with_everything_else(self) -> None:
        state = fold(wrote("m1", text="one"), replied("r1", "m1"))
        erased = ConversationErased(conversation_id=CID, at=NOON)

        assert state.after(erased).earlier == ()


def shown(product_id: str) -> Card:
    return Card(product_id=product_id, title="", subtitle="", price="", availability="", url="")


class TestProductsSeen:
    def test_are_those_of_every_reply_the_last_first(self) -> None:
        replies = [
            replace(replied(f"r{n}"), cards=tuple(shown(one) for one in ids))
            for n, ids in enumerate((("parka", "coat"), (), ("hat", "parka")))
        ]

        assert fold(*replies).seen == ("hat", "parka", "coat")

    def test_are_the_last_few(self) -> None:
        replies = [replace(replied(f"r{n}"), cards=(shown(str(n)),)) for n in range(MOST_SEEN + 2)]

        assert fold(*replies).seen == tuple(str(n) for n in range(MOST_SEEN + 1, 1, -1))
