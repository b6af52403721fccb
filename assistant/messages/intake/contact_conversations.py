"""Find the conversation of a contact, or open it when they first write."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from assistant.conversation.events import ConversationErased, ConversationStarted
from assistant.conversation.ids import ContactId, ConversationId
from assistant.messages.channels.ports import Contact, ContactBook
from assistant.messages.channels.updates import AccountContact
from assistant.ports import Clock, EventLog, UnknownConversationError

T = TypeVar("T")

_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationFinder:
    """Find and open the conversations of contacts."""

    events: EventLog
    contacts: ContactBook
    clock: Clock

    async def within(
        self,
        place: AccountContact,
        do: Callable[[ConversationId], Awaitable[T]],
        *,
        name: str = "",
        begin: Callable[[ConversationId], Awaitable[None]] | None = None,
    ) -> T:
        """Call `do` in the contact's conversation, which is opened if there is none.

        In a conversation that was opened here, `begin` is called first. A conversation that was
        erased is
        not gone on with: the contact gets a new one.
        """
        for _ in range(_TRIES):
            contact, is_new = await self.contacts.open(
                place, name=name, conversation_id=ConversationId(uuid.uuid4().hex)
            )
            if is_new:
                await self._start(contact)
                if begin is not None:
                    await begin(contact.conversation_id)
            try:
                return await do(contact.conversation_id)
            except UnknownConversationError:
                await self._mend(contact)
        raise UnknownConversationError(place.account_id)

    async def _mend(self, contact: Contact) -> None:
        """Start a conversation that a crash left unstarted; forget the contact of an erased one."""
        try:
            record = await self.events.read(contact.conversation_id)
        except UnknownConversationError:
            await self._start(contact)
            return
        if isinstance(record.events[-1].event, ConversationErased):
            await self.contacts.forget(contact.conversation_id)

    async def _start(self, contact: Contact) -> None:
        await self.events.start(
            ConversationStarted(
                conversation_id=contact.conversation_id,
                at=self.clock.now(),
                channel=contact.channel,
                account_id=contact.account_id,
                contact_id=ContactId(contact.keys.user_id or contact.keys.phone),
                contact_name=contact.name,
            )
        )
