"""Who is meant when somebody asks for their data, and what is kept of them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from assistant.conversation.events import (
    ContactAddressGiven,
    ConversationEvent,
    IdentityProven,
)
from assistant.conversation.gist import files_of
from assistant.conversation.ids import ConversationId, CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonQuery:
    """How a person is named by whoever asks; at least one of the three."""

    email: str = ""  # in any case
    customer_id: CustomerId | None = None
    conversation_id: ConversationId | None = None

    @property
    def address(self) -> str:
        """The address as it is compared."""
        return self.email.strip().lower()

    def __post_init__(self) -> None:
        """Refuse a wish that names nobody.

        Raises:
            ValueError: see there.
        """
        if not (self.address or self.customer_id or self.conversation_id):
            msg = "name an e-mail address, a customer or a conversation"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Everything by which the stores know a person."""

    conversations: tuple[ConversationId, ...] = ()
    customer_ids: frozenset[CustomerId] = field(default_factory=frozenset)
    addresses: frozenset[str] = field(default_factory=frozenset)  # lower case
    attachments: frozenset[str] = field(default_factory=frozenset)  # ids of files

    @property
    def is_known(self) -> bool:
        """Whether anything may be kept of them."""
        return bool(self.conversations or self.customer_ids or self.addresses)

    def with_events(self, events: Iterable[ConversationEvent]) -> Self:
        """Return the person with the files that their conversation's events name."""
        files = {file.attachment_id for event in events for file in files_of(event)}
        known = self.attachments | files
        return type(self)(
            conversations=self.conversations,
            customer_ids=self.customer_ids,
            addresses=self.addresses,
            attachments=frozenset(known),
        )


def proven_in(events: Iterable[ConversationEvent]) -> frozenset[CustomerId]:
    """Return the customer that a conversation's events prove: one, or nobody."""
    for event in events:
        if isinstance(event, IdentityProven):
            return frozenset({event.customer_id})
    return frozenset()


def given_in(events: Iterable[ConversationEvent]) -> frozenset[str]:
    """Return the addresses that a conversation's customer asked to be answered at."""
    return frozenset(event.email for event in events if isinstance(event, ContactAddressGiven))


def is_of(person: Person, events: Sequence[ConversationEvent]) -> bool:
    """Whether a conversation is the person's.

    What was proven counts; where nothing was, the address that the customer asked to be answered
    at. That somebody typed an address to get a code makes nobody's conversation theirs.
    """
    if proven := proven_in(events):
        return not proven.isdisjoint(person.customer_ids)
    return not given_in(events).isdisjoint(person.addresses)
