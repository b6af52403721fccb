"""What erasing and exporting need of each store that keeps something of people."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person

KeptRecord = Mapping[str, object]
"""Something that is kept, as JSON takes it."""


class Traces(Protocol):
    """Finds conversations by whom they name. Every method may raise `LogUnavailableError`."""

    async def naming(self, person: Person) -> Sequence[ConversationId]:
        """Return the conversations with an event that may name the person's customer or address.

        Some may be another's: whoever asks looks at their events.
        """
        ...

    async def idle(self, before: datetime, *, limit: int) -> Sequence[ConversationId]:
        """Return conversations whose last event is before `before`, oldest first.

        What a person has is left out, and what is erased already.
        """
        ...

    async def attachments_sent(self, since: datetime) -> frozenset[str]:
        """Return the ids of the files that went with replies from `since` on."""
        ...

    async def scrub(self) -> None:
        """Leave no copy of what was erased, as far as the database can: see the adapter."""
        ...


class Holding(Protocol):
    """A store that keeps something of people, beside the event log."""

    @property
    def name(self) -> str:
        """What the export calls it."""
        ...

    def export(self, person: Person, *, content: bool) -> AsyncIterator[KeptRecord]:
        """Yield what is kept of the person; of files, `content` says, also what is in them."""
        ...

    async def erase(self, person: Person) -> int:
        """Erase it, and return how many things that were; a repeat erases nothing.

        What the law has the shop keep, such as its orders, is not erased: see the adapter.
        """
        ...
