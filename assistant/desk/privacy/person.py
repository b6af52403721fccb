"""Identify the person that a request for data means, and the data kept of them. Pure."""

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
    """Hold how a request names a person; at least one of the three is given."""

    email: str = ""  # in any case
    customer_id: CustomerId | None = None
    conversation_id: ConversationId | None = None

    @property
    def address(self) -> str:
        """Return the e-mail address in the form that is compared."""
        return self.email.strip().lower()

    def __post_init__(self) -> None:
        """Refuse a query that names nobody.

        Raises:
            ValueError: all three fields are empty.
        """
        if not (self.address or self.customer_id or self.conversation_id):
            msg = "name an e-mail address, a customer or a conversation"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Hold every id and address by which the stores know a person."""

    conversations: tuple[ConversationId, ...] = ()
    customer_ids: frozenset[CustomerId] = field(default_factory=frozenset)
    addresses: frozenset[str] = field(default_factory=frozenset)  # lower case
    attachments: frozenset[str] = field(default_factory=frozenset)  # ids of files

    @property
    def is_known(self) -> bool:
        """Return whether any data may be kept of the person."""
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
    """Return whether a conversation is the person's.

    A proven identity counts; without one, the address that the customer asked to be answered at. An
    address that somebody only typed to get a code makes nobody's conversation theirs.
    """
    if proven := proven_in(events):
        return not proven.isdisjoint(person.customer_ids)
    return not given_in(events).isdisjoint(person.addresses)
