"""Find the names that Meta keeps, of customers and of the shop's people.

Webhooks bring ids of customers alone; their names take a permission that not every app has. The
shop's people are personas: name and picture above a message, made once with Meta. A persona needs a
picture that Meta can fetch; a person without one is named in the text instead.
Sources: Meta, "Messenger Platform: User Profile", "Messenger Platform: Personas" (2026-04-22)
"""

from urllib.parse import urlsplit

import structlog

from assistant.conversation.ids import ConversationId
from assistant.messages.channels.account_book import ChannelAccount
from assistant.messages.channels.ports import Contact, ContactBook
from assistant.messages.channels.updates import AccountContact
from integrations.channels.messenger import limits
from integrations.channels.meta.graph_client import GraphClient
from integrations.channels.meta.graph_errors import GraphError, GraphUnreachableError
from integrations.channels.meta.text_length import clip

log = structlog.get_logger(__name__)

_ASKED = 10_000  # contacts whose names are not asked for again


class ContactNames:
    """Request a contact's name once, and save it in the book."""

    def __init__(self, graph: GraphClient, contacts: ContactBook) -> None:
        self._graph = graph
        self._contacts = contacts
        self._asked: dict[ConversationId, None] = {}

    async def learn(self, account: ChannelAccount, contact: Contact) -> None:
        """Save the name of a contact if it is not known yet and Meta tells it."""
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
            place = AccountContact(
                channel=contact.channel, account_id=contact.account_id, keys=contact.keys
            )
            await self._contacts.open(
                place, name=name.strip(), conversation_id=contact.conversation_id
            )


class Personas:
    """Find personas by name, and make those that are missing."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph
        self._known: dict[str, dict[str, str]] = {}  # by page: name -> persona's id

    async def of(self, account: ChannelAccount, name: str, picture: str) -> str:
        """Return the id of a person's persona; "" if there is none, so the message goes without."""
        if urlsplit(picture).scheme != "https":
            return ""
        shown = clip(name, limits.PERSONA_NAME)
        try:
            known = await self._of_page(account)
            if shown not in known:
                known[shown] = await self._make(account, shown, picture)
        except (GraphError, GraphUnreachableError) as error:
            log.warning("messenger.no_persona", error=type(error).__name__)
            return ""
        return known[shown]

    async def _of_page(self, account: ChannelAccount) -> dict[str, str]:
        if account.account_id not in self._known:
            said = await self._graph.get(account, f"{account.account_id}/personas")
            found = said.get("data")
            rows = found if isinstance(found, list) else []
            self._known[account.account_id] = {
                str(one.get("name", "")): str(one.get("id", "")) for one in rows
            }
        return self._known[account.account_id]

    async def _make(self, account: ChannelAccount, name: str, picture: str) -> str:
        body = {"name": name, "profile_picture_url": picture}
        said = await self._graph.post(account, f"{account.account_id}/personas", body)
        return str(said.get("id", ""))
