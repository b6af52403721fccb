"""Show cases in Chatwoot, as the port `Helpdesk`: contacts and conversations in an API inbox.

Every conversation has a place of its own in the inbox (`source_id`), and names ours in a custom
attribute; every message names the event it shows. Both are looked up before anything is made, so a
crash between the request and our own record makes nothing twice.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import structlog

from assistant.conversation.ownership import ConversationStatus
from assistant.desk.helpdesk.ports import CaseGoneError, HelpdeskRefusedError
from assistant.desk.helpdesk.types import (
    CaseEntry,
    CaseMessage,
    CaseState,
    EntryVoice,
    HelpdeskCaseId,
    Opening,
)
from integrations.services.chatwoot.chatwoot_client import ChatwootClient
from integrations.services.chatwoot.chatwoot_payloads import (
    CONVERSATION,
    OWN,
    SOURCE,
    ChatwootContact,
    ChatwootConversation,
    ChatwootSender,
    ContactConversations,
    ContactCreated,
    ContactList,
    ConversationList,
    Messages,
)

log = structlog.get_logger(__name__)

_PAGES = 40  # of 25 conversations: after a long pause only the newest thousand are looked at
_MESSAGES_PAGE = 100  # that `after` brings at most
_AGENTS_FOR_S = 300.0


class ChatwootDesk:
    """Show cases in one inbox of one account."""

    name = SOURCE

    def __init__(
        self, client: ChatwootClient, *, inbox: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._inbox = inbox
        self._now = now
        self._emails: dict[int, str] = {}
        self._emails_until = float("-inf")

    async def open_case(self, opening: Opening) -> HelpdeskCaseId:
        contact = await self._find_contact(opening) or await self._make_contact(opening)
        found = await self._find_conversation(contact, opening)
        if found is not None:
            return found
        made = await self._client.post(
            "/conversations",
            ChatwootConversation,
            {
                "source_id": f"comptoir:{opening.conversation_id}",
                "inbox_id": self._inbox,
                "contact_id": contact.id,
                "status": ConversationStatus.PENDING,
                "custom_attributes": {CONVERSATION: opening.conversation_id},
            },
        )
        return HelpdeskCaseId(str(made.id))

    async def post(self, case_id: HelpdeskCaseId, entry: CaseEntry) -> None:
        names = [f"[{name}]" for name in entry.attachments]
        body = {
            "content": "\n".join(filter(None, (entry.text, *names))),
            "message_type": "incoming" if entry.voice is EntryVoice.CUSTOMER else "outgoing",
            "private": entry.voice is EntryVoice.NOTE,
            "source_id": entry.entry_id,
            "content_attributes": {OWN: entry.entry_id},
        }
        await self._client.send("POST", f"/conversations/{case_id}/messages", body)

    async def set_status(
        self, case_id: HelpdeskCaseId, status: ConversationStatus, *, until: datetime | None = None
    ) -> None:
        body: dict[str, object] = {"status": status}
        if status is ConversationStatus.SNOOZED and until is not None:
            body["snoozed_until"] = int(until.timestamp())
        await self._client.send("POST", f"/conversations/{case_id}/toggle_status", body)

    async def look(self, case_id: HelpdeskCaseId, *, after: int) -> CaseState:
        path = f"/conversations/{case_id}"
        heard = await self._messages(f"{path}/messages", after)
        now = await self._client.get(path, ChatwootConversation)
        assignee = now.meta.assignee
        return CaseState(
            status=now.status,
            snoozed_until=now.snoozed,
            assignee=assignee.colleague(await self._addresses(assignee)) if assignee else None,
            heard=tuple(heard),
        )

    async def changed(self, since: datetime) -> Sequence[HelpdeskCaseId]:
        found, from_s = list[HelpdeskCaseId](), since.astimezone(UTC).timestamp()
        for page in range(1, _PAGES + 1):
            params: dict[str, str | int] = {
                "inbox_id": self._inbox,
                "status": "all",
                "assignee_type": "all",
                "page": page,
            }
            listed = await self._client.get("/conversations", ConversationList, params=params)
            newer = [one for one in listed.data.payload if one.last_activity_at >= from_s]
            found += [HelpdeskCaseId(str(one.id)) for one in newer]
            if not newer or len(newer) < len(listed.data.payload):
                break  # newest activity comes first
        return found

    async def delete(self, case_id: HelpdeskCaseId) -> None:
        path = f"/conversations/{case_id}"
        with suppress(CaseGoneError):
            contact = (await self._client.get(path, ChatwootConversation)).meta.sender
            await self._delete_contact(contact.id, case_id)
            await self._client.send("DELETE", path)

    async def _delete_contact(self, contact_id: int, case_id: HelpdeskCaseId) -> None:
        """Delete a contact who has no other conversation, while one still leads to them."""
        path = f"/contacts/{contact_id}"
        theirs = await self._client.get(f"{path}/conversations", ContactConversations)
        if all(str(one.id) == case_id for one in theirs.payload):
            await self._client.send("DELETE", path)

    async def _messages(self, path: str, after: int) -> list[CaseMessage]:
        found = list[CaseMessage]()
        while True:
            page = (await self._client.get(path, Messages, params={"after": after})).payload
            for one in page:
                emails = await self._addresses(one.sender) if one.sender else {}
                found.append(one.heard(emails))
            if len(page) < _MESSAGES_PAGE:
                return found
            after = max(one.id for one in page)

    async def _find_contact(self, opening: Opening) -> ChatwootContact | None:
        wanted = {
            "attribute_key": "identifier",
            "filter_operator": "equal_to",
            "values": [opening.person],
            "query_operator": None,
        }
        listed = await self._client.post("/contacts/filter", ContactList, {"payload": [wanted]})
        # Chatwoot compares without regard to case; ours is ours alone.
        return next((one for one in listed.payload if one.identifier == opening.person), None)

    async def _make_contact(self, opening: Opening) -> ChatwootContact:
        body = {"inbox_id": self._inbox, "identifier": opening.person, "name": opening.person}
        if opening.email:
            body |= {"email": opening.email, "name": opening.email}
        try:
            made = await self._client.post("/contacts", ContactCreated, body)
        except HelpdeskRefusedError:
            if not opening.email:
                raise
            # Another contact has the address: it is shown as a note, and nobody is merged.
            del body["email"]
            made = await self._client.post("/contacts", ContactCreated, body)
        return made.payload.contact

    async def _find_conversation(
        self, contact: ChatwootContact, opening: Opening
    ) -> HelpdeskCaseId | None:
        """Return our conversation among the contact's newest 20, where a crash may have left it."""
        path = f"/contacts/{contact.id}/conversations"
        listed = await self._client.get(path, ContactConversations)
        for one in listed.payload:
            if one.custom_attributes.get(CONVERSATION) == opening.conversation_id:
                return HelpdeskCaseId(str(one.id))
        return None

    async def _addresses(self, person: ChatwootSender) -> dict[int, str]:
        """Return agents' e-mail addresses by id, which messages do not say."""
        if person.email or person.type not in ("user", ""):
            return {}
        if person.id not in self._emails or self._now() > self._emails_until:
            agents = await self._client.listed("/agents", ChatwootSender)
            self._emails = {one.id: one.email for one in agents}
            self._emails_until = self._now() + _AGENTS_FOR_S
        return self._emails
