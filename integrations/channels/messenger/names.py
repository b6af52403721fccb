"""What customers call themselves on Messenger, whose webhooks bring ids alone.

Source: Meta, "Messenger Platform: User Profile"; it takes a permission that not every app has.
"""

import structlog

from assistant.messages.channels.accounts import ChannelAccount
from assistant.messages.channels.ports import Contact, ContactBook
from assistant.messages.channels.updates import AccountContact
from assistant.conversation.ids import ConversationId
from integrations.channels.meta.graph_errors import GraphError, GraphUnreachableError
from integrations.channels.meta.graph_client import GraphClient

log = structlog.get_logger(__name__)

_ASKED = 10_000  # contacts that are remembered as asked for


class ContactNames:
    """Asks for a contact's name once, and has the book keep it."""

    def __init__(self, graph: GraphClient, contacts: ContactBook) -> None:
        self._graph = graph
        self._contacts = contacts
        self._asked: dict[ConversationId, None] = {}

    async def learn(self, account: ChannelAccount, contact: Contact) -> None:
        """Keep the name of a contact who has none; whoever has no name goes without."""
        if contact.name or contact.conversation_id in self._asked:
            return
        self._asked[contact.conversation_id] = None
        if len(self._asked) > _ASKED:
            self._asked.pop(next(iter(self._asked)))
        try:
            said = await self._graph.get(account, contact.keys.user_id, params={"fields": "name"})
        except (GraphError, GraphUnreachableError) as error:
            log.info("messenger.no_name", error=type(error).__name__)
            return
        name = said.get("name")
        if isinstance(name, str) and name.strip():
            place = AccountContact(channel=contact.channel, account_id=contact.account_id, keys=contact.keys)
            await self._contacts.open(
                place, name=name.strip(), conversation_id=contact.conversation_id
            )
