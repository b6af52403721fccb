"""What is left of a conversation that was erased, in every `EventLog`."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from assistant.conversation.events import (
    ApprovalDecided,
    CodeSent,
    ContactAddressGiven,
    ConversationErased,
    ConversationEvent,
    DialogueMoved,
    IdentityProven,
    LabelsChanged,
    NoteWritten,
    OperationDone,
    OperationProposed,
    SatisfactionRated,
)
from assistant.conversation.ids import AgentId, ContactId, ConversationId, CustomerId, MessageId
from assistant.ports import EventLog, UnknownConversationError
from tests.support.seeds.conversation_events import (
    LATER,
    NOON,
    WIDGET,
    every_kind,
    replied,
    started,
    wrote,
)
from tests.support.seeds.people_events import suggested

C1 = ConversationId("c1")
SECRET = "Zéphyrine"  # stands wherever a person may be named
ERASED = ConversationErased(conversation_id=C1, at=LATER, rule="asked_for")


def personal() -> list[ConversationEvent]:
    """Return events whose every personal field says SECRET."""
    at: dict[str, Any] = {"conversation_id": C1, "at": NOON}
    customer = CustomerId(SECRET)
    return [
        replace(replied("r1", "m1"), text=SECRET, topic=SECRET, quick_replies=(SECRET,)),
        IdentityProven(**at, customer_id=customer, method="code", proof_id=SECRET),
        CodeSent(**at, number=1, email=SECRET, expires_at=LATER),
        OperationProposed(
            **at,
            proposal_id="p1",
            operation="cancel_order",
            parameters=SECRET,
            fingerprint=SECRET,
            customer_id=customer,
        ),
        OperationDone(**at, proposal_id="p1", operation="cancel_order", reference=SECRET),
        DialogueMoved(**at, state=SECRET, about=SECRET),
        ContactAddressGiven(**at, email=SECRET),
        NoteWritten(**at, note_id=MessageId("n1"), text=SECRET),
        LabelsChanged(**at, added=(SECRET,), removed=(SECRET,)),
        SatisfactionRated(**at, score=4, comment=SECRET),
        replace(suggested("s1"), text=SECRET, topic=SECRET, quick_replies=(SECRET,)),
        ApprovalDecided(**at, proposal_id="p1", approved=True, by=AgentId("anna"), note=SECRET),
    ]


def texts(value: object) -> list[str]:
    """Return every text in a value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple | list):
        return [text for one in value for text in texts(one)]
    if is_dataclass(value):
        return [text for one in fields(value) for text in texts(getattr(value, one.name))]
    return []


class ErasingContract:
    @pytest.fixture
    def event_log(self) -> EventLog:
        raise NotImplementedError

    @pytest.fixture
    async def erased(self, event_log: EventLog) -> EventLog:
        opened = replace(started(), contact_id=ContactId(SECRET), page_url=f"/{SECRET}")
        await event_log.start(replace(opened, token_sha256=SECRET))
        await event_log.start(started("c2"))
        message = wrote("m1", text=SECRET)
        await event_log.accept(message, account_id=WIDGET, provider_message_id=SECRET)
        await event_log.append(C1, personal())
        await event_log.erase(ERASED)
        return event_log

    async def test_names_nobody_any_more(self, erased: EventLog) -> None:
        events = (await erased.read(C1)).events

        assert not [text for text in texts(events) if SECRET in text]
        assert not [text for text in texts(await erased.tail(0, limit=100)) if SECRET in text]

    async def test_says_still_what_happened_and_when(self, erased: EventLog) -> None:
        events = [stored.event for stored in (await erased.read(C1)).events]

        types = ["conversation_started", "customer_wrote", *(one.type for one in personal())]
        assert [event.type for event in events] == [*types, "conversation_erased"]
        assert events[-1] == ERASED
        assert {event.at for event in events[:-1]} == {NOON}

    async def test_waits_for_nothing(self, erased: EventLog) -> None:
        assert not await erased.unanswered(LATER, limit=10)
        assert not await erased.undelivered(LATER, limit=10)

    async def test_is_written_to_no_more(self, erased: EventLog) -> None:
        with pytest.raises(UnknownConversationError):
            await erased.accept(wrote("m9"), account_id=WIDGET, provider_message_id="m9")
        with pytest.raises(UnknownConversationError):
            await erased.append(C1, [replied("r9")])
        with pytest.raises(UnknownConversationError):
            await erased.append(C1, [replied("r9")], expected_version=1)

    async def test_is_erased_once(self, erased: EventLog) -> None:
        before = await erased.read(C1)

        await erased.erase(ERASED)

        assert await erased.read(C1) == before

    async def test_leaves_the_others_as_they_were(self, event_log: EventLog) -> None:
        await event_log.start(started("c2"))
        await event_log.start(started())
        await event_log.append(C1, every_kind())
        before = await event_log.read(ConversationId("c2"))

        await event_log.erase(ERASED)

        assert await event_log.read(ConversationId("c2")) == before

    async def test_of_what_was_never_started_is_refused(self, event_log: EventLog) -> None:
        with pytest.raises(UnknownConversationError):
            await event_log.erase(ERASED)
