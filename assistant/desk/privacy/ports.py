"""Declare the ports of the stores that keep data of people, for exports and erasures."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person

KeptRecord = Mapping[str, object]
"""Something that is kept, as JSON takes it."""


class Traces(Protocol):
    """Find conversations by the people they name. Every method may raise `LogUnavailableError`."""

    async def naming(self, person: Person) -> Sequence[ConversationId]:
        """Return the conversations with an event that may name the person's customer or address.

        Some may be another person's: the caller looks at their events.
        """
        ...

    async def idle(self, before: datetime, *, limit: int) -> Sequence[ConversationId]:
        """Return conversations whose last event is before `before`, oldest first.

        Conversations that a person has are left out, and those that are erased already.
        """
        ...

    async def attachments_sent(self, since: datetime) -> frozenset[str]:
        """Return the ids of the files that came or went with messages from `since` on."""
        ...

    async def scrub(self) -> None:
        """Remove all copies of erased data, as far as the database can: see the adapter."""
        ...


class Holding(Protocol):
    """Store data of people, beside the event log."""

    @property
    def name(self) -> str:
        """Return the name of the store in an export."""
        ...

    def export(self, person: Person, *, content: bool) -> AsyncIterator[KeptRecord]:
        """Yield the records that are kept of the person; with `content`, also files' bytes."""
        ...

    async def erase(self, person: Person) -> int:
        """Erase the person's data, and return how many things that were; a repeat erases nothing.

        Data that the law has the shop keep, such as its orders, is not erased: see the adapter.
        """
        ...
