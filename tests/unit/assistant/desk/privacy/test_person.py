from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.conversation.events import (
    CodeSent,
    ContactAddressGiven,
    ConversationEvent,
    IdentityProven,
)
from assistant.conversation.ids import ConversationId, CustomerId
from assistant.desk.privacy.person import Person, PersonQuery, is_of

AT: dict[str, Any] = {
    "conversation_id": ConversationId("c1"),
    "at": datetime(2026, 11, 24, tzinfo=UTC),
}
LEA = Person(customer_ids=frozenset({CustomerId("lea")}), addresses=frozenset({"lea@example.com"}))


def proven(customer: str) -> ConversationEvent:
    return IdentityProven(**AT, customer_id=CustomerId(customer), method="code")


def gave(email: str) -> ConversationEvent:
    return ContactAddressGiven(**AT, email=email)


def code(email: str) -> ConversationEvent:
    return CodeSent(**AT, number=1, email=email, expires_at=AT["at"])


class TestAConversation:
    @pytest.mark.parametrize(
        ("events", "theirs"),
        [
            ([proven("lea")], True),
            ([gave("lea@example.com")], True),
            ([proven("tom"), gave("lea@example.com")], False),  # Tom's, whatever he wrote
            ([code("lea@example.com")], False),  # anybody can type an address
            ([proven("tom")], False),
            ([], False),
        ],
    )
    def test_is_whose_who_proved_it_or_asked_to_be_answered_there(
        self, events: list[ConversationEvent], *, theirs: bool
    ) -> None:
        assert is_of(LEA, events) is theirs


class TestAWish:
    def test_names_somebody(self) -> None:
        with pytest.raises(ValueError, match="name an e-mail"):
            PersonQuery(email="  ")

    def test_compares_addresses_as_mail_does(self) -> None:
        assert PersonQuery(email=" Lea@Example.com").address == "lea@example.com"
