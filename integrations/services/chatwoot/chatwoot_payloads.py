"""Define the fields of Chatwoot's JSON that are read; all others are ignored.

What the API calls a conversation's `id` is its display id within the account. A message's
`message_type` is a number in the API and a word in webhooks.
Sources: developers.chatwoot.com/api-reference; chatwoot.com/hc "How to use webhooks"; Chatwoot's
`app/models/message.rb`, `app/presenters/conversations/event_data_presenter.rb`
"""

from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.conversation.ownership import ConversationStatus
from assistant.desk.helpdesk.types import CaseMessage, Colleague

SOURCE = "chatwoot"
OWN = "comptoir_entry"
"""Content attribute with our id of a message that we wrote, beside `source_id`."""
CONVERSATION = "comptoir_conversation"
"""Custom attribute of a conversation with the id of ours."""

MessageType = Literal["incoming", "outgoing", "activity", "template"]
_TYPES: tuple[MessageType, ...] = ("incoming", "outgoing", "activity", "template")


def _typed(value: object) -> object:
    """Return a message type as a word, whether the API or a webhook gave it."""
    if isinstance(value, int) and 0 <= value < len(_TYPES):
        return _TYPES[value]
    return value


def _filled(value: object) -> object:
    """Return an empty object for an empty value: Ruby writes nil, and "" for no attributes."""
    return value or {}


def _text(value: object) -> object:
    return "" if value is None else value


Text = Annotated[str, BeforeValidator(_text)]
Attributes = Annotated[dict[str, object], BeforeValidator(_filled)]


class ChatwootPayload(BaseModel):
    """Hold a part of a webhook of Chatwoot; fields that we do not use are dropped."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ChatwootSender(ChatwootPayload):
    """Hold the person who wrote a message or has a conversation."""

    id: int = 0
    type: Text = ""  # user, contact, agent_bot, captain_assistant
    name: Text = ""
    available_name: Text = ""
    email: Text = ""
    avatar_url: Text = ""
    thumbnail: Text = ""

    def colleague(self, emails: dict[int, str] | None = None) -> Colleague:
        """Return the person as an agent; `emails` has addresses that are missing here."""
        email = self.email or (emails or {}).get(self.id, "")
        return Colleague(
            colleague_id=f"{SOURCE}:{self.id}",
            name=self.available_name or self.name,
            email=email.strip().lower(),
            picture=self.avatar_url or self.thumbnail,
        )


class ChatwootFile(ChatwootPayload):
    """Hold the address of an attachment, which stays in Chatwoot."""

    data_url: Text = ""
    file_type: Text = ""

    @property
    def name(self) -> str:
        """Return the file's name in its address, else its kind."""
        last = urlsplit(self.data_url).path.rsplit("/", 1)[-1]
        return unquote(last) or self.file_type or "file"


class ChatwootMessage(ChatwootPayload):
    """Hold a message, in the API and, with more about it, in a webhook."""

    id: int
    content: Text = ""
    message_type: Annotated[MessageType, BeforeValidator(_typed)]
    private: bool = False
    source_id: Text = ""
    content_attributes: Attributes = Field(default_factory=dict)
    sender: ChatwootSender | None = None
    attachments: tuple[ChatwootFile, ...] = ()

    @property
    def entry_id(self) -> str:
        """Return our own id of the message; "" if we did not write it."""
        named = self.content_attributes.get(OWN)
        return named if isinstance(named, str) else self.source_id

    def heard(self, emails: dict[int, str] | None = None) -> CaseMessage:
        """Return it as a message of a case; only the words of an agent have a writer."""
        by_user = self.sender is not None and self.sender.type == "user"
        theirs = by_user and self.message_type == "outgoing"
        return CaseMessage(
            number=self.id,
            entry_id=self.entry_id,
            by=self.sender.colleague(emails) if theirs and self.sender else None,
            text=self.content,
            private=self.private,
            attachments=tuple(one.name for one in self.attachments),
        )


class ChatwootMeta(ChatwootPayload):
    """Hold the contact of a conversation, and the agent who has it."""

    assignee: ChatwootSender | None = None
    sender: ChatwootSender = ChatwootSender()  # the contact


class ChatwootConversation(ChatwootPayload):
    """Hold a conversation, in the API and in webhooks."""

    id: int
    inbox_id: int = 0
    status: ConversationStatus
    snoozed_until: int | datetime | None = None  # Unix seconds, or ISO 8601
    custom_attributes: Attributes = Field(default_factory=dict)
    meta: ChatwootMeta = ChatwootMeta()
    last_activity_at: int = 0  # Unix seconds

    @property
    def snoozed(self) -> datetime | None:
        """Return the time until which the conversation is snoozed; aware, UTC."""
        until = self.snoozed_until
        if isinstance(until, int):
            return datetime.fromtimestamp(until, UTC)
        return until.astimezone(UTC) if until else None


class Messages(ChatwootPayload):
    """Hold the answer of `GET .../messages`."""

    payload: tuple[ChatwootMessage, ...] = ()


class ConversationPage(ChatwootPayload):
    """Hold the `data` of `GET .../conversations`."""

    payload: tuple[ChatwootConversation, ...] = ()


class ConversationList(ChatwootPayload):
    """Hold the answer of `GET .../conversations`."""

    data: ConversationPage = ConversationPage()


class ContactConversations(ChatwootPayload):
    """Hold the answer of `GET .../contacts/{id}/conversations`."""

    payload: tuple[ChatwootConversation, ...] = ()


class ChatwootContact(ChatwootPayload):
    """Hold a contact."""

    id: int
    identifier: Text = ""


class ContactMade(ChatwootPayload):
    """Hold the `payload` of the answer of `POST .../contacts`."""

    contact: ChatwootContact


class ContactCreated(ChatwootPayload):
    """Hold the answer of `POST .../contacts`."""

    payload: ContactMade


class ContactList(ChatwootPayload):
    """Hold the answer of `POST .../contacts/filter`."""

    payload: tuple[ChatwootContact, ...] = ()


class ChatwootInbox(ChatwootPayload):
    """Hold an inbox."""

    id: int
    name: Text = ""
    channel_type: Text = ""


class InboxList(ChatwootPayload):
    """Hold the answer of `GET .../inboxes`."""

    payload: tuple[ChatwootInbox, ...] = ()


class ChatwootHook(ChatwootPayload):
    """Hold a webhook of the account."""

    url: Text = ""
    subscriptions: tuple[str, ...] = ()


class HookPage(ChatwootPayload):
    """Hold the `payload` of `GET .../webhooks`."""

    webhooks: tuple[ChatwootHook, ...] = ()


class HookList(ChatwootPayload):
    """Hold the answer of `GET .../webhooks`."""

    payload: HookPage = HookPage()


class AccountUser(ChatwootPayload):
    """Hold an account of a user, and their role in it."""

    id: int
    role: Text = ""


class ChatwootProfile(ChatwootPayload):
    """Hold the answer of `GET /api/v1/profile`: the owner of the token."""

    id: int
    name: Text = ""
    accounts: tuple[AccountUser, ...] = ()


class Named(ChatwootPayload):
    """Hold the id of an object whose other fields are not needed."""

    id: int = 0


class ChatwootUpdate(ChatwootPayload):
    """Hold the fields that every webhook has."""

    event: str
    account: Named = Named()
    inbox: Named = Named()


class ChatwootMessageUpdate(ChatwootMessage):
    """Hold the webhook `message_created`."""

    account: Named = Named()
    conversation: ChatwootConversation


class ChatwootStatusUpdate(ChatwootConversation):
    """Hold the webhook `conversation_status_changed`."""

    account: Named = Named()
